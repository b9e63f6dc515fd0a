import Foundation
import Schema

/// A region's workspace on a Monday: the example plan, four people with made-up names, and what they wrote last week
/// without a network between them.
final class DemoWorkspace {
  let field: Field
  /// Activities by the first words of their titles.
  private var activities: [JSONValue] = []

  static let administrator = "Cecilia Ek"
  static let otherAdministrator = "Doris Falk"
  static let anna = "Anna Holm"
  static let bertil = "Bertil Näs"
  static let reader = "Rut Lind"

  static let plan = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Plan/Example/plan.txt").path

  init() throws {
    field = try Field([:])
    for (name, role, device) in [
      (Self.administrator, "administrator", "kontorsdatorn"), (Self.otherAdministrator, "administrator", "Doris dator"),
      (Self.anna, "editor", "Annas fältdator"), (Self.bertil, "editor", "Bertils platta"),
      (Self.reader, "reader", "nämndens dator"),
    ] {
      try field.join(name, role: role, device: device)
    }
    try desk.json(["import", Self.plan, "--yes"])
    try sync()
    activities = try desk.json(["list", "activity"]).list("records")
  }

  var server: ServerProcess { field.server }
  var desk: Desk { field[Self.administrator] }
  var annas: Desk { field[Self.anna] }
  var bertils: Desk { field[Self.bertil] }

  /// The id of the activity whose title begins so.
  func activity(_ title: String) throws -> String {
    guard let found = activities.first(where: { $0["fields"]?.text("title").hasPrefix(title) == true }) else {
      throw Trouble("no activity begins with \(title)")
    }
    return found.text("id")
  }

  /// The reference under which a record has its page.
  func reference(_ id: String) throws -> String { try desk.json(["show", id]).text("ref") }

  /// Everybody twice, Anna first; whoever stands in a conflict ends with status 2.
  func sync() throws {
    for _ in 0..<2 {
      for name in [Self.administrator, Self.anna, Self.bertil, Self.otherAdministrator, Self.reader] {
        let outcome = try field[name].run(["sync", "--json"])
        guard [0, 2].contains(outcome.status) else { throw Trouble("\(name): \(outcome.errorText)") }
      }
    }
  }

  // MARK: last week

  /// The years that have been followed up so far, and a visit.
  func writeHistory() throws {
    let colours = ["green", "yellow", "green", "red", "blue", "green", "yellow", "green"]
    for (number, activity) in activities.prefix(22).enumerated() {
      try desk.json([
        "assess", activity.text("id"), "--year", "2024", "--colour", colours[number % colours.count],
      ])
    }
    try sync()
  }

  /// One of each kind, in words that such people would write. The inbox has a row for each.
  func quarrel() throws {
    try desk.json([
      "edit", try activity("Låna ut ljud"),
      "notes=Utlåning sker från Karlskoga.\nBokning på telefon.\nÅterlämning måndagar.",
    ])
    let plan = try desk.json(["list", "plan"]).list("records").first?.text("id") ?? ""
    let section = try desk.json(["add", "section", "plan=\(plan)", "title=Sommarscener", "kind=group"]).text("id")
    try desk.json([
      "add", "activity", "title=Ordna sommarscen i Nora", "section=\(section)", "startYear=2025",
    ])
    let ring = try ["Barnkultur i väster", "Barnkultur i öster"].map {
      try desk.json(["add", "section", "plan=\(plan)", "title=\($0)", "kind=group"]).text("id")
    }
    try sync()
    try quarrelInOneRecord()
    try quarrelAboutColour()
    for (desk, date) in [(annas, "2025-05-06"), (bertils, "2025-05-13"), (self.desk, "2025-05-20")] {
      try desk.json(["edit", try activity("Räkna lokaler"), "doneOn=\(date)"])
    }
    try annas.json(["delete", try activity("Skriva en handbok")])
    try bertils.json(["edit", try activity("Skriva en handbok"), "partners+=Bio Kontrast", "doneOn=2025-09-30"])
    try annas.json(["delete", section, "--yes"])
    try bertils.json(["add", "activity", "title=Bjuda in körer till sommarscenen", "section=\(section)"])
    try annas.json(["edit", ring[0], "parent=\(ring[1])"])
    try bertils.json(["edit", ring[1], "parent=\(ring[0])"])
    for (desk, day) in [(annas, "03-11"), (bertils, "03-18")] {
      for title in ["Hålla kurs", "Samla filmare", "Svara på frågor"] {
        try desk.json(["edit", try activity(title), "doneOn=2025-\(day)"])
      }
    }
    try sync()
  }

  private func quarrelInOneRecord() throws {
    let lending = try activity("Låna ut ljud")
    try annas.json([
      "visit", "place=Hällefors bygdegård", "municipality=Hällefors", "activities=\(lending)",
      "report=Föreningen vill låna i mars. De har egen högtalare men saknar ljus.",
    ])
    try annas.json([
      "edit", lending, "doneOn=2025-03-04", "startYear=2025",
      "notes=Utlåning sker från Hällefors.\nBokning på telefon.\nÅterlämning måndagar.",
    ])
    try bertils.json([
      "edit", lending, "doneOn=2025-04-10", "startYear=2026", "partners+=Bygdegårdarnas distrikt",
      "notes=Utlåning sker från Lindesberg.\nBokning på telefon.\nÅterlämning måndagar och torsdagar.",
    ])
  }

  private func quarrelAboutColour() throws {
    let tour = try activity("Ordna turné")
    try annas.json([
      "assess", tour, "--year", "2025", "--colour", "green", "--comment", "Fyra kvällar, fullt hus i Laxå.",
    ])
    try bertils.json([
      "assess", tour, "--year", "2025", "--colour", "yellow", "--comment", "Två av fyra platser ställdes in.",
    ])
  }
}
