import Merge
import Plan
import Replica
import Schema
import Words

/// What the writing commands have in common: a draft becomes a commit, and the record is shown.
struct Writing {
  let session: Session
  let change: ChangeOptions

  init(_ options: CommonOptions, _ change: ChangeOptions) {
    session = Session(options)
    self.change = change
  }

  /// The audience of that key.
  func audience(_ key: String) throws -> Audience {
    if key == "everyone" { return .everyone }
    let schema = try session.writer().schema()
    guard let declared = schema.audience(key) else {
      throw CommandProblem.unknownAudience(key, known: schema.audiences.map(\.key))
    }
    return declared.audience
  }

  /// Makes what a person typed a draft.
  func draft<Result>(_ body: (RecordMaker) throws -> Result) throws -> Result {
    let replica = try session.writer()
    return try replica.store.read { reading in
      guard try reading.header() != nil else { throw ReplicaProblem.notSetUp }
      return try body(try session.maker(reading))
    }
  }

  /// Makes what a person typed a draft, with a look at the state that it is made over.
  func draft<Result>(over body: (RecordMaker, any ReplicaReading) throws -> Result) throws -> Result {
    let replica = try session.writer()
    return try replica.store.read { reading in
      guard try reading.header() != nil else { throw ReplicaProblem.notSetUp }
      return try body(try session.maker(reading), reading)
    }
  }

  /// Commits the draft, or only says what it would do, and prints the record.
  ///
  /// - Parameters:
  ///   - draft: what to do.
  ///   - record: which one to show.
  ///   - done: what is said of it, from its reference and name; nil prints the reference alone.
  /// - Throws: `EditProblem`, and nothing was written; what the store throws.
  func write(_ draft: Draft, showing record: RecordID, done: ((String, String) -> Phrase)? = nil) throws {
    let replica = try session.writer()
    if change.dryRun {
      try replica.rehearse([draft]) { reading, items, warnings in
        let look = try Look(reading, language: session.language)
        warn(warnings, look)
        if session.output.json {
          try printJSON(record, look)
        } else {
          session.output.say(Words.Writing.dryRun)
          for item in items { try History.printWrites(item, look, session.output) }
        }
      }
      return
    }
    do {
      var warnings: [Violation] = []
      _ = try replica.edit(draft) { warnings = $0 }
      try session.look { look in
        warn(warnings, look)
        if session.output.json { return try printJSON(record, look) }
        let reference = try look.lookup.reference(of: record)
        guard let done else { return try session.output.print(reference) }
        session.output.say(done(reference, try look.lookup.name(of: record)))
      }
    } catch EditProblem.setOnce(let field) {
      try session.look { look in
        let type = try look.reading.view(record).flatMap { look.lookup.schema.type($0.type) }
        Session.fieldNames[field] = type?.field(field).map { look.text.label($0.label) }
      }
      throw EditProblem.setOnce(field)
    }
  }

  private func printJSON(_ record: RecordID, _ look: Look) throws {
    let json = try look.json().record(try look.requiredView(record))
    try session.output.print(json.object ?? JSONObject())
  }

  /// What is questionable and was written all the same.
  private func warn(_ warnings: [Violation], _ look: Look) {
    for warning in warnings {
      session.output.say(
        Words.Writing.warning(warning.field ?? "", Words.Problems.problem(warning.code.rawValue)))
    }
  }
}
