import Foundation
public import Workload

/// What single parts of the engine take: reading and writing bytes, merging, summing, storing.
///
/// A part that has a floor, the least that must be done with the same bytes, runs by turns with it.
public struct Parts {
  private let folder: String
  private let material: Material

  /// - Parameters:
  ///   - work: what the parts are given; its edits are as many as each round takes.
  ///   - folder: where the files go; it must be there.
  /// - Throws: what the engine throws.
  public init(_ work: Workload, folder: String) throws {
    self.folder = folder
    material = try Material(work, folder: folder)
  }

  /// One part: nanoseconds of processor time are counted by the `count` operations of a round.
  struct Part {
    let title: String
    let floorTitle: String
    let count: Int
    /// Comes before each round and does not count.
    let prepare: () throws -> Void
    let run: () throws -> Void
    let floor: (() throws -> Void)?

    init(
      _ title: String, count: Int, floorTitle: String = "", prepare: @escaping () throws -> Void = {},
      floor: (() throws -> Void)? = nil, run: @escaping () throws -> Void
    ) {
      self.title = title
      self.floorTitle = floorTitle
      self.count = count
      self.prepare = prepare
      self.run = run
      self.floor = floor
    }
  }

  /// Prints a table: medians of `rounds` rounds, and of the ratios in each.
  public func printTable(rounds: Int) throws {
    print("| part | ns | floor | ns | ratio |")
    print("|---|---|---|---|---|")
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    func text(_ value: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }
    let parts = material.codecParts + material.mergeParts + (try StorageParts(material, folder: folder).parts)
    for part in parts {
      var (own, floor): ([Double], [Double]) = ([], [])
      try part.prepare()
      try part.run()
      for _ in 0..<max(1, rounds) {
        try part.prepare()
        own.append(try processorSeconds(part.run) * 1e9 / Double(part.count))
        if let body = part.floor { floor.append(try processorSeconds(body) * 1e9 / Double(part.count)) }
      }
      let end =
        floor.isEmpty
        ? " | | " : "\(part.floorTitle) | \(text(median(floor))) | \(text(median(zip(own, floor).map { $0 / $1 }), 1))"
      print("| \(part.title) | \(text(median(own))) | \(end) |")
    }
  }
}

/// Takes a value so that making it can't be left out.
@inline(never) func use<Value>(_ value: Value) { withExtendedLifetime(value) {} }
