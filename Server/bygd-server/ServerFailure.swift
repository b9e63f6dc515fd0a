import ArgumentParser
import CommitFormat
import Foundation
import HTTPServer
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Words

/// An error as whoever runs the server is told it, and how the program ends because of it.
struct ServerFailure {
  static let done: Int32 = 0
  static let failed: Int32 = 1
  static let notAllowed: Int32 = 4
  static let usage: Int32 = 64
  static let badInput: Int32 = 65
  static let bug: Int32 = 70

  let status: Int32
  let phrase: Phrase

  init(_ error: any Error) {
    typealias Say = Words.ServerProgram
    switch error {
    case let problem as ServerCommandProblem: (status, phrase) = Self.read(problem)
    case let problem as AccountProblem: (status, phrase) = Self.read(problem)
    case let problem as ErasureProblem: (status, phrase) = Self.read(problem)
    case let problem as ErasureCommandProblem:
      switch problem {
      case .nothingNamed: (status, phrase) = (Self.usage, Words.Erasing.whatMissing)
      case .unknownRecord(let text): (status, phrase) = (Self.badInput, Words.Erasing.unknownRecord(text))
      }
    case let problem as MoveProblem: (status, phrase) = Self.read(problem)
    case let problem as MoveCommandProblem:
      switch problem {
      case .nothingNamed: (status, phrase) = (Self.usage, Words.Moving.whatMissing)
      case .unknownRecord(let text): (status, phrase) = (Self.badInput, Words.Moving.unknownRecord(text))
      case .unknownAudience(let key, let known):
        (status, phrase) = (Self.badInput, Words.Audiences.unknown(key, known: known).phrase)
      }
    case let problem as LogProblem: (status, phrase) = Self.read(problem)
    case let problem as HTTPServiceProblem: (status, phrase) = Self.read(problem)
    case let problem as StorageProblem:
      switch problem {
      case .full(let path): (status, phrase) = (Self.failed, Say.diskFull(path))
      case .readOnly(let path): (status, phrase) = (Self.failed, Say.readOnly(path))
      case .busy(let path): (status, phrase) = (Self.failed, Say.busy(path))
      case .missing(let path): (status, phrase) = (Self.badInput, Say.missing(path))
      case .damaged(let path, _), .inputOutput(let path, _): (status, phrase) = (Self.failed, Say.damaged(path))
      case .newerVersion(let path, _, _): (status, phrase) = (Self.failed, Say.newer(path))
      }
    case is EditProblem:
      (status, phrase) = (Self.failed, Words.Quarantine.asItIs.phrase)
    case let problem as SchemaChangeProblem:
      (status, phrase) = (Self.badInput, Say.schemaDiffers(problem.incompatibilities.count))
    case let problem as ServerProblem: (status, phrase) = (Self.failed, Words.Errors.bug("\(problem)").phrase)
    default: (status, phrase) = (Self.bug, Words.Errors.bug(String(reflecting: type(of: error))).phrase)
    }
  }

  private static func read(_ problem: ErasureProblem) -> (Int32, Phrase) {
    typealias Say = Words.Erasing
    return switch problem {
    case .unknownRecord(let record): (badInput, Say.unknownRecord(record.text))
    case .unknownField(let field, _): (badInput, Say.unknownField(field))
    case .reason: (usage, Say.reasonMissing)
    case .tooShort(let text): (usage, Say.tooShort(text))
    case .nothing: (badInput, Say.nothing)
    case .changed: (failed, Say.changed)
    }
  }

  private static func read(_ problem: MoveProblem) -> (Int32, Phrase) {
    typealias Say = Words.Moving
    return switch problem {
    case .unknownRecord(let record): (badInput, Say.unknownRecord(record.text))
    case .unknownAudience(let audience): (badInput, Words.Audiences.unknown("\(audience.number)").phrase)
    case .notInAudience: (notAllowed, Words.Audiences.notInAudience.phrase)
    case .nothing: (badInput, Say.nothing)
    case .parentElsewhere: (failed, Say.parentElsewhere)
    case .reasonTooLong: (usage, Say.reasonTooLong)
    case .tooLarge: (failed, Say.tooLarge)
    case .changed: (failed, Say.changed)
    }
  }

  private static func read(_ problem: ServerCommandProblem) -> (Int32, Phrase) {
    typealias Say = Words.ServerProgram
    return switch problem {
    case .noWorkspace: (badInput, Say.noWorkspace)
    case .whichWorkspace(let names): (usage, Say.whichWorkspace(names))
    case .unknownWorkspace(let name): (badInput, Say.unknownWorkspace(name))
    case .unreadableFile(let path): (badInput, Words.Errors.unreadableFile(path).phrase)
    case .badSchema(let detail): (badInput, Say.badSchema(detail))
    case .isServing: (failed, Say.isServing)
    case .keysMissing(let path): (badInput, Words.Restoring.keysMissing(path))
    case .badAddress(let text): (usage, Say.badAddress(text))
    case .badIssuer(let text): (usage, Words.SignInProgram.badIssuer(text))
    case .issuerNeedsClient: (usage, Words.SignInProgram.issuerNeedsClient)
    case .badURL(let text): (usage, Words.SignInProgram.badURL(text))
    case .badRole(let text): (usage, Say.badRole(text, known: Role.allCases.map(\.rawValue)))
    case .unknownDevice(let text): (badInput, Say.unknownDevice(text))
    case .ambiguousDevice(let text, let ids): (badInput, Say.ambiguousDevice(text, ids))
    }
  }

  private static func read(_ problem: AccountProblem) -> (Int32, Phrase) {
    typealias Say = Words.ServerProgram
    return switch problem {
    case .userExists(let user): (badInput, Say.userExists(user))
    case .unknownUser(let user): (badInput, Say.unknownUser(user))
    case .badName(let name): (badInput, Say.badName(name))
    case .lastAdministrator: (notAllowed, Say.lastAdministrator)
    case .unknownDevice: (badInput, Say.unknownDevice(""))
    case .unknownQuarantined: (badInput, Words.Quarantine.unknown)
    case .alreadyDecided: (failed, Words.Quarantine.alreadyDecided)
    case .unknownAudience(let key): (badInput, Words.Audiences.unknown(key).phrase)
    default: (notAllowed, Words.Server.problem(problem.code.rawValue))
    }
  }

  private static func read(_ problem: LogProblem) -> (Int32, Phrase) {
    typealias Say = Words.ServerProgram
    return switch problem {
    case .missing(let path): (badInput, Say.missing(path))
    case .exists(let path): (badInput, Say.exists(path))
    case .foreign(let path): (badInput, Say.foreign(path))
    case .newerVersion(let path, _, _): (failed, Say.newer(path))
    case .damaged(let path, _), .inputOutput(let path, _): (failed, Say.damaged(path))
    case .broken(let position): (failed, Say.broken(Int(clamping: position)))
    case .badKey(let path): (failed, Say.badKey(path))
    case .readOnly(let path): (failed, Say.readOnly(path))
    case .busy(let path): (failed, Say.busy(path))
    case .full(let path): (failed, Say.diskFull(path))
    case .unknownWorkspace: (badInput, Say.noWorkspace)
    case .notNext: (failed, Words.Server.problem("server-busy"))
    }
  }

  private static func read(_ problem: HTTPServiceProblem) -> (Int32, Phrase) {
    typealias Say = Words.ServerProgram
    return switch problem {
    case .plainHTTPRefused(let host): (usage, Say.plainHTTPRefused(host))
    case .unreadableCertificate(let path), .unreadableKey(let path):
      (badInput, Words.Errors.unreadableFile(path).phrase)
    case .unusableCertificate: (badInput, Say.unusableCertificate)
    case .cannotListen(let host, let port): (failed, Say.cannotListen(host, port))
    }
  }
}
