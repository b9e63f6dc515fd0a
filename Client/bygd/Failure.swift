import CommitFormat
import Merge
import Plan
import Replica
import Schema
import SyncClient
import SyncProtocol
import Words

/// How the program ends. The numbers are part of its contract with scripts.
enum ExitStatus: Int32, Error {
  case done = 0
  case failed = 1
  /// Synced, but commits of this device were refused or stand in an open conflict.
  case open = 2
  case notAllowed = 4
  case unreachable = 5
  /// Many records would go at once, and nobody has said yes.
  case needsYes = 3
  case usage = 64
  case badInput = 65
  case bug = 70
  case interrupted = 130
}

/// What can go wrong in the commands themselves.
enum CommandProblem: Error, Hashable {
  case unreadableFile(String)
  case cannotWriteFile(String)
  /// The file is no text in UTF-8.
  case notText(String)
  case usage(Phrase)
  /// An unknown or ambiguous reference, with what the candidates are called.
  case ambiguous(String, [String])
  case noConflictLikeThat(String)
  case editorFailed(kept: String)
  case formNotTaken(kept: String, [String])
  case noProposal(Int, Int)
  case noRule(String, String)
  case otherWorkspace
  case noServer
  case unsentBeforeLogout(Int)
  case nothingToUndo
  case badToken
  case notWritten
  case declined
  case unknownAudience(String, known: [String])
  /// So many records of so many would go by this command.
  case needsYes(Int, Int, String)
  case trouble(Trouble)
  case replicaExists(String)
}

/// An error as the person is told it, and how the program ends because of it. All errors come here, and nowhere else is
/// an exit status chosen for one.
struct Failure {
  let status: ExitStatus
  let trouble: Trouble
  /// Lines below: candidates, fields.
  var details: [String] = []

  func text(_ language: Language) -> String {
    ([trouble.text(language)] + details.map { "  " + $0 }).map(PlainText.safe).joined(separator: "\n")
  }

  /// - Parameters:
  ///   - error: whatever was thrown.
  ///   - unsynced: how many changes wait here, which are safe.
  init(_ error: any Error, unsynced: Int) {
    switch error {
    case let problem as CommandProblem: self.init(problem)
    case let problem as RequestProblem: self.init(problem)
    case let problem as AssignmentProblem: self.init(problem)
    case let problem as EditProblem: self.init(problem, unsynced: unsynced)
    case let problem as DecisionProblem: self.init(problem)
    case let moved as ConflictMoved:
      self.init(status: .failed, trouble: Words.Errors.conflictMoved, details: moved.lines(Spoken.language))
    case let problem as StorageProblem: self.init(problem, unsynced: unsynced)
    case let problem as ReplicaProblem: self.init(problem)
    case let problem as ProtocolProblem:
      self.init(status: .badInput, trouble: Words.Errors.badBundle(problem.code.rawValue))
    case let problem as SyncProblem: self.init(problem, unsynced: unsynced)
    case let problem as DeviceCredentials.Problem: self.init(problem)
    case let problem as ImportError: self.init(problem)
    case let problem as ImportProblem: self.init(problem)
    default: self.init(status: .bug, trouble: Words.Errors.bug(String(describing: error)))
    }
  }

  init(status: ExitStatus, trouble: Trouble, details: [String] = []) {
    self.status = status
    self.trouble = trouble
    self.details = details
  }

  private init(_ problem: CommandProblem) {
    switch problem {
    case .unreadableFile(let path): self.init(status: .badInput, trouble: Words.Errors.unreadableFile(path))
    case .notText(let path): self.init(status: .badInput, trouble: Words.Errors.notText(path))
    case .cannotWriteFile(let path): self.init(status: .failed, trouble: Words.Errors.cannotWrite(path))
    case .usage(let phrase): self.init(status: .usage, trouble: Trouble(happened: phrase, next: Words.Errors.seeHelp))
    case .ambiguous(let text, let candidates):
      self.init(status: .badInput, trouble: Words.Errors.ambiguousReference(text), details: candidates)
    case .noConflictLikeThat(let text):
      self.init(status: .badInput, trouble: Words.Errors.unknownConflict(text))
    case .editorFailed(let path): self.init(status: .failed, trouble: Words.Errors.editorFailed(kept: path))
    case .formNotTaken(let path, let lines):
      self.init(status: .badInput, trouble: Words.Errors.formNotTaken(kept: path), details: lines)
    case .noProposal(let number, let count):
      self.init(status: .badInput, trouble: Trouble(happened: Words.SettlingReport.noProposal(number, count)))
    case .noRule(let type, let field):
      self.init(status: .badInput, trouble: Trouble(happened: Words.SettlingReport.noRule(type, field)))
    case .otherWorkspace: self.init(status: .badInput, trouble: Words.Errors.otherWorkspace)
    case .unsentBeforeLogout(let count):
      self.init(status: .failed, trouble: Words.Errors.unsentBeforeLogout(count))
    case .noServer: self.init(status: .failed, trouble: Words.Errors.noServer)
    case .nothingToUndo: self.init(status: .failed, trouble: Trouble(happened: Words.Errors.nothingToUndo))
    case .badToken: self.init(status: .badInput, trouble: Words.Errors.badToken)
    case .notWritten: self.init(status: .failed, trouble: Words.Errors.outputFailed)
    case .unknownAudience(let key, let known):
      self.init(status: .badInput, trouble: Words.Audiences.unknown(key, known: known))
    case .needsYes(let gone, let live, let command):
      self.init(status: .needsYes, trouble: Words.MassDelete.needsYes(gone, of: live, command: command))
    case .trouble(let trouble): self.init(status: .failed, trouble: trouble)
    case .declined: self.init(status: .failed, trouble: Trouble(happened: Words.Errors.declined))
    case .replicaExists(let path): self.init(status: .failed, trouble: Words.Errors.replicaExists(path))
    }
  }

  private init(_ problem: DecisionProblem) {
    switch problem {
    case .noCandidate(let number, let count):
      self.init(status: .badInput, trouble: Words.Errors.noCandidate(number, count))
    case .noSuchWrite(let label):
      self.init(status: .badInput, trouble: Trouble(happened: Words.SettlingReport.noSuchWrite(label)))
    case .markersLeft: self.init(status: .badInput, trouble: Trouble(happened: Words.Errors.markersLeft))
    case .unknownMember(let key, let known):
      self.init(status: .badInput, trouble: Words.Errors.unknownField(key, known: known))
    case .malformed(let text):
      self.init(status: .badInput, trouble: Trouble(happened: Words.SettlingReport.badDecision(text)))
    case .moved: self.init(status: .failed, trouble: Words.Errors.conflictMoved)
    case .twice: self.init(status: .badInput, trouble: Trouble(happened: Words.SettlingReport.decidedTwice))
    }
  }

  private init(_ problem: RequestProblem) {
    switch problem {
    case .unknownType(let name, let known):
      self.init(status: .badInput, trouble: Words.Errors.unknownType(name, known: known))
    case .unknownReference(let text): self.init(status: .badInput, trouble: Words.Errors.unknownReference(text))
    case .ambiguousReference(let text, let records):
      self.init(
        status: .badInput, trouble: Words.Errors.ambiguousReference(text), details: Session.lastNames(of: records))
    case .notAnAssignment(let text): self.init(status: .usage, trouble: Words.Errors.notAnAssignment(text))
    }
  }

  private init(_ problem: AssignmentProblem) {
    switch problem {
    case .unknownField(let name, let known):
      self.init(status: .badInput, trouble: Words.Errors.unknownField(name, known: known))
    case .neverInConflict(let name, let known):
      self.init(status: .badInput, trouble: Words.Errors.neverInConflict(name, known: known))
    case .notASet(let field): self.init(status: .badInput, trouble: Words.Errors.notASet(field))
    case .badValue(let field, let text, let problem):
      self.init(status: .badInput, trouble: Self.trouble(field: field, text: text, problem))
    case .unknownReference(let field, let text):
      let trouble = Words.Errors.unknownReference(text)
      self.init(
        status: .badInput,
        trouble: Trouble(
          happened: .joined([Phrase(verbatim: "\(field):"), trouble.happened]), next: trouble.next))
    case .ambiguousReference(let field, let text, let records):
      let trouble = Words.Errors.ambiguousReference(text)
      self.init(
        status: .badInput,
        trouble: Trouble(happened: .joined([Phrase(verbatim: "\(field):"), trouble.happened]), next: trouble.next),
        details: Session.lastNames(of: records))
    }
  }

  static func trouble(field: String, text: String, _ problem: FieldProblem) -> Trouble {
    var known: [String] = []
    if case .unknownOption(_, let options) = problem { known = options }
    if case .wrongReferenceType(_, let types) = problem { known = types }
    return Words.Errors.badValue(field: field, code: problem.code.rawValue, known: known)
  }

  private init(_ problem: EditProblem, unsynced: Int) {
    switch problem {
    case .notAllowed(let role):
      self.init(status: .notAllowed, trouble: Words.Errors.needsRole(Words.People.role(role.rawValue)))
    case .unknownType(let number):
      self.init(status: .badInput, trouble: Words.Errors.unknownType("#\(number)", known: []))
    case .unknownRecord(let record):
      self.init(status: .badInput, trouble: Words.Errors.unknownReference(record.text))
    case .unknownField(let field):
      self.init(status: .badInput, trouble: Words.Errors.unknownField("#\(field.number)", known: []))
    case .isDeleted(let record):
      self.init(status: .badInput, trouble: Words.Errors.isDeleted(record.referenceLetters()))
    case .isNotDeleted(let record):
      self.init(status: .badInput, trouble: Words.Errors.isNotDeleted(record.referenceLetters()))
    case .isAppendOnly: self.init(status: .badInput, trouble: Words.Errors.isAppendOnly)
    case .setOnce(let field):
      self.init(status: .badInput, trouble: Words.Errors.setOnce(Session.lastName(of: field)))
    case .invalid(let violations):
      let lines = violations.map { violation in
        let field = [violation.field, violation.part].compactMap { $0 }.joined(separator: ".")
        return Self.trouble(field: field, text: "", violation.problem).text(Spoken.language)
      }
      if lines.count == 1, let first = violations.first {
        let field = [first.field, first.part].compactMap { $0 }.joined(separator: ".")
        self.init(status: .badInput, trouble: Self.trouble(field: field, text: "", first.problem))
      } else {
        self.init(status: .badInput, trouble: Words.Errors.invalid, details: lines)
      }
    case .conflictMoved: self.init(status: .failed, trouble: Words.Errors.conflictMoved)
    case .cannotSettle(let kind): self.init(status: .badInput, trouble: Words.Errors.cannotSettle(kind.rawValue))
    case .tooLarge: self.init(status: .badInput, trouble: Words.Errors.tooLarge)
    case .nothingToDo: self.init(status: .badInput, trouble: Trouble(happened: Words.Errors.nothingToDo))
    case .unknownCommit: self.init(status: .badInput, trouble: Words.Errors.unknownCommit)
    case .forgotten: self.init(status: .badInput, trouble: Words.Compacting.forgotten)
    case .notInAudience: self.init(status: .badInput, trouble: Words.Audiences.notInAudience)
    case .otherAudience(let record):
      self.init(status: .badInput, trouble: Words.Audiences.otherAudience(record.referenceLetters()))
    }
  }

  private init(_ problem: StorageProblem, unsynced: Int) {
    let trouble: Trouble =
      switch problem {
      case .missing: Words.Errors.noReplica
      case .damaged(let path, let detail): Words.Errors.damagedReplica(path, detail: detail)
      case .newerVersion(let path, _, _): Words.Errors.newerReplica(path)
      case .readOnly(let path): Words.Errors.readOnly(path)
      case .busy: Words.Errors.busy
      case .full: Words.Errors.diskFull(unsynced: unsynced)
      case .inputOutput(let path, let detail): Words.Errors.diskFailed(path, detail: detail)
      }
    self.init(status: .failed, trouble: trouble)
  }

  private init(_ problem: ReplicaProblem) {
    switch problem {
    case .notSetUp: self.init(status: .failed, trouble: Words.Errors.noReplica)
    case .alreadySetUp: self.init(status: .failed, trouble: Words.Errors.replicaExists(Session.lastFolder))
    case .unreadableSchema: self.init(status: .failed, trouble: Words.Errors.newerReplica(Session.lastFolder))
    case .unreadableCommit(let name, _):
      self.init(
        status: .failed,
        trouble: Words.Errors.damagedReplica(
          Session.lastFolder, detail: CommitLabel.text(name.replica, name.sequence)))
    }
  }
}
