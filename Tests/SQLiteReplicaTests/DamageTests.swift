import CommitFormat
import Foundation
import GRDB
import Merge
import Replica
import SQLiteReplica
import Schema
import StoreContract
import TestSupport
import Testing

@Suite("Bytes that go wrong under a replica")
struct DamageTests {
  private let folder = TemporaryFolder()
  private var file: String { folder.path + "/replica.sqlite" }

  @Test func flippedBytesAreAProblemOrAnOtherValueNeverACrash() throws {
    do { try filledStore(folder.path, seed: 3, count: 60).0.checkpoint() }
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    var random = SeededGenerator(seed: 11)
    var seen = 0
    for _ in 0..<120 {
      for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
      try? FileManager.default.removeItem(atPath: folder.path + "/search.sqlite")
      var bytes = whole
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      try bytes.write(to: URL(fileURLWithPath: file))
      do {
        let store = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
        try store.verify()
        try store.read { try $0.eachRecord { _ in } }
        _ = try store.read { try $0.search("visa", limit: 3) }
      } catch is StorageProblem {
        seen += 1
      }
    }
    #expect(seen > 50)
  }

  @Test func packedBytesOfAnyKindAreReadOrRefused() throws {
    let states = try { try filledStore(folder.path, seed: 5, count: 60).1 }()
    let queue = try DatabaseQueue(path: file)
    var random = SeededGenerator(seed: 12)
    let tables = try queue.read {
      try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE sql LIKE '%_meta BLOB%'")
    }
    for _ in 0..<60 {
      try queue.write { db in
        for table in tables {
          let rows = try Row.fetchAll(db, sql: "SELECT row, _meta FROM \"\(table)\" WHERE _meta IS NOT NULL")
          guard let row = rows.randomElement(using: &random), var meta: Data = row["_meta"], !meta.isEmpty else {
            continue
          }
          switch Int.random(in: 0..<3, using: &random) {
          case 0: meta = meta.prefix(Int.random(in: 0..<meta.count, using: &random))
          case 1: meta[Int.random(in: 0..<meta.count, using: &random)] = .random(in: 0...255, using: &random)
          default: meta = Data((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) })
          }
          try db.execute(
            sql: "UPDATE \"\(table)\" SET _meta = ? WHERE row = ?", arguments: [meta, row["row"] as Int64])
        }
      }
      let store = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
      for state in states {
        do {
          _ = try store.read { try $0.record(state.id) }
        } catch StorageProblem.damaged {
        }
      }
    }
    try queue.write { try $0.execute(sql: "UPDATE plan SET _meta = x'7f00'") }
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
    guard case .damaged? = problem({ try store.verify() }) else {
      return #expect(Bool(false), "an unknown version was read")
    }
  }

  @Test func aFullDiskRefusesTheEditAndKeepsWhatWasThere() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Mounted.run("mount -t tmpfs -o size=3m tmpfs \(folder.path)").map { mounted in
      defer { mounted.unmount(folder.path) }
      let store = try SQLiteReplicaStore(folder: folder.path, mode: .create)
      var kept: [RecordState] = []
      var refused: StorageProblem?
      while refused == nil, kept.count < 5000 {
        let (state, view) = StoreSamples.note(String(repeating: "full ", count: 2000))
        refused = problem { try store.write { try $0.save(state, view: view) } }
        if refused == nil { kept.append(state) }
      }
      #expect(refused == .full(path: file))
      for state in kept { #expect(try store.read { try $0.record(state.id) } == state) }
      #expect(try store.read { try $0.recordCount() } == kept.count)
      #expect(Mounted.run("mount -o remount,size=30m \(folder.path)") != nil)
      let (state, view) = StoreSamples.note("Nu går det igen")
      try store.write { try $0.save(state, view: view) }
      try store.verify()
      #expect(try store.read { try $0.recordCount() } == kept.count + 1)
    }
  }

  @Test func aSearchIndexThatIsLostOrDamagedOrOfAnotherReplicaIsMadeAnew() throws {
    let (store, _) = try filledStore(folder.path, count: 5)
    let (state, view) = StoreSamples.note("Hällristning")
    try store.write { try $0.save(state, view: view) }
    #expect(try store.read { try $0.search("hallrist", limit: 5) } == [state.id])
    let index = folder.path + "/search.sqlite"
    let mine = try Data(contentsOf: URL(fileURLWithPath: index))
    for bytes in [nil, Data("skräp".utf8), mine.prefix(5000)] as [Data?] {
      try FileManager.default.removeItem(atPath: index)
      if let bytes { try bytes.write(to: URL(fileURLWithPath: index)) }
      let later = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
      #expect(try later.read { try $0.search("hallrist", limit: 5) } == [state.id])
    }
    let other = TemporaryFolder()
    let (second, _) = try filledStore(other.path, seed: 9, count: 5)
    let (otherState, otherView) = StoreSamples.note("Domarring")
    try second.write { try $0.save(otherState, view: otherView) }
    try mine.write(to: URL(fileURLWithPath: other.path + "/search.sqlite"))
    #expect(try second.read { try $0.search("hallrist", limit: 5) } == [])
    #expect(try second.read { try $0.search("domarr", limit: 5) } == [otherState.id])
  }
}
