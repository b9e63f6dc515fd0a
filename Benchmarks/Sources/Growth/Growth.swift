public import Foundation
public import Workload

/// How time, memory and bytes grow with the number of records, of commits or of open conflicts: each size in a program of
/// its own, so that none hides another.
public struct Growth: Sendable {
  /// What there is more and more of.
  public enum Curve: String, CaseIterable, Sendable {
    case records, history, conflicts

    /// The smallest size, and the greatest unless another is asked for; each is ten times the one before.
    var sizes: (first: Int, last: Int) {
      switch self {
      case .records: (1000, 100_000)
      case .history: (100, 100_000)
      case .conflicts: (1, 10_000)
      }
    }

    var lines: [Line] {
      switch self {
      case .records: GrowthOfRecords.lines
      case .history: GrowthOfHistory.lines
      case .conflicts: GrowthOfConflicts.lines
      }
    }
  }

  /// One line of a table: a figure by the name that it has in `Figures`, in seconds or bytes.
  struct Line: Sendable {
    enum Unit: Sendable {
      case microseconds, milliseconds, bytes, megabytes
    }

    let name: String
    let title: String
    let unit: Unit

    init(_ name: String, _ title: String, _ unit: Unit) {
      self.name = name
      self.title = title
      self.unit = unit
    }

    func text(_ value: Double?) -> String {
      guard let value, !value.isNaN else { return "" }
      return switch unit {
      case .microseconds: Self.number(value * 1e6) + " µs"
      case .milliseconds: Self.number(value * 1e3) + " ms"
      case .bytes: Self.number(value) + " B"
      case .megabytes: Self.number(value / 1e6) + " MB"
      }
    }

    static func number(_ value: Double) -> String {
      String(format: abs(value) < 10 ? "%.2f" : abs(value) < 100 ? "%.1f" : "%.0f", value)
    }
  }

  /// The program of one size has not come to its end; it has said why.
  public struct Failure: Error {
    public let size: Int

    public init(size: Int) {
      self.size = size
    }
  }

  public let curve: Curve

  public init(_ curve: Curve) {
    self.curve = curve
  }

  /// Measures one size in this program.
  ///
  /// - Parameters:
  ///   - size: how many records, commits or conflicts; at least 1.
  ///   - folder: where the files go; it must be there.
  /// - Returns: seconds of processor time and bytes, by name.
  /// - Throws: what the engine throws, or a `GrowthProblem` when it did not do what was meant.
  public func run(size: Int, folder: String) throws -> Figures {
    switch curve {
    case .records: try GrowthOfRecords(size: size, folder: folder).run()
    case .history: try GrowthOfHistory(size: size, folder: folder).run()
    case .conflicts: try GrowthOfConflicts(size: size, folder: folder).run()
    }
  }

  /// Measures every size in a program of its own, and prints a table with a column for each.
  ///
  /// - Parameters:
  ///   - last: the greatest size; nil for what the curve has by itself.
  ///   - measure: runs this program for one size, and gives what it printed: the JSON of the figures.
  /// - Throws: what `measure` throws, or an error of decoding what it gave.
  public func printTable(upTo last: Int?, measure: (Int) throws -> Data) throws {
    let top = last ?? curve.sizes.last
    let sizes = Array(sequence(first: curve.sizes.first) { $0 * 10 }.prefix { $0 <= top })
    var found: [[String: Double]] = []
    for size in sizes { found.append(try JSONDecoder().decode([String: Double].self, from: measure(size))) }
    print("| \(curve.rawValue) | \(sizes.map(Self.grouped).joined(separator: " | ")) | last : first |")
    print("|---|\(sizes.map { _ in "---|" }.joined())---|")
    for line in curve.lines {
      let values = found.map { $0[line.name] }
      var ratio = ""
      if let one = values.first ?? nil, let other = values.last ?? nil, one > 0 { ratio = Line.number(other / one) }
      print("| \(line.title) | \(values.map(line.text).joined(separator: " | ")) | \(ratio) |")
    }
  }

  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number).reversed().enumerated() {
      if place > 0, place.isMultiple(of: 3) { text = "," + text }
      text = String(digit) + text
    }
    return text
  }
}
