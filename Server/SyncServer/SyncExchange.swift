internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
public import SyncProtocol
internal import Synchronization

extension WorkspaceServer {
  /// Begins an exchange: looks at the hello and answers it. Nothing is changed, but that a device whose replica was
  /// found to be copied gets its new one enrolled.
  ///
  /// - Parameters:
  ///   - hello: what came first.
  ///   - device: as `Accounts.authenticate` gave it.
  ///   - actor: its member, with the role of today.
  /// - Returns: the exchange, whose welcome is to be sent.
  /// - Throws: `Problem`, which is to be sent in place of the welcome; or what log and store throw.
  public func open(_ hello: Hello, device: Device, actor: Actor) throws -> SyncExchange {
    guard ProtocolVersion.spoken.contains(hello.protocolVersion) else {
      throw Problem(.unsupportedVersion, versions: ProtocolVersion.spoken)
    }
    guard device.workspace == workspace else { throw Problem(.wrongWorkspace) }
    try requireOpen()
    if let cursor = hello.cursor { try check(cursor) }
    if let owner = try accounts.store.device(of: hello.replica, in: workspace), owner.id != device.id {
      throw Problem(.notAllowed, subject: "replica")
    }
    if let former = hello.former { try enrolCopy(hello.replica, of: former, device: device) }
    let standing = try standing(of: hello.replica)
    if let cursor = hello.cursor { try noteRepair(of: device, digest: hello.digest, at: cursor.position) }
    let audiences = try readable(by: device.user)
    let changed = hello.cursor.map { $0.audiences != audiences } ?? false
    let welcome = Welcome(
      serverTime: clock.now(), workspace: workspace, epoch: try standing.header?.cursor?.epoch ?? log.head().epoch,
      known: standing.head.map { KnownCommit(sequence: $0.sequence, hash: $0.hash) }, user: actor.user,
      role: actor.role,
      replicaNumber: standing.enrolment?.number, schemaVersion: UInt32(clamping: standing.schemaVersion),
      audiencesChanged: changed)
    return SyncExchange(self, hello: hello, device: device, welcome: welcome, audiences: audiences)
  }

  /// Enrols the new name of a replica that was found to be copied, for the same device: its token has opened the
  /// exchange, and its key proves the commits.
  private func enrolCopy(_ id: ReplicaID, of former: ReplicaID, device: Device) throws {
    try Waiting.begin()
    guard try replica.store.read({ try $0.enrolment(of: id) }) == nil else { return }
    guard device.replicas.contains(former) else { throw Problem(.notAllowed, subject: "replica") }
    guard device.replicas.count < limits.replicasPerDeviceMax else { throw Problem(.notAllowed, subject: "replicas") }
    do {
      _ = try enrol(id, device: device)
    } catch is AccountProblem {
      throw Problem(.notAllowed, subject: "replica")
    }
  }

  /// A whole exchange at once: what a server answers to a request, frame by frame.
  ///
  /// Nothing waits for others here, so that the same requests in the same order always give the same log.
  public func sync(
    _ hello: Hello, _ runs: [SealedCommits], device: Device, actor: Actor
  ) throws -> [ResponseFrame] {
    do {
      var exchange = try open(hello, device: device, actor: actor)
      var frames = [ResponseFrame.welcome(exchange.welcome)]
      if !runs.isEmpty { frames.append(.receipts(try exchange.push(runs))) }
      return frames + (try exchange.pull())
    } catch let problem as Problem {
      return [.problem(problem)]
    }
  }

  /// A cursor is this log's, or the exchange ends before anything is changed.
  private func check(_ cursor: Cursor) throws {
    guard cursor.workspace == workspace else { throw Problem(.wrongWorkspace) }
    guard seal.isValid(cursor) else { throw Problem(.badCursor) }
    let head = try log.head()
    let history = cursor.epoch == head.epoch ? "chain" : "epoch"
    guard cursor.position <= head.position else { throw Problem(.unknownEpoch, subject: "position") }
    // A cursor of a former epoch, on what both histories share, is as good as one of this.
    let chain = try cursor.position == head.position ? head.chain : log.chain(at: cursor.position)
    guard chain == cursor.chain else { throw Problem(.unknownEpoch, subject: history) }
  }
}

/// One exchange with a replica: push any number of times, then pull.
public struct SyncExchange: Sendable {
  private let server: WorkspaceServer
  public let hello: Hello
  public let device: Device
  /// To be sent first.
  public let welcome: Welcome
  /// What its member may read today; rising.
  private let audiences: [Audience]
  private var pushedCount: UInt64 = 0
  private var deferredCount: UInt64 = 0
  /// The commits under its own name that the replica has shown to hold, and where the log has them; rising.
  private var shown: [(sequence: SequenceNumber, position: Position)] = []

  init(_ server: WorkspaceServer, hello: Hello, device: Device, welcome: Welcome, audiences: [Audience]) {
    self.server = server
    self.hello = hello
    self.device = device
    self.welcome = welcome
    self.audiences = audiences
  }

  /// Judges commits; durable when this returns, with a receipt for each, in order. Waits for nobody else.
  ///
  /// - Throws: what log and store throw; nothing of these commits was kept then.
  public mutating func push(_ runs: [SealedCommits]) throws -> [Receipt] {
    try requireWelcome()
    let push = prepare(runs)
    let receipts = try server.judge([push]).first ?? []
    note(receipts)
    return receipts
  }

  /// As `push`, but together with what others push at the same time, in one transaction.
  public mutating func pushTogether(_ runs: [SealedCommits]) async throws -> [Receipt] {
    try requireWelcome()
    let push = prepare(runs)
    let receipts = try await server.pushes.run(push, weight: push.weight)
    note(receipts)
    return receipts
  }

  /// An exchange that takes its time ends when its device is shut out.
  private func requireWelcome() throws {
    do {
      try server.accounts.requireWelcome(device.id)
    } catch AccountProblem.deviceRevoked {
      throw Problem(.deviceRevoked)
    }
  }

  private mutating func prepare(_ runs: [SealedCommits]) -> Push {
    pushedCount += UInt64(runs.reduce(0) { $0 + $1.commits.count })
    return Push(
      runs: server.check(runs), device: device, carrier: hello.replica, seen: hello.cursor?.position ?? 0,
      isEverything: hello.unsentCount > 0 && pushedCount >= hello.unsentCount && deferredCount == 0)
  }

  private mutating func note(_ receipts: [Receipt]) {
    for receipt in receipts {
      switch receipt.outcome {
      case .accepted(let position, _), .refused(let position, _):
        if receipt.replica == hello.replica { shown.append((receipt.sequence, position)) }
      case .deferred: deferredCount += 1
      case .damaged: break
      }
    }
  }

  /// What follows on the receipts: log pages behind the cursor, then done.
  ///
  /// - Complexity: O(entries sent).
  public mutating func pull() throws -> [ResponseFrame] {
    try requireWelcome()
    let readable = Set(audiences)
    var position = hello.cursor?.position ?? 0
    var header = try server.standing(of: hello.replica).header
    var own: ClosedRange<SequenceNumber>?
    if position < header?.cursor?.position ?? 0 {
      try Waiting.begin()
      (header, own) = try server.replica.store.read { (try $0.header(), try ownSequences($0)) }
    }
    let (point, digest) = (header?.cursor, header?.digest(for: readable))
    let head = point?.position ?? 0
    let conflicts = UInt64(try server.openConflictCount(for: readable, at: head))
    guard !welcome.audiencesChanged else {
      // What the replica holds is of other audiences: it begins anew, from a snapshot.
      try report()
      return [.done(Done(cursor: hello.cursor, more: true, openConflicts: conflicts))]
    }
    var frames: [ResponseFrame] = []
    var room = server.responseBytes(asked: hello.pageBytes)
    while position < head, room > 0 {
      let bytes = min(room, ProtocolLimits.frameBytesWished)
      let count = min(Int(head - position), ProtocolLimits.entriesPerPageMax)
      let entries = try server.log.entries(after: position, count: count, bytes: bytes)
      guard let last = entries.last?.position else { throw LogProblem.broken(at: position + 1) }
      let page = try LogPage(
        entries.map { $0.withholding(except: readable) }, own: own.map { (hello.replica, $0) },
        numbers: server.numbers(upTo: last))
      frames.append(.entries(page))
      position = last
      room -= page.bytes.count
      server.state.withLock { state in
        state.figures.entriesSent += UInt64(entries.count)
        state.figures.pageBytesSent += UInt64(page.bytes.count)
      }
    }
    let cursor = try cursor(at: position)
    let isLevel = position == head
    frames.append(
      .done(Done(cursor: cursor, digest: isLevel ? digest : nil, more: !isLevel, openConflicts: conflicts)))
    try report()
    return frames
  }

  /// The caller's own where it has not moved.
  private func cursor(at position: Position) throws -> Cursor? {
    let cursor = hello.cursor
    guard position != cursor?.position ?? 0 || cursor.map({ $0.epoch != welcome.epoch }) ?? false else { return cursor }
    guard let chain = try server.log.chain(at: position) else { throw LogProblem.broken(at: position) }
    return server.seal.cursor(
      workspace: server.workspace, epoch: welcome.epoch, audiences: audiences, position: position, chain: chain)
  }

  /// The own commits that need not be sent back, because the replica has shown that it holds these very ones.
  private func ownSequences(_ reading: any ReplicaReading) throws -> ClosedRange<SequenceNumber>? {
    var upTo: SequenceNumber = 0
    // Of a copy, a commit may be in the log as a branch; then the one that has the name is another one.
    for (sequence, position) in shown.reversed() {
      let logged = try reading.place(of: hello.replica, sequence)?.position
      let place = try logged ?? server.log.entry(of: hello.replica, sequence: sequence)?.position
      if place == position {
        upTo = sequence
        break
      }
    }
    if let own = hello.own, own.sequence > upTo {
      let head = try reading.head(of: hello.replica)
      if let head, head.sequence == own.sequence {
        if head.hash == own.hash { upTo = own.sequence }
      } else if let stored = try reading.commit(hello.replica, own.sequence), stored.hash == own.hash {
        upTo = own.sequence
      }
    }
    return upTo > 0 ? 1...upTo : nil
  }

  /// Keeps what the device said of itself, and counts the exchange.
  private func report() throws {
    let now = server.clock.now()
    let pending = hello.unsentCount > pushedCount ? hello.unsentCount - pushedCount + deferredCount : deferredCount
    try server.note(device) { last in
      DeviceReport(
        seenAt: now, pending: pending, appVersion: String(hello.appVersion.prefix(64)),
        schemaVersion: hello.schemaVersion, clockAhead: hello.deviceClock &- now,
        knows: pending == 0 ? hello.cursor?.position ?? 0 : last?.knows ?? 0)
    }
    server.state.withLock { $0.figures.syncs += 1 }
  }
}

/// The numbers of replicas whose enrolment the receiver has by the end of a page.
struct PageNumbers: LogNumbers {
  private let enrolments: [ReplicaID: LoggedEnrolment]
  private let upTo: Position

  fileprivate init(_ server: WorkspaceServer, upTo: Position) {
    // Many pages are made at a time, and a look at the server's own for each entry would have them wait for one another.
    enrolments = server.state.withLock { $0.enrolments }
    self.upTo = upTo
  }

  func number(of replica: ReplicaID) throws -> UInt32? {
    guard let logged = enrolments[replica], logged.position <= upTo else { return nil }
    return logged.enrolment.number
  }
}

extension WorkspaceServer {
  func numbers(upTo position: Position) -> PageNumbers { PageNumbers(self, upTo: position) }

  fileprivate func responseBytes(asked: UInt32) -> Int {
    asked == 0 ? limits.responseBytes : min(max(Int(asked), 16 << 10), limits.responseBytes)
  }
}
