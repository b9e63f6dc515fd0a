internal import CommitFormat
public import Merge
internal import Replica
internal import Schema
internal import SyncProtocol

/// What became of edits that may not be sent any more.
public struct QuarantineReport: Hashable, Sendable {
  /// An administrator's decision about one of them.
  public struct Decision: Hashable, Sendable {
    public let replica: ReplicaID
    public let sequence: SequenceNumber
    public let isAccepted: Bool
    public let by: String
    public let reason: String

    public init(replica: ReplicaID, sequence: SequenceNumber, isAccepted: Bool, by: String, reason: String) {
      self.replica = replica
      self.sequence = sequence
      self.isAccepted = isAccepted
      self.by = by
      self.reason = reason
    }
  }

  /// How many wait for a decision on the server.
  public internal(set) var waiting = 0
  /// How many the server had no room for; they are here alone.
  public internal(set) var left = 0
  public internal(set) var decisions: [Decision] = []

  public init() {}
}

extension SyncDriver {
  /// Hands in what this device may not send any more, because it has been revoked: the server keeps it until an
  /// administrator has decided. Everything stays here too, and handing in again changes nothing.
  ///
  /// - Returns: what waits there, and what has been decided.
  /// - Throws: `SyncProblem`; the replica is as it was.
  public func handIn() async throws(SyncProblem) -> QuarantineReport {
    do {
      var report = QuarantineReport()
      let header = try replica.header()
      var done = Frontier()
      repeat {
        let runs = try replica.outgoing(key: key, commitsMax: 500, bytesMax: 2 << 20, skipping: done)
        for run in runs { done[run.replica] = max(done[run.replica], run.seal.sequence) }
        let bundle = Bundle(
          header: BundleHeader(
            workspace: header.workspace, schemaVersion: UInt32(clamping: try replica.schema().version),
            appVersion: settings.appVersion, deviceClock: replica.clock.now()),
          commits: runs.compactMap { SealedCommits(commits: $0.commits, seal: $0.seal) })
        let answer = try await ask(
          TransportRequest(
            .post, SyncHTTP.quarantinePath(header.workspace),
            headers: [.init("Content-Type", SyncHTTP.bundleContentType)], body: bundle.bytes), header)
        report.waiting = answer.waiting
        report.decisions = answer.decisions
        report.left += answer.left
        if runs.isEmpty { return report }
      } while true
    } catch {
      throw SyncProblem(error)
    }
  }

  /// What became of edits that the server refused because a right had gone.
  ///
  /// - Throws: `SyncProblem`.
  public func fates() async throws(SyncProblem) -> QuarantineReport {
    do {
      let header = try replica.header()
      return try await ask(TransportRequest(.get, SyncHTTP.ownQuarantinePath(header.workspace)), header)
    } catch {
      throw SyncProblem(error)
    }
  }

  private func ask(_ request: TransportRequest, _ header: ReplicaHeader) async throws -> QuarantineReport {
    var request = request
    let session = SyncSession(replica: replica, key: key, settings: settings)
    request.headers = session.authorized(
      request.headers + [.init("Accept", "application/json, \(SyncHTTP.problemContentType)")])
    var answer = AnswerBody()
    try await transport.exchange(request) { event in
      switch event {
      case .sent: break
      case .head(let head): answer.head = head
      case .body(let bytes, _): answer.append(bytes)
      }
    }
    if let problem = answer.problem(expected: header.workspace) { throw problem }
    guard let json = try? JSONValue(parsing: answer.bytes, limits: JSONLimits(bytesMax: 1 << 16)) else {
      throw SyncProblem.garbage(.join)
    }
    var report = QuarantineReport()
    report.waiting = json["waiting"]?.integer.map { Int(clamping: $0) } ?? 0
    report.left = json["left"]?.integer.map { Int(clamping: $0) } ?? 0
    for item in json["decisions"]?.array ?? [] {
      guard let bytes = item["replica"]?.string.flatMap({ Hex.bytes($0) }), bytes.count == 16,
        let sequence = item["sequence"]?.integer.flatMap({ SequenceNumber(exactly: $0) }),
        let isAccepted = item["accepted"]?.boolean
      else { continue }
      report.decisions.append(
        QuarantineReport.Decision(
          replica: ReplicaID(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) }), sequence: sequence,
          isAccepted: isAccepted, by: item["by"]?.string ?? "", reason: item["reason"]?.string ?? ""))
    }
    return report
  }
}
