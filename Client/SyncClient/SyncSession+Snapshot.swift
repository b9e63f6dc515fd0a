public import CommitFormat
internal import Merge
internal import Replica
internal import SyncProtocol

/// What has come of a snapshot, so that it can be gone on with.
public struct PartialSnapshot: Hashable, Sendable {
  /// SHA-256 of the whole file, which names it.
  public var hash: Hash
  public var bytes: [UInt8]

  public init(hash: Hash, bytes: [UInt8]) {
    self.hash = hash
    self.bytes = bytes
  }
}

extension SyncSession {
  /// The snapshot on its way.
  struct SnapshotFetch {
    let header: ReplicaHeader
    var answer = AnswerBody()
    var bytesTotal: Int?
    /// Whether what comes is the file, from where we asked.
    var isFile = false
  }

  mutating func beginSnapshot(_ header: ReplicaHeader) -> Action {
    var headers = [
      TransportRequest.Header("Accept", "\(SyncHTTP.snapshotContentType), \(SyncHTTP.problemContentType)")
    ]
    if let position = header.cursor?.position {
      // What is here already must be in it.
      headers.append(TransportRequest.Header(SyncHTTP.snapshotFloorHeader, String(position)))
    }
    if let partial = partialSnapshot, !partial.bytes.isEmpty {
      headers.append(TransportRequest.Header("Range", "bytes=\(partial.bytes.count)-"))
      headers.append(TransportRequest.Header("If-Range", "\"\(partial.hash.hex)\""))
    }
    progress.phase = .snapshot
    stage = .snapshot(SnapshotFetch(header: header))
    return .send(
      TransportRequest(.get, SyncHTTP.snapshotPath(header.workspace), headers: authorized(headers)))
  }

  mutating func take(_ event: TransportEvent, in fetch: SnapshotFetch) throws -> Action? {
    var fetch = fetch
    switch event {
    case .sent: break
    case .head(let head):
      fetch.answer.head = head
      if fetch.answer.isContent, head.status == 200 || head.status == 206 { try open(&fetch, head) }
    case .body(let bytes, _):
      if fetch.isFile, partialSnapshot != nil {
        guard (partialSnapshot?.bytes.count ?? 0) + bytes.count <= settings.limits.inflatedBytesMax else {
          triesSnapshot = false
          throw SyncProblem.garbage(.snapshot)
        }
        partialSnapshot?.bytes += bytes
        progress.snapshotBytes = partialSnapshot?.bytes.count ?? 0
      } else {
        fetch.answer.append(bytes)
      }
    }
    stage = .snapshot(fetch)
    return nil
  }

  private mutating func open(_ fetch: inout SnapshotFetch, _ head: ResponseHead) throws {
    guard
      let hash = head.headers[SyncHTTP.snapshotHashHeader.lowercased()].flatMap(Hex.bytes).flatMap({ Hash(bytes: $0) })
    else {
      if head.mediaType == SyncHTTP.snapshotContentType { throw SyncProblem.garbage(.snapshot) }
      return
    }
    var start = 0
    if head.status == 206 {
      guard let range = head.contentRange else { throw SyncProblem.garbage(.snapshot) }
      start = range.start
      fetch.bytesTotal = range.total
    } else {
      fetch.bytesTotal = head.headers["content-length"].flatMap { Int($0) }
      if head.headers["content-encoding"] != nil { fetch.bytesTotal = nil }
    }
    if start == 0 { partialSnapshot = PartialSnapshot(hash: hash, bytes: []) }
    guard let partial = partialSnapshot, partial.hash == hash, partial.bytes.count == start else {
      partialSnapshot = nil
      throw SyncProblem.garbage(.snapshot)
    }
    fetch.isFile = true
    progress.snapshotBytes = start
    progress.snapshotBytesTotal = fetch.bytesTotal
  }

  mutating func end(_ fetch: SnapshotFetch, _ telling: (SyncProgress) -> Void) throws -> Action? {
    guard fetch.isFile else {
      switch fetch.answer.head?.status {
      case 204, 404, 405, 501:
        if WebPage.begins(fetch.answer.bytes) { break }
        return try plainly(fetch)
      case 416:
        guard let partial = partialSnapshot else { break }
        // Of the very file that the server has, nothing is missing: it had come, and was not taken in.
        if Hash(of: partial.bytes) == partial.hash { return try finish(fetch, partial, telling) }
        partialSnapshot = nil
        return beginSnapshot(fetch.header)
      default: break
      }
      if let problem = fetch.answer.problem(expected: fetch.header.workspace) { throw problem }
      if WebPage.begins(fetch.answer.bytes) {
        throw SyncProblem.captivePortal(title: WebPage.title(fetch.answer.bytes))
      }
      return try plainly(fetch)
    }
    guard let partial = partialSnapshot else { throw SyncProblem.garbage(.snapshot) }
    if let total = fetch.bytesTotal, partial.bytes.count < total { throw SyncProblem.cut }
    guard Hash(of: partial.bytes) == partial.hash else {
      partialSnapshot = nil
      return try fallBack(fetch, SyncProblem.garbage(.snapshot))
    }
    return try finish(fetch, partial, telling)
  }

  /// Takes in what has come whole.
  private mutating func finish(
    _ fetch: SnapshotFetch, _ partial: PartialSnapshot, _ telling: (SyncProgress) -> Void
  ) throws -> Action? {
    progress.phase = .applying
    do {
      if try !opened(partial.bytes, header: fetch.header, telling) {
        try takeIn(partial.bytes, header: fetch.header, telling)
      }
    } catch let problem as ProtocolProblem {
      partialSnapshot = nil
      return try fallBack(fetch, SyncProblem(problem))
    }
    partialSnapshot = nil
    retriesSinceProgress = 0
    return try plainly(fetch)
  }

  /// A snapshot that came damaged is fetched once more; then it goes without.
  private mutating func fallBack(_ fetch: SnapshotFetch, _ problem: SyncProblem) throws -> Action? {
    snapshotFailures += 1
    guard snapshotFailures > 1 else { throw problem }
    return try plainly(fetch)
  }

  /// The server says that other audiences may be read today: the whole log comes anew, as it may be read now. So it does
  /// where the server's log differs from what was taken in here above `shared`, and that can't be taken back.
  mutating func beginRebuilding(_ header: ReplicaHeader, sharing shared: Position? = nil) throws -> Action {
    rebuilds += 1
    guard rebuilds <= 3 else { throw SyncProblem.garbage(.standstill) }
    isRebuilding = true
    rebuildShares = shared
    partialSnapshot = nil
    return beginSnapshot(header)
  }

  private mutating func plainly(_ fetch: SnapshotFetch) throws -> Action? {
    triesSnapshot = false
    isRebuilding = false
    (progress.taken, progress.toTake) = (0, 0)
    return try beginExchange(wantsMore: true)
  }

  static let entriesPerTransaction = 4096

  /// Takes a whole snapshot in. Nothing is written before all of it was read and its chain hash found right.
  private mutating func takeIn(
    _ bytes: [UInt8], header: ReplicaHeader, _ telling: (SyncProgress) -> Void
  ) throws {
    var reader = try Snapshot.Reader(bytes: bytes, limits: settings.limits)
    let top = reader.header
    guard top.workspace == header.workspace else {
      throw SyncProblem.wrongServer(expected: header.workspace, found: top.workspace)
    }
    var chain = LogEntry.chainStart(of: header.workspace)
    var position: Position = 0
    var stretches: [LogStretch] = []
    try replica.store.read { reading in
      var names = PulledNames(reading)
      var entries: [IncomingEntry] = []
      func close() {
        // A point without a token: the server's comes with the last stretch.
        let end = LogPoint(epoch: top.epoch, position: position, chain: chain)
        stretches.append(LogStretch(entries: entries, end: end, audiences: top.audiences))
        entries = []
      }
      while let page = try reader.next() {
        let pulled = try page.entries(names: names)
        try names.take(pulled)
        for entry in pulled {
          guard entry.position == position + 1, case .entry(let event) = entry.event else {
            throw ProtocolProblem.malformed(frame: FrameType.entries.rawValue)
          }
          let logged = LogEntry(position: entry.position, time: entry.time, event: event)
          chain = logged.chain(after: chain)
          position = entry.position
          entries.append(.entry(logged))
          if entries.count >= Self.entriesPerTransaction { close() }
        }
      }
      close()
    }
    stretches[stretches.count - 1].end = try top.end(chain: chain, at: position)
    guard !isRebuilding else {
      guard position >= rebuildShares ?? header.cursor?.position ?? 0 else { throw ProtocolProblem.damagedFile }
      let rebuilt = try replica.rebuild(stretches, audiences: top.audiences, sharing: rebuildShares)
      rebuildShares = nil
      catchUpCursor = nil
      report.audiencesGained = rebuilt.gained
      report.audiencesLost = rebuilt.lost
      report.recordsGone = rebuilt.recordsGone
      return try replica.scrubIfNeeded()
    }
    for stretch in stretches {
      let applied = try replica.apply(stretch)
      report.fetched += applied.fetched
      progress.fetched = report.fetched
      progress.toTake = top.position
      progress.taken = stretch.end.position
      telling(progress)
    }
  }
}

extension SnapshotHeader {
  /// Where the log in it ends, which must be where it says.
  func end(chain: Hash, at position: Position) throws(ProtocolProblem) -> LogPoint {
    guard position == self.position, chain == self.chain else { throw .damagedFile }
    var end = LogPoint(epoch: epoch, position: position, chain: chain)
    guard let cursor else { return end }
    guard cursor.position == position, cursor.chain == chain, cursor.epoch == epoch, cursor.workspace == workspace,
      cursor.audiences == audiences
    else { throw .damagedFile }
    end.token = cursor.bytes
    return end
  }
}

extension ResponseHead {
  /// First byte and size of the whole, of `Content-Range: bytes 5-9/10` (RFC 9110, section 14.4).
  var contentRange: (start: Int, total: Int?)? {
    guard let text = headers["content-range"], text.hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/")
    guard parts.count == 2, let start = parts[0].split(separator: "-").first.flatMap({ Int($0) }), start >= 0 else {
      return nil
    }
    return (start, Int(parts[1]))
  }
}
