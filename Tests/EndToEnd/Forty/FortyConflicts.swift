import Foundation
import Schema

/// Three laptops away from any network that write in the same places, and two administrators who settle it.
///
/// The story keeps what everybody wrote and what was decided; the programs have to say the same.
final class FortyConflicts {
  let field: Field
  var quarrels: [Quarrel] = []
  /// By author, what nobody has been told yet.
  var untold: [String: [Word]] = [:]
  private var activities: [JSONValue] = []
  private var next = 0

  static let editors = ["Anna", "Bertil", "David"]
  static let administrators = ["Cecilia", "Doris"]

  init(plan: String) throws {
    field = try Field([
      "Cecilia": "administrator", "Doris": "administrator", "Anna": "editor", "Bertil": "editor", "David": "editor",
    ])
    try cecilia.json(["import", plan, "--yes"])
    try everybodySyncs()
  }

  var cecilia: Desk { field["Cecilia"] }
  var doris: Desk { field["Doris"] }
  var anna: Desk { field["Anna"] }
  var bertil: Desk { field["Bertil"] }
  var david: Desk { field["David"] }

  /// Twice, so that the first has what the last wrote. Whoever stands in a conflict ends with status 2.
  func everybodySyncs() throws {
    for _ in 0..<2 {
      for name in Self.administrators + Self.editors { try sync(name) }
    }
  }

  func sync(_ name: String) throws {
    let outcome = try field[name].run(["sync", "--json"])
    guard [0, 2].contains(outcome.status), try outcome.json().flag("level") else {
      throw Trouble("\(name) can't sync: exit \(outcome.status) \(outcome.text) \(outcome.errorText)")
    }
  }

  // MARK: making them

  /// All that happens before anybody decides. The forty stand open at the end of it.
  func quarrel() throws {
    activities = try cecilia.json(["list", "activity"]).list("records")
    let texts = try (0..<Quarrel.Kind.text.count).map { _ in try noted() }
    let sections = try (0..<Quarrel.Kind.orphan.count + 2 * Quarrel.Kind.ring.count).map { try section($0) }
    try everybodySyncs()
    field.server.stop()
    for number in 0..<Quarrel.Kind.single.count { try single(number) }
    for number in 0..<Quarrel.Kind.group.count { try group(number) }
    for number in 0..<Quarrel.Kind.three.count { try three(number) }
    for number in 0..<Quarrel.Kind.delete.count { try deletion(number) }
    for (number, text) in texts.enumerated() { try overlap(number, text) }
    for number in 0..<Quarrel.Kind.orphan.count { try orphan(number, sections[number], refuge: sections[5]) }
    for number in 0..<Quarrel.Kind.ring.count {
      try ring(sections[3 + 2 * number], sections[4 + 2 * number])
    }
    let settledTwice = try (0..<Quarrel.Kind.resolutions.count).map { try clash($0, .resolutions) }
    let settledEarly = try (0..<Quarrel.Kind.late.count).map { try clash($0, .late) }
    for (number, activity) in settledEarly.enumerated() {
      try david.json(["edit", activity, "doneOn=2025-09-0\(number + 1)"])
    }
    let twins = try twins()
    try field.server.start()
    for name in ["Anna", "Bertil", "Cecilia", "Doris"] { try sync(name) }
    for (number, activity) in settledTwice.enumerated() { try settleTwice(number, activity) }
    for (number, activity) in settledEarly.enumerated() { try settleEarly(number, activity) }
    try join(twins)
    for name in ["Cecilia", "Doris", "David"] { try sync(name) }
    try everybodySyncs()
    for index in quarrels.indices { quarrels[index].reason = "Beslut \(index + 1)" }
  }

  private func activity() throws -> JSONValue {
    // Titles in a plan may be all but equal; ids are not.
    guard activities.indices.contains(next) else { throw Trouble("the plan has only \(next) activities") }
    next += 1
    return activities[next - 1]
  }

  private func noted() throws -> String {
    let id = try activity().text("id")
    try cecilia.json(["edit", id, "notes=Möte i mars\nRapport i maj"])
    return id
  }

  private func section(_ number: Int) throws -> String {
    let plan = try cecilia.json(["list", "plan"]).list("records").first?.text("id") ?? ""
    return try cecilia.json(["add", "section", "plan=\(plan)", "title=Avdelning \(number + 1)", "kind=group"]).text(
      "id")
  }

  private func single(_ number: Int) throws {
    let id = try activity().text("id")
    let values = ["2025-03-0\(number + 1)", "2025-04-0\(number + 1)"]
    try anna.json(["edit", id, "doneOn=\(values[0])"])
    try bertil.json(["edit", id, "doneOn=\(values[1])"])
    let written = "2025-05-0\(number + 1)"
    let decisions: [Quarrel.Decision] = [.take(1), .take(2), .write(written, .string(written))]
    note(.single, id, "doneOn", ["Anna", "Bertil"], values.map(JSONValue.string), decisions[number % 3])
  }

  private func group(_ number: Int) throws {
    let activity = try activity()
    let id = activity.text("id")
    // The members of a group are written together, the others as they were.
    let seen = ["startYear", "recurrence", "untilYear"].compactMap { key in
      activity["fields"]?[key].map { JSONObject.Member(key: key, value: $0) }
    }
    func schedule(_ year: Int) -> JSONValue {
      .object(
        JSONObject(
          [.init(key: "startYear", value: .number(String(year)))] + seen.filter { $0.key != "startYear" }))
    }
    let old = activity["fields"]?.number("startYear") ?? 2024
    let years = [2024, 2025, 2026, 2027].filter { $0 != old }
    try anna.json(["edit", id, "startYear=\(years[0])"])
    try bertil.json(["edit", id, "startYear=\(years[1])"])
    let decisions: [Quarrel.Decision] = [
      .take(1), .take(2), .write("{\"startYear\":\(years[2])}", schedule(years[2])),
    ]
    note(.group, id, "schedule", ["Anna", "Bertil"], [schedule(years[0]), schedule(years[1])], decisions[number % 3])
  }

  private func three(_ number: Int) throws {
    let id = try activity().text("id")
    let values = (6...8).map { "2025-0\($0)-1\(number)" }
    for (desk, value) in zip([anna, bertil, david], values) { try desk.json(["edit", id, "doneOn=\(value)"]) }
    note(.three, id, "doneOn", Self.editors, values.map(JSONValue.string), .take(number % 3 + 1))
  }

  private func deletion(_ number: Int) throws {
    let id = try activity().text("id")
    try anna.json(["delete", id])
    try bertil.json(["edit", id, "doneOn=2025-10-0\(number + 1)"])
    note(.delete, id, nil, [], [], number % 2 == 0 ? .keep : .delete)
    quarrels[quarrels.count - 1].before = .string("2025-10-0\(number + 1)")
  }

  private func overlap(_ number: Int, _ id: String) throws {
    let values = ["Möte i april\nRapport i maj", "Möte i februari\nRapport i maj och juni"]
    try anna.json(["edit", id, "notes=\(values[0])"])
    try bertil.json(["edit", id, "notes=\(values[1])"])
    let written = "Möte i april eller februari\nRapport i maj och juni"
    let decisions: [Quarrel.Decision] = [.write(written, .string(written)), .keepBoth, .take(2)]
    note(.text, id, "notes", ["Anna", "Bertil"], values.map(JSONValue.string), decisions[number % 3])
    // What did not overlap is merged already, around the official one of what did.
    quarrels[quarrels.count - 1].before = .string("Möte i april\nRapport i maj och juni")
  }

  private func orphan(_ number: Int, _ section: String, refuge: String) throws {
    try anna.json(["delete", section, "--yes"])
    let child = try bertil.json(["add", "activity", "title=Del \(number + 1)", "section=\(section)"]).text("id")
    note(.orphan, child, "section", [], [], [.keep, .move(refuge), .delete][number % 3])
    quarrels[quarrels.count - 1].before = .string(section)
  }

  private func ring(_ one: String, _ other: String) throws {
    try anna.json(["edit", one, "parent=\(other)"])
    try bertil.json(["edit", other, "parent=\(one)"])
    let home = try cecilia.json(["list", "section"]).list("records").first?.text("id") ?? ""
    note(.ring, other, "parent", [], [], .move(home))
    quarrels[quarrels.count - 1].before = .string(one)
  }

  private func clash(_ number: Int, _ kind: Quarrel.Kind) throws -> String {
    let id = try activity().text("id")
    let month = kind == .late ? "11" : "12"
    try anna.json(["edit", id, "doneOn=2025-\(month)-0\(number + 1)"])
    try bertil.json(["edit", id, "doneOn=2025-\(month)-1\(number + 1)"])
    return id
  }

  /// Each administrator decides for another value, with no network between them.
  private func settleTwice(_ number: Int, _ id: String) throws {
    let values = ["2025-12-0\(number + 1)", "2025-12-1\(number + 1)"]
    for (desk, take) in [(cecilia, 1), (doris, 2)] {
      try desk.json(["resolve", try open(id, on: desk).text("id"), "--take", "\(take)", "--reason", "Var för sig"])
    }
    tell("Bertil", id, value: values[1], chosen: values[0], by: "Cecilia", reason: "Var för sig")
    note(.resolutions, id, "doneOn", Self.administrators, values.map(JSONValue.string), .take(number + 1))
  }

  /// Cecilia decides while David, who wrote before that, has not been near a network.
  private func settleEarly(_ number: Int, _ id: String) throws {
    let values = ["2025-11-0\(number + 1)", "2025-11-1\(number + 1)"]
    try cecilia.json(["resolve", try open(id, on: cecilia).text("id"), "--take", "2", "--reason", "Tidigt"])
    tell("Anna", id, value: values[0], chosen: values[1], by: "Cecilia", reason: "Tidigt")
    note(
      .late, id, "doneOn", ["Cecilia", "David"], [.string(values[1]), .string("2025-09-0\(number + 1)")],
      .take(2 - number))
  }

  private func twins() throws -> [String] {
    try [(anna, "019-1"), (bertil, "019-2")].map { desk, phone in
      try desk.json(["add", "actor", "name=Bokcaféet", "phone=\(phone)"]).text("id")
    }
  }

  private func join(_ twins: [String]) throws {
    let joined = try cecilia.json(["same", twins[0], twins[1]])
    // Whichever it is read as from now on, both said something about how to reach it.
    let values = ["019-1", "019-2"].map { phone in
      JSONValue.object(JSONObject([.init(key: "phone", value: .string(phone))]))
    }
    note(.twins, joined.text("id"), "contact", ["Anna", "Bertil"], values, .take(2))
  }

  private func note(
    _ kind: Quarrel.Kind, _ record: String, _ field: String?, _ authors: [String], _ values: [JSONValue],
    _ decision: Quarrel.Decision
  ) {
    quarrels.append(
      Quarrel(
        kind: kind, record: record, field: field,
        candidates: zip(authors, values).map { Quarrel.Candidate(author: $0, value: $1) }, decision: decision,
        before: values.first ?? .null))
  }

  func tell(_ author: String, _ record: String, value: String, chosen: String, by: String, reason: String) {
    untold[author, default: []].append(
      Word(
        record: record, field: "doneOn", value: JSONValue.string(value).text(.canonical),
        chosen: JSONValue.string(chosen).text(.canonical), by: by, reason: reason))
  }

  /// The open conflict of a record, as a laptop shows it.
  func open(_ record: String, on desk: Desk) throws -> JSONValue {
    let open = try desk.json(["conflicts", "--all"]).list("conflicts").filter { $0.text("record") == record }
    guard let first = open.first, open.count == 1 else {
      throw Trouble("\(record) has \(open.count) conflicts on \(desk.user)'s laptop, not one")
    }
    return first
  }
}
