internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import Words

/// All rows of the inbox as of one moment of a replica, and what it takes to bring them to the next.
struct InboxBook: Sendable {
  static let dayMilliseconds: Int64 = 86_400_000
  /// More new log entries than these are not looked at one by one: everything is read anew.
  private static let entriesMax: Position = 4096

  private(set) var rows: [RecordID: InboxRow] = [:]
  private(set) var recordByConflict: [ConflictID: RecordID] = [:]
  private(set) var conflictCount = 0

  private var moment: Moment
  private var caches = InboxCaches()
  /// Which rows say something of a record, so that they are read anew when it changes.
  private var dependents: [RecordID: Set<RecordID>] = [:]
  private var dependencies: [RecordID: [RecordID]] = [:]
  /// Rows with a ring stand or fall with records that they do not name.
  private var ringRows: Set<RecordID> = []
  private var orders: [InboxOrder: [RecordID]] = [:]
  private var lastPage: (key: PageKey, matching: [RecordID], counts: InboxCounts, conflicts: Int)?

  private struct PageKey: Hashable {
    let filter: InboxFilter
    let order: InboxOrder
    let language: Language
    let day: Int64
  }

  /// What a replica held: its place in the log, and its unlogged commits with the records that they touch.
  private struct Moment: Hashable {
    var epoch: Epoch?
    var position: Position
    var schema: [UInt8]?
    var unlogged: [CommitName: [RecordID]]
  }

  /// The book as it has to be for what `reading` holds.
  ///
  /// - Parameters:
  ///   - known: an earlier one; taken out.
  ///   - reading: one unchanging state.
  /// - Returns: the earlier one brought forward, or a new one.
  /// - Throws: `ReplicaProblem`, or what the store throws.
  static func refreshed(_ known: inout InboxBook?, _ reading: any ReplicaReading) throws -> InboxBook {
    var moment = try Self.moment(reading, known: known?.moment.unlogged ?? [:])
    guard var book = known.take(), book.moment.epoch == moment.epoch || book.moment.epoch == nil,
      book.moment.schema == moment.schema, book.moment.position <= moment.position,
      moment.position - book.moment.position <= entriesMax
    else {
      return try InboxBook(reading, moment)
    }
    guard book.moment != moment else { return book }
    swap(&book.moment, &moment)
    try book.follow(from: moment, reading)
    return book
  }

  private static func moment(_ reading: any ReplicaReading, known: [CommitName: [RecordID]]) throws -> Moment {
    let cursor = try reading.header()?.cursor
    var unlogged: [CommitName: [RecordID]] = [:]
    for stored in try reading.unlogged() {
      unlogged[stored.name] = try known[stored.name] ?? reading.operations(of: stored.commit).map(\.operation.record)
    }
    return Moment(
      epoch: cursor?.epoch, position: cursor?.position ?? 0, schema: try reading.schema(), unlogged: unlogged)
  }

  private init(_ reading: any ReplicaReading, _ moment: Moment) throws {
    self.moment = moment
    try caches.readProposals(reading)
    let maker = try InboxRowMaker(reading, caches)
    for record in try reading.recordsInConflict() { try replace(record, with: maker) }
    caches = maker.caches
  }

  private mutating func follow(from earlier: Moment, _ reading: any ReplicaReading) throws {
    var touched: [RecordID] = []
    if earlier.position < moment.position {
      for position in (earlier.position + 1)...moment.position {
        guard let stored = try reading.logged(at: position) else { continue }
        touched += try reading.operations(of: stored.commit).map(\.operation.record)
      }
    }
    for (name, records) in moment.unlogged where earlier.unlogged[name] == nil { touched += records }
    for (name, records) in earlier.unlogged where moment.unlogged[name] == nil { touched += records }
    let maker = try InboxRowMaker(reading, caches)
    var stale: Set<RecordID> = []
    for record in Set(touched) {
      stale.insert(record)
      stale.formUnion(dependents[record] ?? [])
      for member in try reading.joined(with: record).members {
        stale.insert(member)
        stale.formUnion(try reading.children(of: member))
      }
      for conflict in try maker.caches.noteProposal(record, reading) {
        if let other = recordByConflict[conflict] { stale.insert(other) }
      }
      // Another order among the activities of a section is another printed place for each of them.
      for section in try maker.reordered(by: record) { stale.formUnion(dependents[section] ?? []) }
    }
    if !touched.isEmpty { stale.formUnion(ringRows) }
    let open = Set(try reading.recordsInConflict())
    let gone = rows.keys.filter { !open.contains($0) }
    let changed = stale.filter { open.contains($0) || rows[$0] != nil }.union(gone).union(
      open.filter { rows[$0] == nil })
    guard !changed.isEmpty else {
      caches = maker.caches
      return
    }
    lastPage = nil
    takeOut(changed)
    for record in changed where open.contains(record) { try replace(record, with: maker) }
    caches = maker.caches
    putIn(changed)
  }

  // Orders.

  /// Takes rows that are about to change out of the sorted lists; many of them are sorted anew.
  private mutating func takeOut(_ changed: Set<RecordID>) {
    if changed.count > 64 { orders.removeAll() }
    for order in Array(orders.keys) { orders[order]?.removeAll { changed.contains($0) } }
    for record in changed { forget(record) }
  }

  private mutating func putIn(_ changed: Set<RecordID>) {
    for order in Array(orders.keys) {
      guard var list = orders.removeValue(forKey: order) else { continue }
      for row in changed.compactMap({ rows[$0] }) {
        var low = 0
        var high = list.count
        while low < high {
          let middle = (low + high) / 2
          if let other = rows[list[middle]], order.precedes(other, row) { low = middle + 1 } else { high = middle }
        }
        list.insert(row.record, at: low)
      }
      orders[order] = list
    }
  }

  private mutating func list(_ order: InboxOrder) -> [RecordID] {
    if let list = orders[order] { return list }
    let list = rows.values.sorted(by: order.precedes).map(\.record)
    orders[order] = list
    return list
  }

  private mutating func forget(_ record: RecordID) {
    guard let row = rows.removeValue(forKey: record) else { return }
    for conflict in row.conflicts { recordByConflict[conflict.id] = nil }
    conflictCount -= row.conflicts.count
    for other in dependencies.removeValue(forKey: record) ?? [] { dependents[other]?.remove(record) }
    ringRows.remove(record)
  }

  private mutating func replace(_ record: RecordID, with maker: InboxRowMaker) throws {
    forget(record)
    guard let (row, dependsOn) = try maker.row(record) else { return }
    rows[record] = row
    conflictCount += row.conflicts.count
    for conflict in row.conflicts { recordByConflict[conflict.id] = record }
    dependencies[record] = dependsOn
    for other in dependsOn { dependents[other, default: []].insert(record) }
    if row.conflicts.contains(where: { $0.kind == .ring }) { ringRows.insert(record) }
  }

  // Questions.

  mutating func conflicts(_ filter: InboxFilter, order: InboxOrder, now: Int64) -> [ConflictPlace] {
    let sieve = InboxSieve(filter, now: now)
    return list(order).compactMap { rows[$0] }.filter(sieve.matches).flatMap { row in
      row.conflicts.filter(sieve.matches).map { ConflictPlace(id: $0.id, record: row.record) }
    }
  }

  mutating func next(after record: RecordID, _ filter: InboxFilter, order: InboxOrder, now: Int64) -> RecordID? {
    let sieve = InboxSieve(filter, now: now)
    let matching = list(order).filter { id in rows[id].map(sieve.matches) ?? false }
    guard let place = matching.firstIndex(of: record) else { return matching.first }
    if place + 1 < matching.count { return matching[place + 1] }
    return matching.first { $0 != record }
  }

  mutating func page(
    _ filter: InboxFilter, order: InboxOrder, offset: Int, limit: Int, language: Language, now: Int64
  ) -> InboxPage {
    // An age moves with the clock; within a minute it is the same to a reader.
    let key = PageKey(filter: filter, order: order, language: language, day: now / 60_000)
    if lastPage?.key != key {
      let (matching, counts, conflicts) = sifted(filter, order: order, language: language, now: now)
      lastPage = (key, matching, counts, conflicts)
    }
    guard let lastPage else { preconditionFailure("just made") }
    let first = min(max(0, offset), lastPage.matching.count)
    let page = lastPage.matching[first...].prefix(max(0, limit))
    return InboxPage(
      rows: page.compactMap { rows[$0] }, offset: first, matching: lastPage.matching.count, total: rows.count,
      conflictsMatching: lastPage.conflicts, conflictsTotal: conflictCount, counts: lastPage.counts)
  }

  private mutating func sifted(
    _ filter: InboxFilter, order: InboxOrder, language: Language, now: Int64
  ) -> (matching: [RecordID], counts: InboxCounts, conflicts: Int) {
    let sieve = InboxSieve(filter, now: now)
    var matching: [RecordID] = []
    var counting = InboxCounting(now: now)
    var conflicts = 0
    for id in list(order) {
      guard let row = rows[id] else { continue }
      let misses = sieve.misses(row)
      if misses == 0 {
        matching.append(id)
        conflicts += filter.isEmpty ? row.conflicts.count : row.conflicts.count(where: sieve.matches)
      }
      if misses.nonzeroBitCount <= 1 { counting.count(row, misses: misses) }
    }
    return (matching, counting.counts(language), conflicts)
  }
}

/// How many rows each value of each filter shows.
private struct InboxCounting {
  private let now: Int64
  private var sections: [String: Int] = [:]
  private var sectionNames: [String: String] = [:]
  private var municipalities: [String: Int] = [:]
  private var people: [String: Int] = [:]
  private var kinds: [ConflictKind: Int] = [:]
  private var types: [TypeNumber: Int] = [:]
  private var typeNames: [TypeNumber: (key: String, label: Label)] = [:]
  private var ages: [Int: Int] = [:]
  private static let days = [1, 7, 30]

  init(now: Int64) {
    self.now = now
  }

  mutating func count(_ row: InboxRow, misses: UInt8) {
    func counts(_ part: InboxSieve.Part) -> Bool { misses & ~InboxSieve.bit(part) == 0 }
    if counts(.section), !row.section.isEmpty {
      sections[row.section, default: 0] += 1
      if sectionNames[row.section] == nil { sectionNames[row.section] = row.sectionName }
    }
    if counts(.municipality) { for place in row.municipalities { municipalities[place, default: 0] += 1 } }
    if counts(.person) { for person in row.people { people[person.name, default: 0] += 1 } }
    if counts(.kind) {
      var seen: [ConflictKind] = []
      for conflict in row.conflicts where !seen.contains(conflict.kind) {
        seen.append(conflict.kind)
        kinds[conflict.kind, default: 0] += 1
      }
    }
    if counts(.type) {
      types[row.type, default: 0] += 1
      if typeNames[row.type] == nil { typeNames[row.type] = (row.typeKey, row.typeLabel) }
    }
    if counts(.age) {
      for days in Self.days where row.waitingSince <= now - Int64(days) * InboxBook.dayMilliseconds {
        ages[days, default: 0] += 1
      }
    }
  }

  func counts(_ language: Language) -> InboxCounts {
    func byName(_ counts: [String: Int]) -> [InboxCount] {
      counts.map { InboxCount(value: $0.key, label: $0.key, count: $0.value) }
        .sorted { swedishOrder($0.label, $1.label) }
    }
    return InboxCounts(
      sections: sections.map { number, count in
        InboxCount(value: number, label: "\(number) \(sectionNames[number] ?? "")", count: count)
      }.sorted { SectionNumber.precedes($0.value, $1.value) },
      municipalities: byName(municipalities), people: byName(people),
      kinds: ConflictKind.allCases.compactMap { kind in
        kinds[kind].map {
          InboxCount(value: kind.rawValue, label: Words.Conflicts.kind(kind.rawValue).text(language), count: $0)
        }
      },
      types: types.sorted { $0.key < $1.key }.compactMap { number, count in
        typeNames[number].map {
          InboxCount(value: $0.key, label: $0.label.text(language.rawValue), count: count)
        }
      },
      ages: Self.days.compactMap { days in
        ages[days].map {
          InboxCount(value: String(days), label: Words.Settling.olderThan(days).text(language), count: $0)
        }
      })
  }
}

/// The numbers of sections, as people order them.
enum SectionNumber {
  /// `4.2` before `4.10`.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let (one, other) = (parts(left), parts(right))
    return one == other ? left < right : one.lexicographicallyPrecedes(other)
  }

  private static func parts(_ number: String) -> [Int] { number.split(separator: ".").map { Int($0) ?? .max } }
}
