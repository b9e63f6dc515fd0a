internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import Words

/// What the inbox remembers from one moment of a replica to the next, beside its rows.
struct InboxCaches: Sendable {
  /// Of the activities of a section, which is the how many-th; empty where there are too many to be printed so.
  var ordinals: [RecordID: [RecordID: Int]] = [:]
  /// The section that an activity lies in, as far as somebody asked.
  var sectionOfActivity: [RecordID: RecordID] = [:]
  /// Who made a commit of the log, and when it arrived.
  var writers: [CommitKey: Writer] = [:]
  /// Open proposals and drafts, by the conflict that they are about.
  var proposals: [ConflictID: [RecordID: ProposalState]] = [:]
  private var conflictOfProposal: [RecordID: ConflictID] = [:]

  struct CommitKey: Hashable {
    let replica: ReplicaID
    let sequence: SequenceNumber
  }

  struct Writer: Hashable {
    let person: InboxPerson
    let arrived: Int64
  }

  mutating func readProposals(_ reading: any ReplicaReading) throws {
    let book = try ProposalBook(reading)
    for proposal in try book.all() where proposal.state != .withdrawn {
      proposals[proposal.conflict, default: [:]][proposal.record] = proposal.state
      conflictOfProposal[proposal.record] = proposal.conflict
    }
  }

  /// Takes in a record that changed, if it is a proposal.
  ///
  /// - Returns: the conflicts whose proposals are others now.
  mutating func noteProposal(_ record: RecordID, _ reading: any ReplicaReading) throws -> [ConflictID] {
    let before = conflictOfProposal.removeValue(forKey: record)
    if let before { proposals[before]?[record] = nil }
    guard let proposal = try ProposalBook(reading).proposal(record), proposal.state != .withdrawn else {
      return [before].compactMap { $0 }
    }
    proposals[proposal.conflict, default: [:]][record] = proposal.state
    conflictOfProposal[record] = proposal.conflict
    return [before, proposal.conflict].compactMap { $0 }
  }
}

/// Reads the rows of the inbox from one unchanging state.
final class InboxRowMaker {
  var caches: InboxCaches
  private let reading: any ReplicaReading
  private let lookup: Lookup
  private let places: PlanPlaces

  init(_ reading: any ReplicaReading, _ caches: InboxCaches) throws {
    self.reading = reading
    self.caches = caches
    lookup = try Lookup(reading)
    places = PlanPlaces(reading, lookup: lookup)
  }

  /// The row of a record in conflict, and the other records that it says something of.
  func row(_ record: RecordID) throws -> (row: InboxRow, dependsOn: [RecordID])? {
    guard let view = try reading.view(record), !view.conflicts.isEmpty else { return nil }
    let type = lookup.schema.type(view.type)
    let chain = try places.chain(of: view)
    let conflicts = try view.conflicts.map { try conflict($0, type: type) }
    var people: [InboxPerson] = []
    for person in conflicts.flatMap(\.people).sorted(by: { $0.time < $1.time }) {
      people.removeAll { $0.name == person.name }
      people.append(person)
    }
    let times = conflicts.flatMap(\.people).map(\.time)
    let name = try lookup.name(of: view)
    let reference = try lookup.reference(of: record)
    let section = chain.first { places.sectionNumber(of: $0) != nil }
    let municipalities = places.municipalities(of: chain)
    let place = try printedPlace(chain)
    let words = ([name, place, reference] + municipalities + people.map(\.name)).flatMap { Folding.words(of: $0) }
    let row = InboxRow(
      record: record, reference: reference, name: name, type: view.type, typeKey: type?.key ?? "#\(view.type.number)",
      typeLabel: type?.label ?? Label(sv: "?", en: "?", da: "?"), place: place,
      section: section.flatMap { places.sectionNumber(of: $0) } ?? "",
      sectionName: try section.map { try lookup.name(of: $0) } ?? "",
      sectionPath: chain.compactMap { places.sectionNumber(of: $0) }, municipalities: municipalities,
      conflicts: conflicts, people: people, oldest: times.min() ?? 0, newest: times.max() ?? 0,
      waitingSince: conflicts.map(\.waitingSince).min() ?? 0,
      proposals: conflicts.reduce(0) { $0 + $1.proposals }, drafts: conflicts.reduce(0) { $0 + $1.drafts },
      planOrder: places.order(of: chain), nameKey: swedishCollationKey(name),
      words: words + [place, reference].map { $0.lowercased() })
    let named = type?.nameField.flatMap { type?.field($0) }.flatMap { view.value($0.number)?.reference }
    // Nearly always nothing is read as anything else.
    let isAlone = try view.alias == nil && view.joinedInto == nil && reading.aliases(of: record).isEmpty
    let joined = isAlone ? [] : try reading.joined(with: record).members.filter { $0 != record }
    let others = chain.dropFirst().map(\.id) + [named].compactMap { $0 } + joined
    return (row, Array(Set(others)).sorted())
  }

  private func conflict(_ conflict: Conflict, type: RecordType?) throws -> InboxConflict {
    let writers = try conflict.dots.map { try writer(of: $0) }
    var people: [InboxPerson] = []
    for person in writers.map(\.person).sorted(by: { $0.time < $1.time }) where !people.contains(person) {
      people.append(person)
    }
    // It is a conflict since the second of the writes came.
    let arrivals = writers.map(\.arrived).sorted()
    let id = ConflictID(conflict)
    let proposals = caches.proposals[id].map { Array($0.values) } ?? []
    let declaration = conflict.register.flatMap { type?.register($0.field) }
    let key: String? = conflict.register.map { register in
      register == .alias ? "same" : declaration?.key ?? "#\(register.field.number)"
    }
    return InboxConflict(
      id: id, kind: conflict.kind, register: conflict.register, fieldKey: key, people: people,
      waitingSince: arrivals.dropFirst().first ?? arrivals.first ?? 0,
      proposals: proposals.count { $0 == .proposed }, drafts: proposals.count { $0 == .draft },
      fieldLabel: declaration?.label)
  }

  private func writer(of dot: Dot) throws -> InboxCaches.Writer {
    let key = InboxCaches.CommitKey(replica: dot.replica, sequence: dot.sequence)
    if let known = caches.writers[key] { return known }
    let stored = try reading.commit(dot.replica, dot.sequence)
    let author = try stored.flatMap { try reading.author(of: $0) } ?? reading.enrolledAuthor(of: dot.replica)
    let time = stored?.commit.stamp.milliseconds ?? 0
    let writer = InboxCaches.Writer(
      person: InboxPerson(name: author?.user ?? "", device: author?.device ?? "", time: time),
      arrived: stored?.logged?.time ?? time)
    // Without a place in the log it may get another time, or go.
    if stored?.logged != nil { caches.writers[key] = writer }
    return writer
  }

  // Places.

  /// Where a record is printed; empty where the plan has no such place.
  func place(of view: RecordView) throws -> String { try printedPlace(places.chain(of: view)) }

  private func printedPlace(_ chain: [RecordView]) throws -> String {
    guard let section = chain.first(where: { places.isSection($0) }), let number = places.sectionNumber(of: section)
    else { return "" }
    guard let activity = chain.first(where: { places.isActivity($0) }), activity.parent == section.id,
      let ordinal = try ordinals(in: section.id)[activity.id]
    else { return number }
    return "\(number)-\(ordinal)"
  }

  private func ordinals(in section: RecordID) throws -> [RecordID: Int] {
    if let known = caches.ordinals[section] { return known }
    let made = try places.ordinals(in: section)
    caches.ordinals[section] = made
    for activity in made.keys { caches.sectionOfActivity[activity] = section }
    return made
  }

  /// The sections in which a record that changed has put the activities into another order.
  func reordered(by record: RecordID) throws -> [RecordID] {
    let view = try reading.view(record)
    guard caches.sectionOfActivity[record] != nil || view.map({ places.isActivity($0) }) == true else { return [] }
    var result: [RecordID] = []
    for section in Set([caches.sectionOfActivity[record], view?.parent].compactMap { $0 }) {
      guard let before = caches.ordinals[section] else { continue }
      let now = try places.ordinals(in: section)
      if now == before { continue }
      for activity in before.keys where now[activity] == nil { caches.sectionOfActivity[activity] = nil }
      for activity in now.keys { caches.sectionOfActivity[activity] = section }
      caches.ordinals[section] = now
      result.append(section)
    }
    return result
  }
}
