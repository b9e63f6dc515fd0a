import Foundation
import TestSupport
import Testing

/// Both programs, killed with `SIGKILL` at every call by which they change a file, a folder or a socket, before the call
/// and in the middle of it; after each, the program is started again and goes on, and everything that was acknowledged
/// is there exactly once.
///
/// `BYGD_KILL_POINTS` says at how many points of each story, `all` at every one, `250-` from there on; `BYGD_KILLS` how
/// many random kills.
@Suite(
  .serialized, .enabled(if: Installation.isThere, "the programs are not built"),
  .enabled(if: KillPoints.isPossible, "no C compiler for the library that kills at a point"))
struct KillTests {
  enum Story: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case edit, sync, join, bundle, bundleCreate, importing
    case append, snapshot, start, backup, restore
    case heal, rescue

    var testDescription: String { rawValue }

    var type: any KillStory.Type {
      switch self {
      case .edit: EditKill.self
      case .sync: SyncKill.self
      case .join: JoinKill.self
      case .bundle: BundleKill.self
      case .bundleCreate: BundleCreateKill.self
      case .importing: ImportKill.self
      case .append: AppendKill.self
      case .snapshot: SnapshotKill.self
      case .start: StartKill.self
      case .backup: BackupKill.self
      case .restore: RestoreKill.self
      case .heal: HealKill.self
      case .rescue: RescueKill.self
      }
    }
  }

  private static let environment = ProcessInfo.processInfo.environment

  private static func choice(_ story: Story) -> KillWalk.Choice {
    let text = environment["BYGD_KILL_POINTS"] ?? ""
    if text == "all" { return .all(from: 1) }
    if text.hasSuffix("-"), let first = Int(text.dropLast()) { return .all(from: max(1, first)) }
    let seed = environment["BYGD_TEST_SEED"].flatMap { UInt64($0) } ?? 1
    return .some(Int(text) ?? 6, seed: seed)
  }

  private static let stories: [Story] = {
    guard let names = environment["BYGD_KILL_STORIES"] else { return Story.allCases }
    return names.split(separator: ",").compactMap { Story(rawValue: String($0)) }
  }()

  @Test(arguments: stories) func `killed at a point it goes on at the next start`(story: Story) async throws {
    let figures = try await onThread { try KillWalk.run(story.type, Self.choice(story)) }
    let kinds = KillPoints.Kind.allCases.filter { figures.counts[$0, default: 0] > 0 }.map { kind in
      "\(kind) \(figures.kills[kind, default: 0])/\(figures.counts[kind, default: 0])"
    }
    print("\(story): \(figures.points) points, killed \(figures.killCount) times: \(kinds.joined(separator: ", "))")
    #expect(figures.killCount > 0)
  }

  /// One seed after the other, each with a story and points of its own choosing.
  @Test(.enabled(if: environment["BYGD_KILLS"] != nil, "a part of the campaign: BYGD_KILLS says how many"))
  func `killed at random it goes on at the next start`() async throws {
    let wanted = Self.environment["BYGD_KILLS"].flatMap { Int($0) } ?? 1000
    var seed = Self.environment["BYGD_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64(Date().timeIntervalSince1970)
    var kills = 0
    while kills < wanted {
      var random = SeededGenerator(seed: seed)
      let story = Story.allCases.randomElement(using: &random) ?? .sync
      let used = seed
      do {
        let figures = try await onThread { try KillWalk.run(story.type, .some(20, seed: used)) }
        kills += figures.killCount
        print("BYGD_TEST_SEED=\(used) \(story): \(figures.killCount) kills, \(kills) in all")
        fflush(nil)
      } catch {
        throw Trouble("BYGD_TEST_SEED=\(used): \(error)")
      }
      seed += 1
    }
  }
}
