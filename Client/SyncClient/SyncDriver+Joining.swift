public import CommitFormat
internal import Merge
public import Replica

extension SyncDriver {
  /// Enrols this device: exchanges an invitation code for a token, and makes `replica` the member's.
  ///
  /// The key and the replica's id are kept before the server is asked, so that asking again after a lost answer asks for
  /// the same. A workspace that was made here and has never met a server is carried over with its commits.
  ///
  /// - Parameters:
  ///   - server: where to.
  ///   - code: of the invitation.
  ///   - device: the device's name.
  ///   - key: the device's; credentials that are kept in the folder already bring their own.
  ///   - replica: not set up yet, or made here.
  ///   - folder: the replica's; must exist. The credentials are kept there.
  ///   - certificateFile: certificates to trust besides the system's.
  ///   - allowsPlainHTTP: what the user said about it.
  ///   - transport: to `server`.
  ///   - retry: how often to ask.
  ///   - sleep: waits so many seconds.
  /// - Returns: what the server said, and the credentials as they were kept.
  /// - Throws: `SyncProblem`, and the replica is as it was.
  public static func join(
    _ server: ServerAddress, code: String, device: String, key: DeviceKey = DeviceKey(), replica: Replica,
    folder: String,
    certificateFile: String? = nil, allowsPlainHTTP: Bool = false, transport: any Transport,
    retry: RetryPolicy = .standard,
    sleep: @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
  ) async throws(SyncProblem) -> (answer: JoinAnswer, credentials: DeviceCredentials) {
    do {
      let header = try replica.store.read { try $0.header() }
      guard try replica.mayJoin() else { throw SyncProblem.alreadyJoined(server: header?.server ?? "") }
      var credentials =
        try DeviceCredentials.load(from: folder) ?? DeviceCredentials(server: server.text, key: key)
      credentials.server = server.text
      credentials.certificateFile = certificateFile
      credentials.allowsPlainHTTP = allowsPlainHTTP
      let id = header?.replica ?? credentials.joiningReplica ?? ReplicaID(bits: replica.random.bits128())
      credentials.joiningReplica = id
      try credentials.save(to: folder)
      let joining = Joining(
        code: code, device: device, publicKey: credentials.key.publicKey, replica: id, workspace: server.workspace)
      let answer: JoinAnswer
      do {
        answer = try await ask(joining, transport, retry: retry, random: replica.random, sleep: sleep)
      } catch SyncProblem.invitation(let code) {
        // Another code is another joining; the server may have given this id away with the answer that was lost.
        credentials.joiningReplica = nil
        try credentials.save(to: folder)
        throw SyncProblem.invitation(code)
      }
      credentials.token = answer.token
      try credentials.save(to: folder)
      try replica.joined(answer, as: id, device: device, server: server)
      credentials.joiningReplica = nil
      try credentials.save(to: folder)
      return (answer, credentials)
    } catch {
      throw SyncProblem(error)
    }
  }

  private static func ask(
    _ joining: Joining, _ transport: any Transport, retry: RetryPolicy, random: any RandomSource,
    sleep: @Sendable (Double) async throws -> Void
  ) async throws -> JoinAnswer {
    var retries = 0
    while true {
      do {
        var reader = JoinReader()
        try await transport.exchange(joining.request) { reader.take($0) }
        return try reader.finish()
      } catch {
        let problem = SyncProblem(error)
        var most = retry.retriesMax
        if case .notReachable = problem { most = min(most, retry.unreachableRetriesMax) }
        retries += 1
        guard problem.isTransient, retries <= most else { throw problem }
        try await sleep(retry.seconds(before: retries, random: random))
      }
    }
  }
}
