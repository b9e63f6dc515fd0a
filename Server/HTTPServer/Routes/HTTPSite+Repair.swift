internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Schema
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// The logged state in sums, a bucket's records, or the entries that made one record.
  ///
  /// To a replica, which accepts frames, the answer to a question about the state at its place of the log.
  @Sendable func repair(_ call: Call, _ caller: Caller) async throws -> Response {
    if call.headers[.accept]?.contains(SyncHTTP.contentType) ?? false { return try await frames(call, caller) }
    for name in ["at", "buckets", "records"] where call.query[name] != nil {
      throw ProblemAnswer(.refused, subject: name)
    }
    let bucket = try call.query.integer("bucket", in: 0...255)
    let record = call.query["record"]
    guard bucket == nil || record == nil else { throw ProblemAnswer(.refused, subject: "bucket") }
    let server = caller.server
    let document: JSONValue
    if let record {
      guard let id = RecordID(text: record) else { throw ProblemAnswer(.malformed, subject: "record") }
      document = try await pool.run {
        .members([
          "schema": .number(1), "record": .string(id.text),
          "entries": .array(try server.repairEntries(of: id, for: caller.actor.user).compactMap(Self.entry)),
        ])
      }
    } else if let bucket {
      document = try await pool.run {
        .members([
          "schema": .number(1), "bucket": .number(bucket),
          "records": .array(
            try server.repairRecords(bucket: bucket, for: caller.actor.user).map {
              .members(["id": .string($0.record.text), "digest": .string(Hex.string($0.digest.bits.bytes))])
            }),
        ])
      }
    } else {
      document = try await pool.run {
        let summary = try server.repairSummary(for: caller.actor.user)
        return .members([
          "schema": .number(1), "position": .number(summary.position), "chain": .string(summary.chain.hex),
          "digest": .string(Hex.string(summary.digest.bits.bytes)),
          "buckets": .array(summary.buckets.map { .string(Hex.string($0.bits.bytes)) }),
        ])
      }
    }
    return .json(document, call: call)
  }

  private func frames(_ call: Call, _ caller: Caller) async throws -> Response {
    guard let position = call.query["at"].flatMap({ Position($0) }) else {
      throw ProblemAnswer(.malformed, subject: "at")
    }
    guard let question = RepairQuestion(buckets: call.query["buckets"], records: call.query["records"]) else {
      throw ProblemAnswer(.malformed, subject: call.query["buckets"] == nil ? "records" : "buckets")
    }
    let bytes = try await pool.run {
      try caller.server.repair(question, at: position, device: caller.device).flatMap(\.bytes)
    }
    metrics.count(bytesOut: bytes.count)
    return .whole(bytes, type: SyncHTTP.contentType, call: call)
  }

  private static func entry(_ entry: LogEntry) -> JSONValue? {
    guard case .accepted(let commit, let author) = entry.event else { return nil }
    return .members([
      "position": .number(entry.position), "time": .number(entry.time),
      "author": author.map(JSONValue.string) ?? .null, "replica": .string(Hex.string(commit.replica.bytes)),
      "sequence": .number(commit.sequence), "previous": .string(commit.previous.hex), "hash": .string(commit.hash.hex),
      "body": .string(Hex.string(commit.body)),
    ])
  }
}
