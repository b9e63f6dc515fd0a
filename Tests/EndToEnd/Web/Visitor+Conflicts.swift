import BrowserSupport
import Schema

/// The page of a record in conflict, and the list that leads to it, by what stands on them.
extension Visitor {
  /// The part of the page about one field; the record itself where nil.
  func row(_ field: String?) -> String {
    "fieldset.conflict:has(input[name^='field-'][value='\(field ?? "")'])"
  }

  /// Chooses what somebody wrote.
  func choose(_ field: String?, by author: String) throws {
    for choice in try browser.findAll("\(row(field)) .choice:has(input[type=radio])")
    where try choice.text().contains(author) {
      return try choice.find("input[type=radio]").click()
    }
    throw BrowserTrouble("nothing by \(author) about \(field ?? "the record"): \(try browser.text())")
  }

  /// Chooses a way that names no candidate, as `keep`, `keepBoth` or `delete`.
  func choose(_ field: String?, way: String) throws {
    try browser.click("\(row(field)) input[type=radio][value='\(way)']")
  }

  /// Writes another value, or another place; `key` names the member of a group.
  func write(_ field: String?, _ text: String, way: String = "value", key: String = "value") throws {
    try choose(field, way: way)
    try browser.write("\(row(field)) [id$='-\(way)-\(key)']", text)
  }

  /// Sends the form with one of its buttons.
  func send(_ button: String = "solve", reason: String? = nil) throws {
    if let reason { try browser.write("#reason", reason) }
    try browser.follow("#conflict-form button[value='\(button)']:not([hidden])")
  }

  /// The names that the inbox lists, from top to bottom.
  func listed() throws -> [String] {
    try browser.findAll("tr[data-row='conflict'] th a").map { try $0.text() }
  }

  /// Opens a record from the inbox by its name.
  func open(_ name: String) throws {
    guard let link = try browser.findAll("tr[data-row='conflict'] th a").first(where: { try $0.text() == name }) else {
      throw BrowserTrouble("the inbox has no \(name): \(try listed())")
    }
    try browser.follow(link)
  }

  /// Whether the page says that something was done.
  func isDone() throws -> Bool { try browser.has("#notice.done") }
}

extension Field {
  /// An activity in which Anna and Bertil disagree about its date, its years and its notes; answers its id.
  func disagreement(_ title: String) throws -> String {
    let made = try self["Cecilia"].json([
      "add", "activity", "title=\(title)", "startYear=2024", "notes=Möte i mars\nRapport i maj",
    ])
    let id = made.text("id")
    try sync()
    try self["Anna"].json(["edit", id, "doneOn=2025-03-01", "startYear=2025", "notes=Möte i april\nRapport i maj"])
    try self["Bertil"].json(["edit", id, "doneOn=2025-04-02", "startYear=2026", "notes=Möte i juni\nRapport i maj"])
    try sync()
    return id
  }

  /// Everybody twice, in the order in which they joined; who stands in a conflict ends with status 2.
  func sync() throws {
    for _ in 0..<2 {
      for name in ["Cecilia", "Anna", "Bertil"] where desks[name] != nil {
        let outcome = try self[name].run(["sync", "--json"])
        guard [0, 2].contains(outcome.status) else { throw Trouble("\(name): \(outcome.errorText)") }
      }
    }
  }

  static func three() throws -> Field {
    try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
  }
}
