/// The names of functions, and what may stand between them, as a tree of folded letters.
///
/// A cell of the function column comes in pieces that may break anywhere, inside words too, with letters misread. It is
/// read by an automaton: the states of ``CellState`` are all the places of the tree where the letters so far can have
/// led, each with what the way cost. The approach is Oflazer's error-tolerant recognition (1996) over a trie.
struct FunctionBook {
  struct Entry {
    enum Kind: Hashable { case name, separator, support }
    var display: String
    var kind: Kind
    var letterCount: Int
  }

  private struct Node {
    var children: [(letter: UInt8, node: Int32)] = []
    var entry: Int32 = -1
  }

  private(set) var entries: [Entry] = []
  private var nodes: [Node] = [Node(), Node()]

  static let nameRoot: Int32 = 0
  static let separatorRoot: Int32 = 1
  static let afterName: Int32 = -1
  static let free: Int32 = -2

  enum Cost {
    static let confused: Float = 0.35
    static let substituted: Float = 2.0
    static let inserted: Float = 1.4
    static let skipped: Float = 1.5
    static let missingSeparator: Float = 1.6
    static let freeStart: Float = 3.2
    static let freeLower: Float = 2
    static let freeWord: Float = 1.1
    static let cut: Float = 3.5
    static let trailingComma: Float = 1.8
    static let empty: Float = 5
    static let rewardPerLetter: Float = 0.05
    static let beam: Float = 2.2
  }

  /// What is known before a document is opened.
  static let common = FunctionBook()

  private init() {
    for text in ["och", "samt", "/", "&", "i samverkan med", "tillsammans med"] {
      insert(text, kind: .separator)
    }
    for text in ["med stöd av", "med stöd från", "stöd av", "stöd:"] { insert(text, kind: .support) }
    for name in DomainWords.functions { insert(name, kind: .name) }
    for role in DomainWords.rolesWithField {
      insert(role, kind: .name)
      for field in DomainWords.fields {
        for link in ["", "inom ", "för ", "i "] { insert("\(role) \(link)\(field)", kind: .name) }
      }
    }
  }

  /// Adds a name or separator; a name that folds to one already there replaces it only when it has fewer spaces.
  mutating func insert(_ display: String, kind: Entry.Kind) {
    let words = display.split(separator: " ")
    var node = kind == .name ? FunctionBook.nameRoot : FunctionBook.separatorRoot
    var letters: [UInt8] = []
    for word in words { letters.append(contentsOf: Letters.fold(word)) }
    guard !letters.isEmpty, letters.count <= 120 else { return }
    for letter in letters {
      if let child = nodes[Int(node)].children.first(where: { $0.letter == letter }) {
        node = child.node
      } else {
        let next = Int32(nodes.count)
        nodes.append(Node())
        nodes[Int(node)].children.append((letter, next))
        node = next
      }
    }
    let known = Int(nodes[Int(node)].entry)
    guard known < 0 else {
      // The same letters with fewer spaces: the other was cut inside a word.
      let isFewer = words.count < entries[known].display.split(separator: " ").count
      if isFewer && kind == .name { entries[known].display = display }
      return
    }
    nodes[Int(node)].entry = Int32(entries.count)
    entries.append(Entry(display: display, kind: kind, letterCount: letters.count))
  }

  /// Whether exactly this name is known.
  func holds(_ display: String) -> Bool {
    var node = FunctionBook.nameRoot
    for word in display.split(separator: " ") {
      for letter in Letters.fold(word) {
        guard let child = nodes[Int(node)].children.first(where: { $0.letter == letter }) else { return false }
        node = child.node
      }
    }
    return nodes[Int(node)].entry >= 0
  }

  private func entry(at node: Int32) -> Int32 { node >= 0 ? nodes[Int(node)].entry : -1 }

  /// What one cell was found to name, in order.
  enum Part: Hashable {
    case name(Int32)
    case free(String)
    /// What follows supports what went before.
    case support
  }

  /// The parts of a way through a cell, last first; shared by the ways that part later.
  final class Trail: Sendable {
    let part: Part
    let before: Trail?

    init(_ part: Part, before: Trail?) {
      self.part = part
      self.before = before
    }

    static func parts(_ trail: Trail?) -> [Part] {
      var parts: [Part] = []
      var step = trail
      while let here = step {
        parts.append(here.part)
        step = here.before
      }
      return parts.reversed()
    }
  }

  struct CellState {
    var node: Int32 = FunctionBook.nameRoot
    var cost: Float = 0
    var trail: Trail?
    /// A separator was the last thing, so that a name must follow.
    var awaitsName = false
    var isEmpty = true
  }

  static let start: [CellState] = [CellState()]

  /// Reads one more word; `startsPiece` when the print broke the cell before it, so that it may continue a word.
  func feed(_ word: Word, startsPiece: Bool, into states: [CellState]) -> [CellState] {
    var states = states
    if word.startsWithComma { states = states.compactMap(closedByComma) }
    guard !word.letters.isEmpty else { return pruned(states) }
    states = crossedBoundary(states, word: word, startsPiece: startsPiece)
    let freeStates = states.compactMap { $0.node == FunctionBook.free ? freeContinued($0, word, startsPiece) : nil }
    var result = walked(states, word.letters) + freeStates
    if word.endsWithComma { result = result.compactMap(closedByComma) }
    return pruned(result)
  }

  /// A state inside an unknown name, whose words so far are the last part of its trail.
  private func freeContinued(_ state: CellState, _ word: Word, _ startsPiece: Bool) -> CellState {
    var next = state
    guard case .free(let text)? = state.trail?.part, !text.isEmpty else {
      next.trail = Trail(.free(word.core), before: state.trail?.before)
      return next
    }
    let isHyphenated = startsPiece && text.hasSuffix("-")
    let longer = isHyphenated ? text.dropLast() + word.core : text + " " + word.core
    next.trail = Trail(.free(longer), before: state.trail?.before)
    return next
  }

  /// Ways that a word's beginning opens: after a name a separator, or (dearer) at once another name, or unknown words.
  private func crossedBoundary(_ states: [CellState], word: Word, startsPiece: Bool) -> [CellState] {
    var result = states
    for state in states {
      let entry = entry(at: state.node)
      if state.node == FunctionBook.nameRoot {
        result.append(freeStarted(state, word))
      } else if state.node == FunctionBook.free {
        var separated = closed(state)
        separated.node = FunctionBook.separatorRoot
        result.append(separated)
        if let index = result.firstIndex(where: { $0.node == FunctionBook.free && $0.trail === state.trail }) {
          result[index].cost += Cost.freeWord
        }
      } else if entry >= 0, entries[Int(entry)].kind == .name {
        var after = closed(state)
        after.node = FunctionBook.separatorRoot
        result.append(after)
        after.node = FunctionBook.nameRoot
        after.cost += Cost.missingSeparator
        result.append(after)
      } else if entry >= 0 {
        let after = closed(state)
        result.append(after)
        result.append(freeStarted(after, word))
      }
    }
    return result
  }

  private func freeStarted(_ state: CellState, _ word: Word) -> CellState {
    var free = state
    free.node = FunctionBook.free
    free.cost += Cost.freeStart
    // An unknown name begins a cell with a capital.
    if state.isEmpty && !word.startsUpper { free.cost += Cost.freeLower }
    free.trail = Trail(.free(""), before: state.trail)
    free.isEmpty = false
    return free
  }

  /// The state with its finished name or separator put away. Only for states that stand on an entry or are free.
  private func closed(_ state: CellState) -> CellState {
    var next = state
    if state.node == FunctionBook.free {
      next.awaitsName = false
      return next
    }
    let index = entry(at: state.node)
    guard index >= 0 else { return next }
    switch entries[Int(index)].kind {
    case .name:
      next.trail = Trail(.name(index), before: state.trail)
      next.cost -= reward(index)
      next.awaitsName = false
    case .support:
      next.trail = Trail(.support, before: state.trail)
      next.node = FunctionBook.nameRoot
      next.awaitsName = true
    case .separator:
      next.node = FunctionBook.nameRoot
      next.awaitsName = true
    }
    return next
  }

  private func reward(_ entry: Int32) -> Float {
    Float(min(entries[Int(entry)].letterCount, 50)) * Cost.rewardPerLetter
  }

  private func closedByComma(_ state: CellState) -> CellState? {
    let index = entry(at: state.node)
    let endsName = index >= 0 && entries[Int(index)].kind == .name
    guard endsName || state.node == FunctionBook.free else {
      var next = state
      next.cost += 2
      return next
    }
    var next = closed(state)
    next.node = FunctionBook.nameRoot
    next.awaitsName = true
    return next
  }

  /// A place of the tree on the way through one word; `origin` is the state that the word met.
  private struct Walker {
    var node: Int32
    var cost: Float
    var origin: Int32
  }

  private func walked(_ states: [CellState], _ letters: [UInt8]) -> [CellState] {
    var walkers: [Walker] = []
    for (index, state) in states.enumerated() where state.node >= 0 {
      walkers.append(Walker(node: state.node, cost: state.cost, origin: Int32(index)))
    }
    var next: [Walker] = []
    for letter in letters {
      next.removeAll(keepingCapacity: true)
      for walker in walkers { step(walker, letter: letter, into: &next) }
      swap(&walkers, &next)
      if walkers.isEmpty { return [] }
    }
    return walkers.map { walker in
      var state = states[Int(walker.origin)]
      state.node = walker.node
      state.cost = walker.cost
      state.isEmpty = false
      return state
    }
  }

  private func step(_ walker: Walker, letter: UInt8, into next: inout [Walker]) {
    for child in nodes[Int(walker.node)].children {
      let misread = child.letter == letter ? 0 : FunctionBook.cost(printed: letter, meant: child.letter)
      // A name's first letter is not taken for any other: that would open every name at every word.
      if walker.node > 1 || misread <= Cost.confused {
        keep(Walker(node: child.node, cost: walker.cost + misread, origin: walker.origin), in: &next)
      }
      // A letter that the print lost.
      guard walker.node > 1 else { continue }
      for grandchild in nodes[Int(child.node)].children where grandchild.letter == letter {
        keep(Walker(node: grandchild.node, cost: walker.cost + Cost.skipped, origin: walker.origin), in: &next)
      }
    }
    guard walker.node > 1 else { return }
    let extra: Float =
      letter == Letters.vowel || letter == Letters.stroke || letter == UInt8(ascii: "e") ? 0.6 : Cost.inserted
    keep(Walker(node: walker.node, cost: walker.cost + extra, origin: walker.origin), in: &next)
  }

  /// Puts a walker among the cheapest, in order of cost, one for each place.
  private func keep(_ walker: Walker, in kept: inout [Walker]) {
    var place = kept.count
    var index = 0
    while index < kept.count {
      if kept[index].node == walker.node {
        if kept[index].cost <= walker.cost { return }
        kept.remove(at: index)
        if place > index { place -= 1 }
        continue
      }
      if place >= kept.count, kept[index].cost > walker.cost { place = index }
      index += 1
    }
    place = min(place, kept.count)
    if let least = kept.first?.cost, walker.cost > least + Cost.beam { return }
    if place >= FunctionBook.statesMax { return }
    kept.insert(walker, at: place)
    while let last = kept.last, kept.count > FunctionBook.statesMax || last.cost > kept[0].cost + Cost.beam {
      kept.removeLast()
    }
  }

  private static func cost(printed: UInt8, meant: UInt8) -> Float {
    if printed == meant { return 0 }
    if meant == Letters.vowel && Letters.isPrintedForVowel(printed) { return Cost.confused }
    let isTwin = printed == UInt8(ascii: "h") && meant == UInt8(ascii: "b")
    return isTwin ? Cost.confused * 2 : Cost.substituted
  }

  private static let statesMax = 8

  /// The cheapest states, one for each place; the order of equals is kept.
  private func pruned(_ states: [CellState]) -> [CellState] {
    guard states.count > 1 else { return states }
    var kept: [CellState] = []
    for state in states {
      if let worst = kept.last, kept.count == FunctionBook.statesMax, state.cost >= worst.cost { continue }
      if let same = kept.firstIndex(where: { $0.node == state.node && $0.awaitsName == state.awaitsName }) {
        if kept[same].cost <= state.cost { continue }
        kept.remove(at: same)
      }
      kept.insert(state, at: kept.firstIndex { $0.cost > state.cost } ?? kept.count)
      if kept.count > FunctionBook.statesMax { kept.removeLast() }
    }
    let bound = kept[0].cost + Cost.beam
    kept.removeAll { $0.cost > bound }
    return kept
  }

  /// The cell as it stands when nothing more comes, with the cost of stopping here.
  struct Reading {
    var cost: Float
    var parts: [Part]
    var isCut: Bool
    var isEmpty: Bool
  }

  func finished(_ states: [CellState], emptyCost: Float = Cost.empty) -> Reading {
    var best: Reading?
    for state in states {
      let index = entry(at: state.node)
      var reading = Reading(cost: state.cost, parts: Trail.parts(state.trail), isCut: false, isEmpty: state.isEmpty)
      if state.isEmpty {
        reading.cost += emptyCost
      } else if state.node == FunctionBook.free {
        let done = closed(state)
        reading = Reading(cost: done.cost, parts: Trail.parts(done.trail), isCut: false, isEmpty: false)
      } else if index >= 0, entries[Int(index)].kind == .name {
        let done = closed(state)
        reading = Reading(cost: done.cost, parts: Trail.parts(done.trail), isCut: false, isEmpty: false)
      } else if state.node == FunctionBook.nameRoot {
        reading.cost += Cost.trailingComma
        reading.isCut = true
      } else {
        reading.cost += Cost.cut
        reading.isCut = true
      }
      if best.map({ reading.cost < $0.cost }) ?? true { best = reading }
    }
    return best ?? Reading(cost: Cost.empty, parts: [], isCut: false, isEmpty: true)
  }

  /// The least cost of a way so far, with a hint of what a finished name is worth.
  func promise(_ states: [CellState]) -> Float {
    var least = Float.infinity
    for state in states {
      let index = entry(at: state.node)
      let bonus = index >= 0 && entries[Int(index)].kind == .name ? reward(index) : 0
      least = min(least, state.cost - bonus)
    }
    return least
  }

  func display(_ part: Part) -> String? {
    switch part {
    case .name(let index): entries[Int(index)].display
    case .free(let text): text
    case .support: nil
    }
  }
}
