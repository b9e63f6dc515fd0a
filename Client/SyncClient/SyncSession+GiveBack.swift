internal import CommitFormat
internal import Merge
internal import Replica
internal import SyncProtocol

/// The server's log is not the one that this replica has followed: it was put back from a backup, or rolled back. Finds
/// what both share, gives back what the server lacks, and goes back to where both go on together.
extension SyncSession {
  /// How far it has come. Nothing of it is kept: when the session is dropped, the next one begins anew, and what was
  /// given back before is known then.
  struct GiveBack {
    enum Step {
      /// Points were asked for; those at or below `shared` are on both logs, and the one at `differing` is not.
      case finding(asked: [KnownPoint])
      case sealing(end: KnownPoint)
      case giving(piece: Int)
    }

    let header: ReplicaHeader
    let cursor: Cursor
    /// The server's, as it said when it knew nothing of the cursor.
    let found: Epoch?
    /// By position, 0 included.
    let chains: [Hash]
    var shared: Position = 0
    var differing: Position
    var serverHead: Position?
    var hasGiven = false
    /// The ends of the pieces in which the tail is given, rising, with the cursors that prove them.
    var pieces: [(end: Position, cursor: Cursor?)] = []
    var step: Step
    var answer = AnswerBody()
    var bytes: [UInt8] = []
  }

  /// `found` is the server's epoch, where it told it. Nil when this replica can prove nothing: it has no cursor of the server's, or does not hold what led there.
  mutating func beginGiveBack(to found: Epoch?) throws -> Action? {
    let header = try replica.header()
    guard let point = header.cursor, let cursor = Cursor(bytes: point.token), cursor.position == point.position,
      cursor.chain == point.chain, let chains = try replica.chainHashes()
    else { return nil }
    progress.phase = .givingBack
    let giveBack = GiveBack(
      header: header, cursor: cursor, found: found, chains: chains, differing: point.position + 1,
      step: .finding(asked: []))
    return ask(giveBack)
  }

  private mutating func ask(_ giveBack: GiveBack) -> Action {
    var giveBack = giveBack
    let points = giveBack.samples.map { KnownPoint(position: $0, chain: giveBack.chains[Int($0)]) }
    giveBack.step = .finding(asked: points)
    return send(.points(giveBack.cursor, points), giveBack)
  }

  private mutating func send(_ request: GiveBackRequest, _ giveBack: GiveBack) -> Action {
    var giveBack = giveBack
    giveBack.answer = AnswerBody()
    giveBack.bytes = []
    stage = .givingBack(giveBack)
    return .send(
      TransportRequest(
        .post, SyncHTTP.returnPath(giveBack.header.workspace),
        headers: authorized([
          TransportRequest.Header("Content-Type", SyncHTTP.contentType),
          TransportRequest.Header("Accept", "\(SyncHTTP.contentType), \(SyncHTTP.problemContentType)"),
        ]), body: request.bytes))
  }

  mutating func take(_ event: TransportEvent, in giveBack: GiveBack) throws -> Action? {
    var giveBack = giveBack
    stage = .idle
    defer { if case .idle = stage { stage = .givingBack(giveBack) } }
    switch event {
    case .sent: break
    case .head(let head): giveBack.answer.head = head
    case .body(let bytes, _):
      giveBack.answer.append(bytes)
      guard giveBack.bytes.count + bytes.count <= Self.answerBytesMax else {
        throw giveBack.problem ?? SyncProblem.garbage(.standstill)
      }
      giveBack.bytes += bytes
    }
    return nil
  }

  private static let answerBytesMax = 1 << 16

  mutating func end(_ giveBack: GiveBack) throws -> Action? {
    var giveBack = giveBack
    if let problem = giveBack.problem {
      // A server that knows nothing of giving back says no more than that the logs differ.
      if case .garbage(.status(404)) = problem { throw lost(giveBack) }
      throw problem
    }
    let standstill = SyncProblem.garbage(.standstill)
    switch (try GiveBackAnswer(bytes: giveBack.bytes, limits: settings.limits), giveBack.step) {
    case (.problem(let problem), _):
      throw SyncProblem(problem, expected: giveBack.header.workspace, epoch: giveBack.cursor.epoch)
    case (.common(let head, let cursor), .finding(let asked)):
      return try found(asked, head: head, cursor: cursor, giveBack)
    case (.sealed(let cursor), .sealing(let point)):
      guard cursor.position == point.position, cursor.chain == point.chain,
        let index = giveBack.pieces.firstIndex(where: { $0.end == point.position })
      else { throw standstill }
      giveBack.pieces[index].cursor = cursor
      return try goOn(giveBack)
    case (.taken(let taken), .giving(let piece)):
      report.givenBack += taken.appended
      report.setAside += taken.quarantined
      retriesSinceProgress = 0
      guard piece + 1 < giveBack.pieces.count else {
        giveBack.hasGiven = true
        // The log is longer now; what both share may be more.
        giveBack.differing = giveBack.cursor.position + 1
        return ask(giveBack)
      }
      return try give(piece + 1, giveBack)
    default: throw standstill
    }
  }

  private func lost(_ giveBack: GiveBack) -> SyncProblem {
    .epochChanged(known: giveBack.cursor.epoch, found: giveBack.found)
  }

  private mutating func found(
    _ asked: [KnownPoint], head: Position, cursor: Cursor?, _ giveBack: GiveBack
  ) throws -> Action? {
    var giveBack = giveBack
    giveBack.serverHead = head
    if let cursor {
      guard cursor.workspace == giveBack.header.workspace, cursor.position < giveBack.chains.count,
        cursor.chain == giveBack.chains[Int(cursor.position)]
      else { throw SyncProblem.garbage(.standstill) }
      giveBack.shared = max(giveBack.shared, cursor.position)
    }
    if let next = asked.first(where: { $0.position > giveBack.shared }) {
      giveBack.differing = min(giveBack.differing, next.position)
    }
    guard giveBack.shared + 1 == giveBack.differing else { return ask(giveBack) }
    // The seal of the point itself: asked for alone, when it was not the last to be found.
    guard let cursor, cursor.position == giveBack.shared else {
      let point = KnownPoint(position: giveBack.shared, chain: giveBack.chains[Int(giveBack.shared)])
      giveBack.step = .finding(asked: [point])
      return send(.points(giveBack.cursor, [point]), giveBack)
    }
    let isWhole = giveBack.shared == giveBack.cursor.position
    if isWhole || giveBack.hasGiven { return try goOn(from: cursor, giveBack) }
    return try cutIntoPieces(giveBack)
  }

  /// Stands where both logs go on together, and syncs from there.
  private mutating func goOn(from cursor: Cursor, _ giveBack: GiveBack) throws -> Action? {
    let point = LogPoint(
      epoch: cursor.epoch, position: cursor.position, chain: cursor.chain, token: cursor.bytes)
    hasGivenBack = true
    // Somebody else may have synced this replica meanwhile.
    guard try replica.header().cursor == giveBack.header.cursor else { return try begin() }
    if cursor.position == giveBack.cursor.position {
      try replica.updateHeader { $0.cursor = point }
    } else {
      if report.setAside == 0 { try settle(giveBack) }
      // What it stood on may be forgotten here: the whole log comes anew.
      if giveBack.header.horizon > 0 { return try beginRebuilding(giveBack.header, sharing: point.position) }
      try replica.rewind(to: point)
    }
    return try begin()
  }

  /// What was given back need not be sent again.
  private mutating func settle(_ giveBack: GiveBack) throws {
    try replica.store.read { reading in
      for position in stride(from: giveBack.shared + 1, through: giveBack.cursor.position, by: 1) {
        guard let commit = try reading.logged(at: position)?.commit else { continue }
        settled[commit.replica] = max(settled[commit.replica], commit.sequence)
      }
    }
  }

  // The tail, in pieces.

  private mutating func cutIntoPieces(_ giveBack: GiveBack) throws -> Action? {
    var giveBack = giveBack
    var position = giveBack.shared
    // What is forgotten can't be given.
    guard position >= giveBack.header.horizon else { throw lost(giveBack) }
    while position < giveBack.cursor.position {
      let entries = try entries(after: position, giveBack)
      guard let last = entries.last?.position else { throw lost(giveBack) }
      giveBack.pieces.append((last, last == giveBack.cursor.position ? giveBack.cursor : nil))
      position = last
    }
    return try goOn(giveBack)
  }

  private func entries(after position: Position, _ giveBack: GiveBack) throws -> [LogEntry] {
    try replica.logEntries(
      after: position, through: giveBack.cursor.position, count: settings.commitsPerRequestMax,
      bytes: settings.bytesPerRequestMax)
  }

  private func start(of piece: Int, _ giveBack: GiveBack) -> KnownPoint {
    let position = piece == 0 ? giveBack.shared : giveBack.pieces[piece - 1].end
    return KnownPoint(position: position, chain: giveBack.chains[Int(position)])
  }

  /// Has the ends of all pieces sealed, from the last one back; then gives them, from the first one on.
  private mutating func goOn(_ giveBack: GiveBack) throws -> Action? {
    var giveBack = giveBack
    guard let open = giveBack.pieces.lastIndex(where: { $0.cursor == nil }) else { return try give(0, giveBack) }
    guard let proof = giveBack.pieces[open + 1].cursor else { throw lost(giveBack) }
    let point = start(of: open + 1, giveBack)
    let entries = try replica.logEntries(
      after: point.position, through: proof.position, count: .max, bytes: .max)
    giveBack.step = .sealing(end: point)
    return send(.outline(proof, after: point, entries.map(\.hash)), giveBack)
  }

  private mutating func give(_ piece: Int, _ giveBack: GiveBack) throws -> Action? {
    var giveBack = giveBack
    guard giveBack.pieces.indices.contains(piece), let proof = giveBack.pieces[piece].cursor else {
      throw lost(giveBack)
    }
    let point = start(of: piece, giveBack)
    let entries = try replica.logEntries(
      after: point.position, through: proof.position, count: .max, bytes: .max)
    giveBack.step = .giving(piece: piece)
    return send(.entries(proof, after: point, entries), giveBack)
  }
}

extension SyncSession.GiveBack {
  fileprivate var problem: SyncProblem? { answer.problem(expected: header.workspace, epoch: cursor.epoch) }

  /// The positions to ask for next: close below the cursor and at the server's head at first, as a log has mostly lost
  /// little, then evenly between what is known to be shared and what is not.
  fileprivate var samples: [Position] {
    var wanted: Set<Position> = []
    if let serverHead, serverHead > shared, serverHead < differing { wanted.insert(serverHead) }
    if case .finding(let asked) = step, asked.isEmpty || hasGiven && differing == cursor.position + 1 {
      var back: Position = 0
      while back <= cursor.position {
        wanted.insert(cursor.position - back)
        back = back == 0 ? 1 : back * 2
      }
    }
    let span = differing - shared
    for part in 1..<UInt64(32) {
      // Of a span that is near 2⁶⁴ there is no log.
      let place = shared + span / 32 * part + span % 32 * part / 32
      if place > shared, place < differing { wanted.insert(place) }
    }
    if shared == 0 { wanted.insert(0) }
    return wanted.sorted()
  }
}
