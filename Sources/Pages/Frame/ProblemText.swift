public import CommitFormat
internal import Merge
internal import Plan
internal import Replica
internal import Schema
public import Words

/// What is wrong with something that a person typed or wanted, in a sentence beside its field.
public enum ProblemText {
  /// - Parameters:
  ///   - error: as reading a decision or making a commit throws it.
  ///   - language: of the words.
  /// - Returns: nil for what is nobody's typing: storage, our own faults.
  public static func text(_ error: any Error, _ language: Language) -> String? {
    switch error {
    case let problem as AssignmentProblem: text(problem).text(language)
    case let problem as DecisionProblem: text(problem).text(language)
    case let problem as EditProblem: text(problem).text(language)
    case let problem as RequestProblem: text(problem).text(language)
    case let problem as DraftRefused: text(problem.refusal).text(language)
    default: nil
    }
  }

  /// Why the server did not take something.
  public static func text(_ refusal: Refusal) -> Phrase {
    Words.Audiences.reason(refusal.code.rawValue, refusal.reason)
  }

  private static func text(_ problem: AssignmentProblem) -> Phrase {
    switch problem {
    case .unknownField: Words.Problems.problem("unknown-field")
    case .neverInConflict(let field, let known): Words.Errors.neverInConflict(field, known: known).happened
    case .notASet: Words.Problems.problem("wrong-kind")
    case .badValue(_, _, let problem): Words.Problems.problem(problem.code.rawValue)
    case .unknownReference: Words.Problems.problem("unknown-reference")
    case .ambiguousReference: Words.Problems.problem("ambiguous-reference")
    }
  }

  private static func text(_ problem: DecisionProblem) -> Phrase {
    switch problem {
    case .noCandidate, .noSuchWrite, .moved: Words.Errors.conflictMoved.happened
    case .markersLeft: Words.Pages.markersLeft
    case .unknownMember: Words.Problems.problem("unknown-field")
    case .malformed, .twice: Words.Problems.problem("wrong-kind")
    }
  }

  private static func text(_ problem: RequestProblem) -> Phrase {
    switch problem {
    case .unknownType: Words.Problems.problem("unknown-type")
    case .unknownReference: Words.Problems.problem("unknown-reference")
    case .ambiguousReference: Words.Problems.problem("ambiguous-reference")
    case .notAnAssignment: Words.Problems.problem("wrong-kind")
    }
  }

  private static func text(_ problem: EditProblem) -> Phrase {
    switch problem {
    case .invalid(let violations):
      Phrase.joined(violations.filter { !$0.isWarning }.map { Words.Problems.problem($0.code.rawValue) })
    case .conflictMoved: Words.Errors.conflictMoved.happened
    case .cannotSettle(let kind): Words.Errors.cannotSettle(kind.rawValue).happened
    case .tooLarge: Words.Errors.tooLarge.happened
    case .nothingToDo: Words.Errors.nothingToDo
    case .unknownCommit: Words.Errors.unknownCommit.happened
    case .notAllowed(let role): Words.Errors.needsRole(Words.Pages.role(role.rawValue)).happened
    case .isDeleted(let record): Words.Errors.isDeleted(record.referenceLetters()).happened
    case .isNotDeleted(let record): Words.Errors.isNotDeleted(record.referenceLetters()).happened
    case .isAppendOnly: Words.Errors.isAppendOnly.happened
    case .setOnce: Words.Pages.setOnce
    case .unknownType: Words.Problems.problem("unknown-type")
    case .unknownField: Words.Problems.problem("unknown-field")
    case .unknownRecord: Words.Problems.problem("unknown-reference")
    case .notInAudience: Words.Audiences.notInAudience.happened
    case .forgotten: Words.Compacting.forgotten.happened
    case .otherAudience(let record): Words.Audiences.otherAudience(record.referenceLetters()).happened
    }
  }
}
