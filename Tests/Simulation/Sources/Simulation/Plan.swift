/// One thing that somebody or something does in a run. What the numbers mean, the kind says; any action may be left out
/// and the others still mean something, so that a failing run can be made short.
public struct Action: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case create, createScore, set, setSeveral, label, text, group, born, move
    case delete, restore, settle, openForm, saveForm, join, separate, undo, retry, discard
    case webSet, webSettle, webDelete
    case carry, sync, begin, arrive, reply, replay, giveUp, block
    case jump, crash, crashServer, restartServer
    case upgrade, demote, promote, revoke, enrol, forge
    case copy, save, putBack, backup, restoreServer, rollBack
    case letIn, damage, damageServer, compact
  }

  public var kind: Kind
  public var device: Int
  public var a: Int
  public var b: Int
  public var c: Int
  /// Its place in the plan as it was first made: what is named after it keeps its name when others are left out.
  public var number: Int

  public init(_ kind: Kind, device: Int, a: Int = 0, b: Int = 0, c: Int = 0, number: Int = 0) {
    self.kind = kind
    self.device = device
    self.a = a
    self.b = b
    self.c = c
    self.number = number
  }
}

extension Action {
  /// The same without lines that break in the middle of a message.
  var uncut: Action {
    guard [.sync, .arrive, .reply, .damage, .damageServer].contains(kind) else { return self }
    var result = self
    for turn in 0..<4 {
      let fault = LineFault(rawValue: (c >> (4 * turn)) & 15)
      if fault == .requestCut || fault == .answerCut { result.c &= ~(15 << (4 * turn)) }
    }
    return result
  }
}

/// Which of the larger faults a run may have.
public struct Faults: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Replicas that were copied, or put back from a copy.
  public static let twins = Faults(rawValue: 1)
  /// Servers that were put back from a backup.
  public static let restoredServers = Faults(rawValue: 2)
  /// Commits that travel from laptop to laptop.
  public static let carrying = Faults(rawValue: 4)

  /// Records that only some may read, and people who come and go among those.
  public static let audiences = Faults(rawValue: 8)
  /// Rows that are changed behind a replica's back.
  public static let damage = Faults(rawValue: 16)

  /// The past is forgotten in mid run. Not where replicas were copied: an older copy of a laptop may write what knows
  /// only what is forgotten.
  public static let compaction = Faults(rawValue: 32)

  public static let all: Faults = [.twins, .restoredServers, .carrying, .audiences, .damage, .compaction]
}

/// A whole run, before it is run.
public struct Plan: Hashable, Sendable {
  public var seed: UInt64
  /// What the clocks are set by; another number, other clocks, and nothing else.
  public var clockSeed: UInt64
  /// Which of the larger faults happen in it.
  public var faults: Faults
  public var deviceCount: Int
  public var actions: [Action]

  public init(seed: UInt64, faults: Faults = .all) {
    self.seed = seed
    clockSeed = seed
    self.faults = Self.faults(seed, of: faults)
    let faults = self.faults
    var dice = Dice(seed, for: 1)
    deviceCount = 3 + dice.below(2)
    let length = 40 + dice.below(80)
    actions = []
    // Each seed has moods of its own: what it does often, and how bad its network is.
    let badness = dice.below(4)
    let weights = Self.weights(&dice, faults)
    let total = weights.reduce(0) { $0 + $1.weight }
    for number in 0..<length {
      var draw = dice.below(total)
      var kind = Action.Kind.sync
      for (candidate, weight) in weights {
        if draw < weight {
          kind = candidate
          break
        }
        draw -= weight
      }
      var action = Action(
        kind, device: dice.below(deviceCount), a: dice.below(1 << 20), b: dice.below(1 << 20), c: dice.below(1 << 20),
        number: number)
      if kind == .sync, badness == 0 || dice.oneIn(badness + 1) { action.c = 0 }
      actions.append(action)
    }
    // Nothing collides before there is something.
    actions.insert(Action(.create, device: 0, a: 0, b: dice.below(1 << 20), c: 1, number: length), at: 0)
  }

  /// Each seed has some of the larger faults, and most have none: what they do to each other is seen in those that have
  /// several.
  private static func faults(_ seed: UInt64, of possible: Faults) -> Faults {
    var dice = Dice(seed, for: 7)
    var faults: Faults = possible.contains(.carrying) ? .carrying : []
    for (fault, rarity) in [(Faults.twins, 5), (.restoredServers, 5), (.audiences, 5), (.damage, 4)] {
      if dice.oneIn(rarity), possible.contains(fault) { faults.insert(fault) }
    }
    if dice.oneIn(3), possible.contains(.compaction), !faults.contains(.twins) { faults.insert(.compaction) }
    return faults
  }

  private static func weights(_ dice: inout Dice, _ faults: Faults) -> [(kind: Action.Kind, weight: Int)] {
    func some(_ usual: Int) -> Int { max(1, usual * (1 + dice.below(4)) / 2) }
    var weights: [(Action.Kind, Int)] = [
      (.create, some(4)), (.createScore, some(5)), (.set, some(24)), (.setSeveral, some(5)), (.label, some(6)),
      (.text, some(8)), (.group, some(6)), (.born, some(4)), (.move, some(5)), (.delete, some(6)), (.restore, some(4)),
      (.settle, some(9)), (.openForm, some(4)), (.saveForm, some(5)), (.join, some(2)), (.separate, 1),
      (.undo, some(2)),
      (.retry, some(2)), (.discard, 1), (.webSet, some(4)), (.webSettle, some(3)), (.webDelete, 1), (.sync, some(34)),
      (.begin, some(5)), (.arrive, some(6)), (.reply, some(6)), (.replay, some(3)), (.giveUp, some(2)), (.block, 1),
      (.jump, some(3)), (.crash, some(4)), (.crashServer, some(3)), (.restartServer, 1), (.upgrade, 1), (.demote, 1),
      (.promote, some(2)), (.enrol, 1), (.forge, some(2)),
    ]
    if dice.oneIn(4) { weights.append((.revoke, 1)) }
    if faults.contains(.carrying) { weights.append((.carry, some(6))) }
    if faults.contains(.twins) {
      // Now and then hardly anything but copies that write and seldom sync: then copies of copies differ too.
      let isHeavy = dice.oneIn(4)
      weights += [(.copy, some(isHeavy ? 12 : 2)), (.save, some(isHeavy ? 9 : 3)), (.putBack, some(isHeavy ? 9 : 3))]
      if isHeavy { for index in weights.indices where weights[index].0 == .sync { weights[index].1 /= 4 } }
    }
    if faults.contains(.restoredServers) {
      weights += [(.backup, some(4)), (.restoreServer, some(2)), (.rollBack, some(2))]
    }
    if faults.contains(.audiences) { weights.append((.letIn, some(8))) }
    if faults.contains(.damage) { weights += [(.damage, some(3)), (.damageServer, some(2))] }
    if faults.contains(.compaction) { weights.append((.compact, some(6))) }
    return weights
  }
}
