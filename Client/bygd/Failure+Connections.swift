import CommitFormat
import Plan
import Replica
import SyncClient
import SyncProtocol
import Words

extension Failure {
  init(_ problem: SyncProblem, unsynced: Int) {
    switch problem {
    case .notReachable(let reason):
      let why: Phrase =
        switch reason {
        case .refused: Words.Errors.Line.refused
        case .unknownHost: Words.Errors.Line.unknownHost
        case .timedOut: Words.Errors.Line.timedOut
        case .noRoute: Words.Errors.Line.noRoute
        case .other(let detail): Phrase(verbatim: detail)
        }
      self.init(status: .unreachable, trouble: Words.Errors.unreachable(why, unsynced: unsynced))
    case .notSecure(let detail):
      self.init(status: .unreachable, trouble: Words.Errors.notSecure(detail, unsynced: unsynced))
    case .captivePortal(let title):
      self.init(status: .unreachable, trouble: Words.Errors.captivePortal(title ?? "?", unsynced: unsynced))
    case .garbage:
      self.init(
        status: .unreachable, trouble: Words.Errors.unreachable(Words.Errors.Line.garbage, unsynced: unsynced))
    case .cut:
      self.init(status: .unreachable, trouble: Words.Errors.unreachable(Words.Errors.Line.cut, unsynced: unsynced))
    case .tooSlow:
      self.init(
        status: .unreachable, trouble: Words.Errors.unreachable(Words.Errors.Line.timedOut, unsynced: unsynced))
    case .serverBusy(.storageFull, _):
      self.init(status: .unreachable, trouble: Words.Errors.serverDiskFull(unsynced: unsynced))
    case .serverBusy(.restoring, _):
      self.init(
        status: .unreachable, trouble: Words.Errors.unreachable(Words.Restoring.lineRestoring, unsynced: unsynced))
    case .serverBusy:
      self.init(status: .unreachable, trouble: Words.Errors.unreachable(Words.Errors.Line.busy, unsynced: unsynced))
    case .wrongServer: self.init(status: .failed, trouble: Words.Errors.otherServer(unsynced: unsynced))
    case .epochChanged, .logDiffers:
      self.init(status: .failed, trouble: Words.Errors.otherHistory(unsynced: unsynced))
    case .notSignedIn: self.init(status: .notAllowed, trouble: Words.Errors.notSignedIn(unsynced: unsynced))
    case .deviceRevoked: self.init(status: .notAllowed, trouble: Words.Errors.deviceRevoked(unsynced: unsynced))
    case .notAllowed: self.init(status: .notAllowed, trouble: Words.Errors.notAllowed(unsynced: unsynced))
    case .invitation(let code):
      self.init(status: .notAllowed, trouble: Words.Errors.badInvitation(code.rawValue))
    case .unsupportedVersion: self.init(status: .failed, trouble: Words.Errors.versionsDiffer(unsynced: unsynced))
    case .refusedByServer(let problem):
      self.init(
        status: .failed, trouble: Words.Errors.refusedByServer(problem.known?.rawValue ?? "?", unsynced: unsynced))
    case .tooLarge: self.init(status: .failed, trouble: Words.Errors.tooLarge)
    case .storage(let problem): self.init(problem as any Error, unsynced: unsynced)
    case .replica(let problem): self.init(problem as any Error, unsynced: unsynced)
    case .plainHTTPRefused(let host): self.init(status: .usage, trouble: Words.Errors.plainHTTP(host))
    case .alreadyJoined(let server): self.init(status: .failed, trouble: Words.Errors.alreadyJoined(server))
    case .badAddress(let text): self.init(status: .usage, trouble: Words.Errors.badAddress(text))
    case .credentials(let problem): self.init(problem)
    case .cancelled: self.init(status: .interrupted, trouble: Words.Errors.interrupted("bygd sync"))
    case .unforeseen(let detail): self.init(status: .bug, trouble: Words.Errors.bug(detail))
    }
  }

  init(_ problem: DeviceCredentials.Problem) {
    switch problem {
    case .damaged(let path):
      self.init(status: .failed, trouble: Words.Errors.damagedReplica(path, detail: DeviceCredentials.fileName))
    case .readableByOthers: self.init(status: .failed, trouble: Words.Errors.readableByOthers)
    case .inputOutput(let path, let code):
      self.init(status: .failed, trouble: Words.Errors.diskFailed(path, detail: "errno \(code)"))
    }
  }

  init(_ error: ImportError) {
    let happened: Phrase
    var next: Phrase?
    switch error {
    case .empty: happened = Words.ImportFaults.empty
    case .binary(let kind, _):
      happened = Words.ImportFaults.binary(kind.rawValue)
      next = Words.ImportFaults.saveAsText
    case .truncated(let offset): happened = Words.ImportFaults.truncated(offset)
    case .tooLarge(_, let bytesMax): happened = Words.ImportFaults.tooLarge(bytesMax)
    case .notAPlan: happened = Words.ImportFaults.notAPlan
    case .badHeader(let missing, let repeated):
      happened =
        missing.map(Words.ImportFaults.missingColumn) ?? Words.ImportFaults.repeatedColumn(repeated ?? "")
    case .badCell(let line, _, let name, let fault, let value):
      happened = Words.ImportFaults.cell(
        line: line, column: name, value: value, fault: Words.ImportFaults.fault(fault.rawValue))
    case .badValue(let path): happened = Words.ImportFaults.badPlace(path)
    }
    self.init(status: .badInput, trouble: Words.Errors.badImport(happened, next: next))
  }

  init(_ problem: ImportProblem) {
    let happened: Phrase =
      switch problem {
      case .schemaLacks(let name): Words.ImportFaults.schemaLacks(name)
      case .badID(let row, let text): Words.ImportFaults.badID(row: row, text)
      case .unknownSection(let row, let text): Words.ImportFaults.unknownSection(row: row, text)
      case .sameRecord(let row, let other): Words.ImportFaults.sameRecord(row: row, other: other)
      }
    self.init(status: .badInput, trouble: Words.Errors.badImport(happened))
  }
}
