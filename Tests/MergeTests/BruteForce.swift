import Merge

/// A set of facts or of commits, by index: a history has at most 128 of either.
typealias Bits = UInt128

extension UInt128 {
  static func bit(_ index: Int) -> UInt128 { 1 << UInt128(index) }
  func has(_ index: Int) -> Bool { self & .bit(index) != 0 }

  /// The indices in the set, rising.
  var members: [Int] {
    var result: [Int] = []
    var rest = self
    while rest != 0 {
      result.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return result
  }
}

/// One write that was ever made, with what its author had seen when making it.
struct Fact {
  let commit: Int
  /// Which register of which record, by its number in the history.
  let place: Int
  let write: Write
  /// Every write of the place that the author saw standing, and all that those had seen in their turn.
  let supersedes: Bits
  /// For a tombstone: every write of the record that the author knew.
  let covers: Bits
}

/// What one replica knows: facts in the order of the log as far as it has read it, and facts that came by themselves.
struct Knowledge {
  var logged: [Int] = []
  var unlogged: Bits = 0

  var loggedSet: Bits { logged.reduce(0) { $0 | .bit($1) } }
  var all: Bits { loggedSet | unlogged }
}

/// The merge model by its definitions: it keeps every write there ever was and works everything out from what people
/// had seen, without the names that commits carry. It shares no rule with the product but the shape of a value.
struct BruteForce {
  struct Place {
    let record: Int
    let register: RegisterID
    let policy: Policy
  }

  let records: [RecordID]
  let places: [Place]
  private(set) var facts: [Fact] = []
  private(set) var factsOfPlace: [Bits]

  init(records: [RecordID], registers: [(RegisterID, Policy)]) {
    self.records = records
    places = records.indices.flatMap { record in
      registers.map { Place(record: record, register: $0.0, policy: $0.1) }
    }
    factsOfPlace = Array(repeating: 0, count: places.count)
  }

  mutating func add(_ fact: Fact) {
    factsOfPlace[fact.place] |= .bit(facts.count)
    facts.append(fact)
  }

  func place(_ record: Int, _ register: RegisterID) -> Int? {
    places(ofRecord: record).first { places[$0].register == register }
  }

  func facts(ofRecord record: Int) -> Bits {
    places(ofRecord: record).reduce(0) { $0 | factsOfPlace[$1] }
  }

  func places(ofRecord record: Int) -> Range<Int> {
    let count = places.count / records.count
    return record * count..<(record + 1) * count
  }

  /// What nothing in `known` supersedes.
  func standing(_ place: Int, in known: Bits) -> Bits {
    let here = known & factsOfPlace[place]
    return here & ~here.members.reduce(0) { $0 | facts[$1].supersedes }
  }

  /// The writes and all that they superseded in their turn.
  func closure(_ seen: Bits) -> Bits {
    seen.members.reduce(seen) { $0 | facts[$1].supersedes }
  }

  /// Unlogged facts in the order in which they are shown.
  func byStamp(_ set: Bits) -> [Int] {
    set.members.sorted {
      (facts[$0].write.stamp, facts[$0].write.dot) < (facts[$1].write.stamp, facts[$1].write.dot)
    }
  }

  /// The standing facts of a place in the order of `Register.standing`.
  func inOrder(_ place: Int, _ known: Knowledge) -> [Int] {
    let standing = standing(place, in: known.all)
    return known.logged.filter { standing.has($0) } + byStamp(standing & known.unlogged)
  }

  /// The official write after reading the log entry by entry.
  func loggedOfficial(_ place: Int, _ known: Knowledge) -> Int? {
    var official: Int?
    for fact in known.logged where factsOfPlace[place].has(fact) {
      if let last = official, !facts[fact].supersedes.has(last) { continue }
      official = fact
    }
    return official
  }

  /// What may be official, the one that is shown first.
  func officials(_ place: Int, _ known: Knowledge) -> [Int] {
    let waiting = byStamp(standing(place, in: known.all) & known.unlogged)
    guard let logged = loggedOfficial(place, known) else { return Array(waiting.prefix(1)) }
    let heirs = waiting.filter { facts[$0].supersedes.has(logged) }
    return heirs.isEmpty ? [logged] : heirs
  }

  func value(_ fact: Int) -> Value { facts[fact].write.value }

  struct Read: Equatable {
    var value: Value
    var kind: ConflictKind?
  }

  /// The value that a place shows and the conflict it is in.
  func read(_ place: Int, _ known: Knowledge, official: Int?, isFrozen: Bool) -> Read {
    let standing = inOrder(place, known)
    let values = standing.map(value)
    if isFrozen {
      let closing = standing.filter { facts[$0].write.mark == .closing }
      let shown = (closing.first { $0 == official } ?? closing.first).map(value) ?? .cleared
      return Read(value: shown, kind: values.allSatisfy { $0 == shown } ? nil : .closedYear)
    }
    guard let last = values.last, let official else { return Read(value: .cleared) }
    if values.allSatisfy({ $0 == last }) { return Read(value: last) }
    switch places[place].policy {
    case .review, .once: return Read(value: value(official), kind: .edit)
    case .latest: return Read(value: last)
    case .union: return Read(value: values.last { !$0.isCleared } ?? .cleared)
    case .text:
      let heads = [official] + standing.filter { $0 != official }
      guard let base = textBase(heads, known.all) else { return Read(value: value(official), kind: .text) }
      let merge = TextMerge(base: base, heads: heads.map { value($0).text ?? "" })
      let text = merge.reading(preferring: 0)
      return Read(value: text.isEmpty ? .cleared : .text(text), kind: merge.hasOverlap ? .text : nil)
    }
  }

  /// The nearest text that all heads descend from. Nil when there is not exactly one.
  func textBase(_ heads: [Int], _ known: Bits) -> String? {
    if heads.allSatisfy({ facts[$0].supersedes == 0 }) { return "" }
    let common = heads.reduce(known) { $0 & facts[$1].supersedes }
    let nearest = common & ~common.members.reduce(0) { $0 | facts[$1].supersedes }
    guard nearest.nonzeroBitCount == 1 else { return nil }
    return value(nearest.trailingZeroBitCount).text ?? ""
  }

  enum Fate: Equatable {
    case live, deleted
    case contested(Bits)
  }

  func isTombstone(_ fact: Int) -> Bool {
    places[facts[fact].place].register == .life && value(fact) == .tombstone
  }

  func fate(_ record: Int, _ known: Bits) -> Fate {
    var standing: Bits = 0
    for place in places(ofRecord: record) {
      standing |= self.standing(place, in: known)
    }
    let tombstones = standing.members.filter(isTombstone)
    guard !tombstones.isEmpty else { return .live }
    let uncovered = tombstones.reduce(standing) { $0 & ~facts[$1].covers & ~.bit($1) }
    return uncovered == 0 ? .deleted : .contested(uncovered)
  }

  /// Every conflict that a record shows, in the order of its registers, the one about its life first.
  func conflicts(_ record: Int, _ known: Knowledge, official: [Int: Int], isFrozen: Bool) -> [Conflict] {
    var result: [Conflict] = []
    let fate = fate(record, known.all)
    if fate == .deleted { return [] }
    if case .contested(let uncovered) = fate {
      let tombstones = (place(record, .life).map { standing($0, in: known.all) } ?? 0).members.filter(isTombstone)
      var dots: [Dot] = []
      for fact in tombstones + uncovered.members where !dots.contains(facts[fact].write.dot) {
        dots.append(facts[fact].write.dot)
      }
      result.append(Conflict(kind: .delete, record: records[record], register: nil, dots: dots))
    }
    for place in places(ofRecord: record) {
      let register = places[place].register
      guard register != .life, register != .type else { continue }
      if let kind = read(place, known, official: official[place], isFrozen: isFrozen).kind {
        let dots = standing(place, in: known.all).members.map { facts[$0].write.dot }
        result.append(Conflict(kind: kind, record: records[record], register: register, dots: dots))
      }
    }
    return result
  }
}
