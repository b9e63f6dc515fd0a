import Engine
import Foundation
import Merge
import Replica
import SQLiteReplica
import Schema
import Workload

/// What people wait for every day, in a workspace that has reached its size: a server and two laptops that are level.
struct Waits {
  let author: LaptopSide
  let reader: LaptopSide
  let readerFolder: String
  let schema: Schema
  let records: [RecordID]

  init(_ workspace: Workspace, reader: LaptopSide, readerFolder: String) {
    author = workspace.author
    self.reader = reader
    self.readerFolder = readerFolder
    schema = workspace.schema
    records = workspace.records
  }

  static let lines: [Growth.Line] = [
    .init("edit_s", "an edit of one field", .microseconds),
    .init("quiet_s", "a quiet sync, both sides", .microseconds),
    .init("quiet_bytes", "– bytes of bodies", .bytes),
    .init("push_s", "one commit to the log, both sides", .microseconds),
    .init("push_bytes", "– bytes of bodies", .bytes),
    .init("pull_s", "one commit to a laptop, both sides", .microseconds),
    .init("pull_bytes", "– bytes of bodies", .bytes),
    .init("open_s", "opening a replica", .microseconds),
    .init("status_s", "its status", .microseconds),
    .init("list_s", "the first 20 records", .microseconds),
    .init("view_s", "one record", .microseconds),
  ]

  func write(_ number: Int, as name: String = "edit") throws {
    // Far from one another, as people's edits are.
    let record = records[number * 7919 % records.count]
    let value = Value.text("\(name) \(number)")
    _ = try author.replica.edit(Draft([.update(record, [.set(BenchSchema.field(.title), value)])]))
  }

  /// - Returns: medians by name.
  func run() throws -> Figures {
    var figures = Figures()
    try write(0, as: "first")
    _ = try author.sync()
    _ = try reader.sync()
    figures["edit_s"] = try Gauge.median(51) { try write($0) }
    _ = try author.sync()
    _ = try reader.sync()
    var bytes = 0
    func sync(_ laptop: LaptopSide) throws {
      let cost = try laptop.sync()
      bytes = cost.sent.count + cost.received.count
    }
    figures["quiet_s"] = try Gauge.median(21) { _ in try sync(reader) }
    figures["quiet_bytes"] = Double(bytes)
    var (pushes, pulls): ([Double], [Double]) = ([], [])
    for number in 0..<21 {
      try write(number, as: "travelling")
      pushes.append(try processorSeconds { try sync(author) })
      figures["push_bytes"] = Double(bytes)
      pulls.append(try processorSeconds { try sync(reader) })
      figures["pull_bytes"] = Double(bytes)
    }
    figures["push_s"] = pushes.sorted()[pushes.count / 2]
    figures["pull_s"] = pulls.sorted()[pulls.count / 2]
    figures["open_s"] = try Gauge.median(7) { _ in
      _ = try Replica(store: SQLiteReplicaStore(folder: readerFolder, schema: schema, mode: .open)).header()
    }
    figures["status_s"] = try Gauge.median(7) { _ in _ = try reader.replica.status() }
    var query = RecordQuery(type: BenchSchema.row)
    query.limit = 20
    figures["list_s"] = try Gauge.median(7) { _ in _ = try reader.replica.list(query) }
    figures["view_s"] = try Gauge.median(21) { _ = try reader.replica.view(records[$0 * 104_729 % records.count]) }
    return figures
  }
}

/// A growth that can't be measured, because what was built is not what was meant.
struct GrowthProblem: Error {
  let message: String
}
