/// What one sequence of tokens changes of another: the hunks that `TextMerge` compares.
///
/// The search is Myers' "An O(ND) Difference Algorithm and Its Variations" (1986) in its linear space form, over the
/// tokens that both sides hold at all, after the equal ends are cut off. Among equally short answers it takes the one
/// that Git takes (where no token occurs twice), so that people see the hunks they know.
package enum TextDiff {
  /// The tokens `base` of one side stand in the other as the tokens `head`. One of the two may be empty, not both.
  package struct Hunk: Hashable, Sendable {
    package var base: Range<Int>
    package var head: Range<Int>

    package init(base: Range<Int>, head: Range<Int>) {
      self.base = base
      self.head = head
    }
  }

  /// The hunks that make `head` out of `base`, in order; at least one equal token stands between any two.
  ///
  /// Equal numbers mean equal tokens; numbers are small (the tables are as long as the largest). The answer depends on
  /// nothing but which tokens are equal.
  ///
  /// - Complexity: O(N) memory for N tokens on both sides. O((N + D²)) time on average for D changed tokens; at worst
  ///   O(N · c), where c is the bound on effort (1,024 for small texts, falling to 16 for those of ten million tokens):
  ///   where a piece differs by more than that, the answer is still a correct difference, but not the shortest.
  package static func hunks(base: [Int32], head: [Int32]) -> [Hunk] {
    var prefix = 0
    while prefix < base.count, prefix < head.count, base[prefix] == head[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < base.count - prefix, suffix < head.count - prefix,
      base[base.count - 1 - suffix] == head[head.count - 1 - suffix]
    {
      suffix += 1
    }
    let baseMiddle = prefix..<(base.count - suffix)
    let headMiddle = prefix..<(head.count - suffix)
    if baseMiddle.isEmpty && headMiddle.isEmpty { return [] }

    var change = TextChange(base: base, head: head)
    let inBase = present(base, in: baseMiddle)
    let inHead = present(head, in: headMiddle)
    let basePlaces = change.base.split(baseMiddle, keeping: inHead)
    let headPlaces = change.head.split(headMiddle, keeping: inBase)
    var search = ShortestEdit(base: basePlaces.map { base[$0] }, head: headPlaces.map { head[$0] })
    search.run()
    for (index, place) in basePlaces.enumerated() where search.baseChanged[index] { change.base.changed[place] = true }
    for (index, place) in headPlaces.enumerated() where search.headChanged[index] { change.head.changed[place] = true }
    change.settleGroups()
    return change.hunks
  }

  /// For each token number, whether it stands in that part of the sequence.
  private static func present(_ ids: [Int32], in places: Range<Int>) -> [Bool] {
    var largest = -1
    for place in places { largest = max(largest, Int(ids[place])) }
    var present = [Bool](repeating: false, count: largest + 1)
    for place in places { present[Int(ids[place])] = true }
    return present
  }
}

/// Myers' search for the shortest edit in linear space: find the middle of a shortest path from both ends, then do the
/// two halves. The halves wait on a stack of our own: a hostile text makes it deep.
private struct ShortestEdit {
  private struct Box {
    var baseLow: Int
    var baseHigh: Int
    var headLow: Int
    var headHigh: Int
  }

  let base: [Int32]
  let head: [Int32]
  var baseChanged: [Bool]
  var headChanged: [Bool]
  /// For each diagonal (base place − head place + `origin`), the furthest place in `base` that was reached.
  private var forward: [Int]
  private var backward: [Int]
  private let origin: Int
  private let costMax: Int

  init(base: [Int32], head: [Int32]) {
    self.base = base
    self.head = head
    baseChanged = [Bool](repeating: false, count: base.count)
    headChanged = [Bool](repeating: false, count: head.count)
    let diagonals = base.count + head.count + 3
    forward = [Int](repeating: 0, count: diagonals)
    backward = [Int](repeating: 0, count: diagonals)
    origin = head.count + 1
    costMax = min(1024, max(16, (1 << 28) / diagonals))
  }

  mutating func run() {
    var boxes = [Box(baseLow: 0, baseHigh: base.count, headLow: 0, headHigh: head.count)]
    while var box = boxes.popLast() {
      while box.baseLow < box.baseHigh, box.headLow < box.headHigh, base[box.baseLow] == head[box.headLow] {
        box.baseLow += 1
        box.headLow += 1
      }
      while box.baseLow < box.baseHigh, box.headLow < box.headHigh, base[box.baseHigh - 1] == head[box.headHigh - 1] {
        box.baseHigh -= 1
        box.headHigh -= 1
      }
      guard box.baseLow < box.baseHigh, box.headLow < box.headHigh, let middle = middle(of: box) else {
        for place in box.baseLow..<box.baseHigh { baseChanged[place] = true }
        for place in box.headLow..<box.headHigh { headChanged[place] = true }
        continue
      }
      boxes.append(
        Box(baseLow: middle.base, baseHigh: box.baseHigh, headLow: middle.head, headHigh: box.headHigh))
      boxes.append(Box(baseLow: box.baseLow, baseHigh: middle.base, headLow: box.headLow, headHigh: middle.head))
    }
  }

  /// A point of a shortest path through the box, or of a good one where the bound on effort is reached; nil if it
  /// would not make the box smaller.
  private mutating func middle(of box: Box) -> (base: Int, head: Int)? {
    let lowest = box.baseLow - box.headHigh + origin
    let highest = box.baseHigh - box.headLow + origin
    let first = box.baseLow - box.headLow + origin
    let last = box.baseHigh - box.headHigh + origin
    let meetsForward = (first - last) & 1 != 0
    var (forwardLow, forwardHigh, backwardLow, backwardHigh) = (first, first, last, last)
    forward[first] = box.baseLow
    backward[last] = box.baseHigh
    var cost = 0
    while true {
      cost += 1
      // A diagonal outside the box is never the better neighbour; one that left it is no longer looked at.
      if forwardLow > lowest {
        forwardLow -= 1
        forward[forwardLow - 1] = -1
      } else {
        forwardLow += 1
      }
      if forwardHigh < highest {
        forwardHigh += 1
        forward[forwardHigh + 1] = -1
      } else {
        forwardHigh -= 1
      }
      var diagonal = forwardHigh
      while diagonal >= forwardLow {
        var place = max(forward[diagonal - 1] + 1, forward[diagonal + 1])
        var other = place - diagonal + origin
        while place < box.baseHigh, other < box.headHigh, base[place] == head[other] {
          place += 1
          other += 1
        }
        forward[diagonal] = place
        if meetsForward, backwardLow <= diagonal, diagonal <= backwardHigh, backward[diagonal] <= place {
          return inside(box, place, other)
        }
        diagonal -= 2
      }

      if backwardLow > lowest {
        backwardLow -= 1
        backward[backwardLow - 1] = Int.max
      } else {
        backwardLow += 1
      }
      if backwardHigh < highest {
        backwardHigh += 1
        backward[backwardHigh + 1] = Int.max
      } else {
        backwardHigh -= 1
      }
      diagonal = backwardHigh
      while diagonal >= backwardLow {
        var place = min(backward[diagonal - 1], backward[diagonal + 1] - 1)
        var other = place - diagonal + origin
        while place > box.baseLow, other > box.headLow, base[place - 1] == head[other - 1] {
          place -= 1
          other -= 1
        }
        backward[diagonal] = place
        if !meetsForward, forwardLow <= diagonal, diagonal <= forwardHigh, place <= forward[diagonal] {
          return inside(box, place, other)
        }
        diagonal -= 2
      }

      if cost >= costMax {
        return furthest(
          in: box, forwardLow...max(forwardLow, forwardHigh), backwardLow...max(backwardLow, backwardHigh))
      }
    }
  }

  /// The point that came furthest from either end: a path goes through it that is known to be cheap on that side.
  private func furthest(in box: Box, _ ahead: ClosedRange<Int>, _ back: ClosedRange<Int>) -> (base: Int, head: Int)? {
    var best: (base: Int, head: Int)?
    var bestGain = 0
    for diagonal in stride(from: ahead.upperBound, through: ahead.lowerBound, by: -2) {
      var place = min(forward[diagonal], box.baseHigh)
      if place - diagonal + origin > box.headHigh { place = box.headHigh + diagonal - origin }
      let other = place - diagonal + origin
      let gain = place - box.baseLow + other - box.headLow
      if gain > bestGain { (best, bestGain) = ((place, other), gain) }
    }
    for diagonal in stride(from: back.upperBound, through: back.lowerBound, by: -2) {
      var place = max(backward[diagonal], box.baseLow)
      if place - diagonal + origin < box.headLow { place = box.headLow + diagonal - origin }
      let other = place - diagonal + origin
      let gain = box.baseHigh - place + box.headHigh - other
      if gain > bestGain { (best, bestGain) = ((place, other), gain) }
    }
    return best.flatMap { inside(box, $0.base, $0.head) }
  }

  private func inside(_ box: Box, _ place: Int, _ other: Int) -> (base: Int, head: Int)? {
    guard box.baseLow <= place, place <= box.baseHigh, box.headLow <= other, other <= box.headHigh,
      (place, other) != (box.baseLow, box.headLow), (place, other) != (box.baseHigh, box.headHigh)
    else { return nil }
    return (place, other)
  }
}

/// Both sides of a difference with what changed on each. The tokens that did not change are the same on both sides.
private struct TextChange {
  struct Side {
    let ids: [Int32]
    var changed: [Bool]

    init(_ ids: [Int32]) {
      self.ids = ids
      changed = [Bool](repeating: false, count: ids.count)
    }

    /// The places whose token the other side holds too; the others are marked as changed.
    mutating func split(_ places: Range<Int>, keeping present: [Bool]) -> [Int] {
      var kept: [Int] = []
      for place in places {
        let id = Int(ids[place])
        if id < present.count, present[id] { kept.append(place) } else { changed[place] = true }
      }
      return kept
    }
  }

  var base: Side
  var head: Side

  init(base: [Int32], head: [Int32]) {
    self.base = Side(base)
    self.head = Side(head)
  }

  /// Gives each group of changed tokens one agreed place. Where a group can slide (a blank line was added beside a
  /// blank line), it stands beside a change of the other side if it can, else as late as it can, as in Git: so two
  /// heads that did the same have the same hunk.
  mutating func settleGroups() {
    Self.settle(&base, beside: head)
    Self.settle(&head, beside: base)
  }

  private static func settle(_ side: inout Side, beside other: Side) {
    var group = Group(in: side)
    var opposite = Group(in: other)
    // Repeated lines could make groups slide over one another for ever longer; what is not slid is still correct.
    var slides = 8 * side.ids.count + (1 << 16)
    repeat {
      if group.start < group.end {
        var size = 0
        var earliest = 0
        var besideOther: Int?
        repeat {
          size = group.end - group.start
          besideOther = nil
          while slides > 0, group.slideUp(&side) {
            slides -= 1
            opposite.moveUp(in: other)
          }
          earliest = group.end
          if opposite.start < opposite.end { besideOther = group.end }
          while slides > 0, group.slideDown(&side) {
            slides -= 1
            opposite.moveDown(in: other)
            if opposite.start < opposite.end { besideOther = group.end }
          }
        } while size != group.end - group.start
        if let besideOther, group.end > earliest {
          while group.end > besideOther, group.slideUp(&side) { opposite.moveUp(in: other) }
        }
      }
      opposite.moveDown(in: other)
    } while group.moveDown(in: side)
  }

  /// A run of changed tokens, empty where two unchanged tokens follow one another. Both sides have equally many, in the
  /// same order.
  private struct Group {
    var start = 0
    var end = 0

    init(in side: Side) {
      while end < side.changed.count, side.changed[end] { end += 1 }
    }

    @discardableResult
    mutating func moveDown(in side: Side) -> Bool {
      guard end < side.changed.count else { return false }
      start = end + 1
      end = start
      while end < side.changed.count, side.changed[end] { end += 1 }
      return true
    }

    mutating func moveUp(in side: Side) {
      guard start > 0 else { return }
      end = start - 1
      start = end
      while start > 0, side.changed[start - 1] { start -= 1 }
    }

    /// One step towards the beginning, if the token before the group equals its last; joins the group it then meets.
    mutating func slideUp(_ side: inout Side) -> Bool {
      guard start > 0, side.ids[start - 1] == side.ids[end - 1] else { return false }
      start -= 1
      end -= 1
      side.changed[start] = true
      side.changed[end] = false
      while start > 0, side.changed[start - 1] { start -= 1 }
      return true
    }

    mutating func slideDown(_ side: inout Side) -> Bool {
      guard end < side.ids.count, side.ids[start] == side.ids[end] else { return false }
      side.changed[start] = false
      side.changed[end] = true
      start += 1
      end += 1
      while end < side.changed.count, side.changed[end] { end += 1 }
      return true
    }
  }

  var hunks: [TextDiff.Hunk] {
    var hunks: [TextDiff.Hunk] = []
    var (baseEnd, headEnd) = (0, 0)
    while true {
      let (baseStart, headStart) = (baseEnd, headEnd)
      while baseEnd < base.changed.count, base.changed[baseEnd] { baseEnd += 1 }
      while headEnd < head.changed.count, head.changed[headEnd] { headEnd += 1 }
      if baseStart < baseEnd || headStart < headEnd {
        hunks.append(TextDiff.Hunk(base: baseStart..<baseEnd, head: headStart..<headEnd))
      }
      guard baseEnd < base.changed.count, headEnd < head.changed.count else { return hunks }
      baseEnd += 1
      headEnd += 1
    }
  }
}
