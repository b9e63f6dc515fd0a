internal import CommitFormat
internal import Foundation
internal import GRDB
internal import Merge
internal import SyncServer

extension AccountTables {
  /// Makes a change that is about sessions.
  func apply(session change: AccountChange) throws {
    switch change {
    case .addSession(let session):
      try db.execute(
        kept: """
          INSERT INTO session (token, workspace, user, way, browser, createdAt, seenAt, keptPath, keptBody)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          session.token.bytes.data, session.workspace.bits.bytes.data, session.user, session.way.rawValue,
          session.browser, session.createdAt, session.seenAt, session.kept?.path, session.kept?.body.data,
        ])
    case .seeSession(let token, let time):
      try db.execute(kept: "UPDATE session SET seenAt = ? WHERE token = ?", arguments: [time, token.bytes.data])
    case .keepForm(let token, let kept):
      try db.execute(
        kept: "UPDATE session SET keptPath = ?, keptBody = ? WHERE token = ?",
        arguments: [kept?.path, kept?.body.data, token.bytes.data])
    case .endSession(let token):
      try db.execute(kept: "DELETE FROM session WHERE token = ?", arguments: [token.bytes.data])
    case .endSessions(let workspace, let user): try endSessions(of: user, in: workspace)
    case .forgetSessions(let time):
      try db.execute(
        kept: "DELETE FROM session WHERE seenAt <= ? OR createdAt <= ?",
        arguments: [time - WebSession.idleMilliseconds, time - WebSession.wholeMilliseconds])
    default: break
    }
  }

  func endSessions(of user: String, in workspace: WorkspaceID) throws {
    try db.execute(
      kept: "DELETE FROM session WHERE workspace = ? AND user = ?", arguments: [workspace.bits.bytes.data, user])
  }

  func setPassword(of user: String, in workspace: WorkspaceID, to password: PasswordHash?) throws {
    guard let password else {
      try db.execute(
        kept: "DELETE FROM password WHERE workspace = ? AND user = ?", arguments: [workspace.bits.bytes.data, user])
      return
    }
    try db.execute(
      kept: """
        INSERT OR REPLACE INTO password (workspace, user, salt, hash, rounds, blockSize, parallelism)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        workspace.bits.bytes.data, user, password.salt.data, password.hash.data, password.rounds, password.blockSize,
        password.parallelism,
      ])
  }

  // Reading.

  private static let sessionColumns =
    "token, workspace, user, way, browser, createdAt, seenAt, keptPath, keptBody"

  func session(token: Hash) throws -> WebSession? {
    try Row.fetchOne(
      db, kept: "SELECT \(Self.sessionColumns) FROM session WHERE token = ?", arguments: [token.bytes.data]
    ).map(session)
  }

  func sessions(in workspace: WorkspaceID) throws -> [WebSession] {
    try Row.fetchAll(
      db, kept: "SELECT \(Self.sessionColumns) FROM session WHERE workspace = ? ORDER BY seenAt DESC, token DESC",
      arguments: [workspace.bits.bytes.data]
    ).map(session)
  }

  private func session(_ row: Row) throws -> WebSession {
    guard let token = (row[0] as Data?).flatMap({ Hash(bytes: $0) }),
      let workspace = (row[1] as Data?).flatMap({ UInt128(bytes: $0) }), let user = row[2] as String?,
      let way = (row[3] as String?).flatMap(WebSession.Way.init(rawValue:)), let browser = row[4] as String?,
      let createdAt = row[5] as Int64?, let seenAt = row[6] as Int64?
    else { throw damaged("session") }
    var kept: KeptForm?
    if let path = row[7] as String?, let body = row[8] as Data? { kept = KeptForm(path: path, body: Array(body)) }
    return WebSession(
      token: token, workspace: WorkspaceID(bits: workspace), user: user, way: way, browser: browser,
      createdAt: createdAt, seenAt: seenAt, kept: kept)
  }

  func password(of user: String, in workspace: WorkspaceID) throws -> PasswordHash? {
    try Row.fetchOne(
      db, kept: "SELECT salt, hash, rounds, blockSize, parallelism FROM password WHERE workspace = ? AND user = ?",
      arguments: [workspace.bits.bytes.data, user]
    ).map { row in
      guard let salt = row[0] as Data?, let hash = row[1] as Data?, let rounds = row[2] as Int?,
        let blockSize = row[3] as Int?, let parallelism = row[4] as Int?
      else { throw damaged("password") }
      return PasswordHash(
        salt: Array(salt), hash: Array(hash), rounds: rounds, blockSize: blockSize, parallelism: parallelism)
    }
  }
}
