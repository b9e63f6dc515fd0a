internal import GRDB
internal import SyncServer

/// The tables of `log.sqlite`, and how an older file becomes one of today.
enum LogSchema {
  /// "bygL".
  static let applicationID = 0x6279_674C
  static let version = 4

  /// Makes a file of this version out of an empty one or an older one, inside one transaction.
  static func migrate(_ db: Database, from found: Int) throws {
    if found < 1 { try db.execute(sql: first) }
    if found < 2 { try db.execute(sql: second) }
    if found < 3 { try db.execute(sql: third) }
    if found < 4 {
      try db.execute(sql: fourth)
      try AuditChain.begin(db)
    }
    try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// Indexes that a file of this version may lack, because it was made before they were thought of. Whoever does not know
  /// them keeps them up all the same, so the version says nothing of them.
  static func makeIndexes(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE INDEX IF NOT EXISTS entryByErasure ON entry (workspace, position)
        WHERE kind = \(EntryRecord.Kind.erased.rawValue)
        """)
  }

  /// Decisions about what is in the quarantine, the audit log's chain, and how far each device knows the log.
  private static let fourth = """
    ALTER TABLE quarantine ADD COLUMN name BLOB;
    ALTER TABLE quarantine ADD COLUMN carrier BLOB;
    ALTER TABLE quarantine ADD COLUMN decidedAt INTEGER;
    ALTER TABLE quarantine ADD COLUMN decidedBy TEXT;
    ALTER TABLE quarantine ADD COLUMN decisionReason TEXT;
    ALTER TABLE quarantine ADD COLUMN madeReplica BLOB;
    ALTER TABLE quarantine ADD COLUMN madeSequence INTEGER;
    CREATE UNIQUE INDEX quarantineByName ON quarantine (workspace, name) WHERE name IS NOT NULL;
    CREATE INDEX quarantineWaiting ON quarantine (workspace, carrier) WHERE decidedAt IS NULL;
    ALTER TABLE audit ADD COLUMN chain BLOB;
    CREATE TABLE auditHead (id INTEGER NOT NULL, chain BLOB NOT NULL);
    ALTER TABLE device ADD COLUMN knows INTEGER;
    """

  /// Logs that were put back, and what they could not take; and which audiences a member belongs to, beside everyone.
  private static let third = """
    CREATE TABLE restoration (
      workspace INTEGER NOT NULL,
      number INTEGER NOT NULL,
      epoch BLOB NOT NULL,
      former BLOB NOT NULL,
      position INTEGER NOT NULL,
      time INTEGER NOT NULL,
      discards INTEGER NOT NULL,
      numbersFrom INTEGER NOT NULL,
      confirmedAt INTEGER,
      PRIMARY KEY (workspace, number)
    ) WITHOUT ROWID;
    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      workspace BLOB NOT NULL,
      time INTEGER NOT NULL,
      reason TEXT NOT NULL,
      position INTEGER NOT NULL,
      entry BLOB NOT NULL,
      sealSequence INTEGER,
      sealHash BLOB,
      signature BLOB,
      user TEXT NOT NULL,
      device TEXT NOT NULL
    );
    ALTER TABLE member ADD COLUMN audiences TEXT NOT NULL DEFAULT '';
    """

  private static let first = """
    CREATE TABLE workspace (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      name TEXT NOT NULL,
      epoch BLOB NOT NULL,
      position INTEGER NOT NULL,
      chain BLOB NOT NULL
    );
    CREATE TABLE entry (
      workspace INTEGER NOT NULL,
      position INTEGER NOT NULL,
      time INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      replica BLOB,
      sequence INTEGER,
      hash BLOB,
      previous BLOB,
      author TEXT,
      body BLOB NOT NULL,
      chain BLOB NOT NULL,
      PRIMARY KEY (workspace, position)
    );
    CREATE UNIQUE INDEX entryByCommit ON entry (workspace, replica, sequence) WHERE sequence IS NOT NULL;
    CREATE INDEX entryByEnrolment ON entry (workspace, position) WHERE kind = 2;
    CREATE TABLE member (
      workspace BLOB NOT NULL,
      user TEXT NOT NULL,
      role TEXT NOT NULL,
      since INTEGER NOT NULL,
      PRIMARY KEY (workspace, user)
    ) WITHOUT ROWID;
    CREATE TABLE invitation (
      code BLOB PRIMARY KEY,
      workspace BLOB NOT NULL,
      user TEXT NOT NULL,
      purpose TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL,
      usedAt INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE device (
      id BLOB PRIMARY KEY,
      workspace BLOB NOT NULL,
      user TEXT NOT NULL,
      name TEXT NOT NULL,
      publicKey BLOB NOT NULL,
      token BLOB NOT NULL UNIQUE,
      createdAt INTEGER NOT NULL,
      revokedAt INTEGER,
      seenAt INTEGER,
      pending INTEGER,
      appVersion TEXT,
      schemaVersion INTEGER,
      clockAhead INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE deviceReplica (
      workspace BLOB NOT NULL,
      replica BLOB NOT NULL,
      device BLOB NOT NULL,
      place INTEGER NOT NULL,
      PRIMARY KEY (workspace, replica)
    ) WITHOUT ROWID;
    CREATE INDEX deviceReplicaByDevice ON deviceReplica (device, place);
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      workspace BLOB NOT NULL,
      time INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL
    );
    CREATE TRIGGER auditStays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
    CREATE TRIGGER auditIsKept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
    """

  /// Sessions of browsers, and passwords.
  private static let second = """
    CREATE TABLE session (
      token BLOB PRIMARY KEY,
      workspace BLOB NOT NULL,
      user TEXT NOT NULL,
      way TEXT NOT NULL,
      browser TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      seenAt INTEGER NOT NULL,
      keptPath TEXT,
      keptBody BLOB
    ) WITHOUT ROWID;
    CREATE INDEX sessionByUser ON session (workspace, user);
    CREATE TABLE password (
      workspace BLOB NOT NULL,
      user TEXT NOT NULL,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      rounds INTEGER NOT NULL,
      blockSize INTEGER NOT NULL,
      parallelism INTEGER NOT NULL,
      PRIMARY KEY (workspace, user)
    ) WITHOUT ROWID;
    """
}
