import CommitFormat
import Merge
import Pages
import Plan
import Replica
import Schema
import Words

/// Every page of the workspace, with texts of the test's choice in every place where people's words may stand.
struct SamplePages {
  let language: Language
  /// A text of a person: a name, a title, a device.
  let text: () -> String
  /// Texts that may stand in a record: without what the schema refuses.
  let content: () -> String
  static let base = "/w/0123"
  static let now: Int64 = 1_768_000_000_000

  func frame(_ place: Frame.Place, role: Role = .administrator) -> Frame {
    let notice = Frame.Notice(.done, text(), undo: "3fa91c07-12")
    return Frame(
      language: language, title: text(), base: Self.base, workspaceName: text(),
      person: Frame.Person(name: text(), role: role), formToken: "token", place: place, notice: notice,
      conflictCount: 40, toldCount: 2, address: "/w/0123/inbox?q=1&lang=sv")
  }

  var devices: [DeviceFacts] {
    [
      DeviceFacts(
        id: "1", name: text(), user: text(), createdAt: 1, revokedAt: nil,
        report: .init(seenAt: Self.now, pending: 3, version: text(), clockAhead: 900_000)),
      DeviceFacts(id: "2", name: text(), user: text(), createdAt: 2, revokedAt: 3, report: nil),
    ]
  }

  var people: [PersonFacts] {
    [
      PersonFacts(name: text(), role: .administrator, since: 5, devices: 1),
      PersonFacts(
        name: text(), role: .editor, since: 6, devices: 0,
        audiences: [.init(key: "protected", label: text(), belongs: true)]),
    ]
  }

  func quarantined(decision: QuarantineFacts.Decision?) -> QuarantineFacts {
    QuarantineFacts(
      id: 7, author: text(), device: text(), written: 1, came: 2, why: text(), note: text(),
      changes: [
        .init(record: text(), address: "/w/0123/records/abcd", field: text(), before: text(), after: text()),
        .init(record: text(), address: nil, field: text(), before: "", after: text()),
      ], problem: text(), decision: decision)
  }

  /// The pages that are made of plain values.
  func plain() -> [(name: String, html: String)] {
    let made = MadeCode(code: text(), explanation: text(), address: text())
    let reader = Frame.Person(name: text(), role: .administrator)
    let facts = OverviewPage.Facts(
      recordsInConflict: 4, conflicts: 5, records: 100, logEntries: 7, isLevel: false, refused: 1, damaged: 1, told: 2,
      devices: devices, people: people)
    return [
      (
        "overview",
        frame(.overview).html(
          OverviewPage(facts, role: .administrator, base: Self.base, now: Self.now, language: language))
      ),
      (
        "devices",
        frame(.devices).html(
          DevicesPage(
            devices, invitations: [.init(user: text(), isSignIn: true, createdAt: 1, expiresAt: 2)],
            people: [text(), text()], reader: reader, now: Self.now, language: language, made: made))
      ),
      (
        "people",
        frame(.people).html(
          PeoplePage(
            people, reader: text(), language: language, typed: (text(), .reader), problem: text(), made: made))
      ),
      (
        "quarantine",
        frame(.quarantine).html(
          QuarantinePage(
            [quarantined(decision: nil)],
            decided: [
              quarantined(decision: .init(time: 9, by: text(), reason: text(), isAccepted: true)),
              quarantined(decision: .init(time: 9, by: text(), reason: text(), isAccepted: false)),
            ], next: "/w/0123/quarantine?after=1", language: language, marked: 7, problem: text()))
      ),
      (
        "audit",
        frame(.audit).html(
          AuditPage(
            [AuditFacts(id: 1, time: 1, actor: text(), action: text(), subject: text(), detail: text())],
            older: "/w/0123/audit?before=1", language: language))
      ),
      (
        "erase",
        frame(.people).html(
          ErasurePage(
            .init(
              reference: "abcd", name: text(), address: "/w/0123/records/abcd",
              choices: [
                .init(key: "phone", label: text(), isPersonal: true, isChosen: true),
                .init(key: "name", label: text(), isPersonal: false, isChosen: false),
              ]), naming: text(), reason: text(), problem: .fields(text())))
      ),
      ("erase", frame(.people).html(ErasurePage(nil, naming: text(), problem: .naming(text())))),
      (
        "erase-preview",
        frame(.people).html(
          ErasurePreviewPage(
            [true, false].map {
              .init(
                record: text(), address: "/w/0123/records/abcd", field: text(), value: text(), author: text(), time: 1,
                isStanding: $0)
            }, summary: text(), warning: text(), scope: [("naming", text()), ("token", "00")], reason: text(),
            problem: text(), language: language))
      ),
      (
        "send-again",
        frame(.help).html(
          SendAgainPage(
            language: language, paragraphs: [text()], action: "/w/0123/people",
            fields: [
              TypedField(name: "csrf", value: "token"), TypedField(name: text(), value: text()),
              TypedField(name: text(), value: text() + "\n" + text()),
            ], typed: [TypedField(name: text(), value: text())]))
      ),
      ("help", frame(.help).html(HelpPage(language: language))),
      (
        "confirm",
        frame(.records).html(
          ConfirmPage(
            question: text(), action: "/w/0123/undo", fields: [.init("commit", text())], label: text(), back: "/w/0123")
        )
      ),
      (
        "plain",
        frame(.help).html(PlainPage(paragraphs: [text(), text()], links: [PageLink(text(), "/w/0123")]))
      ),
    ]
  }

  /// The pages that read records: a world in memory, with a conflict of each kind that two people can make.
  func overRecords(_ world: SampleWorld) throws -> [(name: String, html: String)] {
    var pages: [(name: String, html: String)] = []
    let base = Self.base
    let index = InboxIndex(world.replica)
    let inbox = try index.page(limit: 50, language: language)
    var question = InboxListPage.Question { _ in nil }
    question.filter.text = content()
    let twins = [
      InboxListPage.Twin(
        first: PageLink(content(), base), firstID: "1", second: PageLink(content(), base), secondID: "2",
        why: content())
    ]
    pages.append(
      (
        "inbox",
        frame(.inbox).html(
          InboxListPage(
            inbox, question, twins: twins, canSettle: true, base: base, now: Self.now, language: language))
      ))
    let places = try index.conflicts()
    let practice = try Practice(user: "Anna", language: language)
    let context = ConflictPage.Context(power: .practises, base: base, action: base + "/practice")
    pages.append(
      (
        "practice",
        frame(.practice).html(
          PracticePage(
            conflict: try practice.sheet().map { ConflictPage($0, context, language: language) }, result: nil))
      ))
    pages.append(
      (
        "practice",
        frame(.practice).html(
          PracticePage(
            conflict: nil,
            result: .init(lines: [Fact(content(), content())], told: [content()], isLeft: true)))
      ))
    for power in [ConflictPage.Power.reads, .proposes, .settles, .practises] {
      for record in try world.replica.store.read({ try $0.recordsInConflict() }) {
        pages.append(("conflict \(power)", try conflict(record, power, world)))
      }
    }
    try world.replica.store.read { reading in
      let text = ValueText(try Lookup(reading), language)
      for words in ["", content()] {
        pages.append(
          (
            "records",
            frame(.records).html(
              try RecordsPage(
                .init(words: words, inConflict: words.isEmpty), reading, base: base, language: language))
          ))
      }
      let preview = try BulkSettling.preview(.latest, places, text: text, reading: reading)
      pages.append(
        (
          "rules",
          frame(.rules).html(
            RulesPage(
              .init(
                inbox: inbox, question: question, rule: .takeAuthor(content()), preview: preview,
                standing: try StandingRules(reading).all(),
                fields: [.init(value: "activity.title", label: content())], standingProblem: content()),
              base: base, language: language))
        ))
      let followUp = try FollowUp(reading, year: 2025)
      pages.append(
        (
          "follow-up",
          frame(.followUp).html(
            try FollowUpPage(
              followUp, years: [2024, 2025], workspace: content(), reading, base: base, language: language))
        ))
      let tiding = Tiding(
        id: 3, user: "Anna", record: world.activity, register: RegisterID(world.titleField), value: .text(content()),
        chosen: .text(content()), by: content(), reason: content(), time: 9)
      pages.append(
        (
          "told", frame(.told).html(try ToldPage([tiding], reading, base: base, language: language))
        ))
    }
    let history = try world.replica.history(of: world.activity)
    try world.replica.store.read { reading in
      guard let view = try reading.view(world.activity) else { return }
      pages.append(
        (
          "record",
          frame(.records).html(
            try RecordPage(
              view, history: history, reading, role: .administrator, base: base, language: language))
        ))
    }
    return pages
  }

  func conflict(
    _ record: RecordID, _ power: ConflictPage.Power, _ world: SampleWorld, answers: ConflictAnswers? = nil
  ) throws -> String {
    let history = try world.replica.history(of: record, limit: 5)
    return try world.replica.store.read { reading in
      let values = ValueText(try Lookup(reading), language)
      guard let sheet = try RecordSheet.make(of: record, text: values, reading: reading, viewer: "Anna") else {
        return ""
      }
      var context = ConflictPage.Context(power: power, base: Self.base, action: Self.base + "/inbox/x")
      context.hasNext = true
      context.meanwhile = [text()]
      context.reasonProblem = text()
      context.story = try history.map { try StoryItem($0, text: values, base: Self.base, canUndo: true) }
      for conflict in sheet.conflicts { context.problems[conflict.id] = text() }
      var typed = answers ?? ConflictAnswers(reason: text())
      if answers == nil {
        typed["0000000000000000"] = .init(choice: "value", typed: ["value": text()])
        typed.fields["0000000000000000"] = text()
        for conflict in sheet.conflicts { typed[conflict.id] = .init(choice: "value", typed: ["value": text()]) }
      }
      context.answers = typed
      return frame(.inbox).html(ConflictPage(sheet, context, language: language))
    }
  }
}
