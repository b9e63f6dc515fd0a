import CommitFormat
import Engine
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import TestSupport
import Workload

/// A line as in a valley without masts: 50 kbit/s each way, 800 ms there and back, and connections that break. A real
/// server and the client's own rooms, with the tests' proxy between them.
public struct SlowLine: Sendable {
  private let folder: String
  /// Of the plan: what the region's has.
  private let plan: Workload
  private let rounds: Int

  private static let activities = 175
  private static let ownEdits = 50
  private static let incomingEdits = 200
  private static let bytesPerSecond = 6250
  private static let oneWayMilliseconds = 400
  /// Of all connections.
  private static let cutShare = 0.05
  private static let firstSecondsMax = 15.0
  private static let tripsMax = 2

  /// - Parameters:
  ///   - folder: where the files go; it must be there.
  ///   - rounds: of each figure.
  public init(folder: String, rounds: Int) {
    self.folder = folder
    self.rounds = rounds
    plan = Workload(records: Self.activities, edits: 4)
  }

  private struct Run {
    var seconds: Double
    var report: SyncReport
  }

  private static func faults(cutAfterBytes: Int? = nil) -> FaultProxy.Faults {
    FaultProxy.Faults(
      toServer: .pace(bytesPerSecond: bytesPerSecond, delayMilliseconds: oneWayMilliseconds),
      toClient: .pace(
        bytesPerSecond: bytesPerSecond, delayMilliseconds: oneWayMilliseconds, cutAfterBytes: cutAfterBytes),
      connectMilliseconds: 2 * oneWayMilliseconds)
  }

  /// Prints the tables.
  ///
  /// - Throws: what goes wrong, and when a laptop differs from the server in the end.
  @concurrent public func run() async throws {
    let server = try ServerProcess.forBench(isPlan: true)
    let a = try await Laptop("A", server, folder: folder + "/line-a")
    _ = try await a.sync()
    let type = try activity(a)
    _ = try a.replica.edit(
      Draft(
        plan.records.map { row in
          .create(
            type.number, RecordID(bits: row.id),
            [
              .set(type.title, .text(row.title)), .set(type.startYear, Value(.integer(Int64(row.startYear)))),
              .set(type.notes, .text(row.note)),
            ])
        }))
    _ = try await a.sync()
    try await firstSyncs(server)
    try await days(server, a, type)
    try await cuts(server, a, type)
    server.stop()
  }

  private struct Activity {
    let number: TypeNumber
    let title: FieldNumber
    let startYear: FieldNumber
    let notes: FieldNumber
  }

  private func activity(_ laptop: Laptop) throws -> Activity {
    guard let type = try laptop.replica.schema().type("activity"), let title = type.field("title"),
      let year = type.field("startYear"), let notes = type.field("notes")
    else { throw Trouble("the schema has no activities") }
    return Activity(number: type.number, title: title.number, startYear: year.number, notes: notes.number)
  }

  // The first sync.

  private func firstSyncs(_ server: ServerProcess) async throws {
    var programs: [Double] = []
    for number in 0..<rounds {
      let proxy = try await FaultProxy(to: server.port)
      proxy.set(Self.faults())
      let desk = try Desk(user: "First \(number)")
      let code = try server.addUser(desk.user, role: "editor")
      programs.append(
        try await took {
          let outcome = try desk.run(["join", "http://127.0.0.1:\(proxy.port)", "--code", code])
          guard outcome.status == 0 else { throw Trouble("join: \(outcome.errorText)") }
        }.seconds)
      try await proxy.stop()
    }
    let clean = try await first(server, "clean", cutAfterBytes: nil)
    let size = clean.report.bytesReceived
    var broken: [Run] = []
    for part in 1...4 { broken.append(try await first(server, "cut \(part)", cutAfterBytes: size * part / 5)) }
    let program = Sample(programs).median
    var table = Table(["", "seconds", "round trips", "bytes received", "target ≤ 15 s"])
    table.add(
      "`bygd join` with the first sync", Text.number(program), "", "", Text.verdict(program <= Self.firstSecondsMax))
    table.add(
      "first sync alone", Text.number(clean.seconds), String(clean.report.roundTrips), String(size),
      Text.verdict(clean.seconds <= Self.firstSecondsMax))
    let worst = Sample(broken.map(\.seconds)).worst
    table.add(
      "first sync, the connection cut in its midst", Text.number(worst),
      broken.map { String($0.report.roundTrips) }.joined(separator: ", "),
      broken.map { String($0.report.bytesReceived) }.joined(separator: ", "),
      Text.verdict(worst <= Self.firstSecondsMax))
    table.print("A first sync of \(Self.activities) activities over a line of 50 kbit/s with 800 ms there and back")
  }

  private func first(_ server: ServerProcess, _ name: String, cutAfterBytes: Int?) async throws -> Run {
    let laptop = try await Laptop("First \(name)", server, folder: folder + "/line-\(name)")
    return try await sync(laptop, server, cutAfterBytes: cutAfterBytes)
  }

  /// Over a slow line, whose first connection may be cut.
  private func sync(_ laptop: Laptop, _ server: ServerProcess, cutAfterBytes: Int?) async throws -> Run {
    let proxy = try await FaultProxy(to: server.port)
    proxy.set(Self.faults())
    if let cutAfterBytes { proxy.queue([Self.faults(cutAfterBytes: cutAfterBytes)]) }
    let (seconds, report) = try await took { try await laptop.sync(through: proxy.port) }
    try await proxy.stop()
    return Run(seconds: seconds, report: report)
  }

  // A day.

  private func days(_ server: ServerProcess, _ a: Laptop, _ type: Activity) async throws {
    let b = try await Laptop("B", server, folder: folder + "/line-b")
    _ = try await b.sync()
    var clean: [Run] = []
    for day in 0..<rounds { clean.append(try await self.day(day, server, a, b, type, cutAfterBytes: nil)) }
    let size = clean.last?.report.bytesReceived ?? 0
    var broken: [Run] = []
    for part in 1...4 {
      broken.append(try await day(rounds + part, server, a, b, type, cutAfterBytes: size * part / 5))
    }
    let (whole, cut) = (Sample(clean.map(\.seconds)), Sample(broken.map(\.seconds)))
    var table = Table(["", "seconds", "round trips", "sent", "received", "target ≤ 2 round trips"])
    func row(_ title: String, _ seconds: String, _ runs: [Run]) {
      let trips = runs.map { $0.report.roundTrips + $0.report.retries }
      table.add(
        title, seconds, trips.map(String.init).joined(separator: ", "),
        Text.kilobytes(Sample(runs.map { Double($0.report.bytesSent) }).median),
        Text.kilobytes(Sample(runs.map { Double($0.report.bytesReceived) }).median),
        Text.verdict(trips.allSatisfy { $0 <= Self.tripsMax }))
    }
    row("a line that holds", Text.number(whole.median), clean)
    row("the connection cut in the midst of the answer (with the exchange that broke)", Text.number(cut.median), broken)
    table.print(
      "A day of \(Self.ownEdits) own edits and \(Self.incomingEdits) of others, one sync; every twentieth connection cut "
        + "gives \(Text.number((1 - Self.cutShare) * whole.median + Self.cutShare * cut.median)) s on average")
  }

  private func day(
    _ day: Int, _ server: ServerProcess, _ a: Laptop, _ b: Laptop, _ type: Activity, cutAfterBytes: Int?
  ) async throws -> Run {
    try write(Self.incomingEdits, on: a, type, seed: UInt64(2 * day))
    _ = try await a.sync()
    try write(Self.ownEdits, on: b, type, seed: UInt64(2 * day + 1))
    let run = try await sync(b, server, cutAfterBytes: cutAfterBytes)
    _ = try await a.sync()
    guard try a.digest() == b.digest() else { throw Trouble("the laptops differ") }
    return run
  }

  /// Titles, years and notes of activities, each in a commit of its own.
  private func write(_ count: Int, on laptop: Laptop, _ type: Activity, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for number in 0..<count {
      let row = plan.records[Int.random(in: 0..<plan.records.count, using: &random)]
      let other = plan.records[Int.random(in: 0..<plan.records.count, using: &random)]
      let change: FieldChange =
        switch number % 3 {
        case 0: .set(type.title, .text(other.title))
        case 1: .set(type.startYear, Value(.integer(Int64.random(in: 1990...2030, using: &random))))
        default: .set(type.notes, .text(other.note))
        }
      _ = try laptop.replica.edit(Draft([.update(RecordID(bits: row.id), [change])]))
    }
  }

  // Cuts.

  /// What comes twice when a connection ends at a byte, at bytes all over the exchange. On a fast line: bytes do not
  /// depend on it.
  private func cuts(_ server: ServerProcess, _ a: Laptop, _ type: Activity) async throws {
    var table = Table(["the answer of", "its bytes", "cut at", "most bytes that came twice", "at most one page"])
    for (title, isSnapshot) in [("a first sync by snapshot", true), ("a first sync by pages", false)] {
      func one(_ name: String, cutAfterBytes: Int?) async throws -> SyncReport {
        let laptop = try await Laptop("\(title) \(name)", server, folder: folder + "/line-\(title)-\(name)")
        let proxy = try await FaultProxy(to: server.port)
        if let cutAfterBytes { proxy.queue([.init(toClient: .cut(afterBytes: cutAfterBytes))]) }
        let report = try await laptop.sync(through: proxy.port, waits: false) { settings in
          settings.startsFromSnapshot = isSnapshot
          settings.pageBytes = Self.pageBytes
        }
        try await proxy.stop()
        return report
      }
      let whole = try await one("whole", cutAfterBytes: nil).bytesReceived
      var most = 0
      for part in 0..<Self.cutPoints {
        let place = 1 + (whole - 2) * part / (Self.cutPoints - 1)
        most = max(most, try await one("\(part)", cutAfterBytes: place).bytesReceived - whole)
      }
      table.add(
        title, String(whole), "\(Self.cutPoints) bytes, evenly", String(max(0, most)),
        Text.verdict(most <= Int(Self.pageBytes)))
    }
    table.print("A cut at any byte, with pages of \(Self.pageBytes >> 10) KiB")
  }

  private static let pageBytes: UInt32 = 16 << 10
  private static let cutPoints = 12
}
