public import CommitFormat
internal import Foundation
internal import GRDB
internal import Merge
public import SyncServer

extension LogFile {
  /// Adds a workspace with an empty log.
  ///
  /// - Throws: `LogProblem.exists` when there is one of that id or name.
  public func addWorkspace(_ id: WorkspaceID, name: String, epoch: Epoch) throws -> SQLiteLog {
    try write { db in
      let count = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM workspace WHERE id = ? OR name = ?", arguments: [id.bits.bytes.data, name])
      guard count == 0 else { throw LogProblem.exists(path: name) }
      try db.execute(
        sql: "INSERT INTO workspace (id, name, epoch, position, chain) VALUES (?, ?, ?, 0, ?)",
        arguments: [id.bits.bytes.data, name, epoch.bits.bytes.data, LogEntry.chainStart(of: id).bytes.data])
      return SQLiteLog(file: self, number: db.lastInsertedRowID, workspace: id)
    }
  }

  /// All workspaces, oldest first.
  public func workspaces() throws -> [LogHead] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT id, name, epoch, position, chain FROM workspace ORDER BY number").map(head)
    }
  }

  /// - Throws: `LogProblem.unknownWorkspace`.
  public func log(of workspace: WorkspaceID) throws -> SQLiteLog {
    try read { db in
      let number = try Int64.fetchOne(
        db, sql: "SELECT number FROM workspace WHERE id = ?", arguments: [workspace.bits.bytes.data])
      guard let number else { throw LogProblem.unknownWorkspace(workspace) }
      return SQLiteLog(file: self, number: number, workspace: workspace)
    }
  }

  func head(_ row: Row) throws -> LogHead {
    guard let id = (row[0] as Data?).flatMap({ UInt128(bytes: $0) }), let name = row[1] as String?,
      let epoch = (row[2] as Data?).flatMap({ UInt128(bytes: $0) }), let position = row[3] as Int64?, position >= 0,
      let chain = (row[4] as Data?).flatMap({ Hash(bytes: $0) })
    else { throw LogProblem.damaged(path: path, detail: "workspace") }
    return LogHead(
      workspace: WorkspaceID(bits: id), name: name, epoch: Epoch(bits: epoch), position: Position(position),
      chain: chain)
  }

  /// Looks at everything: the file as SQLite sees it, and each log from its beginning.
  ///
  /// - Throws: `LogProblem.damaged`, or `.broken` with the first bad position.
  /// - Complexity: O(file).
  public func verify() throws {
    let report = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") ?? "" }
    guard report == "ok" else { throw LogProblem.damaged(path: path, detail: report) }
    for head in try workspaces() {
      if let position = try log(of: head.workspace).firstBrokenPosition() { throw LogProblem.broken(at: position) }
    }
  }

  /// Puts a backup in the place of the log, and begins a new epoch of every workspace in it.
  ///
  /// The server's replicas, which have come further, are to be made anew; so the server must not be running.
  ///
  /// - Parameters:
  ///   - backup: what `backup(to:)` made; it is verified first, and stays as it is.
  ///   - folder: the server's. A log that lies there is kept beside the new one, as `log.sqlite.before-restore`.
  ///   - epoch: a random one, asked for per workspace.
  /// - Returns: the restored file.
  /// - Throws: `LogProblem`; the former log is then where it was.
  public static func restore(_ backup: String, to folder: String, now: Int64, epoch: () -> Epoch) throws -> LogFile {
    let manager = FileManager.default
    guard manager.fileExists(atPath: backup) else { throw LogProblem.missing(path: backup) }
    let scratch = URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent("restoring").path
    let destination = path(in: folder)
    try? manager.removeItem(atPath: scratch)
    do {
      try manager.createDirectory(
        atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try manager.copyItem(atPath: backup, toPath: path(in: scratch))
    } catch {
      throw LogProblem.inputOutput(path: scratch, detail: "\(error)")
    }
    defer { try? manager.removeItem(atPath: scratch) }
    let copy = try open(in: scratch)
    try copy.verify()
    for head in try copy.workspaces() {
      let log = try copy.log(of: head.workspace)
      let highest = try log.enrolments().map(\.enrolment.number).max() ?? 0
      try log.begin(
        Restoration(
          epoch: epoch(), former: [head.epoch], position: head.position, time: now, discards: false,
          numbersFrom: Restoration.numbers(after: highest), confirmedAt: now))
    }
    // Sessions that were ended after the backup must not come to life again.
    try copy.write { try $0.execute(sql: "DELETE FROM session") }
    try copy.close()
    do {
      let former = destination + ".before-restore"
      for suffix in ["", "-wal", "-shm"] where manager.fileExists(atPath: destination + suffix) {
        try? manager.removeItem(atPath: former + suffix)
        try manager.moveItem(atPath: destination + suffix, toPath: former + suffix)
      }
      try manager.moveItem(atPath: path(in: scratch), toPath: destination)
    } catch {
      throw LogProblem.inputOutput(path: destination, detail: "\(error)")
    }
    return try open(in: folder)
  }
}

extension [UInt8] {
  var data: Data { Data(self) }
}

extension UInt128 {
  /// Nil unless there are 16 bytes.
  init?(bytes: Data) {
    guard bytes.count == 16 else { return nil }
    self = bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }
}
