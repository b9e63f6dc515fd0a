import CommitFormat
import Merge
import Plan
import Replica
import Schema
import TestSupport
import Testing
import Words

/// Decisions, rules, proposals and what is told of them, over replicas that never saw a network.
struct SettlingTests {
  /// An activity that Anna and Bertil have edited at the same time, as it came to Cecilia.
  private struct Story {
    let department = Department()
    let cecilia: StoryDesk
    let anna: StoryDesk
    let bertil: StoryDesk
    let activity: RecordID

    init(_ before: [String] = [], anna: [String], bertil: [String]) throws {
      cecilia = try department.desk("Cecilia", role: .administrator)
      self.anna = try department.desk("Anna", device: "Annas dator")
      self.bertil = try department.desk("Bertil")
      activity = try cecilia.add("activity", "title=Bokstart")
      for assignment in before { try cecilia.set(activity, assignment) }
      try department.sync(cecilia, self.anna, self.bertil)
      for assignment in anna { try self.anna.set(activity, assignment) }
      for assignment in bertil { try self.bertil.set(activity, assignment) }
      try department.sync(self.anna, self.bertil, self.anna, cecilia)
    }

    func open() throws -> [OpenConflict] { try cecilia.replica.openConflicts(of: activity) }
  }

  @Test func severalFieldsOfARecordAreSettledInOneCommit() throws {
    let story = try Story(
      anna: ["doneOn=2025-03-01", "startYear=2024"], bertil: ["doneOn=2025-04-02", "startYear=2025"])
    let open = try story.open()
    #expect(open.count == 2)
    let before = try story.cecilia.replica.history().count
    let settlings = open.map { conflict in
      Settling(
        conflict: conflict.id, record: story.activity,
        decision: conflict.candidates[0].write.value.content == nil ? .take(number: 1) : .take(number: 2))
    }
    try story.cecilia.settle(settlings, reason: "Protokollet")
    #expect(try story.open().isEmpty)
    #expect(try story.cecilia.replica.history().count == before + 1)
    #expect(try story.cecilia.words(story.activity, "doneOn") == "2 april 2025")
    #expect(try story.cecilia.words(story.activity, "startYear") == "2025")
    #expect(throws: DecisionProblem.moved(open.map(\.id))) { try story.cecilia.settle(settlings) }
  }

  @Test func whatAFormAndAProgramSayMeansTheSame() throws {
    let story = try Story(anna: ["startYear=2024"], bertil: ["startYear=2025"])
    let open = try #require(try story.open().first)
    let ways: [Decision] = [
      try Decision(choice: "value", typed: ["startYear": "2026", "recurrence": "", "untilYear": ""]),
      try Decision(json: try #require(JSONValue(parsing: #"{"value":{"startYear":2026}}"#).object)),
      .text(#"{"startYear":2026}"#),
    ]
    let settlements = try story.cecilia.replica.store.read { reading in
      try ways.map { try $0.settlement(of: open, maker: story.cecilia.maker(reading)) }
    }
    #expect(settlements[0] == settlements[1] && settlements[1] == settlements[2])
    #expect(throws: DecisionProblem.unknownMember("year", known: ["startYear", "recurrence", "untilYear"])) {
      try story.cecilia.replica.store.read { reading in
        try Decision.members(["year": "2026"]).settlement(of: open, maker: story.cecilia.maker(reading))
      }
    }
    #expect(throws: DecisionProblem.noCandidate(3, count: 2)) {
      try story.cecilia.settle([Settling(conflict: open.id, record: story.activity, decision: .take(number: 3))])
    }
    for text in [#"{}"#, #"{"take":0}"#, #"{"take":1,"keep":true}"#, #"{"keep":false}"#, #"{"take":"x","why":1}"#] {
      #expect(throws: DecisionProblem.self) { try Decision(json: try #require(JSONValue(parsing: text).object)) }
    }
  }

  @Test func aTextIsSettledByItsMergedTextAndNotWithPlacesLeftMarked() throws {
    let story = try Story(
      ["notes=Vi ses på onsdag.\nTa med böcker.\nSlut."], anna: ["notes=Vi ses på torsdag.\nTa med böcker.\nSlut."],
      bertil: ["notes=Vi ses på fredag.\nTa med böcker.\nSlut och tack."])
    let sheet = try story.cecilia.sheet(story.activity)
    let conflict = try #require(sheet.conflicts.first)
    #expect(conflict.kind == .text)
    #expect(conflict.explanation.contains("Anna och Bertil"))
    #expect(conflict.columns.map(\.author) == ["", "Anna", "Bertil"])
    let overlaps = conflict.merged.compactMap { segment -> [String]? in
      guard case .overlap(_, let alternatives) = segment else { return nil }
      return alternatives.map(\.text)
    }
    #expect(overlaps == [["torsdag", "fredag"]])
    #expect(
      conflict.merged.contains { segment in
        guard case .changed(_, let text, let heads) = segment else { return false }
        return text.contains("tack") && heads == [1]
      })
    let id = try #require(ConflictID(conflict.id))
    func decide(_ decision: Decision) throws {
      try story.cecilia.settle([Settling(conflict: id, record: story.activity, decision: decision)])
    }
    #expect(throws: DecisionProblem.markersLeft) { try decide(.mergedText(conflict.markedText)) }
    try decide(try Decision(choice: "merged", typed: ["value": "Vi ses på lördag.\nTa med böcker.\nSlut och tack."]))
    #expect(try story.cecilia.words(story.activity, "notes").hasPrefix("Vi ses på lördag."))
  }

  /// With each head's alternative in the overlaps, the segments read as the merge does.
  @Test(arguments: [1, 2, 3] as [UInt64]) func segmentsReadAsTheMerge(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func text() -> String {
      (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        ["å", "b ", "ord ", "\n", "c. "].randomElement(using: &generator) ?? ""
      }.joined()
    }
    for _ in 0..<300 {
      let base = text()
      let heads = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        let cut = base.index(base.startIndex, offsetBy: Int.random(in: 0...base.count, using: &generator))
        return Bool.random(using: &generator) ? text() : base[..<cut] + text() + base[cut...]
      }
      let merge = TextMerge(base: base, heads: heads)
      let segments = MergedSegment.segments(of: merge, base: base, heads: heads)
      for head in heads.indices {
        let reading = segments.map { segment in
          switch segment {
          case .equal(let text): text
          case .changed(_, let text, _): text
          case .overlap(let before, let alternatives):
            alternatives.first { $0.heads.contains(head) }?.text ?? before
          }
        }.joined()
        #expect(reading == merge.reading(preferring: head), "seed \(seed): \(base) \(heads)")
      }
    }
  }

  @Test func rulesSettleWhatTheySayAndNothingElse() throws {
    let story = try Story(
      ["notes=Ett\nTvå\nTre"], anna: ["doneOn=2025-03-01", "notes=Ett A\nTvå\nTre"],
      bertil: ["doneOn=2025-04-02", "notes=Ett B\nTvå\nTre B"])
    let open = try story.open()
    let date = try #require(open.first { $0.conflict.kind == .edit })
    let text = try #require(open.first { $0.conflict.kind == .text })
    func dot(_ author: String) -> Dot? { date.candidates.first { $0.author == author }?.write.dot }
    #expect(InboxRule.official.settlement(of: date) == dot("Anna").map { .take($0) })
    #expect(InboxRule.latest.settlement(of: date) == dot("Bertil").map { .take($0) })
    #expect(InboxRule.takeAuthor("Bertil").settlement(of: date) == dot("Bertil").map { .take($0) })
    #expect(InboxRule.takeAuthor("Karin").settlement(of: date) == nil)
    #expect(InboxRule.newestOfOneAuthor.settlement(of: date) == nil, "two people")
    #expect(
      InboxRule.official.settlement(of: text) == .value(.text("Ett A\nTvå\nTre B")), "nobody's clean change is lost")
    for code in InboxRule.typedCodes { #expect(InboxRule(code, person: "Anna") != nil) }
    #expect(InboxRule("take-author") == nil && InboxRule("oldest") == nil)
  }

  @Test func oneWhoWroteOnTwoDevicesIsNotAskedTwice() throws {
    let department = Department()
    let cecilia = try department.desk("Cecilia", role: .administrator)
    let (desk, phone) = (try department.desk("Anna"), try department.desk("Anna", device: "telefon"))
    let activity = try cecilia.add("activity", "title=Bokstart")
    try department.sync(cecilia, desk, phone)
    try phone.set(activity, "doneOn=2025-03-01")
    department.clock.pass(days: 1)
    try desk.set(activity, "doneOn=2025-03-09")
    // What was written first comes last.
    try department.sync(desk, phone, cecilia)
    let report = try BulkSettling.carryOut(
      .newestOfOneAuthor, try InboxIndex(cecilia.replica).conflicts(), reason: "Samma person", replica: cecilia.replica
    ) { _ = try cecilia.replica.edit($0) }
    #expect(report.settled.count == 1 && report.commits == 1)
    #expect(try cecilia.words(activity, "doneOn") == "9 mars 2025")
  }

  @Test func manyAtOnceLeaveOutWhatMovedOn() throws {
    let department = Department()
    let cecilia = try department.desk("Cecilia", role: .administrator)
    let (anna, bertil) = (try department.desk("Anna"), try department.desk("Bertil"))
    var activities: [RecordID] = []
    for index in 0..<120 { activities.append(try cecilia.add("activity", "title=Nummer \(index)")) }
    try department.sync(cecilia, anna, bertil)
    for activity in activities {
      try anna.set(activity, "doneOn=2025-03-01")
      try bertil.set(activity, "doneOn=2025-04-02")
    }
    try department.sync(anna, bertil, cecilia)
    let places = try InboxIndex(cecilia.replica).conflicts()
    #expect(places.count == 120)
    let preview = try cecilia.replica.store.read { reading in
      try BulkSettling.preview(
        .latest, places, text: ValueText(try Lookup(reading), .sv), reading: reading, linesMax: 20)
    }
    #expect(preview.lines.count == 20 && preview.unseen == 100)
    #expect(preview.lines[0].before == "1 mars 2025" && preview.lines[0].after == "2 april 2025")
    try cecilia.settle([Settling(conflict: places[7].id, record: places[7].record, decision: .take(number: 1))])
    var drafts = 0
    let report = try BulkSettling.carryOut(.latest, places, reason: "Senast gäller", replica: cecilia.replica) {
      draft in
      drafts += 1
      // Somebody is faster in the middle of it.
      if drafts == 2 {
        let open = try cecilia.replica.openConflicts(of: places[60].record)
        for conflict in open {
          try cecilia.settle([Settling(conflict: conflict.id, record: places[60].record, decision: .take(number: 1))])
        }
      }
      _ = try cecilia.replica.edit(draft)
    }
    #expect(report.settled.count == 118)
    #expect(Set(report.moved) == [places[7], places[60]])
    #expect(try cecilia.words(places[60].record, "doneOn") == "1 mars 2025", "nothing was overwritten")
    #expect(try cecilia.replica.conflicts().isEmpty)
  }

  @Test func standingRulesAreCarriedOutForAdministratorsAlone() throws {
    let story = try Story(anna: ["doneOn=2025-03-01"], bertil: ["doneOn=2025-04-02"])
    func rule(by desk: StoryDesk, _ rule: InboxRule) throws {
      let change = try desk.replica.store.read { reading in
        try StandingRules(reading).change(rule, type: "activity", field: "doneOn", reason: "Beslut", isOn: true).change
      }
      try desk.edit(change)
    }
    let asked = AskedRoles(["Cecilia": .administrator, "Anna": .editor])
    let replica = story.cecilia.replica
    let steward = RuleSteward(index: InboxIndex(replica), language: .sv, role: { asked.role(of: $0) }) { draft, user in
      #expect(user == "Cecilia")
      _ = try replica.edit(draft)
    }
    #expect(try steward.carryOut() == 0, "no rule yet")
    try rule(by: story.anna, .official)
    try story.department.sync(story.anna, story.cecilia)
    #expect(try steward.carryOut() == 0, "an editor's rule is none")
    try rule(by: story.cecilia, .latest)
    asked.set("Cecilia", .editor)
    #expect(try steward.carryOut() == 0, "who made it may not settle any more")
    asked.set("Cecilia", .administrator)
    // The key fields are still Anna's words: she made the record.
    #expect(try steward.carryOut() == 0)
    #expect(try replica.store.read { try StandingRules($0).all().first?.writers.sorted() } == ["Anna", "Cecilia"])
  }

  @Test func aRuleForAFieldThatIsNeverInConflictIsRefusedAsThat() throws {
    let story = try Story(anna: ["doneOn=2025-03-01"], bertil: ["doneOn=2025-04-02"])
    try story.cecilia.replica.store.read { reading in
      let rules = try StandingRules(reading)
      func problem(_ field: String) -> AssignmentProblem? {
        do {
          _ = try rules.change(.latest, type: "activity", field: field, reason: "", isOn: true)
          return nil
        } catch {
          return error as? AssignmentProblem
        }
      }
      let type = try #require(reading.currentSchema().type("activity"))
      let known = StandingRules.fields(of: type).map(\.key)
      #expect(problem("doneOn") == nil && problem("schedule") == nil)
      let never = type.registers.map(\.key).filter { !known.contains($0) }
      #expect(!never.isEmpty)
      for field in never { #expect(problem(field) == .neverInConflict(field, known: known)) }
      #expect(problem("nothing") == .unknownField("nothing", known: known))
    }
  }

  @Test func aStandingRuleSettlesWhatComesAndTriesNothingTwice() throws {
    let story = try Story(anna: ["doneOn=2025-03-01"], bertil: ["doneOn=2025-04-02"])
    let change = try story.cecilia.replica.store.read { reading in
      try StandingRules(reading).change(.latest, type: "activity", field: "doneOn", reason: "Beslut 7", isOn: true)
        .change
    }
    try story.cecilia.edit(change)
    let replica = story.cecilia.replica
    let attempts = Attempts()
    let steward = RuleSteward(index: InboxIndex(replica), language: .sv, role: { _ in .administrator }) { draft, _ in
      attempts.count += 1
      if attempts.refuses { throw DraftRefused(Refusal(code: .size)) }
      _ = try replica.edit(draft)
    }
    attempts.refuses = true
    #expect(try steward.carryOut() == 0)
    #expect(try steward.carryOut() == 0)
    #expect(attempts.count == 1, "a refused one is not tried again")
    attempts.refuses = false
    try story.department.sync(story.anna)
    try story.bertil.set(story.activity, "doneOn=2025-05-05")
    try story.department.sync(story.bertil, story.cecilia)
    #expect(try steward.carryOut() == 1, "another conflict is another try")
    #expect(try story.cecilia.words(story.activity, "doneOn") == "5 maj 2025")
    #expect(try replica.history(of: story.activity).first?.note.contains("Beslut 7") == true)
    #expect(try steward.carryOut() == 0)
  }

  @Test func aRaceSaysWhoDidWhat() throws {
    let story = try Story(anna: ["doneOn=2025-03-01"], bertil: ["doneOn=2025-04-02"])
    let open = try #require(try story.open().first)
    // A third edit makes it another conflict.
    let karin = try story.department.desk("Karin", role: .administrator)
    let david = try story.department.desk("David")
    try story.anna.set(story.activity, "doneOn=2025-03-02")
    try story.department.sync(story.anna, story.cecilia, karin, david)
    let grown = try #require(try story.cecilia.news(open.id))
    #expect(grown.record == story.activity && grown.current != nil)
    #expect(grown.events.map(\.author) == ["Anna"] && grown.events.map(\.text) == ["2 mars 2025"])
    #expect(!grown.events[0].isSettlement)
    let now = try #require(try karin.replica.openConflicts(of: story.activity).first)
    try karin.settle(
      [Settling(conflict: now.id, record: story.activity, decision: .text("2025-06-06"))], reason: "Ringde")
    try story.department.sync(karin, story.cecilia)
    let settled = try #require(try story.cecilia.news(now.id))
    #expect(settled.current == nil)
    #expect(settled.events.last?.author == "Karin" && settled.events.last?.note == "Ringde")
    #expect(settled.events.last?.isSettlement == true)
    #expect(try story.cecilia.news(try #require(ConflictID("0123456789abcdef"))) == nil)
  }

  @Test func aProposalIsTakenOrNotAndItsAuthorSeesWhich() throws {
    let story = try Story(anna: ["doneOn=2025-03-01"], bertil: ["doneOn=2025-04-02"])
    let open = try #require(try story.open().first)
    func propose(_ desk: StoryDesk, _ decision: Decision, _ state: ProposalState = .proposed) throws {
      let user = try desk.replica.header().user
      let change = try desk.replica.store.read { reading in
        try ProposalBook(reading).change(decision, about: open, author: user, reason: "Jag var där", state: state)
          .change
      }
      try desk.edit(change)
    }
    try story.department.sync(story.bertil)
    try propose(story.anna, .take(number: 2))
    try propose(story.bertil, .text("2025-04-03"))
    try propose(story.bertil, .text("2025-04-04"))
    try propose(story.cecilia, .keepBoth, .draft)
    try story.department.sync(story.anna, story.bertil, story.cecilia)
    let lines = try story.cecilia.sheet(story.activity).conflicts[0].proposals
    #expect(lines.map(\.author) == ["Anna", "Bertil", "Cecilia"], "one each, the last")
    #expect(lines[1].text.contains("4 april 2025") && lines[1].reason == "Jag var där")
    #expect(lines.map(\.isDraft) == [false, false, true])
    #expect(try story.anna.sheet(story.activity).conflicts[0].proposals.allSatisfy { !$0.isDraft })
    let row = try #require(try InboxIndex(story.cecilia.replica).row(of: story.activity))
    #expect(row.proposals == 2 && row.drafts == 1)
    try story.cecilia.settle(
      [Settling(conflict: open.id, record: story.activity, decision: lines[0].decision)], reason: "Tack")
    try story.department.sync(story.cecilia, story.anna, story.bertil)
    func fates(_ desk: StoryDesk) throws -> [String] {
      let user = try desk.replica.header().user
      return try desk.replica.store.read { reading in
        let text = ValueText(try Lookup(reading), .sv)
        return try ProposalBook(reading).of(user)
          .map { try ProposalFate($0, text: text, reading: reading).words(.sv) }
      }
    }
    #expect(try fates(story.anna) == ["Cecilia valde det: ”Tack”"])
    #expect(try fates(story.bertil) == ["Cecilia avgjorde det annorlunda: ”Tack”"])
    #expect(try InboxIndex(story.cecilia.replica).page(limit: 9, language: .sv).rows.isEmpty)
  }

  @Test func nobodysWordsAreShownUnderAnothersName() throws {
    let story = try Story(anna: ["doneOn=2025-03-01"], bertil: ["doneOn=2025-04-02"])
    let open = try #require(try story.open().first)
    try story.department.sync(story.bertil)
    let forged = try story.bertil.replica.store.read { reading in
      try ProposalBook(reading)
        .change(.take(number: 2), about: open, author: "Anna", reason: "Jag ger mig", state: .proposed).change
    }
    try story.bertil.edit(forged)
    try story.department.sync(story.bertil, story.cecilia)
    #expect(try story.cecilia.sheet(story.activity).conflicts[0].proposals.isEmpty)
    #expect(try InboxIndex(story.cecilia.replica).row(of: story.activity)?.proposals == 0)
  }

  @Test func besideTheValuesStandsWhatTheirAuthorsReported() throws {
    let story = try Story(anna: ["doneOn=2025-06-10"], bertil: ["doneOn=2025-06-12"])
    let near = try story.anna.add(
      "visit", "date=2025-06-14", "place=Nora", "author=Anna", "activities=\(story.activity.text)",
      "report=Bokstart är igång, sa bibliotekarien.")
    _ = try story.anna.add(
      "visit", "date=2024-01-01", "place=Kumla", "author=Anna", "report=Gammalt",
      "activities=\(story.activity.text)")
    _ = try story.anna.add("visit", "date=2025-06-15", "place=Laxå", "author=Anna", "report=Något annat")
    try story.department.sync(story.anna, story.cecilia)
    let said = try story.cecilia.sheet(story.activity).said
    #expect(said.map(\.record) == [near])
    #expect(said.first?.text == "Bokstart är igång, sa bibliotekarien." && said.first?.isAboutRecord == true)
  }

  @Test func theReasonIsAskedForWhereAColourChanges() throws {
    let department = Department()
    let cecilia = try department.desk("Cecilia", role: .administrator)
    let (anna, bertil) = (try department.desk("Anna"), try department.desk("Bertil"))
    let activity = try cecilia.add("activity", "title=Bokstart")
    try department.sync(cecilia, anna, bertil)
    let assessment = try anna.add("assessment", "activity=\(activity.text)", "year=2025", "colour=red")
    #expect(try bertil.add("assessment", "activity=\(activity.text)", "year=2025", "colour=green") == assessment)
    try department.sync(anna, bertil, cecilia)
    let open = try #require(try cecilia.replica.openConflicts(of: assessment).first)
    let schema = try cecilia.replica.schema()
    #expect(!OfficialStatus.isChanged(by: .take(open.candidates[0].write.dot), of: open, schema: schema))
    #expect(OfficialStatus.isChanged(by: .take(open.candidates[1].write.dot), of: open, schema: schema))
    #expect(OfficialStatus.isChanged(by: .value(.cleared), of: open, schema: schema))
    #expect(try cecilia.sheet(assessment).conflicts[0].asksReason)
  }
}

/// What a test says of people's roles, to be changed on the way.
private final class AskedRoles: Sendable {
  private nonisolated(unsafe) var roles: [String: Role]

  init(_ roles: [String: Role]) {
    self.roles = roles
  }

  func role(of user: String) -> Role? { roles[user] }
  func set(_ user: String, _ role: Role) { roles[user] = role }
}

/// How often something was tried, and whether it is to be refused.
private final class Attempts: Sendable {
  nonisolated(unsafe) var count = 0
  nonisolated(unsafe) var refuses = false
}
