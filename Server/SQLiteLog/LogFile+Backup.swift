public import CommitFormat
internal import Foundation
internal import GRDB
internal import Glibc
internal import Merge
public import SyncServer

extension LogFile {
  /// Looks at everything: the file as SQLite sees it, and each log from its beginning.
  ///
  /// - Throws: `LogProblem.damaged`, or `.broken` with the first bad position.
  /// - Complexity: O(file).
  public func verify() throws {
    _ = try read { try Self.verify($0, path: path) }
  }

  /// Whether SQLite finds the file whole.
  ///
  /// - Throws: `LogProblem.damaged`.
  public func checkFile() throws {
    try read { try Self.checkFile($0, path: path) }
  }

  private static func checkFile(_ db: Database, path: String) throws {
    let report = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? ""
    guard report != "ok" else { return }
    // A page that the disk did not give this time is no damage; SQLite says so within its report, with the error's number
    // or, of its lists of free pages, without.
    let code = report.split(separator: "error code=").dropFirst().first.flatMap { Int32($0.prefix(while: \.isNumber)) }
    if code.map({ $0 & 0xFF == ResultCode.SQLITE_IOERR.rawValue }) ?? report.contains("failed to get page") {
      throw LogProblem.inputOutput(path: path, detail: report)
    }
    throw LogProblem.damaged(path: path, detail: report)
  }

  @discardableResult
  private static func verify(_ db: Database, path: String) throws -> [LogHead] {
    try checkFile(db, path: path)
    let rows = try Row.fetchAll(
      db, sql: "SELECT id, name, epoch, position, chain, number FROM workspace ORDER BY number")
    return try rows.map { row in
      guard let head = head(of: row), let number = row[5] as Int64? else {
        throw LogProblem.damaged(path: path, detail: "workspace")
      }
      let broken = try SQLiteLog.firstBroken(db, number: number, workspace: head.workspace) { _, _ in }
      if let broken { throw LogProblem.broken(at: broken.position) }
      return head
    }
  }

  /// Copies log and accounts to one new file, while others read and write on. What else a server has follows from the
  /// log; the keys stay out.
  ///
  /// The copy is read from its beginning before it gets its name: what lies at `destination` when this returns, and only
  /// then, is a whole backup, on the disk.
  ///
  /// - Returns: where each workspace's log ends in the copy.
  /// - Throws: `LogProblem`: `exists` when there is something at `destination`, `missing` when its folder is not there,
  ///   `readOnly`, `full`, `broken` when the log itself is; nothing is left behind then.
  @discardableResult
  public func backup(to destination: String) throws -> [LogHead] {
    let place = URL(fileURLWithPath: destination)
    guard !FileManager.default.fileExists(atPath: place.path) else { throw LogProblem.exists(path: destination) }
    let parent = place.deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue else {
      throw LogProblem.missing(path: parent)
    }
    guard access(parent, W_OK | X_OK) == 0 else { throw LogProblem.readOnly(path: parent) }
    let draft = place.path + ".\(getpid()).part"
    defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(draft + suffix) } }
    unlink(draft)
    let heads = try LogProblem.mapping(path: destination) {
      let queue = try DatabaseQueue(path: draft)
      chmod(draft, 0o600)
      try pool.backup(to: queue)
      // One file that can be carried away, without a log beside it.
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      let heads = try queue.read { try Self.verify($0, path: destination) }
      try queue.close()
      return heads
    }
    try Self.flush(draft)
    // A link never takes the place of what somebody has put there meanwhile.
    guard link(draft, place.path) == 0 else {
      if errno == EEXIST { throw LogProblem.exists(path: destination) }
      guard rename(draft, place.path) == 0 else { throw Self.problem(destination) }
      try Self.flush(parent)
      return heads
    }
    try Self.flush(parent)
    return heads
  }

  /// Reads a backup from its beginning.
  ///
  /// - Returns: where each workspace's log ends in it.
  /// - Throws: `LogProblem`: `missing`, `foreign`, `newerVersion`, `damaged`, `broken`.
  public static func look(intoBackup path: String) throws -> [LogHead] {
    guard FileManager.default.fileExists(atPath: path) else { throw LogProblem.missing(path: path) }
    return try LogProblem.mapping(path: path) {
      try look(path)
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? queue.close() }
      return try queue.read { try verify($0, path: path) }
    }
  }

  /// Makes a backup into the log of an empty folder: with a new epoch of every workspace in it, closed until an
  /// administrator has confirmed devices and rights.
  ///
  /// - Parameters:
  ///   - backup: what `backup(to:)` made; it is read from its beginning first, and stays as it is.
  ///   - folder: made here; what an attempt that was cut off left in it goes.
  ///   - former: the log that this one is to replace, where there is one that can be read.
  ///   - discards: whether what came after the backup was dropped on purpose.
  ///   - now: milliseconds since 1970-01-01 00:00 UTC.
  ///   - epoch: a random one, asked for per workspace.
  /// - Returns: the new log, open.
  /// - Throws: `LogProblem`.
  public static func unpack(
    _ backup: String, to folder: String, replacing former: LogFile?, discards: Bool, now: Int64, epoch: () -> Epoch
  ) throws -> LogFile {
    let manager = FileManager.default
    _ = try look(intoBackup: backup)
    do {
      if manager.fileExists(atPath: folder) { try manager.removeItem(atPath: folder) }
      try manager.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try manager.copyItem(atPath: backup, toPath: path(in: folder))
    } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
      throw LogProblem.full(path: folder)
    } catch {
      throw LogProblem.inputOutput(path: folder, detail: "\(error)")
    }
    chmod(path(in: folder), 0o600)
    let copy = try open(in: folder)
    try copy.verify()
    let replaced = try former?.workspaces() ?? []
    for head in try copy.workspaces() {
      let log = try copy.log(of: head.workspace)
      let known = replaced.first { $0.workspace == head.workspace }
      var numbers = try log.enrolments().map(\.enrolment.number)
      if let former, known != nil {
        numbers += try former.log(of: head.workspace).enrolments().map(\.enrolment.number)
      }
      var epochs = [head.epoch]
      if let known, known.epoch != head.epoch { epochs.append(known.epoch) }
      try log.begin(
        Restoration(
          epoch: epoch(), former: epochs, position: head.position, time: now, discards: discards,
          numbersFrom: Restoration.numbers(after: numbers.max() ?? 0), confirmedAt: nil))
      try copy.change([
        .audit(
          AuditRecord(
            time: now, workspace: head.workspace, actor: "console", action: .restored,
            subject: head.epoch.bits.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
            detail: "\(head.position)"))
      ])
    }
    // Sessions that were ended after the backup must not come to life again.
    try copy.write { try $0.execute(sql: "DELETE FROM session") }
    return copy
  }

  /// Puts the log in `source` in the place of the one in `folder`, which is kept beside it under a name of its own.
  ///
  /// At every moment the folder has the old log or the new one, whole. Neither may be open.
  ///
  /// - Returns: where the former log lies now; nil when there was none.
  /// - Throws: `LogProblem`; the former log is where it was then.
  public static func replace(in folder: String, by source: String) throws -> String? {
    let destination = path(in: folder)
    let fresh = path(in: source)
    try flush(fresh)
    var kept: String?
    if FileManager.default.fileExists(atPath: destination) {
      var number = 1
      var name = destination + ".before-restore"
      while FileManager.default.fileExists(atPath: name) {
        number += 1
        name = destination + ".before-restore-\(number)"
      }
      // What was not written back belongs to the former log and must not be taken for the new one's.
      for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: destination + suffix) {
        guard rename(destination + suffix, name + suffix) == 0 else { throw problem(destination) }
      }
      guard link(destination, name) == 0 || rename(destination, name) == 0 else { throw problem(destination) }
      kept = name
    }
    guard rename(fresh, destination) == 0 else { throw problem(destination) }
    try flush(folder)
    return kept
  }

  private static func flush(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw problem(path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw problem(path) }
  }

  private static func problem(_ path: String) -> LogProblem {
    switch errno {
    case ENOSPC, EDQUOT: .full(path: path)
    case EROFS, EACCES, EPERM: .readOnly(path: path)
    default: .inputOutput(path: path, detail: String(cString: strerror(errno)))
    }
  }
}
