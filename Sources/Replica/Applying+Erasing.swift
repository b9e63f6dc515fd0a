internal import CommitFormat
internal import Merge

/// What an erasure in the log does to a replica.
extension Applying {
  /// Puts what an erasure leaves of a commit in its place, takes the same fields out of what was written here and not
  /// sent, or was refused, and reads the records anew from what is left.
  func erase(_ erasure: Erasure, at position: Position) throws {
    guard let content = erasure.content else { return }
    try finishWork()
    var records: [RecordID] = []
    var isNews = false
    let stored = try transaction.commit(erasure.commit.replica, erasure.commit.sequence)
    if stored?.hash != erasure.commit.hash { isNews = true }
    if let stored, stored.hash == erasure.commit.hash {
      isNews = fresh.contains(stored.name)
      if let left = stored.commit.erasing(erasure) {
        isNews = true
        if stored.commit.parts.contains(where: { $0.audience == erasure.audience && $0.isErased }) {
          try withholdErasures(earlierThan: erasure, at: position)
        }
        records = Self.records(
          of: try transaction.operations(ofStored: stored).filter { $0.dot.audience == erasure.audience })
        try transaction.setErased(StoredCommit(commit: left, hash: stored.hash, logged: stored.logged))
        header.mustScrub = true
      }
    }
    // One that was known here before says nothing of what was written after it.
    if isNews, !isAnew {
      let unsent = try transaction.eraseUnsent(Set(content.places), isToRead: false)
      header.mustScrub = header.mustScrub || !unsent.isEmpty
      records += unsent
    }
    var seen: Set<RecordID> = []
    for record in records where seen.insert(record).inserted {
      let state = try transaction.replayed(record)
      try work.update(record) { $0 = state }
      try transaction.forgetTidings(about: record, user: header.user)
      report.records.insert(record)
    }
    try finishWork()
  }

  /// What is held here of a commit, without what the log says was erased of it.
  func erased(_ stored: StoredCommit, as logged: Commit) throws -> StoredCommit {
    var left = stored.commit
    for part in logged.parts {
      if case .erased(_, let bytes) = part.body { left = left.erasing(part.audience, leaving: bytes) ?? left }
    }
    guard left != stored.commit else { return stored }
    let records = Self.records(of: try transaction.operations(ofStored: stored))
    let changed = StoredCommit(commit: left, hash: stored.hash, logged: stored.logged)
    try finishWork()
    try transaction.setErased(changed)
    noteFresh(stored.name)
    for record in records {
      let state = try transaction.replayed(record)
      try work.update(record) { $0 = state }
    }
    header.mustScrub = true
    return changed
  }

  /// Takes out what earlier erasures of the same part said was left.
  private func withholdErasures(earlierThan erasure: Erasure, at position: Position) throws {
    for earlier in stride(from: position - 1, to: 0, by: -1) {
      guard let entry = try transaction.journal(at: earlier), case .erased(let former) = entry.event,
        former.commit == erasure.commit, former.audience == erasure.audience
      else { continue }
      try transaction.keep(LogEntry(position: earlier, time: entry.time, event: .erased(former.withheld)))
    }
  }
}

extension ReplicaWriting {
  /// Takes fields of records out of the commits that the log lacks, and out of the refused box.
  ///
  /// - Parameters:
  ///   - places: the fields.
  ///   - isToRead: whether to read the records anew, too.
  /// - Returns: the records that commits without it touch.
  /// - Throws: what the store throws.
  @discardableResult
  func eraseUnsent(_ places: Set<ErasedContent.Place>, isToRead: Bool = true) throws -> [RecordID] {
    guard !places.isEmpty else { return [] }
    let schema = try currentSchema()
    var redaction = Redaction(places: places, schema: schema, nonce: "unsent")
    var records: [RecordID] = []
    for stored in try unlogged() {
      guard let left = try redaction.redacted(stored.commit, in: self) else { continue }
      records += Applying.records(of: try operations(ofStored: stored))
      try setErased(StoredCommit(commit: left, hash: stored.hash))
    }
    for refused in try refused() {
      guard let left = try redaction.redacted(refused.commit, in: self) else { continue }
      try addRefused(RefusedCommit(commit: left, name: refused.name, refusal: refused.refusal, time: refused.time))
    }
    guard isToRead, !records.isEmpty else { return records }
    let work = RecordWork(self, schema: schema)
    for record in Set(records).sorted() {
      let state = try replayed(record)
      try work.update(record) { $0 = state }
    }
    _ = try work.finish()
    return records
  }

  /// What authors were to be told of the record may hold what was erased.
  func forgetTidings(about record: RecordID, user: String) throws {
    var users: Set<String> = [user]
    for stored in try history(of: record) { if let author = try author(of: stored)?.user { users.insert(author) } }
    for user in users.sorted() {
      let tidings = try tidings(for: user)
      guard tidings.contains(where: { $0.record == record }), let last = tidings.last else { continue }
      try removeTidings(upTo: last.id, for: user)
      for tiding in tidings where tiding.record != record { try addTiding(tiding) }
    }
  }
}
