import CommitFormat
import Foundation
import GRDB
import Merge
import SQLiteLog
import SyncServer
import Testing

/// The audit log: only ever added to, and whoever goes around that is found out.
@Suite struct AuditChainTests {
  private let workspace = WorkspaceID(bits: 0xB16D)

  private func record(_ number: Int64) -> AccountChange {
    .audit(
      AuditRecord(
        time: number, workspace: workspace, actor: "Åsa", action: .requestRefused, subject: "enhet",
        detail: "rad \(number)"))
  }

  private func filled() throws -> Folder {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    for number in 1...20 { try file.change([record(Int64(number))]) }
    try file.close()
    return folder
  }

  private func change(_ folder: Folder, _ sql: String) throws {
    let queue = try DatabaseQueue(path: folder.path(LogFile.name))
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  private func broken(_ folder: Folder) throws -> Int64? {
    let file = try LogFile.open(in: folder.path)
    defer { try? file.close() }
    return try file.firstBrokenAuditRecord()
  }

  @Test func noProgramChangesOrTakesAwayARow() throws {
    let folder = try filled()
    for sql in ["UPDATE audit SET actor = 'Per' WHERE id = 7", "DELETE FROM audit WHERE id = 7"] {
      #expect(throws: DatabaseError.self) { try change(folder, sql) }
    }
    #expect(try broken(folder) == nil)
  }

  @Test(
    arguments: [
      ("UPDATE audit SET detail = 'annat' WHERE id = 7", 7), ("UPDATE audit SET time = 0 WHERE id = 20", 20),
      ("DELETE FROM audit WHERE id = 7", 8), ("DELETE FROM audit WHERE id = 20", 20),
      ("DELETE FROM audit", 1),
      (
        "INSERT INTO audit (workspace, time, actor, action, subject, detail) SELECT workspace, 1, 'x', action, '', '' FROM audit LIMIT 1",
        21
      ),
      ("UPDATE audit SET actor = 'Ås', subject = 'aenhet' WHERE id = 3", 3),
    ] as [(String, Int64)])
  func whoeverGoesAroundTheTriggersIsFoundOut(sql: String, at record: Int64) throws {
    let folder = try filled()
    try change(folder, "DROP TRIGGER auditStays; DROP TRIGGER auditIsKept; \(sql)")
    #expect(try broken(folder) == record)
  }

  @Test func aFileOfBeforeGetsItsChain() throws {
    let folder = try filled()
    try change(
      folder,
      """
      DROP TRIGGER auditStays; DROP TRIGGER auditIsKept; DROP TABLE auditHead; ALTER TABLE audit DROP COLUMN chain;
      DROP INDEX quarantineByName; DROP INDEX quarantineWaiting;
      ALTER TABLE quarantine DROP COLUMN name; ALTER TABLE quarantine DROP COLUMN carrier;
      ALTER TABLE quarantine DROP COLUMN decidedAt; ALTER TABLE quarantine DROP COLUMN decidedBy;
      ALTER TABLE quarantine DROP COLUMN decisionReason; ALTER TABLE quarantine DROP COLUMN madeReplica;
      ALTER TABLE quarantine DROP COLUMN madeSequence; ALTER TABLE device DROP COLUMN knows;
      CREATE TRIGGER auditStays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
      CREATE TRIGGER auditIsKept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
      PRAGMA user_version = 3
      """)
    #expect(try broken(folder) == nil)
    let file = try LogFile.open(in: folder.path)
    try file.change([record(21)])
    #expect(try file.firstBrokenAuditRecord() == nil)
    #expect(try file.audit(of: workspace, before: nil, limit: 100).count == 21)
    try file.close()
    #expect(throws: DatabaseError.self) { try change(folder, "UPDATE audit SET actor = 'Per'") }
  }
}
