import CommitFormat
import Foundation
import GRDB
import LogContract
import Merge
import Replica
import SQLiteLog
import SQLiteReplica
import Schema
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// A folder of its own, gone with the value.
final class Folder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("bygd-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }
}

@Suite struct SQLiteLogContract {
  private func run(_ law: (LogContract) throws -> Void) throws {
    let folder = try Folder()
    var count = 0
    try law(
      LogContract { workspace in
        count += 1
        let file = try LogFile.create(in: folder.path("\(count)"))
        return (try file.addWorkspace(workspace, name: "x", epoch: Epoch(bits: 1)), file)
      })
  }

  @Test func appends() throws { try run { try $0.appendsWithoutGapsAndGivesBackWhatItTook() } }
  @Test func accountsGoWithEntries() throws { try run { try $0.accountsGoWithEntriesOrNotAtAll() } }
  @Test func epochs() throws { try run { try $0.anEpochIsBegunAndKept() } }
  @Test func accounts() throws { try run { try $0.accountsKeepTheirRules() } }
  @Test func sessions() throws { try run { try $0.sessionsLiveAsLongAsTheyMay() } }
  @Test func sessionsEnd() throws { try run { try $0.sessionsThatEndedByTimeAreForgotten() } }
  @Test func passwords() throws { try run { try $0.passwordsGoWithTheirMember() } }
}

@Suite struct LogFileTests {
  private let workspace = WorkspaceID(bits: 0xB16D)
  private let contract = LogContract { _ in throw LogProblem.missing(path: "") }

  private func filled(_ folder: Folder) throws -> (LogFile, SQLiteLog) {
    let file = try LogFile.create(in: folder.path)
    let log = try file.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    try log.append(contract.entries(30), with: [])
    return (file, log)
  }

  @Test func whatIsWrittenIsOnTheDisk() throws {
    let folder = try Folder()
    let (file, log) = try filled(folder)
    #expect(try file.writerSynchronous() == 2)
    let head = try log.head()
    try file.close()
    let again = try LogFile.open(in: folder.path)
    #expect(try again.workspaces() == [head])
    #expect(try again.log(of: workspace).head() == head)
    #expect(throws: LogProblem.unknownWorkspace(WorkspaceID(bits: 1))) { try again.log(of: WorkspaceID(bits: 1)) }
    #expect(throws: LogProblem.exists(path: "Kulturplan")) {
      try again.addWorkspace(WorkspaceID(bits: 1), name: "Kulturplan", epoch: Epoch(bits: 1))
    }
    #expect(throws: LogProblem.exists(path: folder.path(LogFile.name))) { try LogFile.create(in: folder.path) }
    try again.verify()
  }

  @Test func aChangedByteInAnOldCommitIsFound() throws {
    let columns: [(String, Position)] = [("body", 9), ("hash", 12), ("previous", 13), ("chain", 4), ("replica", 16)]
    for (column, position) in columns {
      let folder = try Folder()
      let (file, log) = try filled(folder)
      #expect(try log.firstBroken() == nil)
      try file.close()
      let queue = try DatabaseQueue(path: folder.path(LogFile.name))
      try queue.write { db in
        let bytes = try Data.fetchOne(
          db, sql: "SELECT \(column) FROM entry WHERE position = ?", arguments: [Int64(position)])
        var changed = try #require(bytes)
        changed[changed.count - 1] ^= 1
        try db.execute(
          sql: "UPDATE entry SET \(column) = ? WHERE position = ?", arguments: [changed, Int64(position)])
      }
      try queue.close()
      let again = try LogFile.open(in: folder.path)
      #expect(try again.log(of: workspace).firstBroken()?.position == position, "\(column)")
      #expect(throws: LogProblem.broken(at: position)) { try again.verify() }
    }
    // A time, an author, an entry taken out, and one taken off the end.
    for (sql, position) in [
      ("UPDATE entry SET time = time + 1 WHERE position = 7", 7 as Position),
      ("UPDATE entry SET author = 'Bo' WHERE position = 8", 8), ("DELETE FROM entry WHERE position = 20", 20),
      ("DELETE FROM entry WHERE position = 30", 30),
    ] {
      let folder = try Folder()
      let (file, _) = try filled(folder)
      try file.close()
      let queue = try DatabaseQueue(path: folder.path(LogFile.name))
      try queue.write { try $0.execute(sql: sql) }
      try queue.close()
      #expect(try LogFile.open(in: folder.path).log(of: workspace).firstBroken()?.position == position, "\(sql)")
    }
  }

  @Test func theAuditIsOnlyEverAddedTo() throws {
    let folder = try Folder()
    let (file, _) = try filled(folder)
    try file.change([
      .audit(AuditRecord(time: 1, workspace: workspace, actor: "Åsa", action: .invited, subject: "Bo"))
    ])
    let queue = try DatabaseQueue(path: folder.path(LogFile.name))
    #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM audit") } }
    #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: "UPDATE audit SET actor = 'Bo'") }
    }
  }

  @Test func erasuresAreFoundWithoutReadingTheLogAlsoInAFileFromBefore() throws {
    let folder = try Folder()
    let (file, _) = try filled(folder)
    try file.close()
    func pool() throws -> DatabaseQueue { try DatabaseQueue(path: folder.path(LogFile.name)) }
    try pool().write { try $0.execute(sql: "DROP INDEX entryByErasure") }
    let log = try LogFile.open(in: folder.path).log(of: workspace)
    #expect(try log.erasures().isEmpty)
    let plan = try pool().read { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN SELECT body FROM entry WHERE workspace = 1 AND kind = 8 ORDER BY position"
      ).map { String.fromDatabaseValue($0["detail"]) ?? "" }
    }
    #expect(plan.contains { $0.contains("entryByErasure") }, "\(plan)")
  }

  @Test func whatIsNoLogIsNotTouched() throws {
    let folder = try Folder()
    let path = folder.path(LogFile.name)
    #expect(throws: LogProblem.missing(path: path)) { try LogFile.open(in: folder.path) }
    let letter = Data("Kära hälsningar från Ånge".utf8)
    try letter.write(to: URL(fileURLWithPath: path))
    #expect(throws: LogProblem.foreign(path: path)) { try LogFile.open(in: folder.path) }
    #expect(FileManager.default.contents(atPath: path) == letter)
    try FileManager.default.removeItem(atPath: path)
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "CREATE TABLE other (x)") }
    try queue.close()
    #expect(throws: LogProblem.foreign(path: path)) { try LogFile.open(in: folder.path) }
    try FileManager.default.removeItem(atPath: path)
    let file = try LogFile.create(in: folder.path)
    try file.close()
    let newer = try DatabaseQueue(path: path)
    try newer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    try newer.close()
    #expect(throws: LogProblem.newerVersion(path: path, found: 99, known: 4)) { try LogFile.open(in: folder.path) }
  }

  @Test func aBackupIsMadeWhileInUseAndBeginsAnotherEpochWhenRestored() throws {
    let folder = try Folder()
    let (file, log) = try filled(folder)
    let backup = folder.path("backup.bygd")
    try file.backup(to: backup)
    #expect(throws: LogProblem.exists(path: backup)) { try file.backup(to: backup) }
    let head = try log.head()
    try log.append([LogEntry(position: 31, time: 400, event: .horizon(2))], with: [])
    let scratch = folder.path("restoring")
    let copy = try LogFile.unpack(backup, to: scratch, replacing: file, discards: false, now: 1) { Epoch(bits: 42) }
    try file.close()
    try copy.close()
    #expect(try LogFile.replace(in: folder.path, by: scratch) == folder.path(LogFile.name + ".before-restore"))
    let restored = try LogFile.open(in: folder.path)
    let found = try restored.workspaces()
    #expect(try restored.log(of: workspace).restorations().map(\.confirmedAt) == [nil])
    #expect(found.map(\.position) == [30] && found.map(\.chain) == [head.chain])
    #expect(found.map(\.epoch) == [Epoch(bits: 42)])
    // The former log is kept, whole.
    let former = try DatabaseQueue(path: folder.path(LogFile.name + ".before-restore"))
    #expect(try former.read { try Int.fetchOne($0, sql: "SELECT max(position) FROM entry") } == 31)
    // A damaged backup changes nothing.
    var bytes = try #require(FileManager.default.contents(atPath: backup))
    for index in stride(from: 4096, to: bytes.count, by: 97) { bytes[index] ^= 0x55 }
    try bytes.write(to: URL(fileURLWithPath: folder.path("bad.bygd")))
    #expect(throws: LogProblem.self) {
      try LogFile.unpack(folder.path("bad.bygd"), to: scratch, replacing: nil, discards: false, now: 1) {
        Epoch(bits: 43)
      }
    }
    // Nothing takes the place of anything, and nothing is left lying about.
    #expect(throws: LogProblem.missing(path: folder.path("nowhere"))) {
      try restored.backup(to: folder.path("nowhere/backup.bygd"))
    }
    #expect(throws: LogProblem.exists(path: folder.path)) { try restored.backup(to: folder.path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasSuffix(".part") })
    #expect(try restored.workspaces() == found)
  }

  @Test func theSealKeyIsMadeOnceAndKeptFromOthers() throws {
    let folder = try Folder()
    let keys = KeyFolder(folder.path("keys"))
    #expect(throws: LogProblem.missing(path: folder.path("keys/seal.key"))) { try keys.sealKey() }
    try keys.make()
    let key = try keys.sealKey()
    #expect(key.count == 32 && key != Array(repeating: 0, count: 32))
    try keys.make()
    #expect(try keys.sealKey() == key)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: folder.path("keys/seal.key"))
    #expect(throws: LogProblem.badKey(path: folder.path("keys/seal.key"))) { try keys.sealKey() }
  }

  @Test func manyWritersInTwoOpenFilesMakeOneOrder() async throws {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    _ = try file.addWorkspace(workspace, name: "x", epoch: Epoch(bits: 1))
    let other = try LogFile.open(in: folder.path)
    let workspace = workspace
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let log = try? (writer % 2 == 0 ? file : other).log(of: workspace)
          var done = 0
          while done < 10 {
            guard let head = try? log?.head() else { continue }
            // Who was overtaken looks again.
            let entry = LogEntry(position: head.position + 1, time: 0, event: .horizon(1))
            if (try? log?.append([entry], with: [])) != nil { done += 1 }
          }
        }
      }
    }
    #expect(try file.workspaces().map(\.position) == [40])
    try other.verify()
  }
}

@Suite struct ServerOnDiskTests {
  private func server(_ folder: Folder, _ file: LogFile, _ workspace: WorkspaceID) throws -> WorkspaceServer {
    let keys = KeyFolder(folder.path("keys"))
    try keys.make()
    let seal = try #require(CursorSeal(key: try keys.sealKey()))
    let store = try SQLiteReplicaStore(folder: folder.path("replica"), mode: .create)
    return try WorkspaceServer(
      replica: Replica(store: store), log: try file.log(of: workspace), accounts: file, seal: seal,
      snapshotFolder: folder.path("snapshots"))
  }

  @Test func aServerOnDiskStartsAgainWhereItWas() throws {
    let folder = try Folder()
    let workspace = WorkspaceID(bits: 5)
    let file = try LogFile.create(in: folder.path)
    _ = try file.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    let first = try server(folder, file, workspace)
    let code = try first.accounts.addMember("Åsa", role: .administrator, by: .console)
    let joined = try first.join(
      code: code.text, device: "dator", publicKey: DeviceKey().publicKey, replica: ReplicaID(bits: 9))
    let record = RecordID.random(milliseconds: 1, bits: 4)
    let draft = Draft([.create(TypeNumber(3), record, [.set(FieldNumber(10), .text("Kör"))])])
    guard case .accepted(let stored) = try first.edit(draft, by: Actor(user: "Åsa", role: .reader)) else {
      Issue.record("refused")
      return
    }
    #expect(stored.logged?.position == 3)
    let snapshot = try first.snapshot()
    let bytes = try snapshot.bytes(0..<snapshot.byteCount)
    #expect(Hash(of: bytes) == snapshot.hash)
    let digest = try first.replica.header().digest
    let again = try server(folder, try LogFile.open(in: folder.path), workspace)
    #expect(try again.replica.header().digest == digest)
    #expect(try again.accounts.authenticate(joined.token).device.name == "dator")
    #expect(try again.replica.view(record)?.value(FieldNumber(10)) == .text("Kör"))
    try FileManager.default.removeItem(atPath: folder.path("replica"))
    let anew = try server(folder, try LogFile.open(in: folder.path), workspace)
    #expect(try anew.replica.header().digest == digest)
  }
}
