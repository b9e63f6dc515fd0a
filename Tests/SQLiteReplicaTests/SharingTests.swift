import CommitFormat
import Foundation
import GRDB
import Merge
import Replica
import SQLiteReplica
import Schema
import StoreContract
import Synchronization
import Testing

@Suite("Several programs on one replica")
struct SharingTests {
  private let folder = TemporaryFolder()

  @Test func eightWritersLoseNothingAndRefuseNothing() throws {
    _ = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let writers = 8
    let edits = 50
    let problems = Mutex<[String]>([])
    // Each has connections and a lock of its own, as a process of its own would.
    DispatchQueue.concurrentPerform(iterations: writers) { writer in
      do {
        let store = try SQLiteReplicaStore(folder: folder.path, mode: .open)
        for edit in 0..<edits {
          let id = RecordID(bits: UInt128(writer * edits + edit + 1))
          let (state, view) = StoreSamples.note("Skrivare \(writer)", id: id)
          try store.write { writing in
            let replica = ReplicaID(bits: 1)
            let head = try writing.head(of: replica)
            let commit = Commit(
              replica: replica, sequence: (head?.sequence ?? 0) + 1, previous: head?.hash ?? .zero,
              stamp: Stamp(milliseconds: Int64(edit)), schemaVersion: 1,
              parts: [Commit.Part(audience: .everyone, body: .readable([UInt8(writer)], salt: nil))])
            try writing.save(state, view: view)
            try writing.append(StoredCommit(commit: commit, hash: commit.hash), touching: [id])
          }
          if edit % 20 == 0 { try store.checkpoint() }
        }
      } catch {
        problems.withLock { $0.append("\(error)") }
      }
    }
    #expect(problems.withLock { $0 } == [])
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .open)
    try store.verify()
    try store.read { reading in
      #expect(try reading.recordCount() == writers * edits)
      let commits = try reading.unlogged()
      #expect(commits.map(\.commit.sequence) == (1...SequenceNumber(writers * edits)).map { $0 })
      #expect(zip(commits, commits.dropFirst()).allSatisfy { $0.hash == $1.commit.previous })
    }
  }

  /// Who has given up is not in the way of those who come after.
  @Test func whoWaitsTooLongIsToldSoAndHoldsNothing() throws {
    _ = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let path = folder.path + "/write.lock"
    let holder = try WriteLock(path)
    let others = try (0..<4).map { _ in try WriteLock(path, waitsSeconds: 0.05) }
    try holder.holding {
      for other in others {
        #expect(throws: StorageProblem.busy(path: path)) { try other.holding { Issue.record("two hold it") } }
      }
    }
    let patient = try WriteLock(path)
    var turns = 0
    for lock in others.map({ _ in patient }) + [holder, patient] { try lock.holding { turns += 1 } }
    #expect(turns == 6)
  }

  /// Nobody is promised the next turn; so whoever has been passed by many does not give up while they come and go.
  @Test func aTurnIsWaitedForAsLongAsOthersComeAndGo() throws {
    _ = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let path = folder.path + "/write.lock"
    let holder = try WriteLock(path)
    let patient = try WriteLock(path, waitsSeconds: 3)
    let isOver = DispatchSemaphore(value: 0)
    let problems = Mutex<[String]>([])
    try holder.holding {
      Thread {
        do { try patient.holding {} } catch { problems.withLock { $0.append("\(error)") } }
        isOver.signal()
      }.start()
      // What others would leave in the file, for longer than one may hold it.
      let start = ContinuousClock.now
      var count: Int64 = 0
      while start.duration(to: .now) < .seconds(4), isOver.wait(timeout: .now() + 0.05) == .timedOut {
        count += 1
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: Double(count))], ofItemAtPath: path)
      }
    }
    isOver.wait()
    #expect(problems.withLock { $0 } == [])
  }

  /// The first that opens a file, and the last that closes it, has it alone for a moment.
  @Test func openingWaitsForWhoeverHasTheFileAlone() throws {
    do { _ = try SQLiteReplicaStore(folder: folder.path, mode: .create) }
    let other = try DatabaseQueue(path: folder.path + "/replica.sqlite")
    let isOpen = DispatchSemaphore(value: 0)
    let problems = Mutex<[String]>([])
    let path = folder.path
    try other.inDatabase { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; PRAGMA user_version")
      Thread {
        do {
          _ = try SQLiteReplicaStore(folder: path, mode: .open)
        } catch {
          problems.withLock { $0.append("\(error)") }
        }
        isOpen.signal()
      }.start()
      #expect(isOpen.wait(timeout: .now() + 0.5) == .timedOut)
      try db.execute(sql: "COMMIT; PRAGMA locking_mode = NORMAL")
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
    }
    try other.close()
    isOpen.wait()
    #expect(problems.withLock { $0 } == [])
  }

  /// What a writer remembers from one transaction to the next gives way to what others write, and to what was never kept.
  @Test func whatIsRememberedGivesWayToWhatOthersWrite() throws {
    struct Stop: Error {}
    let one = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let other = try SQLiteReplicaStore(folder: folder.path, mode: .open)
    #expect(try one.write { try $0.schema() } == nil)
    try other.write { try $0.setSchema([1]) }
    #expect(try one.write { try $0.schema() } == [1])
    #expect(throws: Stop.self) {
      try one.write { writing in
        try writing.setSchema([2])
        #expect(try writing.schema() == [2])
        throw Stop()
      }
    }
    #expect(try one.write { try $0.schema() } == [1])
    try one.write { try $0.setSchema([3]) }
    #expect(try one.write { try $0.schema() } == [3])
  }

  @Test func readersSeeOneStateWhileOthersWrite() throws {
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let ids = (1...2).map { RecordID(bits: $0) }
    @Sendable func save(_ number: Int) throws {
      try store.write { writing in
        for id in ids {
          let (state, view) = StoreSamples.note("Ändring \(number)", id: id)
          try writing.save(state, view: view)
        }
      }
    }
    try save(0)
    let isDone = Mutex(false)
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      do {
        if worker == 0 {
          for number in 1...100 { try save(number) }
          isDone.withLock { $0 = true }
        }
        let reading = try SQLiteReplicaStore(folder: folder.path, mode: worker == 1 ? .readOnly : .open)
        var rounds = 0
        while !isDone.withLock({ $0 }) || rounds == 0 {
          rounds += 1
          let views = try reading.read { transaction in try ids.map { try transaction.view($0)?.fields } }
          if views[0] == nil || views[0] != views[1] { problems.withLock { $0.append("half a transaction was seen") } }
        }
      } catch {
        isDone.withLock { $0 = true }
        problems.withLock { $0.append("\(error)") }
      }
    }
    #expect(problems.withLock { $0 } == [])
  }

  @Test func theLogStaysShortAndTheFileWhole() throws {
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    for number in 0..<300 {
      try store.write { writing in
        for place in 0..<20 {
          let id = RecordID(bits: UInt128(number * 20 + place + 1))
          let (state, view) = StoreSamples.note(String(repeating: "kulturplan ", count: 40), id: id)
          try writing.save(state, view: view)
        }
      }
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/replica.sqlite-wal")
    #expect((attributes[.size] as? Int ?? .max) < 16_000_000)
    try store.verify()
    #expect(try store.read { try $0.recordCount() } == 6000)
  }
}

@Suite("A newer schema")
struct LayoutTests {
  private let folder = TemporaryFolder()

  private func schema(version: Int, _ types: String) throws -> Schema {
    try Schema(json: Array(#"{"name": "prov", "version": \#(version), "types": [\#(types)]}"#.utf8))
  }

  private let label = #""label": {"sv": "x", "en": "x", "da": "x"}"#

  private func type(_ number: Int, _ key: String, _ fields: [(Int, String)]) -> String {
    let fields = fields.map {
      #"{"number": \#($0.0), "key": "\#($0.1)", \#(label), "policy": "review", "kind": "text"}"#
    }
    return
      #"{"number": \#(number), "key": "\#(key)", \#(label), "plural": {"sv": "x", "en": "x", "da": "x"}, "nameField": "title", "fields": [\#(fields.joined(separator: ", "))]}"#
  }

  @Test func bringsNewTypesAndFieldsIntoColumnsAndAnOlderProgramStillReads() throws {
    let old = try schema(version: 1, type(1, "order", [(8, "title")]))
    // `group` and `order` are words of SQL; `Title` differs from `title` in case alone.
    let new = try schema(
      version: 2,
      type(1, "order", [(8, "title"), (9, "group"), (10, "Title")]) + ", " + type(2, "record", [(8, "title")]))
    func made(_ id: UInt128, _ type: UInt32) -> (RecordState, RecordView) {
      var state = RecordState(id: RecordID(bits: id))
      let fields: [(UInt32, Value)] = [(8, .text("ett")), (9, .text("två")), (10, .text("tre"))]
      state.log(
        .create(
          state.id, TypeNumber(type),
          fields: fields.map { Operation.FieldWrite(register: RegisterID(FieldNumber($0.0)), value: $0.1) }),
        dot: Dot(replica: ReplicaID(bits: 5), sequence: 1, index: UInt32(id)), stamp: Stamp(milliseconds: 0))
      return (
        state,
        RecordView(
          id: state.id, type: TypeNumber(type),
          fields: fields.map { FieldView(field: FieldNumber($0.0), content: .value($0.1)) }, isDeleted: false,
          conflicts: [], isUnsynced: false, parent: nil, alias: nil)
      )
    }
    let records = [made(1, 1), made(2, 2)]
    func check(_ schema: Schema, _ mode: SQLiteReplicaStore.Mode) throws {
      let store = try SQLiteReplicaStore(folder: folder.path, schema: schema, mode: mode)
      try store.verify()
      for (state, view) in records {
        #expect(try store.read { try $0.record(state.id) } == state)
        #expect(try store.read { try $0.view(state.id) } == view)
        #expect(try store.read { try $0.record(createdBy: state.creations[0]) } == state.id)
      }
    }
    do {
      let store = try SQLiteReplicaStore(folder: folder.path, schema: old, mode: .create)
      try store.write { writing in for (state, view) in records { try writing.save(state, view: view) } }
    }
    try check(old, .open)
    try check(new, .readOnly)
    try check(new, .open)
    let queue = try DatabaseQueue(path: folder.path + "/replica.sqlite")
    let row = try queue.read { try Row.fetchOne($0, sql: #"SELECT title, "group", "Title#10", _meta FROM "order""#) }
    #expect(row == ["title": "ett", "group": "två", "Title#10": "tre", "_meta": nil])
    #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM other") } == 0)
    #expect(try queue.read { try String.fetchOne($0, sql: "SELECT title FROM record_") } == "ett")
    try check(old, .open)
    try check(old, .readOnly)
  }
  @Test func aWorkspacesOwnSchemaGetsItsTablesAndWhatItRenamesMoves() throws {
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let first = try schema(version: 1, type(1, "order", [(8, "title"), (9, "note")]))
    var state = RecordState(id: RecordID(bits: 77))
    let title = FieldNumber(8)
    state.log(
      .create(
        state.id, TypeNumber(1),
        fields: [Operation.FieldWrite(register: RegisterID(title), value: .text("ett"))]),
      dot: Dot(replica: ReplicaID(bits: 5), sequence: 1, index: 0), stamp: Stamp(milliseconds: 0))
    let view = RecordView(
      id: state.id, type: TypeNumber(1), fields: [FieldView(field: title, content: .value(.text("ett")))],
      isDeleted: false, conflicts: [], isUnsynced: false, parent: nil, alias: nil)
    func expectLies(in table: String, column: String, tables: Set<String>) throws {
      try store.verify()
      #expect(try store.read { try $0.view(state.id) } == view)
      let queue = try DatabaseQueue(path: folder.path + "/replica.sqlite")
      try queue.read { db in
        #expect(try String.fetchAll(db, sql: "SELECT \(column) FROM \(table)") == ["ett"])
        #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM other") == 0)
        let all = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        #expect(Set(all).intersection(["order", "orders", "activity"]) == tables)
      }
    }
    try store.write { try $0.setSchema(first.json()) }
    try store.write { try $0.save(state, view: view) }
    try expectLies(in: "\"order\"", column: "title", tables: ["order"])
    let renamed = try schema(version: 2, type(1, "orders", [(8, "heading"), (9, "title")]))
    try store.write { try $0.setSchema(renamed.json()) }
    try expectLies(in: "orders", column: "heading", tables: ["orders"])
    // One that comes again, and an older one, change nothing; nor does the program's at the next opening.
    for json in [renamed.json(), first.json()] { try store.write { try $0.setSchema(json) } }
    try expectLies(in: "orders", column: "heading", tables: ["orders"])
    try store.write { try $0.setSchema(renamed.json()) }
    let again = try SQLiteReplicaStore(folder: folder.path, mode: .open)
    try again.verify()
    try expectLies(in: "orders", column: "heading", tables: ["orders"])
  }

  /// As files were written before the tables followed the workspace's schema.
  @Test func whatLiesInTheTableForUnknownTypesMovesAtTheNextOpening() throws {
    let own = try schema(version: 1, type(1, "order", [(8, "title")]))
    var (state, view) = (RecordState(id: RecordID(bits: 78)), RecordView?.none)
    do {
      let store = try SQLiteReplicaStore(folder: folder.path, mode: .create)
      state.log(
        .create(
          state.id, TypeNumber(1),
          fields: [Operation.FieldWrite(register: RegisterID(FieldNumber(8)), value: .text("ett"))]),
        dot: Dot(replica: ReplicaID(bits: 5), sequence: 1, index: 0), stamp: Stamp(milliseconds: 0))
      view = RecordView(
        id: state.id, type: TypeNumber(1),
        fields: [FieldView(field: FieldNumber(8), content: .value(.text("ett")))], isDeleted: false, conflicts: [],
        isUnsynced: false, parent: nil, alias: nil)
      try store.write { try $0.save(state, view: view) }
    }
    do {
      let queue = try DatabaseQueue(path: folder.path + "/replica.sqlite")
      try queue.write { db in
        try db.execute(sql: "INSERT INTO schema(one, json) VALUES (1, ?)", arguments: [Data(own.json())])
      }
    }
    for mode in [SQLiteReplicaStore.Mode.readOnly, .open, .readOnly] {
      let store = try SQLiteReplicaStore(folder: folder.path, mode: mode)
      try store.verify()
      #expect(try store.read { try $0.view(state.id) } == view)
    }
    let queue = try DatabaseQueue(path: folder.path + "/replica.sqlite")
    #expect(try queue.read { try String.fetchAll($0, sql: "SELECT title FROM \"order\"") } == ["ett"])
    #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM other") } == 0)
  }
}
