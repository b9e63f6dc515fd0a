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

/// Erasing a person's data by decision: first what would go, then that and nothing else.
extension HTTPSite {
  private static let scopeKeys = ["records", "fields", "naming"]
  private static let recordsMax = 100

  /// Exactly what would go. Changes nothing.
  @Sendable func previewErasure(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: Self.scopeKeys)
    let named = try NamedErasure(body, recordsMax: Self.recordsMax)
    let document = try await pool.run {
      let request = ErasureRequest(
        try named.scope(caller.replica()), reason: "", quotingTypes: ProposalBook.quotingTypes)
      let preview = try caller.server.previewErasure(request, by: caller.actor)
      return try caller.replica().store.read { try ErasureJSON($0, call.language).document(preview) }
    }
    return .json(document, call: call)
  }

  /// Erases what a preview showed: its token says which.
  @Sendable func erase(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: Self.scopeKeys + ["reason", "token"])
    let named = try NamedErasure(body, recordsMax: Self.recordsMax)
    let reason = try body.note("reason")
    let token = try body.requiredText("token", max: 64)
    let (document, report) = try await pool.run { () throws -> (JSONValue, ErasureReport) in
      let request = ErasureRequest(
        try named.scope(caller.replica()), reason: reason, quotingTypes: ProposalBook.quotingTypes)
      let report = try caller.server.erase(request, expecting: token, by: caller.actor)
      let document = try caller.replica().store.read {
        try ErasureJSON($0, call.language).document(report.done, report)
      }
      return (document, report)
    }
    if !report.isScrubbed { scrubLater(caller.server) }
    return .json(document, call: call)
  }

  /// Tries again until nothing is left in the files of what was erased: somebody was reading them. Until the server ends;
  /// its next start does the rest.
  func scrubLater(_ server: WorkspaceServer) {
    Task { [pool] in
      // Writing the files anew keeps others from writing: whoever reads for hours is not to be asked about it all the time.
      var wait = Duration.seconds(20)
      while true {
        try await Task.sleep(for: wait)
        if try await pool.run({ try server.scrubErased() }) { return }
        wait = min(wait * 2, .seconds(3600))
      }
    }
  }
}

/// Whose data is to be erased, as a request or a form names it.
struct NamedErasure: Sendable {
  let records: [String]
  /// Nil for those that are personal.
  let fields: [String]?
  let naming: String?

  init(record: String, fields: [String]) {
    records = [record]
    self.fields = fields
    naming = nil
  }

  init(naming: String) {
    records = []
    fields = nil
    self.naming = naming
  }

  /// - Throws: a problem where it is neither records nor a text, or both.
  init(_ body: BodyObject, recordsMax: Int) throws {
    let given = try body.texts("records")
    fields = try body.texts("fields")
    naming = try body.text("naming", max: 200)
    records = given ?? []
    guard given == nil || !records.isEmpty && records.count <= recordsMax else {
      throw ProblemAnswer(.malformed, subject: "records")
    }
    guard (given == nil) != (naming == nil) else {
      throw ProblemAnswer(.malformed, subject: given == nil ? "records" : "naming")
    }
    guard fields.map({ naming == nil && !$0.isEmpty }) ?? true else {
      throw ProblemAnswer(.malformed, subject: "fields")
    }
  }

  /// - Throws: a problem where there is no such record. Reads the store.
  func scope(_ replica: Replica) throws -> ErasureRequest.Scope {
    if let naming { return .naming(naming) }
    let found = try replica.store.read { reading in
      let lookup = try Lookup(reading)
      return try records.map { try HTTPSite.find($0, lookup: lookup) }
    }
    return .records(found, fields: fields)
  }
}
