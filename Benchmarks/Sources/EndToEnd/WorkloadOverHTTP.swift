import Engine
import Floor
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import TestSupport
public import Workload

/// The workload between laptops and a server that is a process of its own, over HTTP on loopback, beside plain SQLite in
/// the same round.
///
/// A is a laptop whose edits go to the server; B and others fetch them. In W4 the server has A's edits and B its own, and
/// one sync of B brings both to the same state.
public struct WorkloadOverHTTP: Sendable {
  private let work: Workload
  private let folder: String

  /// One sync, as it was seen from the laptop.
  private struct Leg {
    var seconds = 0.0
    var roundTrips = 0
    var sent = 0
    var received = 0

    init(_ seconds: Double, _ report: SyncReport) {
      self.seconds = seconds
      roundTrips = report.roundTrips
      sent = report.bytesSent
      received = report.bytesReceived
    }

    var bytes: Int { sent + received }

    static func + (left: Leg, right: Leg) -> Leg {
      var sum = left
      sum.seconds += right.seconds
      sum.roundTrips += right.roundTrips
      sum.sent += right.sent
      sum.received += right.received
      return sum
    }
  }

  /// What one round gave.
  private struct Round {
    var legs: [String: Leg] = [:]
    var floor = Figures()
    /// The program `bygd`, from its start to its end; the second of each is another laptop's.
    var programSeconds: [String: Double] = [:]
    /// With request line, status line and headers.
    var quietBytes = (sent: 0, received: 0)
    var conflicts = 0

    /// Seconds of plain SQLite for the same.
    func floorSeconds(_ name: String) -> Double {
      floor["\(name)_s"] ?? (floor["\(name)_produce_s"] ?? 0) + (floor["\(name)_apply_s"] ?? 0)
    }
  }

  /// - Parameters:
  ///   - work: what is done.
  ///   - folder: where the files go; it must be there.
  public init(_ work: Workload, folder: String) {
    self.work = work
    self.folder = folder
  }

  /// Prints the tables.
  ///
  /// - Throws: what goes wrong, and when a laptop differs from the server or a conflict is missing or too many.
  @concurrent public func run(rounds count: Int) async throws {
    var rounds: [Round] = []
    for number in 0..<count { rounds.append(try await round(folder + "/http-\(number)")) }
    print(rounds)
  }

  private func round(_ folder: String) async throws -> Round {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var round = Round()
    round.floor = try Floor(work, folder: folder).run()
    let server = try ServerProcess.forBench()
    let a = try await Laptop("A", server, folder: folder + "/a")
    // Without asking for a snapshot: the first one is B's.
    _ = try await a.sync { $0.startsFromSnapshot = false }
    _ = try a.replica.edit(BenchSchema.drafts(work.records))
    round.legs["import"] = try await leg(a)

    let b = try await Laptop("B", server, folder: folder + "/b")
    round.legs["w2"] = try await leg(b)
    let c = try await Laptop("C", server, folder: folder + "/c")
    round.legs["w2again"] = try await leg(c)
    let d = try await Laptop("D", server, folder: folder + "/d")
    round.legs["w2pages"] = try await leg(d) { $0.startsFromSnapshot = false }
    try level([b, c, d], with: a)
    let desk = try Desk(user: "E")
    let code = try server.addUser("E", role: "administrator")
    round.programSeconds["w2"] = try await took { try desk.join(server, code: code) }.seconds

    try a.write(work.travellingEdits())
    round.legs["w3push"] = try await leg(a)
    round.legs["w3"] = try await leg(b)
    round.programSeconds["w3"] = try await took { try desk.sync() }.seconds
    try level([b], with: a)

    let (onA, onB, expected) = work.concurrentEdits()
    try a.write(onA)
    _ = try await a.sync()
    try b.write(onB)
    let (seconds, merge) = try await took { try await b.sync() }
    round.legs["w4"] = Leg(seconds, merge)
    let last = try await a.sync()
    try level([b], with: a)
    for (who, found) in [
      ("B", try b.replica.conflicts().count), ("A", try a.replica.conflicts().count),
      ("the server", Int(last.openConflicts)),
    ] where found != expected {
      throw Trouble("\(who) has \(found) conflicts, not \(expected)")
    }
    round.conflicts = expected
    round.legs["quiet"] = try await leg(b)
    round.quietBytes = try await quiet(b, server)
    server.stop()
    return round
  }

  private func leg(
    _ laptop: Laptop, _ change: (inout SyncSession.Settings) -> Void = { _ in }
  ) async throws -> Leg {
    let (seconds, report) = try await took { try await laptop.sync(change) }
    return Leg(seconds, report)
  }

  private func level(_ laptops: [Laptop], with a: Laptop) throws {
    let digest = try a.digest()
    for laptop in laptops where try laptop.digest() != digest {
      throw Trouble("\(laptop.folder) differs from \(a.folder)")
    }
  }

  /// All bytes of a quiet sync, heads too.
  private func quiet(_ laptop: Laptop, _ server: ServerProcess) async throws -> (sent: Int, received: Int) {
    let proxy = try await FaultProxy(to: server.port)
    _ = try await laptop.sync(through: proxy.port)
    let heard = proxy.heard
    try await proxy.stop()
    return (heard.toServer.count, heard.toClient.count)
  }

  // What it came to.

  /// What CouchDB took for the same, over HTTP too: `../shared/peers/README.md`. Seconds as a ratio to the floor of its
  /// run.
  private static let couchDB: [String: (ratio: Double, bytes: Double)] = [
    "w2": (79, 18_784e3), "w3": (190, 2_032e3), "w4": (260, 4_080e3),
  ]
  private static let timesFasterMin = 30.0
  private static let timesFewerBytesMin = 8.0

  private func print(_ rounds: [Round]) {
    var table = Table([
      "", "plain SQLite", "Bygd", "ratio", "round trips", "sent", "received", "CouchDB", "times faster",
      "times fewer bytes", "target met",
    ])
    let lines: [(title: String, base: String, legs: [String])] = [
      ("W2 first sync, the server makes the snapshot", "w2", ["w2"]),
      ("W2 first sync, the snapshot is there", "w2", ["w2again"]), ("W2 first sync, by pages", "w2", ["w2pages"]),
      ("W3 laptop to server", "w3", ["w3push"]), ("W3 server to laptop", "w3", ["w3"]),
      ("W3 laptop to laptop", "w3", ["w3push", "w3"]), ("W4 merge", "w4", ["w4"]),
    ]
    for line in lines {
      let found = rounds.map { round in
        let legs = line.legs.compactMap { round.legs[$0] }
        return (floor: round.floorSeconds(line.base), leg: legs.dropFirst().reduce(legs[0], +))
      }
      let ratio = Sample(found.map { $0.leg.seconds / $0.floor }).median
      let bytes = Sample(found.map { Double($0.leg.bytes) }).median
      let peer = Self.couchDB[line.base]
      let faster = (peer?.ratio ?? .nan) / ratio
      let fewer = (peer?.bytes ?? .nan) / bytes
      table.add(
        line.title, Text.milliseconds(Sample(found.map(\.floor)).median),
        Text.milliseconds(Sample(found.map(\.leg.seconds)).median), Text.number(ratio, 2) + "×",
        Text.number(Sample(found.map { Double($0.leg.roundTrips) }).median, 0),
        Text.kilobytes(Sample(found.map { Double($0.leg.sent) }).median),
        Text.kilobytes(Sample(found.map { Double($0.leg.received) }).median),
        "\(Text.number(peer?.ratio ?? .nan, 0))× · \(Text.number((peer?.bytes ?? .nan) / 1e3, 0)) KB",
        Text.number(faster), Text.number(fewer),
        Text.verdict(faster >= Self.timesFasterMin && fewer >= Self.timesFewerBytesMin))
    }
    table.print(
      "\(work.records.count) records and \(work.editCount) edits over HTTP on loopback: medians of \(rounds.count) rounds; "
        + "exactly \(rounds.first?.conflicts ?? 0) conflicts, all digests level; bytes are those of bodies")
    printPrograms(rounds)
  }

  private func printPrograms(_ rounds: [Round]) {
    var programs = Table(["", "plain SQLite", "`bygd`", "ratio"])
    for (title, name) in [("W2: `bygd join` with the first sync", "w2"), ("W3: `bygd sync`", "w3")] {
      let found = rounds.map { ($0.floorSeconds(name), $0.programSeconds[name] ?? .nan) }
      programs.add(
        title, Text.milliseconds(Sample(found.map(\.0)).median), Text.milliseconds(Sample(found.map(\.1)).median),
        Text.number(Sample(found.map { $0.1 / $0.0 }).median, 2) + "×")
    }
    programs.print("The same with the program `bygd`, from its start to its end")
    let legs = rounds.compactMap { $0.legs["quiet"] }
    let bytes = Sample(legs.map { Double($0.bytes) }).median
    let trips = Sample(legs.map { Double($0.roundTrips) }).median
    let heads = rounds.map(\.quietBytes)
    var quiet = Table(["", "measured", "target", "met"])
    quiet.add("bytes of bodies, both ways", Text.number(bytes, 0), "≤ 350", Text.verdict(bytes <= 350))
    quiet.add("round trips", Text.number(trips, 0), "1", Text.verdict(trips == 1))
    quiet.add(
      "bytes with heads, sent and received",
      "\(Text.number(Sample(heads.map { Double($0.sent) }).median, 0)) + "
        + Text.number(Sample(heads.map { Double($0.received) }).median, 0), "", "")
    quiet.add("time, with a new connection", Text.milliseconds(Sample(legs.map(\.seconds)).median), "", "")
    quiet.print("A quiet sync")
  }
}
