internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import SyncProtocol

extension SyncSession {
  /// One request and what has come of its answer.
  struct Exchange {
    let header: ReplicaHeader
    let hello: Hello
    /// What was sent under a name, in order: two copies of a replica may have used one name, and both are carried here.
    var pushed: [OutcomeKey: [CommitName]]
    var reader: ResponseReader
    var answer = AnswerBody()
    var welcome: Welcome?
    var pages: [LogPage] = []
    var done: Done?
    var settledCount = 0
  }

  /// What there is to say, of what the server has not answered yet.
  func departure() throws -> Departure {
    var skipping = settled
    for replica in stalled { skipping[replica] = FormatLimits.sequenceMax }
    return try replica.departure(
      key: key, commitsMax: settings.commitsPerRequestMax, bytesMax: settings.bytesPerRequestMax, skipping: skipping)
  }

  mutating func beginExchange(wantsMore: Bool) throws -> Action? {
    try beginExchange(departure(), wantsMore: wantsMore)
  }

  /// - Parameters:
  ///   - departure: as it is now.
  ///   - wantsMore: false when there is only a request if there is something to send.
  /// - Returns: nil when there is nothing to say.
  /// - Throws: what the store throws.
  mutating func beginExchange(_ departure: Departure, wantsMore: Bool) throws -> Action? {
    let header = departure.header
    let runs = settings.sends ? departure.runs : []
    if runs.isEmpty, !wantsMore { return nil }
    // Own commits behind the last one of this request can bring nothing that those in it wait for.
    let lastOwn = runs.last { $0.replica == header.replica }?.seal.sequence ?? 0
    let own = departure.head.map { KnownCommit(sequence: $0.sequence, hash: $0.hash) }
    let unsent = departure.unlogged.count { $0.replica != header.replica || $0.sequence <= lastOwn }
    let cursor = header.cursor.flatMap { Cursor(bytes: $0.token) }
    let hello = Hello(
      schemaVersion: UInt32(clamping: departure.schemaVersion), replica: header.replica, own: own,
      cursor: cursor ?? catchUpCursor, digest: cursor == nil ? nil : header.digest, pageBytes: settings.pageBytes,
      unsentCount: UInt64(unsent), appVersion: settings.appVersion, deviceClock: replica.clock.now(),
      former: header.former.last?.replica)
    var body: [UInt8] = []
    RequestFrame.hello(hello).frame.append(to: &body)
    var pushed: [OutcomeKey: [CommitName]] = [:]
    for run in runs {
      var parts: [SealedCommits]
      if departure.ownReplicas.contains(run.replica) {
        parts = try SealedCommits.sealing(run.commits, by: key)
      } else if let whole = SealedCommits(commits: run.commits, seal: run.seal) {
        parts = [whole]
      } else {
        // Its seal is no seal; the server could not take it.
        if let last = run.commits.last { stalled.insert(last.replica) }
        continue
      }
      for part in parts { RequestFrame.commits(part).frame.append(to: &body) }
      for commit in run.commits {
        pushed[OutcomeKey(replica: commit.origin, sequence: commit.sequence), default: []].append(commit.name)
      }
    }
    progress.phase = report.roundTrips == 0 ? .connecting : .exchanging
    progress.toSend = max(progress.toSend, outcomes.count + unsent)
    stage = .exchange(
      Exchange(
        header: header, hello: hello, pushed: pushed, reader: ResponseReader(hello: hello, limits: settings.limits)))
    return .send(
      TransportRequest(
        .post, SyncHTTP.syncPath(header.workspace),
        headers: authorized([
          TransportRequest.Header("Content-Type", SyncHTTP.contentType),
          TransportRequest.Header("Accept", "\(SyncHTTP.contentType), \(SyncHTTP.problemContentType)"),
        ]), body: body))
  }

  mutating func take(_ event: TransportEvent, in exchange: Exchange) throws -> Action? {
    var exchange = exchange
    // Only one owner at a time, so that what grows is not copied at each piece.
    stage = .idle
    defer { if case .idle = stage { stage = .exchange(exchange) } }
    switch event {
    case .sent: break
    case .head(let head):
      exchange.answer.head = head
      progress.phase = .exchanging
    case .body(let bytes, _):
      exchange.answer.append(bytes)
      guard exchange.answer.isContent else {
        if exchange.answer.isFull { throw problem(of: exchange) ?? SyncProblem.garbage(.standstill) }
        break
      }
      do {
        try exchange.reader.feed(bytes)
        while let frame = try exchange.reader.next() { try take(frame, in: &exchange) }
      } catch let problem as ProtocolProblem {
        guard case .notAFrameStream = problem else { throw problem }
        exchange.answer.unreadable = problem
      }
    }
    return nil
  }

  private mutating func take(_ frame: ResponseFrame, in exchange: inout Exchange) throws {
    switch frame {
    case .welcome(let welcome):
      try check(welcome, exchange)
      let now = replica.clock.now()
      // The server looked at its clock somewhere between the two.
      let sent = exchange.hello.deviceClock
      report.clockAhead = sent &+ (now &- sent) / 2 &- welcome.serverTime
      exchange.welcome = welcome
      lastWelcome = welcome
    case .receipts(let receipts):
      for receipt in receipts { take(receipt, in: &exchange) }
    case .entries(let page): exchange.pages.append(page)
    case .done(let done): exchange.done = done
    case .problem(let problem):
      throw SyncProblem(problem, expected: exchange.header.workspace, epoch: exchange.header.cursor?.epoch)
    }
  }

  /// Whether this is the server, and the history, that the replica has followed. If somebody else goes by its name, it
  /// takes another.
  private mutating func check(_ welcome: Welcome, _ exchange: Exchange) throws {
    let header = exchange.header
    guard welcome.workspace == header.workspace else {
      throw SyncProblem.wrongServer(expected: header.workspace, found: welcome.workspace)
    }
    if let epoch = header.cursor?.epoch ?? catchUpCursor?.epoch, epoch != welcome.epoch {
      // A server that knows our cursor may go on from it in a new epoch; whether it does, the chain hash shows.
      guard exchange.hello.cursor != nil else {
        throw SyncProblem.epochChanged(known: epoch, found: welcome.epoch)
      }
    }
    guard let known = welcome.known, known != exchange.hello.own else { return }
    // The replica may have left that name meanwhile.
    guard try replica.header().replica == header.replica else { return }
    // What the replica holds by now counts, not what it held when it greeted.
    let isOurs = try replica.store.read { reading in
      try reading.hash(of: header.replica, sequence: known.sequence) == known.hash
    }
    guard !isOurs else { return }
    // Another copy of this replica has been used. What was written here stays, and is read as a branch where the other
    // one was first; what is written from now on bears a name of its own.
    _ = try replica.leaveName(header.replica)
  }

  private mutating func take(_ receipt: Receipt, in exchange: inout Exchange) {
    let key = OutcomeKey(replica: receipt.replica, sequence: receipt.sequence)
    guard let name = exchange.pushed[key]?.first else { return }
    exchange.pushed[key]?.removeFirst()
    switch receipt.outcome {
    case .accepted, .refused:
      outcomes[name.hash] = (name, receipt.outcome)
      if settled[name.replica] < name.sequence {
        settled[name.replica] = name.sequence
        exchange.settledCount += 1
        acceptedSinceStall = true
      }
    case .deferred, .damaged:
      switch outcomes[name.hash]?.outcome {
      case .accepted, .refused: return
      default: break
      }
      outcomes[name.hash] = (name, receipt.outcome)
      stalled.insert(name.replica)
    }
    progress.sent = outcomes.count
  }

  /// The answer has come to its end: takes it in, and goes on or finishes.
  mutating func end(_ exchange: Exchange) throws -> Action? {
    if let problem = problem(of: exchange) { throw problem }
    try exchange.reader.finish()
    guard let welcome = exchange.welcome, let done = exchange.done else { throw ProtocolProblem.cut }
    progress.phase = .applying
    let before = exchange.header.cursor?.position ?? 0
    let caughtUpBefore = catchUpCursor?.position ?? 0
    do {
      try takeIn(exchange, welcome: welcome, done: done)
    } catch {
      // In a new epoch, what does not follow on what is known here is another history, however it fails to.
      guard let epoch = exchange.header.cursor?.epoch, epoch != welcome.epoch,
        error is ApplyProblem || error is ProtocolProblem
      else { throw error }
      throw SyncProblem.epochChanged(known: epoch, found: welcome.epoch)
    }
    var departure = try departure()
    if departure.hasMoved {
      followed.formUnion(try replica.followMoves())
      report.followed = followed.count
      departure = try self.departure()
    }
    let header = departure.header
    if welcome.audiencesChanged { return try beginRebuilding(header) }
    report.cursor = header.cursor?.position ?? 0
    report.openConflicts = done.openConflicts
    report.level = done.digest.map { $0 == header.digest && done.cursor?.position == report.cursor } ?? false
    let isFurther =
      report.cursor > before || exchange.settledCount > 0 || (catchUpCursor?.position ?? 0) > caughtUpBefore
    if isFurther {
      retriesSinceProgress = 0
      standstills = 0
    }
    if done.more, done.retryAfterSeconds > 0, !isFurther {
      throw SyncProblem.serverBusy(code: .serverBusy, retryAfterSeconds: done.retryAfterSeconds)
    }
    if let next = try goOn(departure, more: done.more) {
      if !isFurther {
        standstills += 1
        guard standstills < 2 else { throw SyncProblem.garbage(.standstill) }
      }
      return next
    }
    if let digest = done.digest, !report.level, done.cursor?.position == report.cursor,
      let next = try repair(header, digest)
    {
      return next
    }
    return .finish(try finished(welcome))
  }

  private func problem(of exchange: Exchange) -> SyncProblem? {
    exchange.answer.problem(expected: exchange.header.workspace, epoch: exchange.header.cursor?.epoch)
  }

  private mutating func goOn(_ departure: Departure, more: Bool) throws -> Action? {
    let header = departure.header
    // A new name is told to the server at once, so that others can prove what is written under it.
    let isUnknown = !header.former.isEmpty && header.number == nil && !asksForName
    if isUnknown { asksForName = true }
    if let next = try beginExchange(departure, wantsMore: more || isUnknown) { return next }
    // Something came that a deferred commit may have waited for.
    guard !stalled.isEmpty, acceptedSinceStall else { return nil }
    stalled = []
    acceptedSinceStall = false
    return try beginExchange(wantsMore: false)
  }

  private mutating func takeIn(_ exchange: Exchange, welcome: Welcome, done: Done) throws {
    let malformedDone = ProtocolProblem.malformed(frame: FrameType.done.rawValue)
    guard let cursor = done.cursor else {
      guard exchange.pages.isEmpty else { throw malformedDone }
      return
    }
    guard cursor.workspace == exchange.header.workspace, cursor.epoch == welcome.epoch else { throw malformedDone }
    let end = LogPoint(epoch: cursor.epoch, position: cursor.position, chain: cursor.chain, token: cursor.bytes)
    if exchange.pages.isEmpty, exchange.header.cursor == end { return }
    // What was sent in this session may bear another name here than the one that the log has given it.
    var sent: [Position: CommitName] = [:]
    for answered in outcomes.values {
      if case .accepted(let position, _) = answered.outcome { sent[position] = answered.name }
    }
    let entries = try replica.store.read { reading in
      var names = PulledNames(reading, own: exchange.header.replica, sent: sent)
      var entries: [IncomingEntry] = []
      for page in exchange.pages {
        let pulled = try page.entries(receiver: exchange.header.replica, names: names)
        try names.take(pulled)
        entries += try pulled.map { pulled in
          switch pulled.event {
          case .entry(let event):
            return .entry(LogEntry(position: pulled.position, time: pulled.time, event: event))
          case .own(let sequence, let author):
            let own = exchange.header.replica
            guard let hash = try names.ownHash(of: own, sequence: sequence, at: pulled.position) else {
              throw ApplyProblem.ownCommitMissing(sequence)
            }
            let name = CommitName(replica: own, sequence: sequence, hash: hash)
            return .own(name, position: pulled.position, time: pulled.time, author: author)
          }
        }
      }
      return entries
    }
    // Somebody else may have synced this replica meanwhile.
    let known = try replica.header().cursor
    if let known, known.position > cursor.position {
      guard exchange.hello.cursor?.position ?? 0 <= cursor.position else {
        throw SyncProblem.logDiffers(at: cursor.position)
      }
      catchUpCursor = cursor
      return
    }
    if known == end, entries.allSatisfy({ $0.position <= end.position }) { return }
    let applied = try replica.apply(LogStretch(entries: entries, end: end, audiences: cursor.audiences))
    catchUpCursor = nil
    if applied.isRenamed {
      // What is known of commits by their names is of other ones now; to be told again costs little.
      settled = Frontier()
      stalled = []
    }
    report.fetched += applied.fetched
    report.recordsGone += applied.gone
    progress.fetched = report.fetched
    try noteRefused(applied, own: exchange.header.replica)
  }

  /// What the log refuses that was not sent in this session: it had been accepted before the log lost its end.
  private mutating func noteRefused(_ applied: ApplyReport, own: ReplicaID) throws {
    let news = applied.refused.filter {
      $0.replica == own && outcomes[$0.hash] == nil
    }
    guard !news.isEmpty else { return }
    let box = try replica.store.read { try $0.refused() }
    for name in news {
      guard let kept = box.first(where: { $0.name == name }) else { continue }
      report.refused.append(RefusedOnSync(name: name, position: report.cursor, refusal: kept.refusal))
    }
  }

  /// Fills in what is known at the end, and notes in the replica that it has been in touch.
  mutating func finished(_ welcome: Welcome) throws -> SyncReport {
    let now = replica.clock.now()
    let header = try replica.noteInHeader { header in
      header.lastSync = now
      header.clockAhead = report.clockAhead
      header.user = welcome.user
      header.role = welcome.role
      if let number = welcome.replicaNumber { header.number = number }
    }
    // What an erasure took away is gone from the files when the sync has ended.
    try replica.scrubIfNeeded(header)
    fillInOutcomes()
    report.copyFound = header.copyToTell
    (report.conflicts, report.tidings) = try replica.store.read { reading in
      let own = try reading.ownReplicas()
      var found: [(record: RecordID, conflicts: [Conflict])] = []
      try reading.eachConflict { record, conflicts in
        let mine = conflicts.filter { conflict in conflict.dots.contains { own.contains($0.replica) } }
        if !mine.isEmpty { found.append((record, mine)) }
      }
      let conflicts = found.sorted { $0.record < $1.record }.flatMap { place in
        place.conflicts.map { OwnConflict(id: ConflictID($0), conflict: $0) }
      }
      return (conflicts, try reading.tidings(for: welcome.user))
    }
    return report
  }

  private mutating func fillInOutcomes() {
    report.sent = outcomes.count
    let answered = outcomes.values.sorted {
      ($0.name.sequence, $0.name.replica, $0.name.hash) < ($1.name.sequence, $1.name.replica, $1.name.hash)
    }
    for (name, outcome) in answered {
      switch outcome {
      case .accepted(_, let effects):
        if effects.contains(.inConflict) { report.inConflict += 1 } else { report.accepted += 1 }
      case .refused where followed.contains(name): break
      case .refused(let position, let refusal):
        report.refused.append(RefusedOnSync(name: name, position: position, refusal: refusal))
      case .deferred(let reason): report.deferred.append(DeferredOnSync(name: name, reason: reason))
      case .damaged: report.damaged.append(name)
      }
    }
    report.refused.removeAll { followed.contains($0.name) }
  }
}

/// What is known below a page of the log: what the replica holds, and the pages of the same answer before it.
struct PulledNames: LogNames {
  private let reading: any ReplicaReading
  private var numbered: [UInt32: ReplicaID] = [:]
  private var last: [ReplicaID: (sequence: SequenceNumber, hash: Hash)] = [:]
  private var branches: [ReplicaID: Branch] = [:]
  private let own: ReplicaID?
  private let sent: [Position: CommitName]

  /// - Parameters:
  ///   - reading: what the replica holds.
  ///   - own: the replica that asked.
  ///   - sent: the commits that it sent, by where the log has them.
  init(_ reading: any ReplicaReading, own: ReplicaID? = nil, sent: [Position: CommitName] = [:]) {
    self.reading = reading
    self.own = own
    self.sent = sent
  }

  func ownHash(of replica: ReplicaID, sequence: SequenceNumber, at position: Position) throws -> Hash? {
    // A log that was rolled back may have another commit at that place by now.
    if let name = sent[position], name.sequence == sequence { return name.hash }
    return try reading.hash(of: replica, sequence: sequence)
  }

  mutating func take(_ entries: [PulledEntry]) throws {
    for entry in entries {
      guard case .entry(let event) = entry.event else {
        guard case .own(let sequence, _) = entry.event, let own else { continue }
        last[own] = try ownHash(of: own, sequence: sequence, at: entry.position).map { (sequence, $0) }
        continue
      }
      switch event {
      case .accepted(let commit, _): last[commit.replica] = (commit.sequence, commit.hash)
      case .refused(let name, _): last[name.replica] = (name.sequence, name.hash)
      case .enrolled(let enrolment): numbered[enrolment.number] = enrolment.replica
      case .branched(let branch): branches[branch.id] = branch
      case .schema, .horizon, .erased: break
      }
    }
  }

  func replica(numbered number: UInt32) throws -> ReplicaID? {
    try numbered[number] ?? reading.enrolment(number: number)?.replica
  }

  func hash(of replica: ReplicaID, sequence: SequenceNumber) throws -> Hash? {
    if let known = last[replica], known.sequence == sequence { return known.hash }
    return try reading.hash(of: replica, sequence: sequence)
  }

  func branch(_ id: ReplicaID) throws -> Branch? { try branches[id] ?? reading.branch(id) }
}
