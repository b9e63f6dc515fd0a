internal import CommitFormat
internal import Merge
internal import Plan
internal import Replica
internal import Schema
internal import SyncServer

/// What is in the quarantine, as programs read it.
struct QuarantineJSON {
  private let history: HistoryJSON

  init(_ reading: any ReplicaReading) throws {
    history = try HistoryJSON(reading, lookup: Lookup(reading))
  }

  /// `{"id","state","reason","author","device","came","written","commit","message","withheld","readable","writes",
  /// "decision"}`.
  func item(_ item: QuarantineItem) throws -> JSONValue {
    let commit = item.kept.commit
    return .members([
      "id": .number(item.kept.id), "state": .string(Self.state(item.kept)),
      "reason": .string(item.kept.reason.rawValue), "author": .string(item.author), "device": .string(item.device),
      "carrier": item.kept.carrier.map { .string($0.text) } ?? .null,
      "came": .string(Instant.iso(item.kept.time)),
      "written": commit.map { .string(Instant.iso($0.stamp.milliseconds)) } ?? .null,
      "commit": commit.map { .string(CommitLabel.text($0)) } ?? .null,
      "message": .string(item.item?.note ?? ""), "withheld": .boolean(item.isWithheld),
      "readable": .boolean(item.item != nil), "writes": .array(try (item.item?.writes ?? []).map(history.write)),
      "decision": Self.decision(item.kept),
    ])
  }

  static func state(_ kept: QuarantinedCommit) -> String {
    guard let decision = kept.decision else { return "waiting" }
    return decision.isAccepted ? "accepted" : "refused"
  }

  private static func decision(_ kept: QuarantinedCommit) -> JSONValue {
    guard let decision = kept.decision else { return .null }
    return .members([
      "by": .string(decision.by), "at": .string(Instant.iso(decision.time)), "reason": .string(decision.reason),
      "commit": decision.made.map { .string("\(Hex.string($0.replica.bytes).prefix(8))-\($0.sequence)") } ?? .null,
    ])
  }

  /// To the author's device: `{"replica","sequence","commit","accepted","by","reason","at"}`.
  static func told(_ kept: QuarantinedCommit) -> JSONValue? {
    guard let decision = kept.decision, let commit = kept.commit else { return nil }
    return .members([
      "replica": .string(Hex.string(commit.replica.bytes)), "sequence": .number(commit.sequence),
      "commit": .string(CommitLabel.text(commit)), "accepted": .boolean(decision.isAccepted),
      "by": .string(decision.by), "reason": .string(decision.reason), "at": .string(Instant.iso(decision.time)),
    ])
  }
}
