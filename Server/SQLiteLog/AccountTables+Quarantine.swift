internal import CommitFormat
internal import Foundation
internal import GRDB
internal import Merge
internal import SyncServer

extension AccountTables {
  func add(_ commit: QuarantinedCommit) throws {
    let name = commit.entry.commitName.map(Self.bytes)
    // Rows of before have no name, and neither have entries that are no commits: of those there are few.
    guard try !nameless(in: commit.workspace).contains(where: { $0.isSame(as: commit) }) else { return }
    try db.execute(
      kept: """
        INSERT INTO quarantine
        (workspace, time, reason, position, entry, sealSequence, sealHash, signature, user, device, name, carrier)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
      arguments: [
        commit.workspace.bits.bytes.data, commit.time, commit.reason.rawValue, Int64(clamping: commit.entry.position),
        commit.entry.bytes.data, commit.seal.map { Int64(clamping: $0.sequence) }, commit.seal?.hash.bytes.data,
        commit.seal?.signature.data, commit.user, commit.device, name, commit.carrier?.bits.bytes.data,
      ])
  }

  private static func bytes(_ name: CommitName) -> Data {
    (name.replica.bytes + name.sequence.bigEndianBytes + name.hash.bytes).data
  }

  func decide(_ id: Int64, _ decision: QuarantinedCommit.Decision) throws {
    try db.execute(
      kept: """
        UPDATE quarantine SET decidedAt = ?, decidedBy = ?, decisionReason = ?, madeReplica = ?, madeSequence = ?
        WHERE id = ? AND decidedAt IS NULL
        """,
      arguments: [
        decision.time, decision.by, decision.reason, decision.made?.replica.bytes.data,
        decision.made.map { Int64(clamping: $0.sequence) }, id,
      ])
    guard db.changesCount == 0 else { return }
    let isThere = try Int.fetchOne(db, kept: "SELECT 1 FROM quarantine WHERE id = ?", arguments: [id]) != nil
    throw isThere ? AccountProblem.alreadyDecided : AccountProblem.unknownQuarantined
  }

  func quarantined(in workspace: WorkspaceID) throws -> [QuarantinedCommit] {
    try quarantined(workspace, "workspace = ?", [workspace.bits.bytes.data])
  }

  func quarantined(
    in workspace: WorkspaceID, decided: Bool, after: Int64?, limit: Int
  ) throws -> [QuarantinedCommit] {
    try quarantined(
      workspace, "workspace = ? AND (decidedAt IS NOT NULL) = ? AND id > ?",
      [workspace.bits.bytes.data, decided, after ?? 0], limit: limit)
  }

  func quarantined(_ id: Int64, in workspace: WorkspaceID) throws -> QuarantinedCommit? {
    try quarantined(workspace, "workspace = ? AND id = ?", [workspace.bits.bytes.data, id]).first
  }

  /// Names begin with the replica, so that its are a stretch of the index.
  func quarantined(of replica: ReplicaID, in workspace: WorkspaceID) throws -> [QuarantinedCommit] {
    try quarantined(
      workspace, "workspace = ? AND name BETWEEN ? AND ?",
      [workspace.bits.bytes.data, replica.bytes.data, Self.end(of: replica)])
  }

  func quarantinedNames(of replica: ReplicaID, in workspace: WorkspaceID) throws -> Set<CommitName> {
    let names = try Data.fetchAll(
      db, kept: "SELECT name FROM quarantine WHERE workspace = ? AND name BETWEEN ? AND ?",
      arguments: [workspace.bits.bytes.data, replica.bytes.data, Self.end(of: replica)])
    return Set(
      try names.map { bytes in
        guard bytes.count == 56, let hash = Hash(bytes: bytes.suffix(32)) else { throw damaged("quarantine") }
        let sequence = bytes.dropFirst(16).prefix(8).reduce(SequenceNumber(0)) { $0 << 8 | SequenceNumber($1) }
        return CommitName(replica: replica, sequence: sequence, hash: hash)
      })
  }

  private static func end(of replica: ReplicaID) -> Data {
    (replica.bytes + [UInt8](repeating: 0xFF, count: 40)).data
  }

  func quarantineLoad(of device: DeviceID?, in workspace: WorkspaceID) throws -> QuarantineLoad {
    let row = try Row.fetchOne(
      db,
      kept: """
        SELECT count(*), coalesce(sum(length(entry)), 0) FROM quarantine
        WHERE workspace = ? AND decidedAt IS NULL AND (? IS NULL OR carrier = ?)
        """, arguments: [workspace.bits.bytes.data, device?.bits.bytes.data, device?.bits.bytes.data])
    return QuarantineLoad(commits: row?[0] ?? 0, bytes: row?[1] ?? 0)
  }

  private func nameless(in workspace: WorkspaceID) throws -> [QuarantinedCommit] {
    try quarantined(workspace, "workspace = ? AND name IS NULL", [workspace.bits.bytes.data])
  }

  private func quarantined(
    _ workspace: WorkspaceID, _ condition: String, _ arguments: StatementArguments, limit: Int = -1
  ) throws -> [QuarantinedCommit] {
    try Row.fetchAll(
      db,
      kept: """
        SELECT id, time, reason, position, entry, sealSequence, sealHash, signature, user, device, carrier, decidedAt,
        decidedBy, decisionReason, madeReplica, madeSequence FROM quarantine
        WHERE \(condition) ORDER BY id LIMIT ?
        """, arguments: arguments + [limit]
    ).map { try quarantined($0, in: workspace) }
  }

  private func quarantined(_ row: Row, in workspace: WorkspaceID) throws -> QuarantinedCommit {
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
    var decision: QuarantinedCommit.Decision?
    if let decidedAt = row[11] as Int64? {
      guard let by = row[12] as String?, let why = row[13] as String? else { throw damaged("quarantine") }
      var made: CommitPlaceName?
      if let replica = (row[14] as Data?).flatMap({ UInt128(bytes: $0) }),
        let sequence = (row[15] as Int64?).flatMap({ SequenceNumber(exactly: $0) })
      {
        made = CommitPlaceName(replica: ReplicaID(bits: replica), sequence: sequence)
      }
      decision = QuarantinedCommit.Decision(time: decidedAt, by: by, reason: why, made: made)
    }
    return QuarantinedCommit(
      id: id, workspace: workspace, time: time, reason: reason, entry: entry, seal: seal, user: user, device: device,
      carrier: (row[10] as Data?).flatMap { UInt128(bytes: $0) }.map(DeviceID.init(bits:)), decision: decision)
  }
}

extension SequenceNumber {
  /// 8 bytes, highest first.
  fileprivate var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * $0)) } }
}
