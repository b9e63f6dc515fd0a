internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// The yearly follow-up, and the state that it was made from.
  @Sendable func followUp(_ call: Call, _ caller: Caller) async throws -> Response {
    guard let year = try call.query.integer("year", in: 1900...2199) else {
      throw ProblemAnswer(.malformed, subject: "year")
    }
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let report = FollowUpReport(
          try FollowUp(reading, year: year), workspace: caller.server.name, language: call.language)
        var document = JSONObject([.init(key: "schema", value: .number(1))] + report.json().members)
        let header = try reading.header()
        document["made"] = .members([
          "at": .string(Instant.iso(call.time)), "workspace": .string(caller.server.workspace.text),
          "position": .number(header?.cursor?.position ?? 0),
          "chain": .text(orNull: header?.cursor?.chain.hex),
          "digest": .text(orNull: header.map { Hex.string($0.digest.bits.bytes) }),
        ])
        return JSONValue.object(document)
      }
    }
    return .json(document, call: call)
  }
}
