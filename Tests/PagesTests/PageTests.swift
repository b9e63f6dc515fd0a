import Foundation
import Merge
import Pages
import Plan
import Replica
import Schema
import Testing
import Words

@Suite struct PageTests {
  private func samples(_ language: Language = .sv) -> SamplePages {
    var count = 0
    let text = {
      count += 1
      return "ord \(count)"
    }
    return SamplePages(language: language, text: text, content: text)
  }

  private func all(_ language: Language) throws -> [(name: String, html: String)] {
    var count = 0
    let samples = samples(language)
    return samples.plain()
      + (try samples.overRecords(
        SampleWorld {
          count += 1
          return "post \(count)"
        }))
  }

  @Test(arguments: Language.allCases) func everyPageCanBeFoundOnesWayIn(language: Language) throws {
    for (name, html) in try all(language) {
      let page = try PageReader(html)
      #expect(page.values("lang", of: "html") == [language.rawValue], "\(name)")
      #expect(page.headings.filter { $0 == 1 }.count == 1, "\(name) has not one main heading")
      for (before, after) in zip(page.headings, page.headings.dropFirst()) {
        #expect(after <= before + 1, "\(name): a heading of level \(after) under one of \(before)")
      }
      let ids = page.values("id")
      #expect(
        Set(ids).count == ids.count,
        "\(name): an id stands twice: \(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys)")
      for target in page.values("for") + page.values("aria-labelledby") + page.values("data-write") {
        #expect(ids.contains(target), "\(name): nothing has the id \(target)")
      }
      for list in page.values("aria-describedby") {
        for target in list.split(separator: " ") { #expect(ids.contains(String(target)), "\(name): \(target)") }
      }
      // Every field has a name to be called by.
      let labelled = Set(page.values("for"))
      for (element, values) in page.attributes where ["select", "textarea"].contains(element) {
        #expect(values["aria-label"] != nil || labelled.contains(values["id"] ?? ""), "\(name): \(values)")
      }
      #expect(page.values("scope", of: "th").count == page.attributes.count { $0.element == "th" }, "\(name)")
      #expect(page.values("href").contains("#content"))
      #expect(page.values("role").contains { $0 == "status" || $0 == "alert" })
    }
  }

  @Test func everyFormThatChangesSomethingCarriesItsToken() throws {
    for (name, html) in try all(.sv) {
      for form in html.components(separatedBy: "<form ").dropFirst() {
        guard let body = form.components(separatedBy: "</form>").first, body.contains("method=\"post\"") else {
          continue
        }
        #expect(body.contains("name=\"csrf\" value=\"token\""), "\(name)")
      }
    }
  }

  @Test func aConflictIsChosenByNamesOfPeople() throws {
    let practice = try Practice(user: "Anna", language: .sv)
    let sheet = try #require(try practice.sheet())
    #expect(sheet.conflicts.map(\.kind) == [.edit, .text])
    let context = ConflictPage.Context(power: .settles, base: "/w/1", action: "/w/1/inbox/x")
    let html = samples().frame(.inbox).html(ConflictPage(sheet, context, language: .sv))
    let page = try PageReader(html)
    for conflict in sheet.conflicts {
      let choices = page.inputs(named: "choice-\(conflict.id)").compactMap { $0["value"] }
      #expect(choices.filter { $0.hasPrefix("take-") }.count == 2)
      #expect(choices.contains("value") && choices.last?.isEmpty == true)
      #expect(page.inputs(named: "conflict").contains { $0["value"] == conflict.id })
    }
    #expect(page.text.contains("Åsa") && page.text.contains("Bo"))
    // The visit of that time stands beside what its author wrote.
    #expect(page.text.contains("Fullt i bygdegården"))
    for word in ["ours", "theirs", "local", "remote", "lokal ", "fjärr"] { #expect(!page.text.contains(word)) }
    let actions = page.inputs(named: "action").compactMap { $0["value"] }
    #expect(Set(actions) == ["look", "solve", "draft"])
  }

  @Test func readersReadAndEditorsPropose() throws {
    let sheet = try #require(try Practice(user: "Anna", language: .sv).sheet())
    func page(_ power: ConflictPage.Power) throws -> PageReader {
      let context = ConflictPage.Context(power: power, base: "/w/1", action: "/w/1/inbox/x")
      return try PageReader(samples().frame(.inbox).html(ConflictPage(sheet, context, language: .sv)))
    }
    let reader = try page(.reads)
    #expect(reader.inputs(named: "action").isEmpty && !reader.values("type").contains("radio"))
    #expect(reader.text.contains("Tre föreningar har tackat ja"))
    #expect(
      Set(try page(.proposes).inputs(named: "action").compactMap { $0["value"] }) == ["look", "propose", "draft"])
  }

  @Test func whatWasTypedComesBack() throws {
    let sheet = try #require(try Practice(user: "Anna", language: .sv).sheet())
    let text = "\n  rad ett\n\tflik <b> & \u{200F}\n"
    let id = sheet.conflicts[1].id
    var answers = ConflictAnswers(reason: "därför\n\"att\"")
    answers[id] = .init(choice: "value", typed: ["value": text])
    var context = ConflictPage.Context(power: .settles, base: "/w/1", action: "/w/1/inbox/x")
    context.answers = answers
    let html = samples().frame(.inbox).html(ConflictPage(sheet, context, language: .sv))
    let page = try PageReader(html)
    #expect(page.inputs(named: "choice-\(id)").filter { $0["checked"] != nil }.compactMap { $0["value"] } == ["value"])
    // A browser leaves out the first line feed of a text area, and no more.
    #expect(page.text.contains("\n" + text))
    #expect(page.text.contains("\ndärför\n\"att\""))
  }

  @Test func aFormIsReadAsAPageWritesIt() throws {
    let answers = ConflictAnswers([
      ("csrf", "x"), ("conflict", "00000000000000aa"), ("field-00000000000000aa", "schedule"),
      ("choice-00000000000000aa", "value"), ("typed-00000000000000aa-startYear", "2025"),
      ("typed-00000000000000aa-untilYear", ""), ("choice-00000000000000bb", "keep"), ("reason", "ett\r\ntvå\rtre"),
      ("typed-", "x"), ("choice", "y"),
    ])
    #expect(answers.answers.map(\.id) == ["00000000000000aa"])
    let answer = try #require(answers["00000000000000aa"])
    #expect(try answer.decision() == .members(["startYear": "2025", "untilYear": ""]))
    #expect(answers.fields == ["00000000000000aa": "schedule"])
    #expect(answers.reason == "ett\ntvå\ntre")
    for decision: Decision in [
      .takeWrite("ab-1-0"), .keep, .delete, .keepBoth, .move("4.1.3"), .text("x"), .members(["a": "b", "c": "d"]),
    ] {
      #expect(try ConflictAnswers.Answer(decision).decision() == decision)
    }
    #expect(try ConflictAnswers.Answer(.json(.string("x"))).decision() == .text("x"))
    #expect(throws: DecisionProblem.self) { try ConflictAnswers.Answer(choice: "eat").decision() }
  }

  /// The words of somebody whose conflict moved on stand in the new conflict's field, and a picked value is picked anew.
  @Test func typedWordsMoveOnWithTheField() throws {
    let sheet = try #require(try Practice(user: "Anna", language: .sv).sheet())
    var answers = ConflictAnswers()
    answers["00000000000000aa"] = .init(choice: "value", typed: ["value": "mina ord"])
    answers.fields["00000000000000aa"] = "comment"
    answers["00000000000000bb"] = .init(choice: "take-1")
    answers.fields["00000000000000bb"] = "colour"
    answers["00000000000000cc"] = .init(choice: "value", typed: ["value": "2031"])
    answers.fields["00000000000000cc"] = "startYear"
    var context = ConflictPage.Context(power: .settles, base: "/w/1", action: "/w/1/inbox/x")
    context.answers = answers
    let page = try PageReader(samples().frame(.inbox).html(ConflictPage(sheet, context, language: .sv)))
    let comment = try #require(sheet.conflicts.first { $0.fieldKey == "comment" })
    let colour = try #require(sheet.conflicts.first { $0.fieldKey == "colour" })
    #expect(
      page.inputs(named: "choice-\(comment.id)").filter { $0["checked"] != nil }.map { $0["value"] } == ["value"])
    #expect(page.inputs(named: "choice-\(colour.id)").filter { $0["checked"] != nil }.map { $0["value"] } == [""])
    #expect(page.text.contains("mina ord") && page.text.contains("2031"))
    #expect(page.values("id").contains("lost"))
  }

  @Test func thePracticeConflictIsAlwaysTheSameAndNobodyElses() throws {
    let one = try Practice(user: "Anna", language: .sv)
    let other = try Practice(user: "Anna", language: .sv)
    let conflicts = try one.replica.conflicts()
    #expect(conflicts.map(\.id) == (try other.replica.conflicts().map(\.id)))
    let open = try #require(conflicts.first)
    let last = try #require(open.candidates.last)
    _ = try one.replica.edit(Draft([.settle(one.record, open.conflict, .take(last.write.dot))]))
    #expect(try one.replica.conflicts().count == 1)
    #expect(try other.replica.conflicts().count == 2)
  }

  @Test func barsFillTheirWidth() throws {
    let html = try #require(try all(.sv).first { $0.name == "follow-up" }?.html)
    let page = try PageReader(html)
    let widths = page.attributes.filter { $0.element == "rect" && ($0.values["width"] ?? "").hasSuffix("%") }
    #expect(!widths.isEmpty)
    for (_, values) in widths {
      let x = try #require((values["x"]?.dropLast()).flatMap { Double($0) })
      let width = try #require((values["width"]?.dropLast()).flatMap { Double($0) })
      #expect(x >= 0 && width > 0 && x + width <= 100.001)
    }
    #expect(page.text.contains("ej avgjord"))
  }

  @Test func addressesKeepTheirQueries() {
    #expect(Query.address("/a", [("q", "å & b"), ("x", "")]) == "/a?q=%C3%A5%20%26%20b")
    let frame = samples().frame(.inbox)
    #expect(frame.html(HelpPage(language: .sv)).contains("href=\"/w/0123/inbox?q=1&amp;lang=en\""))
  }
}
