internal import CommitFormat
internal import Hummingbird
internal import SyncProtocol
internal import SyncServer

// What somebody known is refused stands in the audit log: a role that does not suffice, a device that was shut out, a
// cursor or a replica that is not theirs, a form that no page of ours sent.
extension HTTPSite {
  /// Serves a member's device that has at least the role that the route asks for.
  func serve(
    _ call: Call, needs role: Role, _ route: String, _ answer: (Call, Caller) async throws -> Response
  ) async throws -> Response {
    let caller = try await caller(call, route: route)
    do {
      guard caller.actor.role >= role else { throw AccountProblem.notAllowed(needs: role) }
      return try await answer(call, caller)
    } catch {
      if let code = Self.noted(error) {
        await note(code, of: caller.device.user, by: caller.device.id.text, route, at: caller.server)
      }
      throw error
    }
  }

  /// Notes what somebody who is signed in in a browser was refused.
  func noteRefusal(_ error: any Error, _ call: Call, _ route: String) async {
    guard let code = Self.noted(error), let server = try? await workspaceServer(call),
      let browser = try? await browser(call, server)
    else { return }
    await note(code, of: browser.actor.user, by: browser.session.id, route, at: server)
  }

  /// The code under which a refusal is noted; nil for what happens to anybody who does no harm.
  static func noted(_ error: any Error) -> ProblemCode? {
    if let problem = error as? WebProblem, case .forged = problem { return .notAllowed }
    guard !(error is WebProblem), let code = ProblemAnswer.answer(to: error).answer.problem.known else { return nil }
    switch code {
    case .notAllowed, .deviceRevoked, .badCursor, .wrongWorkspace: return code
    default: return nil
    }
  }

  /// Notes a refusal. Of one kind and one device or browser only so many in a minute are: the audit log is no place to fill a disk.
  ///
  /// The refusal stands whether or not it could be noted.
  func note(_ code: ProblemCode, of user: String, by subject: String, _ route: String, at server: WorkspaceServer) async
  {
    guard refusals.take("\(code.rawValue) \(subject)", now: uptime) == nil else { return }
    try? await pool.run {
      try server.accounts.noteRefusal(of: user, subject: subject, detail: "\(code.rawValue): \(route)")
    }
  }
}
