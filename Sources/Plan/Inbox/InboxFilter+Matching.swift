internal import CommitFormat
internal import Merge
internal import Replica

/// A filter made ready to be asked ten thousand times.
struct InboxSieve {
  /// One of the filters; each is counted with the others alone.
  enum Part: Int, CaseIterable {
    case section, municipality, person, kind, type, age, other
  }

  private let filter: InboxFilter
  private let words: [String]
  private let waitingSinceMax: Int64?

  init(_ filter: InboxFilter, now: Int64) {
    self.filter = filter
    words = filter.text.map { Folding.words(of: $0) } ?? []
    waitingSinceMax = filter.olderThanDays.map { now - Int64($0) * InboxBook.dayMilliseconds }
  }

  func matches(_ row: InboxRow) -> Bool { misses(row) == 0 }

  /// The parts of the filter that the row does not pass, as bits.
  func misses(_ row: InboxRow) -> UInt8 {
    var misses: UInt8 = 0
    func miss(_ part: Part) { misses |= Self.bit(part) }
    if let section = filter.section, !row.sectionPath.contains(section) { miss(.section) }
    if let municipality = filter.municipality, !row.municipalities.contains(municipality) { miss(.municipality) }
    if let type = filter.type, row.typeKey != type { miss(.type) }
    if !passesText(row) { miss(.other) }
    // One conflict must pass all that is asked of a conflict; which part it fails at counts if another passes the rest.
    if filter.person != nil || filter.kind != nil || filter.field != nil || waitingSinceMax != nil || filter.isProposed
    {
      var best: UInt8?
      for conflict in row.conflicts {
        let found = self.misses(conflict)
        if found.nonzeroBitCount < best?.nonzeroBitCount ?? 9 { best = found }
      }
      misses |= best ?? 0
    }
    return misses
  }

  func matches(_ conflict: InboxConflict) -> Bool { misses(conflict) == 0 }

  private func misses(_ conflict: InboxConflict) -> UInt8 {
    var misses: UInt8 = 0
    if let person = filter.person, !conflict.people.contains(where: { $0.name == person }) {
      misses |= Self.bit(.person)
    }
    if let kind = filter.kind, conflict.kind != kind { misses |= Self.bit(.kind) }
    if let waitingSinceMax, conflict.waitingSince > waitingSinceMax { misses |= Self.bit(.age) }
    if let field = filter.field, conflict.fieldKey != field { misses |= Self.bit(.other) }
    if filter.isProposed, conflict.proposals == 0 { misses |= Self.bit(.other) }
    return misses
  }

  private func passesText(_ row: InboxRow) -> Bool {
    words.allSatisfy { word in row.words.contains { $0.utf8.starts(with: word.utf8) } }
  }

  static func bit(_ part: Part) -> UInt8 { 1 << UInt8(part.rawValue) }
}

extension InboxOrder {
  func precedes(_ left: InboxRow, _ right: InboxRow) -> Bool {
    switch self {
    case .waiting:
      if left.waitingSince != right.waitingSince { return left.waitingSince < right.waitingSince }
    case .newest:
      if left.newest != right.newest { return left.newest > right.newest }
    case .place:
      if left.planOrder != right.planOrder { return left.planOrder.lexicographicallyPrecedes(right.planOrder) }
      if left.nameKey != right.nameKey { return left.nameKey < right.nameKey }
    case .name:
      if left.nameKey != right.nameKey { return left.nameKey < right.nameKey }
    }
    return left.record < right.record
  }
}
