import Foundation
import Workload

/// What this program has used so far.
enum Gauge {
  /// The median of the processor seconds of `count` calls.
  static func median(_ count: Int, _ body: (Int) throws -> Void) rethrows -> Double {
    let sorted = try (0..<count).map { call in try processorSeconds { try body(call) } }.sorted()
    return sorted[count / 2]
  }

  /// Bytes of memory that `body` had at its peak on top of what was held before; Linux alone tells.
  static func memory(_ body: () throws -> Void) throws -> Double {
    trim()
    // Lets the kernel forget the peak so far.
    try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    let before = try status("VmRSS")
    try body()
    return try status("VmHWM") - before
  }

  /// Bytes of memory that are held now.
  static func held() throws -> Double {
    trim()
    return try status("VmRSS")
  }

  /// Gives back to the system what is free: `malloc_trim`, which the modules of the C library do not have.
  private static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }

  private static func status(_ name: String) throws -> Double {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .ascii)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 * 1024 } ?? .nan
  }

  /// Bytes of the files below a path.
  static func bytes(of path: String) -> Double {
    var sum = 0
    let found = FileManager.default.subpaths(atPath: path) ?? []
    for name in found.isEmpty ? [path] : found.map({ path + "/" + $0 }) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: name)
      guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      sum += attributes?[.size] as? Int ?? 0
    }
    return Double(sum)
  }
}
