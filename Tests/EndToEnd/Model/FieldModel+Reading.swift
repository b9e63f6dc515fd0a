import Schema

/// How records read, by the definitions.
extension FieldModel {
  struct Reading {
    var value: JSONValue
    /// The official write first.
    var candidates: [Int]
    var kind: String?
  }

  struct OpenConflict: Hashable {
    let record: String
    let field: String?
    let kind: String
    /// `author value`, the official one first where there is one; else in the order of the letters.
    let candidates: [String]
  }

  struct View {
    var fields: [String: JSONValue]
    var isDeleted: Bool
    var conflicts: [OpenConflict]
    /// For each conflict the writes that it is between.
    var dots: [[Int]]
  }

  enum Fate: Equatable {
    case live, deleted
    case contested([Int])
  }

  func policy(_ place: Place) -> Policy {
    Self.policies[records[place.record].type]?[place.key] ?? .review
  }

  /// The write that counts until a person decides.
  func official(_ place: Place, _ sight: Sight) -> Int? { official(among: known(place, sight), sight) }

  private func official(among known: [Int], _ sight: Sight) -> Int? {
    var official: Int?
    for fact in known where sight.isLogged(facts[fact]) {
      if let last = official, !facts[fact].supersedes.contains(last) { continue }
      official = fact
    }
    let standing = standing(among: known)
    guard let official else { return standing.first }
    return standing.first { !sight.isLogged(facts[$0]) && facts[$0].supersedes.contains(official) } ?? official
  }

  func reading(_ place: Place, _ sight: Sight) -> Reading { reading(place, among: known(place, sight), sight) }

  /// How a place reads to whom these writes of it alone are known.
  func reading(_ place: Place, among known: [Int], _ sight: Sight) -> Reading {
    let standing = standing(among: known)
    guard let last = standing.last, let official = official(among: known, sight) else {
      return Reading(value: .null, candidates: [])
    }
    let candidates = [official] + standing.filter { $0 != official }
    let values = candidates.map { facts[$0].value }
    guard values.contains(where: { $0 != values[0] }) else { return Reading(value: values[0], candidates: candidates) }
    switch policy(place) {
    case .review, .once: return Reading(value: values[0], candidates: candidates, kind: "edit")
    case .latest: return Reading(value: facts[last].value, candidates: candidates)
    case .union:
      let added = standing.last { facts[$0].value != .null }
      return Reading(value: added.map { facts[$0].value } ?? .null, candidates: candidates)
    case .text:
      guard let base = textBase(candidates, sight) else {
        return Reading(value: values[0], candidates: candidates, kind: "text")
      }
      let merge = Self.merge(base: base, heads: values.map { $0.string ?? "" })
      return Reading(
        value: merge.text.isEmpty ? .null : .string(merge.text), candidates: candidates,
        kind: merge.overlaps ? "text" : nil)
    }
  }

  /// The nearest text that all heads go back to; nil when there is not exactly one.
  private func textBase(_ heads: [Int], _ sight: Sight) -> String? {
    if heads.allSatisfy({ facts[$0].supersedes.isEmpty }) { return "" }
    var common = facts[heads[0]].supersedes
    for head in heads.dropFirst() { common = common.intersection(facts[head].supersedes) }
    let nearest = common.members.filter { one in !common.members.contains { facts[$0].supersedes.contains(one) } }
    guard nearest.count == 1 else { return nil }
    return facts[nearest[0]].value.string ?? ""
  }

  /// Texts whose every line is one word, with as many lines as their base: people change lines, never their number. A
  /// text that had none has one change: all of it.
  private static func merge(base: String, heads: [String]) -> (text: String, overlaps: Bool) {
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    let baseLines = lines(base)
    let headLines = heads.map(lines)
    func choose(_ base: String, _ heads: [String]) -> (String, Bool) {
      var changed: [String] = []
      for head in heads where head != base && !changed.contains(head) { changed.append(head) }
      return changed.count > 1 ? (heads[0], true) : (changed.first ?? base, false)
    }
    guard headLines.allSatisfy({ $0.count == baseLines.count }) else {
      let (text, overlaps) = choose(base, heads)
      return (text, overlaps)
    }
    var merged: [String] = []
    var overlaps = false
    for index in baseLines.indices {
      let (line, isOverlap) = choose(String(baseLines[index]), headLines.map { String($0[index]) })
      merged.append(line)
      overlaps = overlaps || isOverlap
    }
    return (merged.joined(separator: "\n"), overlaps)
  }

  func tombstones(_ record: Int, _ sight: Sight) -> [Int] {
    standing(Place(record: record, key: Place.life), sight).filter { facts[$0].value == Self.tombstone }
  }

  func fate(_ record: Int, _ sight: Sight) -> Fate {
    let tombstones = tombstones(record, sight)
    guard !tombstones.isEmpty else { return .live }
    let uncovered = placesByRecord[record].flatMap { standing($0, sight) }.filter { fact in
      !tombstones.contains(fact) && !tombstones.contains { facts[$0].covers.contains(fact) }
    }
    return uncovered.isEmpty ? .deleted : .contested(uncovered)
  }

  func isKnown(_ record: Int, _ sight: Sight) -> Bool {
    !known(Place(record: record, key: Place.making), sight).isEmpty
  }

  /// A record as it reads; nil where nobody is known to have made it.
  func view(_ record: Int, _ sight: Sight) -> View? {
    guard isKnown(record, sight), let id = records[record].id else { return nil }
    let fate = fate(record, sight)
    var view = View(fields: [:], isDeleted: fate == .deleted, conflicts: [], dots: [])
    if case .contested(let uncovered) = fate {
      let dots = tombstones(record, sight) + uncovered
      view.conflicts.append(
        OpenConflict(record: id, field: nil, kind: "delete", candidates: dots.map(candidate).sorted()))
      view.dots.append(dots)
    }
    var elements: [String: [String]] = [:]
    for place in placesByRecord[record] where place.key != Place.life && place.key != Place.making {
      let reading = reading(place, sight)
      if let element = place.element {
        if reading.value != .null { elements[place.key, default: []].append(element) }
        continue
      }
      if reading.value != .null {
        if Self.groups[place.key] != nil {
          for member in reading.value.object?.members ?? [] { view.fields[member.key] = member.value }
        } else {
          view.fields[place.key] = reading.value
        }
      }
      if let kind = reading.kind, !view.isDeleted {
        view.conflicts.append(
          OpenConflict(record: id, field: place.key, kind: kind, candidates: reading.candidates.map(candidate)))
        view.dots.append(reading.candidates)
      }
    }
    for (key, members) in elements { view.fields[key] = .array(members.sorted().map(JSONValue.string)) }
    if !view.isDeleted { addOrphan(to: &view, record, id, sight) }
    return view
  }

  /// A live record whose parent is deleted.
  private func addOrphan(to view: inout View, _ record: Int, _ id: String, _ sight: Sight) {
    guard let field = Self.parents[records[record].type], let parentID = view.fields[field]?.string,
      let parent = self.record(id: parentID), fate(parent, sight) == .deleted
    else { return }
    let link = reading(Place(record: record, key: field), sight).candidates.first {
      facts[$0].value == .string(parentID)
    }
    let dots = (link.map { [$0] } ?? []) + tombstones(parent, sight)
    view.conflicts.append(
      OpenConflict(record: id, field: field, kind: "orphan", candidates: dots.map(candidate).sorted()))
    view.dots.append(dots)
  }

  /// A candidate as `plain` makes it of the program's.
  private func candidate(_ fact: Int) -> String {
    let place = facts[fact].place
    var value = facts[fact].value
    if place.key == Place.making { value = .null }
    if let element = place.element, value != .null { value = .string(element) }
    return Self.candidate(person(ofFact: fact).user, person(ofFact: fact).device, value)
  }

  static func candidate(_ user: String, _ device: String, _ value: JSONValue) -> String {
    "\(user)/\(device) \(value.text(.canonical))"
  }

  /// The open conflicts of all records, and whether a laptop's own commits stand in each.
  func openConflicts(_ sight: Sight, of laptop: Int? = nil) -> [(conflict: OpenConflict, record: Int, isOwn: Bool)] {
    var result: [(OpenConflict, Int, Bool)] = []
    for record in records.indices {
      guard let view = view(record, sight) else { continue }
      for (conflict, dots) in zip(view.conflicts, view.dots) {
        result.append((conflict, record, dots.contains { commits[facts[$0].commit].laptop == laptop }))
      }
    }
    return result
  }
}
