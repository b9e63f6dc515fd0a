import Schema
import TestSupport

/// What people do all day.
extension FieldRun {
  private static let partners = ["Hofors", "Åmot", "Söderhamn"]
  private static let linesOfNotes = 8

  func step() throws {
    let laptop = Int.random(in: 0..<3, using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<13: try syncSomehow(laptop)
    case 13..<17 where count(of: "activity") < 6: try addActivity(laptop)
    case 17..<18 where count(of: "section") < 3: try addSection(laptop)
    case 18..<43: try editActivity(laptop)
    case 43..<56: try changeSet(laptop)
    case 56..<64: try assess(laptop)
    case 64..<66: try addNote(laptop)
    case 66..<72: try delete(laptop)
    case 72..<77: try restore(laptop)
    case 77..<82: try undo(laptop)
    case 82..<85: try editAssessment(laptop)
    case 85..<88: try form(laptop)
    case 88..<90: try settle(laptop)
    case 90...: try settle(2)
    default: try editActivity(laptop)
    }
  }

  private func syncSomehow(_ laptop: Int) throws {
    if shape.kills, random.oneIn(3) {
      if random.oneIn(3) { try syncWithKilledServer(laptop) } else { try killedSync(laptop) }
    } else {
      try sync(laptop)
    }
  }

  private func count(of type: String) -> Int { model.records.count { $0.type == type && $0.id != nil } }

  /// A record that the laptop knows; the few that there are, so that people meet.
  private func pick(_ laptop: Int, _ type: String, where wanted: (FieldModel.Fate) -> Bool = { $0 != .deleted }) -> Int?
  {
    let sight = model.sight(laptop)
    return model.records.indices.filter { record in
      model.records[record].type == type && model.isKnown(record, sight) && wanted(model.fate(record, sight))
    }.randomElement(using: &random)
  }

  private func id(_ record: Int) -> String { model.records[record].id ?? "?" }

  // MARK: making

  func addSection(_ laptop: Int) throws {
    let (title, number) = (word(), "4.\(Int.random(in: 1...9, using: &random))")
    let record = model.addRecord("section")
    let draft = model.make(record, ["number": .string(number), "title": .string(title)])
    try write(
      laptop, ["add", "section", "title=\(title)", "number=\(number)"], .draft(draft), showing: record)
  }

  func addActivity(_ laptop: Int) throws {
    let title = word()
    let notes = (1...Self.linesOfNotes).map { _ in word() }.joined(separator: "\n")
    let section = pick(laptop, "section")
    var arguments = ["add", "activity", "title=\(title)", "notes=\(notes)"]
    if let section { arguments.append("section=\(id(section))") }
    let partners = Self.partners.filter { _ in random.oneIn(3) }
    arguments += partners.map { "partners+=\($0)" }
    let record = model.addRecord("activity")
    let draft = model.make(
      record,
      [
        "section": section.map { .string(id($0)) } ?? .null, "title": .string(title),
        "partners": .array(partners.map(JSONValue.string)), "notes": .string(notes),
      ])
    try write(laptop, arguments, .draft(draft), showing: record)
  }

  private func addNote(_ laptop: Int) throws {
    guard count(of: "note") < 5, let activity = pick(laptop, "activity") else { return }
    let text = word()
    let record = model.addRecord("note")
    // Today's date is the program's to know; it is written once and never changes.
    let day = ISODay.today()
    let draft = model.make(
      record,
      [
        "on": .string(id(activity)), "text": .string(text), "author": .string(model.laptops[laptop].person.user),
        "at": .string(day),
      ])
    try write(laptop, ["note", id(activity), text], .draft(draft), showing: record)
  }

  private func assess(_ laptop: Int) throws {
    guard let activity = pick(laptop, "activity") else { return }
    let year = Int.random(in: 2025...2026, using: &random)
    let colour = ["blue", "red", "yellow", "green"].randomElement(using: &random) ?? "red"
    let comment = random.oneIn(2) ? word() : nil
    let key = "\(activity)-\(year)"
    let record = assessments[key] ?? model.addRecord("assessment")
    assessments[key] = record
    var arguments = ["assess", id(activity), "--year", String(year), "--colour", colour]
    if let comment { arguments += ["--comment", comment] }
    let result = model.assess(
      laptop, record,
      [
        "activity": .string(id(activity)), "year": .number(year), "colour": .string(colour),
        "comment": comment.map(JSONValue.string) ?? .null,
        "assessor": .string(model.laptops[laptop].person.user),
      ])
    try write(laptop, arguments, result, showing: record)
  }

  // MARK: changing

  private func editActivity(_ laptop: Int) throws {
    guard let record = pick(laptop, "activity", where: { $0 != .deleted || random.oneIn(10) }) else { return }
    var arguments = ["edit", id(record)]
    var changes: [FieldModel.Change] = []
    for _ in 0..<(random.oneIn(4) ? 2 : 1) {
      let (assignments, change) = change(laptop, record)
      arguments += assignments
      changes.append(change)
    }
    try write(laptop, arguments, model.edit(laptop, record, changes), showing: record)
  }

  private func change(_ laptop: Int, _ record: Int) -> (assignments: [String], FieldModel.Change) {
    let sight = model.sight(laptop)
    switch Int.random(in: 0..<7, using: &random) {
    case 0, 1:
      if random.oneIn(5) { return (["doneOn="], .set("doneOn", .null)) }
      let date = "2025-0\(Int.random(in: 1...4, using: &random))-10"
      return (["doneOn=\(date)"], .set("doneOn", .string(date)))
    case 2:
      let rank = Int.random(in: 1...9, using: &random)
      return (["rank=\(rank).5"], .set("rank", .string("\(rank).5")))
    case 3:
      let year = Int.random(in: 2021...2024, using: &random)
      return (["startYear=\(year)"], .set("schedule", .members(["startYear": .number(year)])))
    case 4:
      let place = FieldModel.Place(record: record, key: "schedule")
      guard let official = model.official(place, sight), model.facts[official].value["startYear"] != nil else {
        return (["startYear=2022"], .set("schedule", .members(["startYear": .number(2022)])))
      }
      let until = Int.random(in: 2027...2029, using: &random)
      return (["untilYear=\(until)"], .set("schedule", .members(["untilYear": .number(until)])))
    case 5:
      if random.oneIn(3) {
        let title = word()
        return (["title=\(title)"], .set("title", .string(title)))
      }
      guard let section = pick(laptop, "section") else { fallthrough }
      return (["section=\(id(section))"], .set("section", .string(id(section))))
    default:
      let text = changed(model.reading(FieldModel.Place(record: record, key: "notes"), sight).value.string ?? "")
      return (["notes=\(text)"], .set("notes", .string(text)))
    }
  }

  /// A text in which somebody has written one or two lines anew.
  private func changed(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      lines[Int.random(in: lines.indices, using: &random)] = word()
    }
    return lines.joined(separator: "\n")
  }

  private func changeSet(_ laptop: Int) throws {
    guard let record = pick(laptop, "activity") else { return }
    var arguments = ["edit", id(record)]
    var changes: [FieldModel.Change] = []
    if random.oneIn(6) {
      let members = Self.partners.filter { _ in random.oneIn(2) }
      arguments += members.isEmpty ? ["partners="] : members.map { "partners=\($0)" }
      changes.append(.replace("partners", members))
    } else {
      for member in Self.partners.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)) {
        let adds = random.oneIn(2)
        arguments.append("partners\(adds ? "+" : "-")=\(member)")
        changes.append(adds ? .add("partners", member) : .remove("partners", member))
      }
    }
    try write(laptop, arguments, model.edit(laptop, record, changes), showing: record)
  }

  private func editAssessment(_ laptop: Int) throws {
    guard let record = pick(laptop, "assessment") else { return }
    if random.oneIn(2) {
      let text = word()
      try write(
        laptop, ["edit", id(record), "comment=\(text)"],
        model.edit(laptop, record, [.set("comment", .string(text))]), showing: record)
    } else {
      let colour = ["blue", "red"].randomElement(using: &random) ?? "red"
      try write(
        laptop, ["edit", id(record), "colour=\(colour)"],
        model.edit(laptop, record, [.set("colour", .string(colour))]), showing: record)
    }
  }

  /// Somebody reads a record, works on something else, and writes then what follows from what was read.
  private func form(_ laptop: Int) throws {
    if let form = forms[laptop] {
      forms[laptop] = nil
      let text = changed(form.notes)
      let date = "2025-0\(Int.random(in: 5...8, using: &random))-20"
      try write(
        laptop, ["edit", id(form.record), "notes=\(text)", "doneOn=\(date)", "--seen", form.token],
        model.edit(
          laptop, form.record, [.set("notes", .string(text)), .set("doneOn", .string(date))], seen: form.sight),
        showing: form.record)
      return
    }
    guard let record = pick(laptop, "activity") else { return }
    note("\(laptop) show \(id(record))")
    let shown = try desks[laptop].json(["show", id(record)])
    try compare(shown, record, laptop)
    forms[laptop] = Form(
      record: record, token: shown.text("seen"), sight: model.sight(laptop),
      notes: shown["fields"]?.text("notes") ?? "")
  }

  // MARK: deleting and undoing

  private func delete(_ laptop: Int) throws {
    let type = ["activity", "activity", "assessment", "section", "note"].randomElement(using: &random) ?? "activity"
    guard let record = pick(laptop, type, where: { $0 != .deleted || random.oneIn(8) }) else { return }
    try write(laptop, ["delete", id(record), "--yes"], model.delete(laptop, record), showing: record)
  }

  private func restore(_ laptop: Int) throws {
    let type = ["activity", "activity", "assessment", "section", "note"].randomElement(using: &random) ?? "activity"
    guard let record = pick(laptop, type, where: { $0 == .deleted || random.oneIn(8) }) else { return }
    try write(laptop, ["restore", id(record)], model.restore(laptop, record), showing: record)
  }

  private func undo(_ laptop: Int) throws {
    try write(laptop, ["undo"], model.undo(laptop), showing: nil)
  }

  private func order(of conflict: JSONValue) -> [String] {
    let record = model.record(id: conflict.text("record")) ?? -1
    return [String(1000 + record), conflict["field"]?.string ?? "", conflict.text("kind")]
  }

  /// Somebody goes through the inbox and settles a conflict; who may not is refused.
  private func settle(_ laptop: Int) throws {
    let open = try desks[laptop].json(["conflicts", "--all"]).list("conflicts")
    try compareConflicts(open, laptop)
    // Ids are the programs' own; what is chosen must follow from the seed alone.
    let sorted = open.sorted { order(of: $0).lexicographicallyPrecedes(order(of: $1)) }
    guard let json = sorted.randomElement(using: &random), let record = model.record(id: json.text("record")) else {
      return
    }
    let conflict = Self.conflict(json)
    let decision: FieldModel.Decision
    var arguments = ["resolve", json.text("id")]
    switch conflict.kind {
    case "delete", "orphan":
      decision = random.oneIn(2) ? .keep : .delete
      arguments.append(decision == .keep ? "--keep" : "--delete")
    case _ where random.oneIn(4) && ["notes", "doneOn", "colour"].contains(conflict.field ?? ""):
      let place = FieldModel.Place(record: record, key: conflict.field ?? "")
      let text: String
      switch conflict.field {
      case "notes": text = changed(model.reading(place, model.sight(laptop)).value.string ?? "")
      case "colour": text = "green"
      default: text = "2025-12-24"
      }
      decision = .value(.string(text))
      arguments += ["--value", text]
    default:
      let number = Int.random(in: 1...conflict.candidates.count, using: &random)
      decision = .take(number)
      arguments += ["--take", String(number)]
    }
    if random.oneIn(3) { arguments += ["--reason", "Beslutat på möte"] }
    let result = model.settle(laptop, record, conflict, decision)
    if case .draft = result { figures.settled += 1 }
    try write(laptop, arguments, result, showing: record)
  }
}
