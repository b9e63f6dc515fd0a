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
    try remembered(.workspaces) { db in
      try Row.fetchAll(db, sql: "SELECT id, name, epoch, position, chain FROM workspace ORDER BY number").map(head)
    } ?? []
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
    guard let head = Self.head(of: row) else { throw LogProblem.damaged(path: path, detail: "workspace") }
    return head
  }

  static func head(of row: Row) -> LogHead? {
    guard let id = (row[0] as Data?).flatMap({ UInt128(bytes: $0) }), let name = row[1] as String?,
      let epoch = (row[2] as Data?).flatMap({ UInt128(bytes: $0) }), let position = row[3] as Int64?, position >= 0,
      let chain = (row[4] as Data?).flatMap({ Hash(bytes: $0) })
    else { return nil }
    return LogHead(
      workspace: WorkspaceID(bits: id), name: name, epoch: Epoch(bits: epoch), position: Position(position),
      chain: chain)
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
