import Foundation
import Schema
import TestSupport

/// A command that is killed at each of its points in turn, and what must hold when it is run again.
protocol KillStory: AnyObject {
  init(_ world: KillWorld) throws
  /// Brings the world to where the command begins.
  func begin() throws
  /// Runs it, with the points armed or not; it ends whatever happens.
  func act() throws
  /// Goes on as a person would, and checks.
  func recover() throws
}

/// Walks a story over its points.
struct KillWalk {
  enum Choice: Sendable {
    /// Every point from one on, in both ways.
    case all(from: Int)
    /// So many points, spread over all of them; where between two is drawn.
    case some(Int, seed: UInt64)
  }

  struct Figures: Sendable {
    /// Of one run unharmed.
    var points = 0
    var counts: [KillPoints.Kind: Int] = [:]
    var kills: [KillPoints.Kind: Int] = [:]
    var killCount: Int { kills.values.reduce(0, +) }
  }

  /// How often everything is compared, in kills; what is checked after each is cheap.
  private static let comparesOneIn = 25

  static func run(_ type: any KillStory.Type, _ choice: Choice) throws -> Figures {
    let world = try KillWorld()
    let story = try type.init(world)
    var figures = Figures()
    // Once unharmed: how many points there are.
    try story.begin()
    world.points.arm(0, .before)
    try story.act()
    figures.points = world.points.count
    figures.counts = world.points.counts
    try story.recover()
    guard figures.points > 0 else { throw Trouble("\(type): nothing was counted") }
    for (index, (point, how)) in plan(figures.points, choice).enumerated() {
      do {
        try story.begin()
        world.points.arm(point, how)
        try story.act()
        let killed = world.points.killed
        if let killed { figures.kills[killed, default: 0] += 1 }
        world.points.arm(0, .before)
        try story.recover()
        if (index + 1).isMultiple(of: comparesOneIn) { try world.compare() }
      } catch {
        throw Trouble("\(type), killed \(how) point \(point) of \(figures.points): \(error)")
      }
    }
    try world.compare()
    return figures
  }

  private static func plan(_ points: Int, _ choice: Choice) -> [(Int, KillPoints.How)] {
    switch choice {
    case .all(let first):
      return (min(first, points)...points).flatMap { point in KillPoints.How.allCases.map { (point, $0) } }
    case .some(let count, let seed):
      var random = SeededGenerator(seed: seed)
      let count = min(count, points)
      return (0..<count).map { part in
        let range = part * points / count..<(part + 1) * points / count
        let point = 1 + Int.random(in: range, using: &random)
        return (point, random.oneIn(2) ? .half : .before)
      }
    }
  }
}
