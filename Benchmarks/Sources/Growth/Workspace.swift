import Engine
import Foundation
import Merge
import Replica
import SQLiteReplica
import Schema
import SyncServer
import Workload

/// A server with an author who fills it, and laptops that begin with what is there.
final class Workspace {
  let schema: Schema
  let folder: String
  let host: ServerSide
  let author: LaptopSide
  private(set) var records: [RecordID] = []
  /// Processor seconds of the author's edits, and of the syncs that brought them to the log; bytes of the latter.
  private(set) var writingSeconds = 0.0
  private(set) var pushingSeconds = 0.0
  private(set) var pushedBytes = 0

  /// No person's import is larger.
  private static let recordsPerSync = 20_000

  init(folder: String) throws {
    schema = try BenchSchema.make()
    self.folder = folder
    host = try ServerSide(folder: folder + "/server", schema: schema)
    author = try LaptopSide(host, user: "A", folder: folder + "/author", schema: schema, durability: .normal)
  }

  func laptop(_ user: String) throws -> LaptopSide {
    try LaptopSide(host, user: user, folder: folder + "/" + user, schema: schema)
  }

  func fill(records count: Int) throws {
    for start in stride(from: 0, to: count, by: Self.recordsPerSync) {
      // Others each time: a text that comes again would be packed too well.
      let work = Workload(records: min(Self.recordsPerSync, count - start), edits: 0, seed: UInt32(start))
      records += work.records.map { RecordID(bits: $0.id) }
      writingSeconds += try processorSeconds { try author.insert(work.records) }
      try push()
    }
  }

  /// Edits one field each, in many transactions and in syncs of many commits.
  func write(_ drafts: [Draft]) throws {
    for start in stride(from: 0, to: drafts.count, by: 2000) {
      let some = Array(drafts[start..<min(start + 2000, drafts.count)])
      writingSeconds += try processorSeconds { _ = try author.replica.edit(some) }
      try push()
    }
  }

  private func push() throws {
    pushingSeconds += try processorSeconds {
      let cost = try author.sync()
      pushedBytes += cost.sent.count + cost.received.count
    }
  }

  /// - Throws: `GrowthProblem` when the laptop is not level with the server.
  func requireLevel(_ laptop: LaptopSide) throws {
    guard try laptop.replica.header().digest == host.server.replica.header().digest else {
      throw GrowthProblem(message: "a laptop differs from the server")
    }
  }

  /// The first sync of two new laptops, by `unit` of something: the one opens a snapshot, the other reads the log.
  ///
  /// - Returns: the laptop that has read the log, which is that of B.
  func beginnings(per unit: Int, _ figures: inout Figures) throws -> LaptopSide {
    let unit = Double(unit)
    var bytes = 0
    func sync(_ laptop: LaptopSide, fromSnapshot: Bool) throws {
      let cost = try laptop.sync(fromSnapshot: fromSnapshot)
      bytes = cost.sent.count + cost.received.count
    }
    figures["make_memory"] = try Gauge.memory {
      figures["make_s"] = try processorSeconds { _ = try host.server.snapshot(for: "A") } / unit
    }
    let quick = try laptop("C")
    figures["take_memory"] = try Gauge.memory {
      figures["take_s"] = try processorSeconds { try sync(quick, fromSnapshot: true) } / unit
    }
    figures["take_bytes"] = Double(bytes) / unit
    try requireLevel(quick)
    let reader = try laptop("B")
    figures["pages_memory"] = try Gauge.memory {
      figures["pages_s"] = try processorSeconds { try sync(reader, fromSnapshot: false) } / unit
    }
    figures["pages_bytes"] = Double(bytes) / unit
    try requireLevel(reader)
    return reader
  }

  /// The lines of `beginnings`, which count by `unit`.
  static func beginningLines(_ unit: String) -> [Growth.Line] {
    [
      .init("make_s", "making the snapshot, a \(unit)", .microseconds),
      .init("make_memory", "– memory", .megabytes),
      .init("take_s", "first sync by snapshot, a \(unit)", .microseconds),
      .init("take_bytes", "– bytes of bodies, a \(unit)", .bytes),
      .init("take_memory", "– memory", .megabytes),
      .init("pages_s", "first sync by pages, both sides, a \(unit)", .microseconds),
      .init("pages_bytes", "– bytes of bodies, not compressed, a \(unit)", .bytes),
      .init("pages_memory", "– memory", .megabytes),
    ]
  }

  /// What `laptop` keeps on its disk and the server in its log, and how long it takes to look through it, by `unit`.
  func upkeep(of laptop: LaptopSide, named name: String, per unit: Int, _ figures: inout Figures) throws {
    let unit = Double(unit)
    figures["check_s"] =
      try processorSeconds {
        guard try laptop.replica.selfCheck().isSound else { throw GrowthProblem(message: "a replica is damaged") }
      } / unit
    let found = try Storage.figures(of: folder + "/" + name)
    figures["state_bytes"] = found["w5_bytes"].map { $0 / unit }
    figures["history_bytes"] = found["w5_history_bytes"].map { $0 / unit }
    figures["held_memory"] = try Gauge.held()
  }

  /// The lines of `upkeep`, which count by `unit`.
  static func upkeepLines(_ unit: String) -> [Growth.Line] {
    [
      .init("check_s", "`verify` of a replica, a \(unit)", .microseconds),
      .init("state_bytes", "a replica's state on the disk, a \(unit)", .bytes),
      .init("history_bytes", "– its history, a \(unit)", .bytes),
      .init("log_bytes", "the server's log on the disk, a \(unit)", .bytes),
      .init("held_memory", "memory held at the end, a server and three laptops", .megabytes),
      .init("server_open_s", "opening the server", .microseconds),
    ]
  }
}
