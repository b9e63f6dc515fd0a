import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Testing

/// The pages of a workspace over real sockets: who sees what, and settling.
@Suite struct WorkspacePageTests {
  /// A plan with two activities in which Åsa and Bo wrote at the same time.
  struct Office {
    let pages: PageServer
    let first: RecordID
    let second: RecordID

    init() async throws {
      pages = try await PageServer(workspaces: ["Kulturplan", "En annan"])
      for (user, role): (String, Role) in [
        ("Anna", .administrator), ("Eva", .administrator), ("Bo", .editor), ("Rut", .reader),
      ] {
        try pages.member(user, role)
      }
      first = .random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
      second = .random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
      for (record, title) in [(first, "Bokbussen"), (second, "Scenen i byn")] {
        try edit(.create(Office.type.number, record, [.set(Office.number("title"), .text(title))]), by: "Anna")
        try conflict(in: record, 2025, 2026)
      }
    }

    static var type: RecordType {
      guard let type = Schema.bundled.type("activity") else { preconditionFailure("no activities") }
      return type
    }

    static func number(_ key: String) -> FieldNumber {
      guard let field = type.field(key) else { preconditionFailure("no field \(key)") }
      return field.number
    }

    func edit(_ change: RecordChange, by user: String, seen: SeenToken? = nil) throws {
      let role = try #require(try pages.accounts.role(of: user))
      let outcome = try pages.server.edit(Draft([change], seen: seen), by: Actor(user: user, role: role))
      guard case .accepted = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }

    /// Both saw what stood before, and neither saw the other's.
    func conflict(in record: RecordID, _ one: Int64, _ other: Int64) throws {
      let seen = try pages.server.replica.seenNow()
      let start = Office.number("startYear")
      try edit(.update(record, [.set(start, Value(.integer(one)))]), by: "Eva", seen: seen)
      try edit(.update(record, [.set(start, Value(.integer(other)))]), by: "Bo", seen: seen)
    }

    func browser(_ user: String) async throws -> TestBrowser {
      let browser = TestBrowser(pages)
      _ = try await browser.signIn(user, "fyra ord som sitter", path: pages.base)
      return browser
    }

    func path(_ record: RecordID) -> String { pages.base + "/inbox/" + record.text }

    func startYear(_ record: RecordID) throws -> Int64? {
      let view = try #require(try pages.server.replica.view(record))
      guard let group = Office.type.groups.first(where: { $0.key == "schedule" }),
        let tuple = view.value(group.number),
        case .integer(let year)? = group.member(Office.number("startYear"), of: tuple).content
      else { return nil }
      return year
    }

    func conflicts(_ record: RecordID) throws -> [OpenConflict] { try pages.server.replica.openConflicts(of: record) }
    func position() throws -> Position { try pages.server.head()?.position ?? 0 }
  }

  private func shown(_ answer: Wire.Answer) throws -> ShownPage { try ShownPage(answer.text) }

  private static let paths = [
    "", "/inbox", "/records", "/records?q=buss", "/records?type=activity&conflict=1", "/follow-up?year=2025", "/told",
    "/devices", "/practice", "/help",
  ]
  private static let administrators = ["/rules", "/rules?rule=latest", "/people", "/audit"]

  @Test func everyPageForEveryRoleAndNobodyElse() async throws {
    let office = try await Office()
    let base = office.pages.base
    let record = [office.path(office.first), base + "/records/" + office.first.text]
    let stranger = TestBrowser(office.pages)
    let before = try office.position()
    for path in (Self.paths + Self.administrators).map({ base + $0 }) + record {
      let answer = try await stranger.get(path)
      #expect(answer.status == 303 && answer.location.hasPrefix("/sign-in"), "\(path)")
    }
    for user in ["Anna", "Bo", "Rut"] {
      let browser = try await office.browser(user)
      for path in Self.paths.map({ base + $0 }) + record {
        let answer = try await browser.get(path)
        #expect(answer.status == 200, "\(user) \(path)")
        let page = try shown(answer)
        #expect(page.lang == "en" && !page.heading.isEmpty && page.text.contains(user), "\(user) \(path)")
        #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true)
      }
      for path in Self.administrators {
        #expect(try await browser.get(base + path).status == (user == "Anna" ? 200 : 403), "\(user) \(path)")
      }
    }
    // Opening changes nothing.
    #expect(try office.position() == before)
  }

  @Test func whatIsNotThereAndWhatIsElsewhere() async throws {
    let office = try await Office()
    let base = office.pages.base
    let browser = try await office.browser("Anna")
    let other = office.pages.servers[1]
    let elsewhere = RecordID.random(milliseconds: 1, bits: .random(in: .min ... .max))
    _ = try other.edit(
      Draft([.create(Office.type.number, elsewhere, [.set(Office.number("title"), .text("Hemligt"))])]), by: .console)
    for path in [
      "/inbox/zzzzzzz", "/inbox/\(elsewhere.text)", "/records/\(elsewhere.text)", "/records/%3Cscript%3E",
      "/conflicts/0000000000000000", "/conflicts/x", "/conflicts/%00", "/nothing",
    ] {
      let answer = try await browser.get(base + path)
      #expect(answer.status == 404, "\(path)")
      #expect(!answer.text.contains("Hemligt"))
      _ = try shown(answer)
    }
    #expect(try await browser.get("/w/\(other.workspace.text)/inbox").status == 303)
    // A conflict's id leads to its record.
    let id = try #require(try office.conflicts(office.first).first).id.text
    let found = try await browser.get(base + "/conflicts/" + id)
    #expect(found.status == 303 && found.location.hasPrefix(base + "/inbox/"))
  }

  @Test func aConflictIsSettledToldAndUndone() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    let page = try shown(try await browser.get(office.path(office.first)))
    var form = try #require(page.forms["conflict-form"])
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    let bo = try #require(form.choices[choice]?.filter { $0.hasPrefix("take-") }.last)
    form.set(choice, bo)
    form.set("reason", "Enligt <b>nämnden</b>")
    let answer = try await browser.post(form.action, form.fields + [("action", "solve")])
    #expect(answer.status == 303 && answer.location.hasPrefix(office.pages.base + "/inbox"))
    #expect(try office.startYear(office.first) == 2026)
    #expect(try office.conflicts(office.first).isEmpty)
    let after = try shown(try await browser.get(answer.location))
    #expect(after.notice.contains("Bokbussen") && after.notice.contains("Eva") && !after.notice.contains("Bo "))
    // The same form sent again does nothing more, and leads where the first one led.
    let position = try office.position()
    let again = try await browser.post(form.action, form.fields + [("action", "solve")])
    #expect(again.status == 303 && again.location == answer.location)
    #expect(try office.position() == position)
    // The story says who, what and why.
    let record = try shown(try await browser.get(office.pages.base + "/records/" + office.first.text))
    #expect(record.text.contains("Enligt <b>nämnden</b>"))
    // Undone days later, as a new version.
    office.pages.clock.move(3 * 86_400_000)
    let later = try await office.browser("Anna")
    let days = try shown(try await later.get(office.pages.base + "/records/" + office.first.text))
    let newest = try #require(days.form(to: "/undo"))
    let undone = try await later.post(newest.action, newest.fields)
    #expect(undone.status == 303)
    #expect(try office.startYear(office.first) == 2025)
    #expect(try shown(try await later.get(undone.location)).notice.contains("undone"))
  }

  @Test func somebodyWasFaster() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    var form = try #require(try shown(try await browser.get(office.path(office.first))).forms["conflict-form"])
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    form.set(choice, "value")
    form.set("typed-" + choice.dropFirst(7) + "-startYear", "2031")
    form.set("reason", "mina ord")
    // Meanwhile somebody else settles it.
    let open = try #require(try office.conflicts(office.first).first)
    let last = try #require(open.candidates.last)
    try office.edit(.settle(office.first, open.conflict, .take(last.write.dot)), by: "Eva")
    let position = try office.position()
    let answer = try await browser.post(form.action, form.fields + [("action", "solve")])
    #expect(answer.status == 409)
    let page = try shown(answer)
    #expect(page.ids.contains("meanwhile") && page.text.contains("Eva has already settled"))
    #expect(page.text.contains("2031"), "what was typed is lost")
    #expect(try office.position() == position)
    #expect(try office.startYear(office.first) == 2026)
  }

  @Test func aNewEditWhileReading() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    var form = try #require(try shown(try await browser.get(office.path(office.first))).forms["conflict-form"])
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    form.set(choice, "value")
    form.set("typed-" + choice.dropFirst(7) + "-startYear", "2031")
    let start = Office.number("startYear")
    try office.edit(.update(office.first, [.set(start, Value(.integer(2029)))]), by: "Bo")
    let answer = try await browser.post(form.action, form.fields + [("action", "solve")])
    #expect(answer.status == 409)
    let page = try shown(answer)
    // The form stands over the new conflict, with the typed words in it; sent again, it settles that.
    let next = try #require(page.forms["conflict-form"])
    let id = try #require(next.value("conflict"))
    #expect("choice-" + id != choice)
    #expect(next.value("choice-" + id) == "value" && next.value("typed-\(id)-startYear") == "2031")
    #expect(page.text.contains("Bo wrote") && page.text.contains("2029"))
    #expect(try await browser.post(next.action, next.fields + [("action", "solve")]).status == 303)
    #expect(try office.startYear(office.first) == 2031)
  }

  @Test func whatCannotBeTakenComesBackWithItsReason() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    var form = try #require(try shown(try await browser.get(office.path(office.first))).forms["conflict-form"])
    let before = try office.position()
    let nothing = try await browser.post(form.action, form.fields + [("action", "solve")])
    #expect(nothing.status == 422)
    #expect(try shown(nothing).notice.contains("Nothing is chosen"))
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    form.set(choice, "value")
    let typed = "typed-" + choice.dropFirst(7) + "-startYear"
    for bad in ["20x5", "<script>", "99999999999999999999"] {
      form.set(typed, bad)
      let answer = try await browser.post(form.action, form.fields + [("action", "solve")])
      #expect(answer.status == 422)
      #expect(try shown(answer).forms["conflict-form"]?.value(typed) == bad)
    }
    form.set(typed, "2027")
    form.set("reason", String(repeating: "x", count: 5000))
    #expect(try await browser.post(form.action, form.fields + [("action", "solve")]).status == 422)
    for action in ["eat", "use-", "use-00000000-0000-0000-0000-000000000000"] {
      #expect(try await browser.post(form.action, form.fields + [("action", action)]).status >= 400)
    }
    #expect(try office.position() == before)
  }

  @Test func draftsAndProposals() async throws {
    let office = try await Office()
    let bo = try await office.browser("Bo")
    var form = try #require(try shown(try await bo.get(office.path(office.first))).forms["conflict-form"])
    #expect(form.choices["action"] == ["look", "propose", "draft"])
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    let typed = "typed-" + choice.dropFirst(7) + "-startYear"
    form.set(choice, "value")
    form.set(typed, "2028")
    form.set("reason", "enligt avtalet")
    #expect(try await bo.post(form.action, form.fields + [("action", "solve")]).status == 403)
    #expect(try await bo.post(form.action, form.fields + [("action", "draft")]).status == 303)
    let drafted = try #require(try shown(try await bo.get(office.path(office.first))).forms["conflict-form"])
    #expect(drafted.value(choice) == "value" && drafted.value(typed) == "2028")
    #expect(drafted.value("reason") == "enligt avtalet")
    // A draft is its author's own; a proposal is everybody's.
    let anna = try await office.browser("Anna")
    #expect(try !shown(try await anna.get(office.path(office.first))).text.contains("enligt avtalet"))
    #expect(try await bo.post(drafted.action, drafted.fields + [("action", "propose")]).status == 303)
    let page = try shown(try await anna.get(office.path(office.first)))
    #expect(page.text.contains("enligt avtalet"))
    let offered = try #require(page.forms["conflict-form"])
    let use = try #require(offered.choices["action"]?.first { $0.hasPrefix("use-") })
    let filled = try await anna.post(offered.action, offered.fields + [("action", use)])
    #expect(filled.status == 200)
    #expect(try office.conflicts(office.first).count == 1)
    let taken = try #require(try shown(filled).forms["conflict-form"])
    #expect(taken.value(choice) == "value" && taken.value(typed) == "2028")
    #expect(try await anna.post(taken.action, taken.fields + [("action", "solve")]).status == 303)
    #expect(try office.startYear(office.first) == 2028)
  }

  @Test func readersReadAndStrangersFormsAreRefused() async throws {
    let office = try await Office()
    let rut = try await office.browser("Rut")
    let page = try shown(try await rut.get(office.path(office.first)))
    #expect(page.forms["conflict-form"] == nil && page.text.contains("2026"))
    let anna = try await office.browser("Anna")
    var form = try #require(try shown(try await anna.get(office.path(office.first))).forms["conflict-form"])
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    form.set(choice, try #require(form.choices[choice]?.first))
    let before = try office.position()
    let token = try shown(try await rut.get(office.pages.base)).forms.values.compactMap { $0.value("csrf") }.first
    form.set("csrf", try #require(token))
    #expect(try await rut.post(form.action, form.fields + [("action", "solve")]).status == 403)
    for path in ["/rules", "/people", "/inbox", "/undo"] {
      #expect(
        try await rut.post(office.pages.base + path, [("csrf", token ?? ""), ("do", "add")]).status == 403, "\(path)")
    }
    #expect(try office.position() == before)
  }

  @Test func manyAtOnceByARule() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    let before = try office.position()
    let page = try shown(try await browser.get(office.pages.base + "/rules?rule=latest"))
    #expect(try office.position() == before)
    var form = try #require(page.forms["carry-form"])
    #expect(form.fields.filter { $0.name == "conflict" }.count == 2)
    form.set("reason", "senaste gäller")
    // One of them has moved on by the time that it is carried out.
    try office.edit(.update(office.second, [.set(Office.number("startYear"), Value(.integer(2030)))]), by: "Bo")
    let answer = try await browser.post(form.action, form.fields)
    #expect(answer.status == 303)
    #expect(try office.conflicts(office.first).isEmpty && office.startYear(office.first) == 2026)
    #expect(try office.conflicts(office.second).count == 1)
    let after = try shown(try await browser.get(answer.location))
    #expect(after.notice.contains("1 conflict was settled"))
    let undo = try #require(after.form(to: "/undo"))
    #expect(try await browser.post(undo.action, undo.fields).status == 303)
    #expect(try office.startYear(office.first) == 2025)
  }

  @Test func theNextOneFollowsInTheFilteredList() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    let list = try await browser.get(office.pages.base + "/inbox?order=name&person=Bo")
    #expect(try shown(list).text.contains("2 records in conflict"))
    var form = try #require(
      try shown(try await browser.get(office.path(office.first) + "?order=name&person=Bo")).forms["conflict-form"])
    let choice = try #require(form.choices.keys.first { $0.hasPrefix("choice-") })
    form.set(choice, try #require(form.choices[choice]?.first))
    let answer = try await browser.post(form.action, form.fields + [("action", "next")])
    #expect(answer.status == 303 && answer.location.contains("person=Bo") && answer.location.contains("order=name"))
    #expect(try shown(try await browser.get(answer.location)).heading == "Scenen i byn")
  }

  @Test func takingBackWhatMadeManyRecordsAsksFirst() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    let records = (1...3).map { RecordID.random(milliseconds: 1_700_000_000_000, bits: UInt128($0)) }
    _ = try office.pages.server.edit(
      Draft(
        records.map { .create(Office.type.number, $0, [.set(Office.number("title"), .text("Rad"))]) },
        note: "import: plan.txt"), by: Actor(user: "Anna", role: .administrator))
    func live() throws -> Int {
      try records.filter { try office.pages.server.replica.view($0)?.isDeleted == false }.count
    }
    let page = try shown(try await browser.get(office.pages.base + "/records/" + records[0].text))
    let undo = try #require(page.form(to: "/undo"))
    let asked = try await browser.post(undo.action, undo.fields)
    #expect(asked.status == 200)
    #expect(try live() == 3)
    let confirm = try #require(try shown(asked).forms["confirm-form"])
    #expect(try await browser.post(confirm.action, confirm.fields).status == 303)
    #expect(try live() == 0)
  }

  @Test func practiceTouchesNothing() async throws {
    let office = try await Office()
    let browser = try await office.browser("Rut")
    let before = try office.position()
    var form = try #require(try shown(try await browser.get(office.pages.base + "/practice")).forms["conflict-form"])
    for (name, choices) in form.choices where name.hasPrefix("choice-") { form.set(name, choices[1]) }
    form.set("reason", "övning")
    let answer = try await browser.post(form.action, form.fields + [("action", "solve")])
    #expect(answer.status == 200)
    #expect(try shown(answer).ids.contains("practice-result"))
    #expect(try office.position() == before)
  }

  @Test func codesAreShownOnce() async throws {
    let office = try await Office()
    let browser = try await office.browser("Anna")
    let page = try shown(try await browser.get(office.pages.base + "/devices"))
    let form = try #require(page.forms["invite-form"])
    let answer = try await browser.post(form.action, form.fields)
    #expect(answer.status == 303)
    #expect(try shown(try await browser.get(answer.location)).ids.contains("code"))
    #expect(try !shown(try await browser.get(answer.location)).ids.contains("code"))
    let people = try #require(try shown(try await browser.get(office.pages.base + "/people")).forms["add-form"])
    var bad = people
    bad.set("user", "a\u{202E}b")
    let refused = try await browser.post(bad.action, bad.fields)
    #expect(refused.status == 422)
    #expect(try shown(refused).forms["add-form"]?.value("user") == "a\u{202E}b")
  }
}
