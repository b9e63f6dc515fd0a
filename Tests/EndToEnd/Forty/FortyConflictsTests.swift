import BrowserSupport
import Foundation
import Testing

extension WebTests {
  /// A Monday: forty conflicts of all kinds, half of them settled on the web, half in the terminal.
  @Suite struct FortyConflictsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    private static let realPlan = root.appending(path: "../shared/data/orebro-plan.txt").standardized.path
    private static let examplePlan = root.appending(path: "Sources/Plan/Example/plan.txt").path

    private static let hasRealPlan = FileManager.default.isReadableFile(atPath: realPlan)

    @Test(.enabled(if: hasRealPlan, "the real plan is not here"))
    func `forty conflicts on the real plan are settled on the web and in the terminal`() async throws {
      try await onThread { try Self.tell(plan: Self.realPlan) }
    }

    @Test(.enabled(if: !hasRealPlan, "told on the real plan"))
    func `forty conflicts on the example plan are settled on the web and in the terminal`() async throws {
      try await onThread { try Self.tell(plan: Self.examplePlan) }
    }

    private static func tell(plan: String) throws {
      let story = try FortyConflicts(plan: plan)
      try story.quarrel()
      #expect(story.quarrels.count == 40)
      try story.compareOpen()
      // One administrator works on her laptop with no network at all while the other works on the web.
      let visitor = try Visitor(story.field.server, as: "Doris")
      for index in story.quarrels.indices {
        if index % 2 == 0 { try story.settleOnWeb(index, visitor) } else { try story.settleInTerminal(index) }
      }
      try story.everybodySyncs()
      for name in FortyConflicts.editors + FortyConflicts.administrators {
        #expect(try story.field[name].json(["conflicts", "--all"]).list("conflicts").isEmpty)
      }
      try story.compareSettled()
      try story.compareTold()
      try story.findWebCommits()
      let undone = story.quarrels.indices.filter { $0 % 4 < 2 }
      for quarrel in undone.map({ story.quarrels[$0] }) {
        if quarrel.isOnWeb {
          try story.undoOnWeb(quarrel, visitor)
        } else {
          try story.cecilia.json(["undo", quarrel.commit])
        }
      }
      try story.everybodySyncs()
      try story.compareUndone(undone)
      try story.compareTold()
      try story.compareReplicas()
    }
  }
}
