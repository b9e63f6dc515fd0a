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

/// Seconds of processor time, of all threads, that `body` takes: waiting for the disk is not in it, nor what other programs
/// do meanwhile.
public func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let begun = now()
  try body()
  return now() - begun
}
