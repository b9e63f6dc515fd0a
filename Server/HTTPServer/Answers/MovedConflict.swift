internal import CommitFormat
internal import Merge
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer
internal import Words

/// What is said when a conflict does not stand as it was shown: who did what meanwhile, and what stands there now.
enum MovedConflict {
  /// - Parameters:
  ///   - ids: the conflicts that are open no more as they were.
  ///   - record: that they were in; nil where that is not known, and it is looked for in what was written lately.
  ///   - caller: whose workspace it is.
  ///   - call: for the language.
  /// - Returns: the problem. A conflict that never was has nothing to tell.
  /// - Throws: what the store throws.
  static func problem(
    _ ids: [ConflictID], in record: RecordID?, _ caller: Caller, _ call: Call
  ) throws -> ProblemAnswer {
    try caller.replica().store.read { reading in
      let trace = ConflictTrace(ValueText(try Lookup(reading), call.language), reading)
      let news = try ids.compactMap { try trace.news(of: $0, in: record) }
      return ProblemAnswer(
        .conflictMoved, subject: ids.map(\.text).joined(separator: " "),
        details: [.init(key: "meanwhile", value: .array(news.map(json)))])
    }
  }

  private static func json(_ news: ConflictNews) -> JSONValue {
    .members([
      "conflict": .string(news.conflict.text), "ref": .string(news.reference), "name": .string(news.name),
      "fieldName": .string(news.field), "current": .text(orNull: news.current?.text),
      "events": .array(
        news.events.map { event in
          .members([
            "author": .string(event.author), "device": .string(event.device), "at": .string(event.instant),
            "note": .string(event.note), "fieldName": .string(event.field), "text": .string(event.text),
            "isSettlement": .boolean(event.isSettlement), "commit": .string(event.commit),
          ])
        }),
    ])
  }
}
