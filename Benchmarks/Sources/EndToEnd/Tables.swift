import Foundation

/// A table as Markdown has it.
struct Table {
  private var lines: [String]

  init(_ headings: [String]) {
    lines = [Self.line(headings), Self.line(headings.map { _ in "---" })]
  }

  mutating func add(_ cells: String...) { lines.append(Self.line(cells)) }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  func print(_ title: String) {
    // At once, also where the output is a pipe.
    FileHandle.standardOutput.write(Data(("\n### \(title)\n\n" + lines.joined(separator: "\n") + "\n").utf8))
  }
}

enum Text {
  /// Prints a line under a table.
  static func note(_ text: String) { FileHandle.standardOutput.write(Data("\n\(text)\n".utf8)) }

  static func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }

  static func milliseconds(_ seconds: Double) -> String { number(seconds * 1e3) + " ms" }

  static func microseconds(_ seconds: Double) -> String { number(seconds * 1e6, 0) + " µs" }

  static func kilobytes(_ bytes: Double) -> String { number(bytes / 1e3) + " KB" }

  static func megabytes(_ bytes: Int?) -> String { bytes.map { number(Double($0) / 1e6, 0) + " MB" } ?? "not known" }

  /// Whether a target is met, in a cell.
  static func verdict(_ isMet: Bool) -> String { isMet ? "yes" : "**no**" }
}

/// What was measured, in order.
struct Sample {
  private let sorted: [Double]

  init(_ values: [Double]) {
    sorted = values.sorted()
  }

  var count: Int { sorted.count }
  var median: Double { at(0.5) }
  var worst: Double { sorted.last ?? .nan }

  /// The value that this share of all do not pass; not a number when there are none.
  func at(_ share: Double) -> Double {
    sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }
}

/// How long `body` takes, in seconds.
func took<Result>(_ body: () async throws -> Result) async rethrows -> (seconds: Double, result: Result) {
  let begun = ContinuousClock.now
  let result = try await body()
  return ((ContinuousClock.now - begun) / .seconds(1), result)
}
