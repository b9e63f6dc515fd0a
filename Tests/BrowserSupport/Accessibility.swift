import Foundation

/// axe-core, which knows the rules of WCAG that a program can check.
public struct Accessibility {
  /// One rule that a page breaks, and where.
  public struct Violation: Decodable, CustomStringConvertible {
    public struct Node: Decodable {
      public let html: String
      public let failureSummary: String?
    }
    public let id: String
    public let help: String
    public let nodes: [Node]

    public var description: String {
      "\(id): \(help)\n"
        + nodes.map { "    \($0.html.prefix(300))\n      \(($0.failureSummary ?? "").replacing("\n", with: " "))" }
        .joined(separator: "\n")
    }
  }

  private let script: String

  /// Where `scripts/browser-tools.sh` puts it, or where `BYGD_AXE` says.
  public static let path: String = {
    if let given = ProcessInfo.processInfo.environment["BYGD_AXE"] { return given }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appendingPathComponent(".build/browser-tools/axe.min.js").path
  }()

  public static var isInstalled: Bool { FileManager.default.isReadableFile(atPath: path) }

  public init() throws {
    script = try String(contentsOfFile: Self.path, encoding: .utf8)
  }

  /// The version that is checked with.
  public func version(in browser: Browser) throws -> String {
    try browser.run(script + "\nreturn axe.version", as: String.self)
  }

  /// What the page that is shown breaks of WCAG 2.0 and 2.1, level A and AA.
  public func violations(in browser: Browser) throws -> [Violation] {
    struct Results: Decodable {
      let violations: [Violation]
      let passes: Int
    }
    let run = """
      const done = arguments[arguments.length - 1];
      axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}}).then(
        found => done({violations: found.violations.map(rule => ({
          id: rule.id, help: rule.help,
          nodes: rule.nodes.map(node => ({html: node.html, failureSummary: node.failureSummary || ''}))})),
          passes: found.passes.length}),
        problem => done({violations: [{id: 'axe', help: String(problem), nodes: []}], passes: 0}));
      """
    let results = try browser.run(script + "\n" + run, isAsync: true, as: Results.self)
    guard results.passes > 0 || !results.violations.isEmpty else {
      throw BrowserTrouble("axe-core checked nothing on \(try browser.url())")
    }
    return results.violations
  }
}
