import CommitFormat
import Merge
import Pages
import Plan
import Replica
import Schema
import Testing

/// Two laptops that wrote at the same time, and the replica where their work has met.
struct SampleWorld {
  let replica: Replica
  let activity: RecordID
  let titleField: FieldNumber

  struct TestClock: Clock {
    func now() -> Int64 { 1_767_700_000_000 }
  }

  /// - Parameter text: of names, titles, comments and devices; nothing that the schema refuses.
  /// - Throws: what the engine throws.
  init(text: () -> String) throws {
    let schema = Schema.bundled
    let activityType = try #require(schema.type("activity"))
    let sectionType = try #require(schema.type("section"))
    let assessmentType = try #require(schema.type("assessment"))
    let visitType = try #require(schema.type("visit"))
    let title = try #require(activityType.field("title"))
    titleField = title.number
    let workspace = WorkspaceID(bits: 7)
    func laptop(_ number: UInt128, _ user: String, _ device: String, _ role: Role) throws -> Replica {
      let replica = Replica(store: MemoryStore(), clock: TestClock(), random: SystemRandom())
      try replica.setUp(
        ReplicaHeader(
          replica: ReplicaID(bits: number << 100), workspace: workspace, workspaceName: "", user: user, device: device,
          role: role))
      return replica
    }
    func fields(_ type: RecordType, _ values: [(String, Content)]) throws -> [FieldChange] {
      try values.map { .set(try #require(type.field($0.0)).number, Value($0.1)) }
    }
    func record(_ bits: UInt128) -> RecordID { .random(milliseconds: 1_767_700_000_000, bits: bits) }
    let asa = try laptop(1, text(), text(), .editor)
    let bo = try laptop(2, text(), text(), .editor)
    let met = try laptop(3, "Anna", "server", .administrator)
    let section = record(10)
    let activity = record(11)
    self.activity = activity
    let doomed = record(12)
    let assessment = RecordID.natural(type: "assessment", [.record(activity), .integer(2025)])
    let first = try asa.edit(
      Draft(
        [
          .create(
            sectionType.number, section, try fields(sectionType, [("title", .text(text())), ("number", .text("4.1"))])),
          .create(
            activityType.number, activity,
            try fields(
              activityType,
              [("title", .text(text())), ("section", .reference(section)), ("startYear", .integer(2024))])),
          .create(
            activityType.number, doomed,
            try fields(activityType, [("title", .text(text())), ("section", .reference(section))])
          ),
          .create(
            assessmentType.number, assessment,
            try fields(
              assessmentType,
              [("activity", .reference(activity)), ("year", .integer(2025)), ("comment", .text("ett\ntvå\ntre\n"))])),
        ], note: text()))
    func entries(_ commits: [Commit]) throws -> [LogEntry] {
      let headers = try [asa, bo].map { try $0.header() }
      var events: [LogEntry.Event] = headers.enumerated().map { index, header in
        .enrolled(
          Enrolment(
            number: UInt32(index + 1), replica: header.replica, user: header.user, device: header.device,
            publicKey: Array(repeating: 0, count: 32)))
      }
      events += commits.map { .accepted($0, author: nil) }
      return events.enumerated().map { LogEntry(position: Position($0 + 1), time: 1_767_700_000_000, event: $1) }
    }
    func bring(_ commits: [Commit], to replica: Replica) throws {
      let entries = try entries(commits)
      var chain = LogEntry.chainStart(of: workspace)
      for entry in entries { chain = entry.chain(after: chain) }
      _ = try replica.apply(
        LogStretch(
          entries: entries.map(IncomingEntry.entry),
          end: LogPoint(epoch: Epoch(bits: 1), position: Position(entries.count), chain: chain)))
    }
    try bring([first.commit], to: bo)
    var commits = [first.commit]
    let words = text()
    let day = try #require(PartialDate(year: 2026, month: 1, day: 6))
    let activities = try #require(visitType.field("activities")).number
    for (laptop, colour, year, comment) in [
      (asa, "yellow", Int64(2025), "ett\ntvå \(words) ja\ntre\n"), (bo, "green", 2026, "ett\ntvå \(words) nej\ntre\n"),
    ] {
      var changes: [RecordChange] = [
        .update(activity, try fields(activityType, [("startYear", .integer(year)), ("title", .text(text()))])),
        .update(
          assessment, try fields(assessmentType, [("colour", .code(colour)), ("comment", .text(comment))])),
        .create(
          visitType.number, record(UInt128(20 + year)),
          try fields(
            visitType,
            [
              ("author", .text(try laptop.header().user)), ("report", .text(text())), ("place", .text(text())),
              ("date", .date(day)),
            ]) + [.add(activities, Value(.reference(activity)))]),
      ]
      changes.append(
        colour == "yellow" ? .delete(doomed) : .update(doomed, try fields(activityType, [("notes", .text(text()))])))
      commits.append(try laptop.edit(Draft(changes, note: text())).commit)
    }
    try bring(commits, to: met)
    let conflicts = try met.conflicts()
    let open = try #require(conflicts.first { $0.conflict.kind == .edit })
    let proposal = try met.store.read { reading in
      try ProposalBook(reading).change(
        .take(number: 2), about: open, author: text(), reason: text(), state: .proposed
      ).change
    }
    _ = try met.edit(Draft([proposal]))
    let rule = try met.store.read { reading in
      try StandingRules(reading).change(
        .takeAuthor(text()), type: "activity", field: "title", reason: text(), isOn: false
      ).change
    }
    _ = try met.edit(Draft([rule]))
    replica = met
  }
}
