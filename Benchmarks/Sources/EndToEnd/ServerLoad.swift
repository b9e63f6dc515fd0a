import Engine
import Foundation
import Glibc
import Merge
import Replica
import SyncClient
public import Workload

/// What a server bears: laptops that sync without a pause or every few seconds, from raw connections that are kept, so
/// that next to all of the machine is the server's. nginx with a body of the same size, asked by the same program in the
/// same minute, says what the machine gives.
public struct ServerLoad: Sendable {
  public struct Settings: Sendable {
    public var laptops: [Int]
    /// Of each measurement.
    public var seconds: Double
    public var rounds: Int
    /// What a laptop brings at a sync.
    public var edits = 2
    /// Of laptops that do not sync all the time.
    public var periodSeconds: Double

    public init(
      laptops: [Int] = [1, 10, 100, 1000], seconds: Double = 2, rounds: Int = 3, periodSeconds: Double = 10
    ) {
      self.laptops = laptops
      self.seconds = seconds
      self.rounds = rounds
      self.periodSeconds = periodSeconds
    }
  }

  /// Of several runs alike.
  private struct Kept {
    var p50: [Double] = []
    var p99: [Double] = []
    var perSecond: [Double] = []
    var entriesPerSecond: [Double] = []
    var acceptedPerSecond: [Double] = []
    var answerBytes: [Double] = []

    mutating func add(_ outcome: Swarm.Outcome, entries: UInt64 = 0, accepted: Int = 0) {
      let sample = Sample(outcome.latencySeconds)
      p50.append(sample.at(0.5))
      p99.append(sample.at(0.99))
      perSecond.append(outcome.perSecond)
      entriesPerSecond.append(Double(entries) / outcome.seconds)
      acceptedPerSecond.append(Double(accepted) / outcome.seconds)
      answerBytes.append(Double(outcome.bodyBytes) / Double(max(1, sample.count)))
    }
  }

  private let work: Workload
  private let folder: String
  private let settings: Settings

  public init(_ work: Workload, folder: String, settings: Settings = Settings()) {
    self.work = work
    self.folder = folder
    self.settings = settings
  }

  /// Prints the tables.
  ///
  /// - Throws: what goes wrong, and when the server answers anything but what was asked for.
  @concurrent public func run() async throws {
    let most = settings.laptops.max() ?? 1
    _ = Socket.raiseFileLimit(to: most * 2 + 4096)
    let server = try ServerProcess.forBench()
    let a = try await Laptop("A", server, folder: folder + "/load-a")
    _ = try await a.sync()
    _ = try a.replica.edit(BenchSchema.drafts(work.records))
    _ = try await a.sync()
    let crew = Crew(a)
    var hands = try await crew.join(most, named: "Load")
    try level(server, hands)
    try await commits(server, a, crew, &hands)
    try await paced(server, a, crew, &hands)
    try await syncsToDisk(server, a, crew, &hands)
    var memory = Table(["server's peak memory in all of this"])
    memory.add(Text.megabytes(server.peakMemoryBytes))
    memory.print("Memory: \(most) members, \(work.records.count) records")
    server.stop()
  }

  private func level(_ server: ServerProcess, _ hands: [Hand]) throws {
    var table = Table([
      "laptops", "p50", "p99", "requests/s", "nginx p50", "nginx requests/s", "share of nginx", "target ≥ 20 %",
    ])
    var smallPull = Double.nan
    for count in settings.laptops {
      var hands = Array(hands.prefix(count))
      let requests = hands.indices.map { hands[$0].pull(port: server.port) }
      let probe = try Swarm(port: server.port, requests: [requests[0]]).run(seconds: 0.2, pace: .backToBack)
      let bytes = probe.bodyBytes / max(1, probe.latencySeconds.count)
      let nginx = try Nginx.path.map { try Nginx($0, bodyBytes: bytes) }
      var (ours, theirs, shares) = (Kept(), Kept(), [Double]())
      for _ in 0..<settings.rounds {
        ours.add(
          try check(Swarm(port: server.port, requests: requests).run(seconds: settings.seconds, pace: .backToBack)))
        guard let nginx else { continue }
        theirs.add(
          try check(Swarm(port: nginx.port, requests: requests).run(seconds: settings.seconds, pace: .backToBack)))
        shares.append((ours.perSecond.last ?? 0) / (theirs.perSecond.last ?? .nan))
      }
      if count == 1 { smallPull = Sample(ours.p50).median }
      let share = Sample(shares).median
      table.add(
        String(count), Text.microseconds(Sample(ours.p50).median), Text.microseconds(Sample(ours.p99).median),
        Text.number(Sample(ours.perSecond).median, 0),
        nginx == nil ? "not installed" : Text.microseconds(Sample(theirs.p50).median),
        nginx == nil ? "not installed" : Text.number(Sample(theirs.perSecond).median, 0),
        nginx == nil ? "not known" : Text.number(share * 100) + " %", nginx == nil ? "" : Text.verdict(share >= 0.2))
    }
    table.print("A small pull when level, without a pause: medians of \(settings.rounds) runs of \(settings.seconds) s")
    if Nginx.path == nil { Text.note("nginx is not installed: there is no yardstick in this run.") }
    Text.note(
      "A small pull of one laptop takes \(Text.microseconds(smallPull)) at p50; target ≤ 250 µs: "
        + Text.verdict(smallPull <= 250e-6))
  }

  private func commits(
    _ server: ServerProcess, _ a: Laptop, _ crew: Crew, _ hands: inout [Hand]
  ) async throws {
    var table = Table([
      "laptops", "p50", "p99", "syncs/s", "commits/s", "entries delivered/s", "answer", "nginx requests/s",
      "share of nginx", "target ≥ 10 %",
    ])
    for count in settings.laptops where count <= Self.writersMax {
      var (ours, theirs, shares) = (Kept(), Kept(), [Double]())
      for _ in 0..<settings.rounds {
        _ = try await a.sync()
        hands = try crew.level(hands)
        let (outcome, entries, accepted) = try run(
          server, &hands, count: count, seconds: settings.seconds, pace: .backToBack)
        ours.add(outcome, entries: entries, accepted: accepted)
        guard let path = Nginx.path else { continue }
        let nginx = try Nginx(path, bodyBytes: Int(ours.answerBytes.last ?? 0))
        let requests = hands.indices.prefix(count).map { hands[$0].pull(port: nginx.port) }
        theirs.add(
          try check(Swarm(port: nginx.port, requests: requests).run(seconds: settings.seconds, pace: .backToBack)))
        shares.append((ours.perSecond.last ?? 0) / (theirs.perSecond.last ?? .nan))
      }
      let share = Sample(shares).median
      let isKnown = Nginx.path != nil
      table.add(
        String(count), Text.milliseconds(Sample(ours.p50).median), Text.milliseconds(Sample(ours.p99).median),
        Text.number(Sample(ours.perSecond).median, 0), Text.number(Sample(ours.acceptedPerSecond).median, 0),
        Text.number(Sample(ours.entriesPerSecond).median, 0), Text.kilobytes(Sample(ours.answerBytes).median),
        isKnown ? Text.number(Sample(theirs.perSecond).median, 0) : "not installed",
        isKnown ? Text.number(share * 100) + " %" : "not known", isKnown ? Text.verdict(share >= 0.1) : "")
    }
    table.print(
      "Syncs that bring \(settings.edits) edits each and fetch what the others brought, without a pause: medians of "
        + "\(settings.rounds) runs of \(settings.seconds) s")
  }

  private func paced(_ server: ServerProcess, _ a: Laptop, _ crew: Crew, _ hands: inout [Hand]) async throws {
    var table = Table(["laptops", "syncs/s wanted", "syncs/s", "p50", "p99", "entries delivered/s"])
    for count in settings.laptops where count > 1 {
      _ = try await a.sync()
      hands = try crew.level(hands)
      let (outcome, entries, _) = try run(
        server, &hands, count: count, seconds: settings.periodSeconds, pace: .every(seconds: settings.periodSeconds))
      let sample = Sample(outcome.latencySeconds)
      table.add(
        String(count), Text.number(Double(count) / settings.periodSeconds), Text.number(outcome.perSecond),
        Text.milliseconds(sample.at(0.5)), Text.milliseconds(sample.at(0.99)),
        Text.number(Double(entries) / outcome.seconds, 0))
    }
    table.print(
      "Laptops that sync every \(Text.number(settings.periodSeconds, 0)) s with \(settings.edits) edits each, whether the "
        + "server keeps up or not")
  }

  /// Sends what was prepared; each laptop takes its cursor from the answer before.
  private func run(
    _ server: ServerProcess, _ hands: inout [Hand], count: Int, seconds: Double, pace: Swarm.Pace
  ) throws -> (outcome: Swarm.Outcome, entries: UInt64, accepted: Int) {
    let port = server.port
    let syncs: Int
    switch pace {
    case .backToBack: syncs = Int(seconds * Self.syncsPerSecondMax) / count + 20
    case .every: syncs = 2
    }
    for number in 0..<count { try hands[number].prepare(syncs: syncs, edits: settings.edits) }
    var (entries, accepted) = (UInt64(0), 0)
    let crowd = Box(hands)
    hands = []
    let swarm = try Swarm(
      port: port, count: count, next: { crowd.hands[$0].push(port: port) },
      take: { number, body in
        let found = try crowd.hands[number].take(body)
        entries += found.entries
        accepted += found.accepted
      })
    let outcome = try check(swarm.run(seconds: seconds, pace: pace))
    hands = crowd.hands
    return (outcome, entries, accepted)
  }

  /// Each delivers to all: a thousand that write without a pause have two million entries sent to them in each round, which no
  /// thousand people do.
  private static let writersMax = 100

  /// More than any server of ours does.
  private static let syncsPerSecondMax = 1500.0

  private final class Box {
    var hands: [Hand]

    init(_ hands: [Hand]) {
      self.hands = hands
    }
  }

  private func check(_ outcome: Swarm.Outcome) throws -> Swarm.Outcome {
    guard outcome.failures == 0 else { throw Trouble("\(outcome.failures) answers were no success") }
    return outcome
  }

  private func syncsToDisk(_ server: ServerProcess, _ a: Laptop, _ crew: Crew, _ hands: inout [Hand]) async throws {
    guard let counter = SyncCounter.path, let pid = server.pid else {
      Text.note("strace is not installed: how often the server makes the disk sync is not counted in this run.")
      return
    }
    var table = Table(["laptops", "syncs", "commits", "fsync + fdatasync", "per sync", "per commit"])
    for count in settings.laptops where count <= 100 {
      _ = try await a.sync()
      hands = try crew.level(hands)
      let counting = try SyncCounter(counter, pid: pid, folder: folder)
      let (outcome, _, accepted) = try run(server, &hands, count: count, seconds: settings.seconds, pace: .backToBack)
      let calls = Double(try counting.stop())
      table.add(
        String(count), String(outcome.latencySeconds.count), String(accepted), Text.number(calls, 0),
        Text.number(calls / Double(outcome.latencySeconds.count), 2), Text.number(calls / Double(max(1, accepted)), 2))
    }
    table.print("How often the server makes the disk sync, \(settings.edits) commits a sync (under strace)")
  }
}

/// Counts a process' calls of `fsync` and `fdatasync`, by strace.
final class SyncCounter {
  /// Nil where strace is not installed.
  static let path: String? = ["/usr/bin/strace", "/usr/local/bin/strace"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private var child: Child
  private let file: String

  init(_ path: String, pid: Int32, folder: String) throws {
    file = folder + "/strace-\(UUID().uuidString)"
    let errors = file + ".errors"
    child = try Child(
      path, ["-f", "-c", "-e", "trace=fsync,fdatasync", "-o", file, "-p", String(pid)],
      environment: Program.environment(home: folder), errorFile: errors)
    for _ in 0..<1000 {
      if let text = try? String(contentsOfFile: errors, encoding: .utf8), text.contains("attached") { return }
      usleep(5000)
    }
    throw Trouble("strace did not attach")
  }

  /// How many there were since the start.
  func stop() throws -> Int {
    child.send(SIGINT)
    _ = child.wait()
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    var calls = 0
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let name = words.last, name == "fsync" || name == "fdatasync", words.count >= 5 else { continue }
      calls += Int(words[3]) ?? 0
    }
    return calls
  }
}
