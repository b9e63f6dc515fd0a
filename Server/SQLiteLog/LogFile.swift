internal import Foundation
internal import GRDB
internal import Glibc
internal import SyncServer
internal import Synchronization

/// `log.sqlite`: the logs of a server's workspaces, and its accounts. Everything else a server has can be made from it.
///
/// A transaction that has returned is on the disk (`synchronous = FULL`). Several programs may have it open.
public final class LogFile: Sendable {
  /// Where it lies.
  public let path: String
  let pool: DatabasePool
  private let lock: WriterLock
  private let memory: LogMemory
  /// Why nothing is written through this any more; set behind the lock.
  private let stop = Mutex<LogProblem?>(nil)

  private init(path: String, pool: DatabasePool, lock: WriterLock, memory: LogMemory) {
    self.path = path
    self.pool = pool
    self.lock = lock
    self.memory = memory
  }

  /// The file's name within the server's folder.
  public static let name = "log.sqlite"

  static func path(in folder: String) -> String {
    URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent(name).path
  }

  /// Makes an empty file, and the folder if need be.
  ///
  /// - Throws: `LogProblem.exists` when there is one.
  public static func create(in folder: String) throws -> LogFile {
    let path = path(in: folder)
    guard !FileManager.default.fileExists(atPath: path) else { throw LogProblem.exists(path: path) }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw LogProblem.readOnly(path: folder)
    }
    return try open(path: path)
  }

  /// - Throws: `LogProblem`: `missing`, `foreign`, `newerVersion`, `damaged`, `busy`, …
  public static func open(in folder: String) throws -> LogFile {
    let path = path(in: folder)
    guard FileManager.default.fileExists(atPath: path) else { throw LogProblem.missing(path: path) }
    return try open(path: path)
  }

  private static func open(path: String) throws -> LogFile {
    try LogProblem.mapping(path: path) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.foreignKeysEnabled = false
      let lock = try WriterLock(path: path + ".lock")
      return try lock.hold {
        // Looked at before anything is changed: a file of somebody else's stays as it is.
        try look(path)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
          // The pool has set NORMAL by now.
          try db.execute(sql: "PRAGMA synchronous = FULL")
          try db.inTransaction(.immediate) {
            let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            if found < LogSchema.version { try LogSchema.migrate(db, from: found) }
            try LogSchema.makeIndexes(db)
            return .commit
          }
        }
        chmod(path, 0o600)
        return LogFile(path: path, pool: pool, lock: lock, memory: LogMemory(path: path))
      }
    }
  }

  static func look(_ path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else { return }
    defer { try? handle.close() }
    let start = Array(try handle.read(upToCount: 16) ?? Data())
    if start.isEmpty { return }
    guard start == Array("SQLite format 3".utf8) + [0] else { throw LogProblem.foreign(path: path) }
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let (application, version, tables) = try queue.read { db in
      (
        try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0, try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      )
    }
    try queue.close()
    guard application == LogSchema.applicationID || tables == 0 else { throw LogProblem.foreign(path: path) }
    guard version <= LogSchema.version else {
      throw LogProblem.newerVersion(path: path, found: version, known: LogSchema.version)
    }
  }

  /// Lets go of the file. Whatever is asked after that fails.
  public func close() throws {
    try LogProblem.mapping(path: path) {
      try lock.hold {
        // So that the file alone is the whole log.
        if stop.withLock({ $0 }) == nil { _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) } }
        // Who closes last removes the log beside the file, and must be able to write.
        memory.close()
        try pool.close()
      }
    }
  }

  deinit {
    // For the same reason, where nobody has closed it.
    memory.close()
  }

  /// As `read`, of what is remembered for as long as nobody writes.
  func remembered<Answer: Sendable>(
    _ question: LogMemory.Question, _ body: (Database) throws -> Answer?
  ) throws -> Answer? {
    try LogProblem.mapping(path: path) {
      try memory.answer(question) {
        try Waiting.begin()
        return try pool.read(body)
      }
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try Waiting.begin()
    return try LogProblem.mapping(path: path) { try pool.read(body) }
  }

  /// One transaction. Writers of all processes come one after the other, checkpoints included: SQLite before 3.51.3 can
  /// lose what was written when a checkpoint races a writer on another connection.
  ///
  /// With `keepsAccounts`, `body` changes nothing that is remembered of accounts.
  func write<Result>(keepsAccounts: Bool = false, _ body: (Database) throws -> Result) throws -> Result {
    try Waiting.begin()
    return try LogProblem.mapping(path: path) {
      try lock.hold {
        if let problem = stop.withLock({ $0 }) { throw problem }
        return try stoppingAtFailedSync { db in
          var result: Result?
          var before: Int64?
          try db.inTransaction(.immediate) {
            if keepsAccounts { before = try memory.look() }
            result = try body(db)
            return .commit
          }
          guard let result else { throw LogProblem.damaged(path: path, detail: "no result") }
          // It is kept, and nobody else writes before the lock is let go; what can't be carried over is read again.
          if let before, let after = try? memory.look() { memory.carryAccounts(from: before, to: after) }
          return result
        }
      }
    }
  }

  /// Leaves nothing in the file, and in what SQLite keeps beside it, of what was removed.
  ///
  /// - Throws: `LogProblem.busy` while somebody still reads what was.
  /// - Complexity: O(file).
  func scrub() throws {
    try LogProblem.mapping(path: path) {
      try lock.hold {
        if let problem = stop.withLock({ $0 }) { throw problem }
        let isEmpty = try stoppingAtFailedSync { db in
          try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE); VACUUM")
          return try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
        }
        guard isEmpty else { throw LogProblem.busy(path: path) }
      }
    }
  }

  /// Runs `body`, and lets nothing be written through this any more when the disk could not say that what was written is
  /// on it: asked again it may say so of bytes that it has dropped. Whoever opens the file anew sees what is there.
  private func stoppingAtFailedSync<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try pool.writeWithoutTransaction(body)
    } catch let error as DatabaseError
      where error.extendedResultCode == .SQLITE_IOERR_FSYNC || error.extendedResultCode == .SQLITE_IOERR_DIR_FSYNC
    {
      let problem = LogProblem.inputOutput(
        path: path, detail: "\(error.extendedResultCode.rawValue): \(error.message ?? "")")
      stop.withLock { $0 = problem }
      throw problem
    }
  }

  /// `synchronous` of the connection that writes: 2 is FULL.
  package func writerSynchronous() throws -> Int {
    try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
  }
}

/// One lock for all writers of a file, in this process and in others.
final class WriterLock: Sendable {
  private let threads = NSLock()
  private let descriptor: Int32
  private let path: String

  init(path: String) throws {
    self.path = path
    descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == ENOSPC
        ? LogProblem.full(path: path) : LogProblem.inputOutput(path: path, detail: String(cString: strerror(errno)))
    }
  }

  deinit { Glibc.close(descriptor) }

  func hold<Result>(_ body: () throws -> Result) throws -> Result {
    threads.lock()
    defer { threads.unlock() }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw LogProblem.inputOutput(path: path, detail: String(cString: strerror(errno))) }
    }
    defer { flock(descriptor, LOCK_UN) }
    return try body()
  }
}

extension LogProblem {
  /// Runs `body`, and tells what SQLite says in our terms. Other errors pass as they are.
  static func mapping<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      let detail = "\(error.extendedResultCode.rawValue): \(error.message ?? "")"
      switch error.resultCode {
      case .SQLITE_FULL: throw LogProblem.full(path: path)
      case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: throw LogProblem.readOnly(path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw LogProblem.busy(path: path)
      case .SQLITE_IOERR, .SQLITE_CANTOPEN: throw LogProblem.inputOutput(path: path, detail: detail)
      default: throw LogProblem.damaged(path: path, detail: detail)
      }
    }
  }
}
