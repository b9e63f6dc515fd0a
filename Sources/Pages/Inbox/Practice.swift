internal import CommitFormat
public import Merge
public import Plan
public import Replica
internal import Schema
public import Words

/// A conflict to practise on: two laptops that have never been anywhere, made anew in memory each time with the engine
/// that the real ones have, always the same. What is done with it touches nothing else.
public struct Practice: Sendable {
  /// Where both laptops' work has met.
  public let replica: Replica
  /// The record in conflict.
  public let record: RecordID
  private let language: Language

  private static let workspace = WorkspaceID(bits: 0x0B46)
  private static let began: Int64 = 1_767_600_000_000
  private static let hour: Int64 = 3_600_000

  /// - Parameters:
  ///   - user: who practises, as an administrator.
  ///   - language: of what the two have written.
  /// - Throws: what the engine throws; the schema that ships with the program has all that is needed.
  public init(user: String, language: Language) throws {
    self.language = language
    let schema = Schema.bundled
    let asa = try Self.laptop("Åsa", 1, Words.Pages.practiceLaptop("Åsa").text(language), at: 0)
    let bo = try Self.laptop("Bo", 2, Words.Pages.practiceLaptop("Bo").text(language), at: 9)
    let meeting = try Self.laptop(user, 3, "", at: 30, role: .administrator)
    let activity = Self.record(1)
    guard let activityType = schema.type("activity"), let assessmentType = schema.type("assessment"),
      let visitType = schema.type("visit")
    else { throw EditProblem.unknownType(0) }
    record = RecordID.natural(type: "assessment", [.record(activity), .integer(2025)])

    var log = PracticeLog(workspace: Self.workspace, time: Self.began)
    log.enrol(asa.header, number: 1)
    log.enrol(bo.header, number: 2)
    let first = try asa.replica.edit(
      Draft([
        .create(
          activityType.number, activity,
          Self.changes(activityType, [("title", .text(Words.Pages.practiceActivity.text(language)))])),
        .create(
          assessmentType.number, record,
          Self.changes(
            assessmentType,
            [
              ("activity", .reference(activity)), ("year", .integer(2025)), ("colour", .code("red")),
              ("comment", .text(Words.Pages.practiceBefore.text(language))),
            ])),
      ]))
    log.accept(first.commit)
    try log.bring(to: bo.replica)
    // From here on neither hears of the other.
    let yellow = try asa.replica.edit(
      Draft(
        [
          .update(
            record,
            Self.changes(
              assessmentType,
              [("colour", .code("yellow")), ("comment", .text(Words.Pages.practiceFirst.text(language)))]))
        ], note: Words.Pages.practiceFirstNote.text(language)))
    let green = try bo.replica.edit(
      Draft([
        .update(
          record,
          Self.changes(
            assessmentType,
            [("colour", .code("green")), ("comment", .text(Words.Pages.practiceSecond.text(language)))])),
        .create(
          visitType.number, Self.record(2),
          Self.changes(
            visitType,
            [
              ("author", .text("Bo")), ("report", .text(Words.Pages.practiceVisit.text(language))),
            ] + (PartialDate(year: 2026, month: 1, day: 5).map { [("date", .date($0))] } ?? []))
            + (visitType.field("activities").map { [.add($0.number, Value(.reference(activity)))] } ?? [])),
      ]))
    log.accept(yellow.commit)
    log.accept(green.commit)
    try log.bring(to: meeting.replica)
    replica = meeting.replica
  }

  /// The sheet of the record as it is now.
  public func sheet() throws -> RecordSheet? {
    try replica.store.read { reading in
      try RecordSheet.make(
        of: record, text: ValueText(try Lookup(reading), language), reading: reading,
        viewer: try reading.header()?.user ?? "")
    }
  }

  private static func laptop(
    _ user: String, _ number: UInt128, _ device: String, at hours: Int64, role: CommitFormat.Role = .editor
  ) throws -> (replica: Replica, header: ReplicaHeader) {
    let replica = Replica(
      store: MemoryStore(), clock: PracticeClock(time: began + hours * hour), random: PracticeRandom(bits: number))
    let header = ReplicaHeader(
      replica: ReplicaID(bits: number), workspace: workspace, workspaceName: "", user: user, device: device, role: role)
    try replica.setUp(header)
    return (replica, header)
  }

  private static func record(_ number: UInt128) -> RecordID { .random(milliseconds: began, bits: number) }

  private static func changes(_ type: RecordType, _ values: [(key: String, content: Content)]) -> [FieldChange] {
    values.compactMap { key, content in type.field(key).map { .set($0.number, Value(content)) } }
  }
}

/// The one log of the two, without a server.
private struct PracticeLog {
  let workspace: WorkspaceID
  let time: Int64
  private var entries: [LogEntry] = []

  init(workspace: WorkspaceID, time: Int64) {
    self.workspace = workspace
    self.time = time
  }

  private mutating func append(_ event: LogEntry.Event) {
    let position = Position(entries.count + 1)
    entries.append(LogEntry(position: position, time: time + Int64(position), event: event))
  }

  mutating func enrol(_ header: ReplicaHeader, number: UInt32) {
    append(
      .enrolled(
        Enrolment(
          number: number, replica: header.replica, user: header.user, device: header.device,
          publicKey: Array(repeating: 0, count: 32))))
  }

  mutating func accept(_ commit: Commit) { append(.accepted(commit, author: nil)) }

  /// All of it, to a replica that has written nothing yet.
  func bring(to replica: Replica) throws {
    var chain = LogEntry.chainStart(of: workspace)
    for entry in entries { chain = entry.chain(after: chain) }
    let end = LogPoint(epoch: Epoch(bits: 1), position: Position(entries.count), chain: chain)
    _ = try replica.apply(LogStretch(entries: entries.map(IncomingEntry.entry), end: end))
  }
}

private struct PracticeClock: Clock {
  let time: Int64
  func now() -> Int64 { time }
}

private struct PracticeRandom: RandomSource {
  let bits: UInt128
  func bits128() -> UInt128 { bits }
}
