import CommitFormat
import Foundation
import GRDB
import Merge
import Replica
import SQLiteReplica
import Schema
import StoreContract
import Testing

/// A replica with a few random records in it.
func filledStore(_ path: String, seed: UInt64 = 1, count: Int = 40) throws -> (SQLiteReplicaStore, [RecordState]) {
  let store = try SQLiteReplicaStore(folder: path, mode: .create)
  var world = RandomRecords(seed: seed)
  var states: [RecordState] = []
  try store.write { writing in
    for _ in 0..<count {
      let (state, view) = world.record()
      try writing.save(state, view: view)
      states.append(state)
    }
  }
  return (store, states)
}

func problem(_ body: () throws -> Void) -> StorageProblem? {
  do {
    try body()
    return nil
  } catch {
    return error as? StorageProblem
  }
}

@Suite("Opening a replica's folder")
struct OpeningTests {
  private let folder = TemporaryFolder()
  private var file: String { folder.path + "/replica.sqlite" }

  private func open(_ mode: SQLiteReplicaStore.Mode) -> StorageProblem? {
    problem { _ = try SQLiteReplicaStore(folder: folder.path, mode: mode) }
  }

  @Test func nothingThereIsMissingAndStaysSo() {
    #expect(open(.open) == .missing(path: folder.path))
    #expect(open(.readOnly) == .missing(path: folder.path))
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func whatIsNoReplicaIsRefusedAndLeftAlone() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    var foreign = Data("SQLite format 3\0".utf8) + Data(count: 4080)
    foreign[16] = 16
    for bytes in [Data(), Data("Handlingar\n".utf8), Data(repeating: 0, count: 5000), foreign] {
      try bytes.write(to: URL(fileURLWithPath: file))
      for mode in [SQLiteReplicaStore.Mode.create, .open, .readOnly] {
        guard case .damaged? = open(mode) else {
          Issue.record("\(bytes.count) bytes were taken for a replica")
          continue
        }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes)
    }
  }

  @Test func aFolderOrAFileInTheWayIsRefused() throws {
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    guard case .damaged? = open(.create) else { return #expect(Bool(false), "a folder was taken for a replica") }
    try FileManager.default.removeItem(atPath: folder.path)
    try Data("text".utf8).write(to: URL(fileURLWithPath: folder.path))
    guard case .damaged? = open(.create) else { return #expect(Bool(false), "a file was taken for a folder") }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path)) == Data("text".utf8))
  }

  @Test func anotherApplicationsDatabaseIsLeftAlone() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: file)
    try queue.write { try $0.execute(sql: "PRAGMA application_id = 7; CREATE TABLE t(a); INSERT INTO t VALUES (1)") }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(open(.create) == .damaged(path: file, detail: "a database of another application"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
  }

  @Test func aNewerVersionIsNamed() throws {
    _ = try filledStore(folder.path)
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA user_version = 9; PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
    #expect(open(.open) == .newerVersion(path: file, found: 9, known: 4))
    #expect(open(.readOnly) == .newerVersion(path: file, found: 9, known: 4))
  }

  /// A file as the program before wrote it: without what joined records and words to several people need.
  @Test(arguments: [SQLiteReplicaStore.Mode.open, .readOnly]) func aFileOfAnEarlierVersionGoesOn(
    mode: SQLiteReplicaStore.Mode
  ) throws {
    let records: [RecordState]
    let waiting: [StoredCommit]
    do {
      let (store, made) = try filledStore(folder.path)
      records = made
      for replica in [5, 6, 7] as [UInt128] {
        for sequence in 1...3 as ClosedRange<SequenceNumber> {
          let commit = Commit(
            replica: ReplicaID(bits: replica), sequence: sequence, previous: .zero, stamp: Stamp(milliseconds: 0),
            schemaVersion: 1, parts: [Commit.Part(audience: .everyone, body: .readable([0, 0], salt: nil))])
          let isLogged = replica == 5 || replica == 6 && sequence < 3
          let logged = StoredCommit.Logged(position: UInt64(replica * 10) + sequence, time: 1, author: nil)
          try store.write {
            try $0.append(
              StoredCommit(commit: commit, hash: commit.hash, logged: isLogged ? logged : nil), touching: [made[0].id])
          }
        }
      }
      waiting = try store.read { try $0.unlogged() }
      #expect(waiting.count == 4)
      try store.checkpoint()
    }
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction { db in
      for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
      where try db.columns(in: table).contains(where: { $0.name == "_joined" }) {
        try db.execute(sql: "ALTER TABLE \"\(table)\" DROP COLUMN _joined")
      }
      try db.execute(
        sql: """
          DROP INDEX "replica by unlogged";
          ALTER TABLE replica DROP COLUMN unlogged;
          CREATE INDEX "commits by arrival" ON commits(arrival) WHERE arrival IS NOT NULL;
          ALTER TABLE tiding DROP COLUMN outcome;
          ALTER TABLE tiding DROP COLUMN user;
          DROP TABLE journal;
          DROP TABLE kept;
          DROP TABLE branch;
          ALTER TABLE header DROP COLUMN former;
          ALTER TABLE header DROP COLUMN copy_found;
          ALTER TABLE header DROP COLUMN audiences;
          ALTER TABLE header DROP COLUMN audience_digests;
          ALTER TABLE header DROP COLUMN must_scrub;
          ALTER TABLE header DROP COLUMN horizon;
          INSERT INTO tiding(record, field, value, chosen, by, reason, time)
          VALUES (zeroblob(16), 8, x'', x'', 'Karin', 'skäl', 1);
          PRAGMA user_version = 1;
          PRAGMA wal_checkpoint(TRUNCATE);
          """)
    }
    try queue.close()
    let store = try SQLiteReplicaStore(folder: folder.path, mode: mode)
    let user = try store.read { try $0.header()?.user } ?? ""
    try store.read { reading in
      for record in records {
        let found = try reading.record(record.id)
        #expect(found == record)
      }
      let unlogged = try reading.unlogged()
      #expect(unlogged == waiting)
      let told = try reading.tidings(for: user).map(\.by)
      #expect(told == ["Karin"])
    }
    let again = try SQLiteReplicaStore(folder: folder.path, mode: .open)
    try again.write { try $0.removeTidings(upTo: .max, for: user) }
    try again.verify()
    let left = try again.read { try $0.tidings(for: user) }
    #expect(left.isEmpty)
  }

  @Test func aTruncatedFileIsSeen() throws {
    do { try filledStore(folder.path).0.checkpoint() }
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    for count in [0, 50, 100, 4096, whole.count / 2, whole.count - 1] {
      for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
      try whole.prefix(count).write(to: URL(fileURLWithPath: file))
      guard case .damaged? = open(.open) else {
        Issue.record("a file of \(count) of \(whole.count) bytes was opened")
        continue
      }
    }
  }

  @Test func keysAndFolderBelongToTheirOwnerAlone() throws {
    let (store, _) = try filledStore(folder.path, count: 1)
    let key = try store.loadOrCreateDeviceKey()
    #expect(try store.loadOrCreateDeviceKey().publicKey == key.publicKey)
    #expect(try SQLiteReplicaStore.loadOrCreateDeviceKey(folder: folder.path).secret == key.secret)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder.path) == 0o700)
    #expect(try mode(folder.path + "/keys") == 0o600)
    #expect(try mode(file) == 0o600)
    try Data("skräp".utf8).write(to: URL(fileURLWithPath: folder.path + "/keys"))
    #expect(
      problem { _ = try store.loadOrCreateDeviceKey() } == .damaged(path: folder.path + "/keys", detail: "not a key"))
  }

  @Test func transactionsAreFullyDurable() throws {
    let (store, _) = try filledStore(folder.path, count: 1)
    #expect(try store.writerPragma("synchronous") == "2")
    #expect(try store.writerPragma("wal_autocheckpoint") == "0")
    #expect(try store.writerPragma("journal_mode") == "wal")
  }

  @Test func aReadOnlyOpeningWritesNothing() throws {
    let (store, states) = try filledStore(folder.path)
    let reading = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
    for state in states { #expect(try reading.read { try $0.record(state.id) } == state) }
    #expect(problem { try reading.write { _ in } } == .readOnly(path: folder.path))
    let (state, view) = StoreSamples.note("Senare")
    try store.write { try $0.save(state, view: view) }
    #expect(try reading.read { try $0.record(state.id) } == state)
  }

  @Test func aReplicaOnAMediumThatCannotBeWrittenIsRead() throws {
    let states = try { () throws -> [RecordState] in
      let (store, states) = try filledStore(folder.path)
      try store.checkpoint()
      return states
    }()
    for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
    try Mounted.run("mount --bind \(folder.path) \(folder.path) && mount -o remount,ro,bind \(folder.path)")
      .map { mounted in
        defer { mounted.unmount(folder.path) }
        #expect(open(.open) == .readOnly(path: folder.path))
        let reading = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
        for state in states { #expect(try reading.read { try $0.record(state.id) } == state) }
        #expect(try reading.read { try $0.records(referencePrefix: "", limit: 5) } == [])
        _ = try reading.read { try $0.search("visa", limit: 5) }
      }
  }

  @Test func aLostLogLeavesAWholeOlderReplica() throws {
    let (store, before) = try filledStore(folder.path)
    try store.checkpoint()
    let copy = TemporaryFolder()
    try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
    let (state, view) = StoreSamples.note("I loggen")
    try store.write { try $0.save(state, view: view) }
    try FileManager.default.copyItem(atPath: file, toPath: copy.path + "/replica.sqlite")
    let older = try SQLiteReplicaStore(folder: copy.path, mode: .open)
    try older.verify()
    #expect(try older.read { try $0.record(state.id) } == nil)
    for state in before { #expect(try older.read { try $0.record(state.id) } == state) }
  }
}

/// Mounting needs rights that not every machine gives; a test without them says so.
struct Mounted {
  static func run(_ command: String) -> Mounted? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      print("skipped: this machine does not allow: \(command)")
      return nil
    }
    return Mounted()
  }

  func unmount(_ path: String) { _ = Self.run("umount -l \(path)") }
}

enum StoreSamples {
  /// A record of the first type with this title.
  static func note(_ title: String, id: RecordID = RecordID(bits: .random(in: 0 ... .max))) -> (RecordState, RecordView)
  {
    var state = RecordState(id: id)
    let value = Value.text(title)
    let operation = Operation.create(
      id, TypeNumber(1), fields: [Operation.FieldWrite(register: RegisterID(FieldNumber(8)), value: value)])
    let sequence = SequenceNumber(id.bits % 1_000_000) + 1
    state.log(
      operation, dot: Dot(replica: ReplicaID(bits: 3), sequence: sequence, index: 0), stamp: Stamp(milliseconds: 1))
    let view = RecordView(
      id: id, type: TypeNumber(1), fields: [FieldView(field: FieldNumber(8), content: .value(value))], isDeleted: false,
      conflicts: [], isUnsynced: false, parent: nil, alias: nil)
    return (state, view)
  }
}
