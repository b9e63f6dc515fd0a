import Foundation
import Glibc
import Testing

/// Three real replicas and a real server under random offline work, over the real programs, end as the brute-force model
/// says: equal rows, equal conflicts, equal digests.
///
/// `BYGD_TEST_SEED` runs one seed alone, `BYGD_SEEDS` and `BYGD_ACTIONS` how many of how long, `BYGD_SEED_START` from
/// which on.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct FieldTests {
  private static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  private static func seeds(_ standard: Int) -> [UInt64] {
    if let seed = ProcessInfo.processInfo.environment["BYGD_TEST_SEED"].flatMap({ UInt64($0) }) { return [seed] }
    let start = setting("BYGD_SEED_START", 1)
    return (start..<start + setting("BYGD_SEEDS", standard)).map { UInt64($0) }
  }

  @Test func `random work ends level with the model`() async throws {
    try await run(Self.seeds(20), FieldRun.Shape(actions: Self.setting("BYGD_ACTIONS", 200)))
  }

  @Test func `killing either program at random changes nothing of that`() async throws {
    try await run(Self.seeds(5), FieldRun.Shape(actions: Self.setting("BYGD_ACTIONS", 200), kills: true))
  }

  /// Every other edit and a third of all syncs are killed at a time that the seed draws, until there were so many kills.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["BYGD_KILLS"] != nil, "a part of the campaign: BYGD_KILLS says how many"))
  func `days on which programs are killed all the time`() async throws {
    let wanted = Self.setting("BYGD_KILLS", 1000)
    var kills = 0
    var seed = UInt64(Self.setting("BYGD_TEST_SEED", 1))
    while kills < wanted {
      let used = seed
      let shape = FieldRun.Shape(actions: Self.setting("BYGD_ACTIONS", 200), kills: true, killsOneIn: 2)
      let (line, count) = try await onThread {
        let run = try FieldRun(seed: used, shape: shape)
        try run.run()
        return (run.summary, run.figures.killCount)
      }
      kills += count
      print("\(line) · \(kills) kills in all")
      fflush(nil)
      seed += 1
    }
  }

  /// Two seeds at a time: the programs leave a core half idle while they wait for the disk.
  private func run(_ seeds: [UInt64], _ shape: FieldRun.Shape) async throws {
    await withTaskGroup(of: Void.self) { group in
      for (index, seed) in seeds.enumerated() {
        if index >= Self.setting("BYGD_WORKERS", 2) { await group.next() }
        group.addTask {
          do {
            let line = try await onThread {
              let run = try FieldRun(seed: seed, shape: shape)
              try run.run()
              return run.summary
            }
            print(line)
            // A run takes minutes; whoever watches a file wants to see it grow.
            fflush(nil)
          } catch {
            Issue.record(Comment(rawValue: "\(error)"))
          }
        }
      }
    }
  }
}

/// Whether there is something to test.
enum Installation {
  static var isThere: Bool {
    [Program.bygd, Program.server].allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

extension FieldRun {
  var summary: String {
    let commands = desks.reduce(0) { $0 + $1.runs }
    let milliseconds = desks.reduce(0.0) { $0 + $1.seconds } / Double(max(1, commands)) * 1000
    var parts = [
      "seed \(seed): \(figures.commits) commits", "\(figures.syncs) syncs", "\(figures.settled) settled",
      "\(figures.conflictsMost) conflicts at most", "\(figures.refusedCommands) commands refused",
    ]
    if shape.kills {
      parts.append(
        "killed: \(figures.killedEdits) edits (\(figures.keptEdits) written), \(figures.killedSyncs) syncs, "
          + "\(figures.killedServers) servers")
    }
    parts.append("\(commands) commands of \(Int(milliseconds)) ms, \(Int(figures.seconds)) s")
    return parts.joined(separator: " · ")
  }
}
