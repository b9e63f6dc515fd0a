internal import CommitFormat
internal import Foundation
internal import GRDB
internal import Merge
internal import SyncServer

extension AccountTables {
  func add(_ commit: QuarantinedCommit) throws {
    guard try !quarantined(in: commit.workspace).contains(where: { $0.isSame(as: commit) }) else { return }
    try db.execute(
      sql: """
        INSERT INTO quarantine (workspace, time, reason, position, entry, sealSequence, sealHash, signature, user, device)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        commit.workspace.bits.bytes.data, commit.time, commit.reason.rawValue, Int64(clamping: commit.entry.position),
        commit.entry.bytes.data, commit.seal.map { Int64(clamping: $0.sequence) }, commit.seal?.hash.bytes.data,
        commit.seal?.signature.data, commit.user, commit.device,
      ])
  }

  func quarantined(in workspace: WorkspaceID) throws -> [QuarantinedCommit] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT id, time, reason, position, entry, sealSequence, sealHash, signature, user, device FROM quarantine
        WHERE workspace = ? ORDER BY id
        """, arguments: [workspace.bits.bytes.data]
    ).map { row in
      guard let id = row[0] as Int64?, let time = row[1] as Int64?,
        let reason = (row[2] as String?).flatMap(QuarantinedCommit.Reason.init(rawValue:)),
        let position = (row[3] as Int64?).flatMap({ Position(exactly: $0) }), let bytes = row[4] as Data?,
        let entry = LogEntry(position: position, bytes: Array(bytes)), let user = row[8] as String?,
        let device = row[9] as String?
      else { throw damaged("quarantine") }
      var seal: Seal?
      if let sequence = (row[5] as Int64?).flatMap({ SequenceNumber(exactly: $0) }),
        let hash = (row[6] as Data?).flatMap({ Hash(bytes: $0) }), let signature = row[7] as Data?,
        let name = entry.commitName
      {
        seal = Seal(replica: name.replica, sequence: sequence, hash: hash, signature: Array(signature))
      }
      return QuarantinedCommit(
        id: id, workspace: workspace, time: time, reason: reason, entry: entry, seal: seal, user: user, device: device)
    }
  }
}
