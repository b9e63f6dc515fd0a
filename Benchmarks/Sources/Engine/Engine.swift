import Foundation
import GRDBSQLite
import Merge
import Replica
import SQLiteReplica
import Schema
import SyncServer
public import Workload

/// The workload on Bygd's own parts, in one process.
///
/// A is the server with its log, as everything is merged there; B is a laptop. W2 and W3 go from the log to B. In W4 the
/// edits of A are in the log, those of B on B, and one sync of B brings both to the same state.
public struct Engine {
  private let work: Workload
  private let folder: String
  /// Gets the bytes that went over the line, by name.
  private let keep: (String, [UInt8]) throws -> Void

  public struct Problem: Error {
    public let message: String
  }

  /// The version of SQLite that runs.
  public static var sqliteVersion: String { SQLiteReplicaStore.libraryVersion }

  /// - Parameters:
  ///   - work: what is done.
  ///   - folder: where the files go; it must be there.
  ///   - keep: gets the bytes that went over the line, by name.
  public init(_ work: Workload, folder: String, keep: @escaping (String, [UInt8]) throws -> Void = { _, _ in }) {
    self.work = work
    self.folder = folder
    self.keep = keep
  }

  public func run() throws -> Figures {
    var figures = try local()
    figures.add(try exchanges())
    return figures
  }

  /// W1: a laptop's own edits.
  public func local() throws -> Figures {
    var figures = Figures()
    let schema = try BenchSchema.make()
    let host = try ServerSide(folder: folder + "/w1-server", schema: schema)
    let (full, normal) = work.localEdits()
    let laptop = try LaptopSide(host, user: "Full", folder: folder + "/w1", schema: schema)
    figures["w1b_bulk_s"] = try seconds { try laptop.insert(work.records) }
    figures["w1a_full_s"] = try seconds { for edit in full { try laptop.write(edit) } }
    let other = try LaptopSide(host, user: "Normal", folder: folder + "/w1n", schema: schema, durability: .normal)
    try other.insert(work.records)
    for edit in full { try other.write(edit) }
    figures["w1a_normal_s"] = try seconds { for edit in normal { try other.write(edit) } }
    return figures
  }

  /// W2 to W5.
  public func exchanges() throws -> Figures {
    var figures = Figures()
    let schema = try BenchSchema.make()
    let host = try ServerSide(folder: folder + "/server", schema: schema)
    let author = try LaptopSide(host, user: "A", folder: folder + "/author", schema: schema)
    try author.insert(work.records)
    _ = try author.sync()

    let b = try LaptopSide(host, user: "B", folder: folder + "/b", schema: schema)
    let first = try b.sync()
    note(first, "w2", &figures)
    try keep("w2", first.received)
    try level(b, host)
    let c = try LaptopSide(host, user: "C", folder: folder + "/c", schema: schema)
    _ = try host.server.snapshot(for: "C")
    let snapshot = try c.sync(fromSnapshot: true)
    note(snapshot, "w2snapshot", &figures)
    try keep("w2snapshot", snapshot.received)
    try level(c, host)

    for edit in work.travellingEdits() { try author.write(edit) }
    let push = try author.sync()
    note(push, "w3push", &figures)
    try keep("w3push", push.sent)
    let pull = try b.sync()
    note(pull, "w3", &figures)
    try keep("w3", pull.received)
    try level(b, host)

    let (onA, onB, expected) = work.concurrentEdits()
    for edit in onA { try author.write(edit) }
    _ = try author.sync()
    for edit in onB { try b.write(edit) }
    var merge = SyncCost()
    figures["w4_s"] = try seconds { merge = try b.sync() }
    figures["w4_round_trips"] = Double(merge.roundTrips)
    try keep("w4", merge.sent + merge.received)
    try level(b, host)
    for (who, replica) in [("B", b.replica), ("the server", host.server.replica)] {
      let found = try replica.conflicts().count
      guard found == expected else { throw Problem(message: "\(who) has \(found) conflicts, not \(expected)") }
    }
    figures["w4_conflicts"] = Double(expected)
    figures.add(try Storage.figures(of: folder + "/b"))
    return figures
  }

  private func note(_ cost: SyncCost, _ name: String, _ figures: inout Figures) {
    let isPush = name.hasSuffix("push")
    figures["\(name)_produce_s"] = isPush ? cost.clientSeconds : cost.serverSeconds
    figures["\(name)_apply_s"] = isPush ? cost.serverSeconds : cost.clientSeconds
    figures["\(name)_round_trips"] = Double(cost.roundTrips)
  }

  private func level(_ laptop: LaptopSide, _ host: ServerSide) throws {
    guard try laptop.replica.header().digest == host.server.replica.header().digest else {
      throw Problem(message: "the laptop differs from the server")
    }
  }
}

/// What a replica takes on the disk, by what it is for.
package enum Storage {
  /// Whatever is not the state of today: how it came to be.
  private static let history: Set<String> = [
    "commits", "commits by position", "touched", "sqlite_autoindex_touched_1", "journal", "kept",
    "seal", "refused",
  ]

  package static func figures(of folder: String) throws -> Figures {
    var handle: OpaquePointer?
    guard sqlite3_open(folder + "/replica.sqlite", &handle) == SQLITE_OK else {
      throw Engine.Problem(message: "no file at \(folder)")
    }
    defer { sqlite3_close(handle) }
    sqlite3_exec(handle, "PRAGMA wal_checkpoint(TRUNCATE)", nil, nil, nil)
    var statement: OpaquePointer?
    guard
      sqlite3_prepare_v2(handle, "SELECT name, sum(pgsize) FROM dbstat GROUP BY name", -1, &statement, nil) == SQLITE_OK
    else { throw Engine.Problem(message: "this SQLite has no dbstat") }
    defer { sqlite3_finalize(statement) }
    var (state, past) = (0, 0)
    while sqlite3_step(statement) == SQLITE_ROW {
      let name = sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? ""
      let bytes = Int(sqlite3_column_int64(statement, 1))
      if history.contains(name) { past += bytes } else { state += bytes }
      if ProcessInfo.processInfo.environment["BENCH_TABLES"] != nil {
        FileHandle.standardError.write(Data("\(name) \(bytes)\n".utf8))
      }
    }
    var figures = Figures()
    figures["w5_bytes"] = Double(state)
    figures["w5_history_bytes"] = Double(past)
    return figures
  }
}
