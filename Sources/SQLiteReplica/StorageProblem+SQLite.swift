internal import GRDB
internal import Replica

extension StorageProblem {
  /// What an error of SQLite means to whoever uses the replica.
  init(_ error: DatabaseError, path: String) {
    let detail = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_IOERR: self = .inputOutput(path: path, detail: "\(error.extendedResultCode): \(detail)")
    case .SQLITE_CANTOPEN: self = .inputOutput(path: path, detail: detail)
    default: self = .damaged(path: path, detail: "\(error.extendedResultCode): \(detail)")
    }
  }

  /// Runs `body`, and tells what SQLite says in our terms. Other errors pass as they are.
  static func mapping<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StorageProblem(error, path: path)
    }
  }
}

extension DatabaseError {
  /// Whether the disk could not say that what was written is on it.
  var isFailedSync: Bool {
    extendedResultCode == .SQLITE_IOERR_FSYNC || extendedResultCode == .SQLITE_IOERR_DIR_FSYNC
  }
}
