import CommitFormat
import Foundation
import SyncServer
import Testing

/// A form that comes too early is given back as it was.
@Suite struct SendAgainTests {
  @Test func whatWasTypedIsThereToBeSentAgain() async throws {
    let server = try await PageServer(requests: 30)
    let password = try server.member("Eva", .administrator)
    let browser = TestBrowser(server)
    _ = try await browser.signIn("Eva", password, path: server.base)
    let people = server.base + "/people"
    // Nobody is called that: it is never taken, so the same may be sent as often as one likes.
    let name = "Åsa \u{200B}<b>Ö & \"Å\"</b>"
    let reason = "Första raden\r\nandra raden"
    var token = ""
    while token.isEmpty { token = try await browser.get(people).formToken }
    var answer = try await browser.get(people)
    for _ in 0..<500 where answer.status != 429 {
      answer = try await browser.post(
        people + "?x=1", [("csrf", token), ("do", "add"), ("user", name), ("role", "editor"), ("note", reason)])
    }
    #expect(answer.status == 429 && answer.isPage && answer.headers["retry-after"] != nil, "\(answer.status)")
    let page = try ShownPage(answer.text)
    let form = try #require(page.forms["again-form"])
    #expect(form.action == people + "?x=1")
    #expect(form.value("csrf") == token && form.value("user") == name && form.value("role") == "editor")
    #expect(form.value("note")?.replacingOccurrences(of: "\r\n", with: "\n") == "Första raden\nandra raden")
    #expect(page.text.contains("send it again") && page.text.contains("Åsa"))
    // Sent as it came, and as soon as there is room, it is taken: here it is told what is wrong with the name.
    for _ in 0..<100_000 where answer.status == 429 { answer = try await browser.post(people + "?x=1", form.fields) }
    #expect(answer.status == 422, "\(answer.status)")
    // A form of another site's is not repeated to anybody.
    browser.origin = "http://elsewhere.example"
    answer = try await browser.post(people, form.fields)
    #expect(answer.status == 403 && !answer.text.contains("again-form"))
  }
}
