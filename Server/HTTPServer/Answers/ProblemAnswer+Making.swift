internal import CommitFormat
internal import Logging
internal import NIOHTTP1
internal import NIOPosix
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer

extension ProblemAnswer {
  /// What is answered to an error, and whether it is one of ours that should be looked at.
  static func answer(to error: any Error) -> (answer: ProblemAnswer, isOurs: Bool) {
    switch error {
    case let answer as ProblemAnswer: return (answer, false)
    case let problem as Problem: return (ProblemAnswer(problem), false)
    case let problem as ProtocolProblem: return (ProblemAnswer(problem), false)
    case let problem as AccountProblem: return (ProblemAnswer(account: problem), false)
    case let problem as EditProblem: return (ProblemAnswer(edit: problem), false)
    case let problem as AssignmentProblem: return (ProblemAnswer(problem), false)
    case let problem as ErasureProblem: return (ProblemAnswer(erasure: problem), false)
    case let problem as DecisionProblem: return (ProblemAnswer(decision: problem), false)
    case let problem as RequestProblem: return (ProblemAnswer(request: problem), false)
    case is SlowSender:
      var answer = ProblemAnswer(.timedOut)
      answer.closes = true
      return (answer, false)
    case is HTTPParserError:
      // A body that does not say where it ends.
      var answer = ProblemAnswer(.malformed, subject: "body")
      answer.closes = true
      return (answer, false)
    case let problem as OIDCProblem:
      var answer = ProblemAnswer(problem.status == 502 ? .internal : .notSignedIn)
      answer.status = problem.status
      return (answer, false)
    case WebProblem.later(_, _, let error): return self.answer(to: error)
    case is WebProblem: return (ProblemAnswer(.notAllowed, subject: "form"), false)
    case let problem as LogProblem: return (ProblemAnswer(log: problem), true)
    case let problem as StorageProblem: return (ProblemAnswer(storage: problem), true)
    case is NIOThreadPoolError.ThreadPoolInactive, is CancellationError:
      return (ProblemAnswer(Problem(.serverBusy, retryAfterSeconds: 5)), false)
    default: return (ProblemAnswer(.internal), true)
    }
  }

  private init(account problem: AccountProblem) {
    self.init(Problem(problem.code))
    switch problem {
    case .notAllowed(let role): details = [.init(key: "needs", value: .string(role.rawValue))]
    case .replicaTaken: self.problem.subject = "replica"
    case .lastAdministrator: self.problem.subject = "last-administrator"
    case .badName: self.problem.subject = "name"
    case .badPublicKey: self.problem.subject = "publicKey"
    case .unknownUser: self.problem.subject = "user"
    case .unknownDevice: self.problem.subject = "device"
    case .unknownAudience: self.problem.subject = "audience"
    case .unknownQuarantined: self.problem.subject = "quarantine"
    case .alreadyDecided: self.problem.subject = "decided"
    default: break
    }
  }

  private init(erasure problem: ErasureProblem) {
    switch problem {
    case .unknownRecord: self.init(.notFound, subject: "record")
    case .unknownField(let key, _): self.init(refused: key, code: "unknown-field")
    case .reason: self.init(refused: "reason", code: "missing-or-long")
    case .tooShort: self.init(refused: "naming", code: "too-short")
    case .nothing: self.init(.nothingToDo)
    // What would go now is not told here: whoever asks is to look at it first.
    case .changed: self.init(.conflictMoved, subject: "preview")
    }
  }

  private init(decision problem: DecisionProblem) {
    switch problem {
    case .moved(let ids): self.init(.conflictMoved, subject: ids.map(\.text).joined(separator: " "))
    case .malformed(let key): self.init(.malformed, subject: key)
    case .noCandidate, .noSuchWrite: self.init(refused: "take", code: "no-such-candidate")
    case .unknownMember(let key, let known): self.init(refused: key, code: "unknown-field", known: known)
    case .markersLeft: self.init(refused: "value", code: "markers-left")
    case .twice(let id): self.init(refused: id.text, code: "twice")
    }
  }

  private init(request problem: RequestProblem) {
    switch problem {
    case .unknownType(_, let known): self.init(refused: "type", code: "unknown-type", known: known)
    case .unknownReference: self.init(refused: "record", code: "unknown-reference")
    case .ambiguousReference: self.init(refused: "record", code: "ambiguous-reference")
    case .notAnAssignment: self.init(.malformed)
    }
  }

  /// What was read, and is not possible here.
  init(refused subject: String, code: String, known: [String] = []) {
    self.init(.refused, subject: subject, details: [.init(key: "code", value: .string(code))])
    if !known.isEmpty { details.append(.init(key: "known", value: .strings(known))) }
  }

  private init(edit problem: EditProblem) {
    switch problem {
    case .notAllowed(let role): self.init(account: .notAllowed(needs: role))
    case .conflictMoved: self.init(.conflictMoved)
    case .unknownRecord: self.init(.notFound, subject: "record")
    case .invalid(let violations):
      self.init(
        .refused, subject: "schema",
        details: [
          .init(
            key: "violations",
            value: .array(
              violations.map { violation in
                .members([
                  "field": violation.field.map(JSONValue.string) ?? .null, "code": .string(violation.code.rawValue),
                ])
              }))
        ])
    case .cannotSettle: self.init(.refused, subject: "cannot-settle")
    case .tooLarge: self.init(.tooLarge)
    case .isDeleted: self.init(.refused, subject: "deleted")
    case .isNotDeleted: self.init(.refused, subject: "not-deleted")
    case .isAppendOnly: self.init(.refused, subject: "append-only")
    case .setOnce: self.init(.refused, subject: "once")
    case .nothingToDo: self.init(.nothingToDo)
    case .unknownCommit: self.init(.notFound, subject: "commit")
    case .unknownType: self.init(.refused, subject: "type")
    case .unknownField: self.init(.refused, subject: "field")
    case .forgotten: self.init(.refused, subject: "forgotten")
    case .notInAudience: self.init(.notAllowed, subject: "audience")
    case .otherAudience: self.init(.refused, subject: "audience")
    }
  }

  private init(log problem: LogProblem) {
    switch problem {
    case .full: self.init(Problem(.storageFull, retryAfterSeconds: 60))
    case .busy, .notNext: self.init(Problem(.serverBusy, retryAfterSeconds: 1))
    default: self.init(.internal)
    }
  }

  private init(storage problem: StorageProblem) {
    switch problem {
    case .full: self.init(Problem(.storageFull, retryAfterSeconds: 60))
    case .busy: self.init(Problem(.serverBusy, retryAfterSeconds: 1))
    default: self.init(.internal)
    }
  }
}

/// What a log may say of an error: which it was, and of storage where; never what somebody wrote.
enum ErrorLabel {
  static func text(_ error: any Error) -> String {
    switch error {
    case is LogProblem, is StorageProblem, is ServerProblem: String(describing: error)
    default: String(reflecting: type(of: error))
    }
  }
}
