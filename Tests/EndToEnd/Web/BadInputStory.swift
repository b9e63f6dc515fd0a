import BrowserSupport
import Foundation
import Schema
import Testing

extension WebTests {
  /// What people with bad luck, or bad intent, send.
  @Suite struct BadInputStory {
    private static let script =
      "<script>document.title='intagen'</script><img src=x onerror=\"document.title='intagen'\">"
    private static let markup = "\"><b>fet</b><!-- </textarea></title> {{t.solve}} &lt;i&gt; 'a' \\u003c"
    private static let backwards = "Plan \u{202E}txet\u{202C} \u{2067}slut"

    @Test func `hostile words are shown as words`() async throws {
      try await onThread {
        let field = try Field(["Cecilia": "administrator"])
        for (name, device) in [("Anna", Self.script), ("Bertil", Self.markup)] {
          let desk = try Desk(user: name, device: device)
          try desk.join(field.server, code: try field.server.addUser(name, role: "editor"))
          field.take(desk)
        }
        var references: [String] = []
        for title in [Self.script, Self.markup, Self.backwards] {
          let id = try field.disagreement(title)
          references.append(try field["Cecilia"].json(["show", id]).text("ref"))
          try field["Anna"].json(["edit", id, "notes=\(Self.markup)\n\(Self.script)"])
          try field["Bertil"].json(["edit", id, "notes=\(Self.script)\n\(Self.backwards)"])
        }
        try field.sync()
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        func check() throws {
          #expect(try browser.title() != "intagen", "\(visitor.says)")
          #expect(try !browser.has("main b, main img, main script"), "\(visitor.says)")
        }
        for page in ["", "inbox", "records", "devices", "people", "audit", "rules"] {
          try visitor.go(page)
          try check()
        }
        try visitor.go("inbox")
        let names = try visitor.listed()
        #expect(names.contains(Self.script), "\(names)")
        #expect(names.contains { $0.utf8.elementsEqual(Self.markup.utf8) }, "\(names)")
        for reference in references {
          for page in ["inbox/\(reference)", "records/\(reference)"] {
            try visitor.go(page)
            try check()
          }
          // What goes back with the form is what was written, byte for byte.
          try visitor.go("inbox/\(reference)")
          try visitor.choose("notes", by: "Bertil")
          try visitor.send(reason: Self.markup)
          #expect(try visitor.isDone(), "\(visitor.says)")
          try check()
        }
        try field.sync()
        for reference in references {
          let notes = try field["Anna"].field(reference, "notes") ?? ""
          #expect(notes.utf8.elementsEqual("\(Self.script)\n\(Self.backwards)".utf8), "\(notes)")
          let commits = try field["Anna"].json(["log", reference]).list("commits")
          #expect(commits.contains { $0.text("message").utf8.elementsEqual(Self.markup.utf8) })
        }
      }
    }

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func `what is too long is refused and kept in sight`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let reference = try field["Cecilia"].json(["show", id]).text("ref")
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("inbox/\(reference)")
        try visitor.choose("doneOn", by: "Anna")
        try browser.write("#reason", "xyz")
        let body = try visitor.form()
        // Ten megabytes in a reason, and one letter more than a reason may have.
        #expect(try visitor.post("inbox/\(reference)", body.replacing("xyz", with: Self.long(10 << 20))) == 413)
        for letters in [100_000, 5_000] {
          let status = try visitor.post("inbox/\(reference)", body.replacing("xyz", with: Self.long(letters)))
          #expect([413, 422].contains(status), "\(letters): \(status)")
        }
        try visitor.go("inbox/\(reference)")
        #expect(try browser.findAll("fieldset.conflict").count == 3, "nothing was settled")
      }
    }

    @Test func `forged forms and strange addresses change nothing`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let reference = try field["Cecilia"].json(["show", id]).text("ref")
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("inbox/\(reference)")
        try visitor.choose("doneOn", by: "Anna")
        try browser.write("#reason", "Förfalskad")
        let form = try visitor.form()
        let token = try browser.find("#conflict-form [name='csrf']").attribute("value") ?? ""
        let conflict = try browser.find("\(visitor.row("doneOn")) [name='conflict']").attribute("value") ?? ""
        #expect(!token.isEmpty && form.contains(token) && form.contains(conflict))
        let page = "inbox/\(reference)"
        #expect(try visitor.post(page, form.replacing("csrf=\(token)", with: "")) == 403)
        #expect(try visitor.post(page, form.replacing(token, with: String(token.reversed()))) == 403)
        #expect(try visitor.post(page, form, origin: "https://annan.example") == 403)
        #expect([400, 403].contains(try visitor.post(page, "\u{FFFD}%zz&&&===\u{0}")))
        let strange = try visitor.post(page, form.replacing(conflict, with: "0123456789abcdef"))
        #expect([200, 400, 404, 409, 422].contains(strange), "\(strange)")
        for page in [
          "inbox/zzzzzzz", "conflicts/0123456789abcdef", "conflicts/%00", "records/..%2f..%2fetc%2fpasswd",
          "records/zzzzzzz", "follow-up?year=99999", "inbox?offset=-5&kind=%3Cscript%3E&age=abc", "inbox?q=%FF%FE",
          "nosuchpage",
        ] {
          try visitor.go(page)
          #expect([200, 400, 404].contains(try visitor.status()), "\(page)")
          #expect(try !browser.find("h1").text().isEmpty, "a page with a heading: \(page)")
        }
        try browser.open("\(field.server.url)/w/00000000000000000000000000000000/inbox")
        #expect(try browser.findAll("tr[data-row='conflict']").isEmpty)
        try field.sync()
        #expect(try field["Cecilia"].json(["show", id]).list("conflicts").count == 3)
        #expect(
          try field["Cecilia"].json(["log", id]).list("commits").allSatisfy { $0.text("message") != "Förfalskad" })
      }
    }

    @Test func `a session that ended in mid edit keeps what was typed`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let reference = try field["Cecilia"].json(["show", id]).text("ref")
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("inbox/\(reference)")
        try visitor.write("notes", "En lång text om mötet")
        try browser.write("#reason", "Skrivet innan det tog slut")
        try browser.forgetCookies()
        try visitor.send()
        #expect(try browser.place().contains("sign-in") || browser.has("#password-form"), "\(visitor.says)")
        #expect(try browser.find("main").text().contains("En lång text om mötet"), "it is there to be seen")
        try visitor.signIn("Cecilia")
        #expect(try visitor.page().hasPrefix("inbox/\(reference)"), "\(visitor.says)")
        #expect(try browser.find("\(visitor.row("notes")) textarea").value() == "En lång text om mötet")
        #expect(try browser.find("#reason").value() == "Skrivet innan det tog slut")
        try visitor.send()
        #expect(try visitor.isDone(), "\(visitor.says)")
        try field.sync()
        #expect(try field["Anna"].field(id, "notes") == "En lång text om mötet")
      }
    }

    @Test func `a reader reads, an editor proposes, an administrator decides`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let reference = try field["Cecilia"].json(["show", id]).text("ref")
        _ = try field.server.addUser("Rut", role: "reader")
        let rut = try Visitor(field.server, as: "Rut")
        try rut.go("inbox")
        try rut.open("Bokstart")
        #expect(try rut.browser.findAll("fieldset.conflict").count == 3)
        #expect(try !rut.browser.has("#conflict-form"))
        #expect(try !rut.browser.has("main input[type=radio], main button[value]"))
        for page in ["people", "audit", "rules"] {
          try rut.go(page)
          #expect(try !rut.browser.has("main form[method=post]"), "\(page)")
        }
        let anna = try Visitor(field.server, as: "Anna")
        try anna.go("inbox/\(reference)")
        #expect(try !anna.browser.has("#conflict-form button[value='solve']"))
        try anna.choose("doneOn", by: "Bertil")
        try anna.send("propose", reason: "Jag såg fel på datumet")
        #expect(try anna.isDone(), "\(anna.says)")
        try field.sync()
        #expect(try field["Cecilia"].json(["show", id]).list("conflicts").count == 3, "a proposal settles nothing")
        let cecilia = try Visitor(field.server, as: "Cecilia")
        try cecilia.go("inbox/\(reference)")
        #expect(try cecilia.browser.find(".proposals").text().contains("Anna"))
        #expect(try cecilia.browser.find(".proposals").text().contains("Jag såg fel på datumet"))
        try cecilia.browser.follow(".proposals button")
        #expect(try cecilia.browser.has("\(cecilia.row("doneOn")) input:checked"))
        try cecilia.send(reason: "Som Anna föreslår")
        #expect(try cecilia.isDone(), "\(cecilia.says)")
        try field.sync()
        #expect(try field["Anna"].field(id, "doneOn") == "2025-04-02")
      }
    }
  }
}
