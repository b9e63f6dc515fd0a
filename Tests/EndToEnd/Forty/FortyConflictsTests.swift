import BrowserSupport
import Foundation
import Testing

/// A Monday: forty conflicts of all kinds, half of them settled on the web, half in the terminal.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct FortyConflictsTests {
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
    for index in story.quarrels.indices { try story.settleInTerminal(index) }
    try story.everybodySyncs()
    for name in FortyConflicts.editors + FortyConflicts.administrators {
      #expect(try story.field[name].conflicts().isEmpty)
    }
    try story.compareSettled()
    try story.compareTold()
    let undone = story.quarrels.indices.filter { $0 % 2 == 1 }
    for index in undone { try story.cecilia.json(["undo", story.quarrels[index].commit]) }
    try story.everybodySyncs()
    try story.compareUndone(undone)
    try story.compareTold()
    try story.compareReplicas()
  }
}
