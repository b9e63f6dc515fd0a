internal import CommitFormat
internal import Merge
internal import Schema

extension MemoryContent: ReplicaReading {
  func header() throws -> ReplicaHeader? { keptHeader }

  func record(_ id: RecordID) -> RecordState? { records[id]?.state }
  func view(_ id: RecordID) -> RecordView? { records[id]?.view }
  func record(createdBy dot: Dot) -> RecordID? { recordsByCreation[dot] ?? keptNames[dot] }
  func children(of parent: RecordID) -> [RecordID] { (children[parent] ?? []).sorted() }
  func aliases(of record: RecordID) -> [RecordID] { (aliases[record] ?? []).sorted() }

  func eachRecord(_ body: (RecordState) throws -> Void) rethrows {
    // Rising, so that two runs of one simulation see the same.
    for id in records.keys.sorted() {
      if let stored = records[id] { try body(stored.state) }
    }
  }

  func surveyRecords(_ body: (RecordState) throws -> Void) rethrows -> [RecordID] {
    try eachRecord(body)
    return []
  }

  func isIndexed(_ id: RecordID, as view: RecordView?) -> Bool { true }

  // Queries.

  func list(_ query: RecordQuery) -> RecordList {
    var found: [RecordView] = []
    let touching = query.touchedBy.map(Set.init)
    for stored in records.values {
      guard let view = stored.view, query.matches(view, schema: knownSchema) else { continue }
      if let touching {
        let isTouched = (touched[view.id] ?? []).contains { touching.contains($0.replica) && commits[$0] != nil }
        guard isTouched || stored.state.creations.contains(where: { touching.contains($0.replica) }) else { continue }
      }
      found.append(view)
    }
    if let field = query.sortedBy {
      let keyed = found.map { (key: SortKey($0.content(field, schema: knownSchema)), view: $0) }
      found = keyed.sorted { $0.key == $1.key ? $0.view.id < $1.view.id : $0.key < $1.key }.map(\.view)
    } else {
      found.sort { $0.id < $1.id }
    }
    return RecordList(records: Array(found[query.page(of: found.count)]), total: found.count)
  }

  func search(_ words: String, limit: Int) -> [RecordID] {
    let wanted = Folding.words(of: words)
    guard !wanted.isEmpty else { return [] }
    var found: [(id: RecordID, words: Int)] = []
    for stored in records.values {
      guard let view = stored.view, view.isListed else { continue }
      let present = Folding.words(of: view)
      guard wanted.allSatisfy({ word in present.contains { $0.utf8.starts(with: word.utf8) } }) else { continue }
      found.append((view.id, present.count))
    }
    // The fewer other words there are, the more the wanted ones say about the record.
    found.sort { ($0.words, $0.id) < ($1.words, $1.id) }
    return found.prefix(max(0, limit)).map(\.id)
  }

  func records(referencePrefix: String, limit: Int) -> [RecordID] {
    guard let letters = CrockfordBase32.canonical(referencePrefix) else { return [] }
    let found = records.values.filter { stored in
      stored.view != nil
        && stored.state.id.referenceLetters(RecordID.referenceLengthMax).utf8.starts(with: letters.utf8)
    }
    return Array(found.map(\.state.id).sorted().prefix(max(0, limit)))
  }

  func recordCount() -> Int { liveCount }
  func recordsInConflict() -> [RecordID] { conflicted.sorted() }

  // Commits.

  func head(of replica: ReplicaID) -> ReplicaHead? { heads[replica] }
  func hash(of replica: ReplicaID, sequence: SequenceNumber) -> Hash? {
    let key = CommitKey(replica: replica, sequence: sequence)
    return commits[key]?.stored.hash ?? refusedHeads[key]?.hash
  }

  func frontier() -> Frontier { Frontier(heads.map { ($0.key, $0.value.sequence) }) }

  func commit(_ replica: ReplicaID, _ sequence: SequenceNumber) -> StoredCommit? {
    commits[CommitKey(replica: replica, sequence: sequence)]?.stored
  }

  func place(of replica: ReplicaID, _ sequence: SequenceNumber) -> StoredCommit.Logged? {
    commit(replica, sequence)?.logged
  }

  func unlogged() -> [StoredCommit] {
    unloggedKeys.compactMap { commits[$0] }.sorted { $0.arrival < $1.arrival }.map(\.stored)
  }

  func history(of record: RecordID) -> [StoredCommit] {
    let held = (touched[record] ?? []).compactMap { commits[$0] }
    return held.sorted {
      ($0.stored.logged?.position ?? .max, $0.arrival) < ($1.stored.logged?.position ?? .max, $1.arrival)
    }.map(\.stored)
  }

  func recentCommits(limit: Int) -> [StoredCommit] {
    let newest = commits.values.sorted {
      ($0.stored.logged?.position ?? .max, $0.arrival) > ($1.stored.logged?.position ?? .max, $1.arrival)
    }
    return newest.prefix(max(0, limit)).map(\.stored)
  }

  func logged(at position: Position) -> StoredCommit? { commitsByPosition[position].flatMap { commits[$0]?.stored } }
  func seal(of replica: ReplicaID) -> Seal? { seals[replica] }

  func damagedCommits() -> [CommitName] {
    commits.values.filter { held in
      let stored = held.stored
      let before = commits[CommitKey(replica: stored.commit.replica, sequence: stored.commit.sequence - 1)]
      return stored.commit.hash != stored.hash || before.map { $0.stored.hash != stored.commit.previous } ?? false
    }.map(\.stored.name).sorted { ($0.replica, $0.sequence) < ($1.replica, $1.sequence) }
  }
  func refused() throws -> [RefusedCommit] { keptRefused }
  func branches() -> [Branch] { keptBranches.values.sorted { ($0.first, $0.id) < ($1.first, $1.id) } }
  func branch(_ id: ReplicaID) -> Branch? { keptBranches[id] }

  func refusedHash(_ replica: ReplicaID, _ sequence: SequenceNumber) -> Hash? {
    refusals[CommitKey(replica: replica, sequence: sequence)]
  }

  func journal(at position: Position) -> LogEntry? { journal[position] }

  // People.

  func enrolment(number: UInt32) -> Enrolment? { enrolmentsByNumber[number] }
  func enrolment(of replica: ReplicaID) -> Enrolment? { numbers[replica].flatMap { enrolmentsByNumber[$0] } }
  func enrolments() throws -> [Enrolment] { enrolmentsByNumber.values.sorted { $0.number < $1.number } }
  func tidings(for user: String) throws -> [Tiding] {
    keptTidings.filter { $0.user.utf8.elementsEqual(user.utf8) }
  }
  func schema() throws -> [UInt8]? { schemaJSON }
}
