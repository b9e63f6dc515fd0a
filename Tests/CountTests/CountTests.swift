import FaultyDisk
import Foundation
import StatementCount
import SyncServer
import Testing
import Workload

@testable import Engine

/// What an edit, a commit and an exchange cost in things that can be counted, and that no machine makes more or fewer:
/// statements, writes and waits for the disk, round trips, bytes on the line.
///
/// A figure that grows is a regression, whatever a clock says; one that shrinks by much is to be written down here.
@Suite(.serialized) struct CountTests {
  /// What was counted while something ran.
  struct Counts {
    let statements: Int
    let writes: Int
    let syncs: Int
  }

  private static let work = Workload(records: 2000, edits: 200)

  /// A folder that is watched and gone afterwards.
  private func inFolder(_ body: (String, (() throws -> Void) throws -> Counts) throws -> Void) throws {
    let name = "bygd-counts-\(UUID().uuidString)"
    let folder = NSTemporaryDirectory() + name
    statement_count_begin(name)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let disk = try #require(faulty_disk_watch(folder))
    defer {
      statement_count_end()
      faulty_disk_forget(disk)
      try? FileManager.default.removeItem(atPath: folder)
    }
    try body(folder) { work in
      faulty_disk_arm(disk, 0, 0, 0)
      let before = statement_count()
      try work()
      let statements = Int(statement_count() - before)
      var kinds: [Int: Int] = [:]
      for call in 0..<faulty_disk_calls(disk) {
        kinds[Int(faulty_disk_call(disk, call + 1)), default: 0] += 1
      }
      return Counts(
        statements: statements, writes: kinds[Int(FAULTY_CALL_WRITE.rawValue)] ?? 0,
        syncs: kinds[Int(FAULTY_CALL_SYNC.rawValue)] ?? 0)
    }
  }

  @Test func `an edit`() throws {
    try inFolder { folder, counting in
      let schema = try BenchSchema.make()
      let host = try ServerSide(folder: folder + "/server", schema: schema)
      let laptop = try LaptopSide(host, user: "A", folder: folder + "/a", schema: schema)
      try laptop.insert(Self.work.records)
      let edits = Self.work.localEdits().full
      try laptop.write(edits[0])
      let counts = try counting { for edit in edits.dropFirst() { try laptop.write(edit) } }
      let count = edits.count - 1
      print("an edit: \(counts.statements / count) statements, \(Double(counts.writes) / Double(count)) writes")
      #expect(counts.statements <= 7 * count)
      // A page of each: the record's row, the commit; each page is two writes, its head and itself.
      #expect(Double(counts.writes) <= 4.5 * Double(count))
      #expect(counts.syncs == count, "once to the disk per edit")
    }
  }

  @Test func `many records at once`() throws {
    try inFolder { folder, counting in
      let schema = try BenchSchema.make()
      let host = try ServerSide(folder: folder + "/server", schema: schema)
      let laptop = try LaptopSide(host, user: "A", folder: folder + "/a", schema: schema)
      let counts = try counting { try laptop.insert(Self.work.records) }
      print("a record of many: \(Double(counts.statements) / Double(Self.work.records.count)) statements")
      #expect(Double(counts.statements) <= 3.1 * Double(Self.work.records.count))
      #expect(counts.syncs <= 2)
    }
  }

  @Test func `an exchange`() throws {
    try inFolder { folder, counting in
      let schema = try BenchSchema.make()
      let host = try ServerSide(folder: folder + "/server", schema: schema)
      let author = try LaptopSide(host, user: "A", folder: folder + "/a", schema: schema)
      let reader = try LaptopSide(host, user: "B", folder: folder + "/b", schema: schema)
      try author.insert(Self.work.records)
      var cost = SyncCost()
      _ = try author.sync()
      _ = try author.sync()

      // All records.
      var counts = try counting { cost = try reader.sync() }
      note("first sync", counts, cost)
      #expect(cost.received.count <= 665_000, "nothing is compressed yet")
      #expect(counts.statements <= 6300)
      #expect(counts.syncs <= 2)
      _ = try reader.sync()

      // Nothing.
      counts = try counting { cost = try reader.sync() }
      note("quiet sync", counts, cost)
      #expect(cost.roundTrips == 1)
      #expect(cost.sent.count + cost.received.count <= 350)
      #expect(counts.statements <= 46)
      #expect(counts.syncs == 0, "nothing was written that is promised to anybody")

      counts = try counting { try Waiting.forbidden { try reader.repeatAtServer(cost) } }
      print("the server's part of it: \(counts.statements) statements, \(counts.writes) writes")
      #expect(counts.statements == 2, "one look at the log and one at the tables, and none reads")
      #expect(counts.writes == 0)

      // One commit of one edit, there and on.
      let edits = Self.work.travellingEdits()
      try author.write(edits[0])
      counts = try counting { cost = try author.sync() }
      note("one commit to the log", counts, cost)
      #expect(cost.roundTrips == 1)
      #expect(counts.statements <= 226)
      #expect(counts.syncs <= 3)
      counts = try counting { cost = try reader.sync() }
      note("one commit to a laptop", counts, cost)
      #expect(cost.roundTrips == 1)
      #expect(counts.statements <= 147)
      #expect(counts.syncs <= 1)

      // Many commits of one edit.
      for edit in edits.dropFirst() { try author.write(edit) }
      let count = edits.count - 1
      counts = try counting { cost = try author.sync() }
      note("\(count) commits to the log", counts, cost)
      #expect(Double(counts.statements) <= 23.5 * Double(count))
      #expect(counts.syncs <= 3)
      counts = try counting { cost = try reader.sync() }
      note("\(count) commits to a laptop", counts, cost)
      #expect(cost.roundTrips == 1)
      #expect(counts.statements <= 9 * count)
      #expect(cost.received.count <= 69 * count)
      #expect(counts.syncs <= 1)
    }
  }

  private func note(_ what: String, _ counts: Counts, _ cost: SyncCost) {
    print(
      "\(what): \(cost.roundTrips) round trips, \(cost.sent.count) + \(cost.received.count) bytes, "
        + "\(counts.statements) statements, \(counts.writes) writes, \(counts.syncs) waits for the disk")
  }

  @Test func `what is forgotten gives its room back`() throws {
    try inFolder { folder, _ in
      let schema = try BenchSchema.make()
      let host = try ServerSide(folder: folder + "/server", schema: schema)
      let author = try LaptopSide(host, user: "A", folder: folder + "/a", schema: schema)
      let reader = try LaptopSide(host, user: "B", folder: folder + "/b", schema: schema)
      try author.insert(Self.work.records)
      for number in 0..<2000 {
        let place = number % 20
        let note = FieldValue.text("a visit in the village hall, and what was promised there: number \(number)")
        try author.write(FieldEdit(place: place, id: Self.work.records[place].id, field: .note, value: note))
      }
      for _ in 0..<3 { for laptop in [author, reader] { _ = try laptop.sync() } }
      func size(_ name: String) throws -> Double {
        try #require(Storage.figures(of: folder + "/" + name)["w5_history_bytes"])
      }
      let before = try ["a", "b", "server/replica"].map(size)
      #expect(try host.compact() > 2000)
      for laptop in [author, reader] { _ = try laptop.sync() }
      let after = try ["a", "b", "server/replica"].map(size)
      for (before, after) in zip(before, after) {
        print("what is forgotten: \(Int(before)) bytes of history before, \(Int(after)) after")
        #expect(after < 0.9 * before)
      }
    }
  }
}
