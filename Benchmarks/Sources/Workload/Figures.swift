import Foundation

/// What was measured, by name, in the order in which it came.
public struct Figures: Sendable {
  public private(set) var names: [String] = []
  private var values: [String: Double] = [:]

  public init() {}

  public subscript(name: String) -> Double? {
    get { values[name] }
    set {
      if values[name] == nil, newValue != nil { names.append(name) }
      values[name] = newValue
    }
  }

  public mutating func add(_ other: Figures) {
    for name in other.names { self[name] = other[name] }
  }

  public var json: String {
    let members = names.map { "\"\($0)\": \(values[$0] ?? 0)" }
    return "{" + members.joined(separator: ", ") + "}"
  }
}

/// How long `body` takes by a clock that only goes on.
public func seconds(_ body: () throws -> Void) rethrows -> Double {
  let took = try ContinuousClock().measure { try body() }
  return Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
}
