import CommitFormat
import Dispatch
import Logging
import Plan
import Replica
import SyncServer
import Synchronization
import Words

/// Looks after a workspace whenever its log has grown: carries out the standing rules, and keeps the inbox ready.
///
/// One thing at a time and on a queue of its own, never within anybody's transaction; however fast the log grows, one
/// more round is waiting at the most.
final class WorkspaceSteward: Sendable {
  private weak let server: WorkspaceServer?
  private let inbox: InboxIndex
  private let rules: RuleSteward
  private let logger: Logger
  private let queue = DispatchQueue(label: "bygd.steward", qos: .utility)
  private let isWaiting = Mutex(false)

  private init(_ server: WorkspaceServer, inbox: InboxIndex, logger: Logger) {
    self.server = server
    self.inbox = inbox
    self.logger = logger
    rules = RuleSteward(index: inbox, language: Spoken.language) { [weak server] user in
      try server?.accounts.role(of: user)
    } edit: { [weak server] draft, user in
      guard let server else { return }
      // What the person may do is asked anew as the commit is made.
      let role = try server.accounts.role(of: user) ?? .reader
      do {
        if case .refused(let refusal) = try server.edit(draft, by: Actor(user: user, role: role)) {
          throw DraftRefused(refusal)
        }
      } catch EditProblem.unknownRecord {
        // It is in an audience that the rule's author does not belong to.
        throw DraftRefused(Refusal(code: .role, reason: "audience"))
      }
    }
  }

  /// From now on, for as long as the server lives.
  static func serve(_ server: WorkspaceServer, inbox: InboxIndex, logger: Logger) {
    let steward = WorkspaceSteward(server, inbox: inbox, logger: logger)
    _ = server.listen { _ in steward.wake() }
    steward.wake()
  }

  private func wake() {
    let isFirst = isWaiting.withLock { isWaiting in
      defer { isWaiting = true }
      return !isWaiting
    }
    guard isFirst else { return }
    queue.async { [self] in
      isWaiting.withLock { $0 = false }
      do {
        try inbox.warm()
        try rules.carryOut()
      } catch {
        // Nothing is lost: the next growth of the log, or the next start, tries again.
        logger.warning("the steward stopped", metadata: ["error": "\(String(reflecting: type(of: error)))"])
      }
    }
  }
}
