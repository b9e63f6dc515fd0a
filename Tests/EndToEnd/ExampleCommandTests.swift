import Foundation
import Testing

/// The commands of `docs/api.md`, as people copy them.
@Suite struct ExampleCommandTests {
  private static let tools = ["/usr/bin/bash", "/usr/bin/curl", "/usr/bin/jq", "/usr/bin/openssl"]

  @Test(
    .enabled(
      if: tools.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) },
      "the examples need bash, curl, jq and openssl"))
  func theExamplesOfTheAPIWork() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("bygd-examples-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let outcome = try Program(path: "/usr/bin/bash").run(
      [root.appendingPathComponent("scripts/api/examples.sh").path],
      environment: Program.environment(home: home.path, ["BYGD_BIN": Program.folder, "TMPDIR": home.path]),
      seconds: 900)
    #expect(outcome.status == 0, "\(outcome.text.suffix(2000))\n\(outcome.errorText.suffix(2000))")
  }
}
