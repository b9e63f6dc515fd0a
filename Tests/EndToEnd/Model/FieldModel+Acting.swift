import Schema

/// What people do, as writes; with how the program ends where it is to refuse.
extension FieldModel {
  enum Change {
    /// A plain field, or members of a group under the group's key.
    case set(String, JSONValue)
    case add(String, String)
    case remove(String, String)
    /// The set holds these and no others.
    case replace(String, [String])
  }

  enum Result {
    case draft(Draft)
    /// Nothing is written; the program ends so.
    case refused(Int32)
  }

  static let notAllowed: Int32 = 4
  static let badInput: Int32 = 65
  static let failed: Int32 = 1

  /// The writes that a new one of a laptop takes the place of: what its author saw; in a conflict only the author's own,
  /// unless the author may settle it.
  private func replaced(_ place: Place, _ laptop: Int, seen: Sight?) -> Bits {
    let sight = sight(laptop)
    let person = laptops[laptop].person
    var known = known(place, sight)
    // What stood then may have been replaced since: it is named all the same.
    if let seen { known.removeAll { facts[$0].commit >= seen.rank.count || !seen.has(facts[$0]) } }
    var standing = standing(among: known)
    let isInConflict = reading(place, sight).kind != nil || reading(place, among: known, sight).kind != nil
    if isInConflict, !person.isAdministrator, policy(place) != .union {
      standing.removeAll { self.person(ofFact: $0).user != person.user }
    }
    return closure(standing)
  }

  /// A new record's writes.
  func make(_ record: Int, _ fields: KeyValuePairs<String, JSONValue>) -> Draft {
    var draft = Draft()
    let type = records[record].type
    draft.writes.append((Place(record: record, key: Place.making), .string(type), Bits(), Bits()))
    for (key, value) in fields {
      if let elements = value.array {
        for element in elements {
          let place = Place(record: record, key: key, element: element.string)
          draft.writes.append((place, .boolean(true), Bits(), Bits()))
        }
      } else if value != .null {
        draft.writes.append((Place(record: record, key: key), value, Bits(), Bits()))
      }
    }
    let count = draft.writes.count
    draft.steps.append(({ _ in .make(record: record) }, count))
    return draft
  }

  /// An edit by somebody who looked when things stood as `seen`; nil for now.
  func edit(_ laptop: Int, _ record: Int, _ changes: [Change], seen: Sight? = nil) -> Result {
    let sight = sight(laptop)
    guard fate(record, sight) != .deleted else { return .refused(Self.badInput) }
    var draft = Draft()
    for write in writes(record, changes, sight) {
      draft.set(write.place, write.value, replaced(write.place, laptop, seen: seen))
    }
    return draft.writes.isEmpty ? .refused(Self.badInput) : .draft(draft)
  }

  private func writes(_ record: Int, _ changes: [Change], _ sight: Sight) -> [(place: Place, value: JSONValue)] {
    var writes: [(place: Place, value: JSONValue)] = []
    func put(_ place: Place, _ value: JSONValue) {
      writes.removeAll { $0.place == place }
      writes.append((place, value))
    }
    for change in changes {
      switch change {
      case .set(let key, let value):
        let place = Place(record: record, key: key)
        guard let members = Self.groups[key] else {
          put(place, value)
          continue
        }
        // The others of the group go along as they are seen, or as this very command has set them.
        let before = writes.first { $0.place == place }?.value
        let seen = before ?? official(place, sight).map { facts[$0].value } ?? .null
        var tuple = JSONObject()
        for member in members {
          if let part = value[member] ?? seen[member], part != .null { tuple[member] = part }
        }
        put(place, .object(tuple))
      case .add(let key, let element): put(Place(record: record, key: key, element: element), .boolean(true))
      case .remove(let key, let element): put(Place(record: record, key: key, element: element), .null)
      case .replace(let key, let elements):
        for place in placesByRecord[record] where place.key == key {
          guard let element = place.element, !elements.contains(element) else { continue }
          if reading(place, sight).value != .null { put(place, .null) }
        }
        for element in elements {
          let place = Place(record: record, key: key, element: element)
          if reading(place, sight).value == .null { put(place, .boolean(true)) }
        }
      }
    }
    return writes
  }

  func delete(_ laptop: Int, _ record: Int) -> Result {
    switch fate(record, sight(laptop)) {
    case .deleted: return .refused(Self.badInput)
    case .contested where !laptops[laptop].person.isAdministrator: return .refused(Self.notAllowed)
    case .live, .contested:
      var draft = Draft()
      delete(laptop, record, in: &draft)
      return .draft(draft)
    }
  }

  private func delete(_ laptop: Int, _ record: Int, in draft: inout Draft) {
    let sight = sight(laptop)
    let place = Place(record: record, key: Place.life)
    draft.writes.append(
      (place, Self.tombstone, closure(standing(place, sight)), allKnown(ofRecord: record, sight)))
    draft.steps.append(({ _ in .delete(record: record) }, 1))
  }

  func restore(_ laptop: Int, _ record: Int) -> Result {
    switch fate(record, sight(laptop)) {
    case .live: return .refused(Self.badInput)
    case .contested where !laptops[laptop].person.isAdministrator: return .refused(Self.notAllowed)
    case .deleted, .contested:
      var draft = Draft()
      keep(laptop, record, in: &draft)
      return .draft(draft)
    }
  }

  private func keep(_ laptop: Int, _ record: Int, in draft: inout Draft) {
    let place = Place(record: record, key: Place.life)
    draft.writes.append((place, Self.kept, closure(standing(place, sight(laptop))), Bits()))
    draft.steps.append(({ _ in .keep(record: record) }, 1))
  }

  /// The assessment of an activity for a year: made where nobody is known to have made it, else edited; a deleted one is
  /// kept, and every field written.
  func assess(_ laptop: Int, _ record: Int, _ fields: KeyValuePairs<String, JSONValue>) -> Result {
    let sight = sight(laptop)
    guard isKnown(record, sight) else { return .draft(make(record, fields)) }
    var draft = Draft()
    if fate(record, sight) == .deleted { keep(laptop, record, in: &draft) }
    for (key, value) in fields where value != .null {
      let place = Place(record: record, key: key)
      if policy(place) == .once, official(place, sight).map({ facts[$0].value }) == value { continue }
      draft.set(place, value, replaced(place, laptop, seen: nil))
    }
    return .draft(draft)
  }

  /// Brings back what the laptop's last commit changed, where nobody has written since.
  func undo(_ laptop: Int) -> Result {
    guard let last = laptops[laptop].commits.last else { return .refused(Self.badInput) }
    let sight = sight(laptop)
    var draft = Draft()
    let isAdministrator = laptops[laptop].person.isAdministrator
    // Who takes a record away takes everything of it away: nothing of it is set besides.
    var gone: Set<Int> = []
    for step in commits[last].steps {
      switch step {
      case .make(let record), .keep(let record):
        let fate = fate(record, sight)
        if case .make = step, fate == .deleted { continue }
        if case .keep = step, fate != .live { continue }
        if fate != .live, !isAdministrator { return .refused(Self.notAllowed) }
        delete(laptop, record, in: &draft)
        gone.insert(record)
      case .delete(let record):
        if fate(record, sight) == .deleted { keep(laptop, record, in: &draft) }
      case .set(let fact):
        let place = facts[fact].place
        guard !gone.contains(place.record), standing(place, sight).contains(fact) else { continue }
        let earlier = known(place, sight).filter { facts[fact].supersedes.contains($0) }
        let before = reading(place, among: earlier, sight).value
        if fate(place.record, sight) == .deleted { return .refused(Self.badInput) }
        draft.set(place, before, replaced(place, laptop, seen: nil))
      }
    }
    return draft.writes.isEmpty ? .refused(Self.failed) : .draft(draft)
  }

  enum Decision: Hashable {
    case take(Int)
    case value(JSONValue)
    case keep
    case delete
  }

  /// The administrator settles a conflict.
  func settle(_ laptop: Int, _ record: Int, _ conflict: OpenConflict, _ decision: Decision) -> Result {
    guard laptops[laptop].person.isAdministrator else { return .refused(Self.notAllowed) }
    let sight = sight(laptop)
    var draft = Draft()
    switch (conflict.kind, decision) {
    case ("delete", .keep): keep(laptop, record, in: &draft)
    case ("delete", .delete), ("orphan", .delete): delete(laptop, record, in: &draft)
    case ("orphan", .keep):
      guard let parent = view(record, sight)?.fields[conflict.field ?? ""]?.string.flatMap({ self.record(id: $0) })
      else { return .refused(Self.failed) }
      keep(laptop, parent, in: &draft)
    case (_, .take(let number)):
      let place = Place(record: record, key: conflict.field ?? "")
      let value = facts[reading(place, sight).candidates[number - 1]].value
      draft.set(place, value, closure(standing(place, sight)))
    case (_, .value(let value)):
      let place = Place(record: record, key: conflict.field ?? "")
      draft.set(place, value, closure(standing(place, sight)))
    default: return .refused(Self.badInput)
    }
    return .draft(draft)
  }
}
