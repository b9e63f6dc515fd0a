import Schema

extension FortyConflicts {
  /// Compares what every laptop shows with what the story knows: the same forty everywhere.
  func compareOpen() throws {
    func line(_ kind: String, _ record: String, _ field: String?, _ candidates: [String]) -> String {
      "\(kind) \(record) \(field ?? "-") \(candidates.joined(separator: ", "))"
    }
    let expected = quarrels.map { quarrel in
      line(
        quarrel.kind.code, quarrel.record, quarrel.field,
        quarrel.candidates.map { "\($0.author) \($0.value.text(.canonical))" })
    }.sorted()
    for name in Self.administrators + Self.editors {
      let found = try field[name].json(["conflicts", "--all"]).list("conflicts").map { conflict in
        let isPlain = ["edit", "text"].contains(conflict.text("kind"))
        return line(
          conflict.text("kind"), conflict.text("record"), conflict["field"]?.string,
          isPlain
            ? conflict.list("candidates").map { "\($0.text("author")) \(($0["value"] ?? .null).text(.canonical))" } : []
        )
      }.sorted()
      let missing = expected.filter { !found.contains($0) }
      let surplus = found.filter { !expected.contains($0) }
      guard missing.isEmpty, surplus.isEmpty, found.count == expected.count else {
        throw Trouble("\(name) sees \(found.count) conflicts: missing \(missing), too many \(surplus)")
      }
    }
  }

  /// Settles one on Cecilia's laptop, which needs no network for it.
  func settleInTerminal(_ index: Int) throws {
    let quarrel = quarrels[index]
    let decision: [String] =
      switch quarrel.decision {
      case .take(let number): ["--take", "\(number)"]
      case .write(let text, _): ["--value", text]
      case .keepBoth: ["--keep-both"]
      case .keep: ["--keep"]
      case .delete: ["--delete"]
      case .move(let id): ["--value", id]
      }
    let id = try open(quarrel.record, on: cecilia).text("id")
    try cecilia.json(["resolve", id] + decision + ["--reason", quarrel.reason])
    quarrels[index].commit = try commit(of: quarrel, on: cecilia)
    note(index, settledBy: "Cecilia")
  }

  /// The commit whose reason is that of the quarrel.
  func commit(of quarrel: Quarrel, on desk: Desk) throws -> String {
    let made = try desk.json(["log"]).list("commits").filter { $0.text("message") == quarrel.reason }
    guard made.count == 1 else { throw Trouble("\(made.count) commits say \(quarrel.reason)") }
    return made[0].text("id")
  }

  func note(_ index: Int, settledBy settler: String) {
    for (author, word) in quarrels[index].words(by: settler) { untold[author, default: []].append(word) }
  }

  /// All records of a laptop by id.
  private func records(on desk: Desk) throws -> [String: JSONValue] {
    let all = try desk.records() + desk.records(deleted: true)
    return Dictionary(all.map { ($0.text("id"), $0) }) { first, _ in first }
  }

  /// What a field holds, with a record that it names as its id.
  private func value(_ quarrel: Quarrel, _ records: [String: JSONValue]) -> JSONValue {
    let fields = records[quarrel.record]?["fields"]
    guard let field = quarrel.field else { return .null }
    if field == "schedule" || field == "contact" {
      let keys = field == "contact" ? ["phone", "mail"] : ["startYear", "recurrence", "untilYear"]
      return .object(JSONObject(keys.compactMap { key in fields?[key].map { .init(key: key, value: $0) } }))
    }
    let value = fields?[field] ?? .null
    return value["id"] ?? value
  }

  /// Every settled one reads on every laptop as it was decided.
  func compareSettled() throws {
    for name in Self.administrators + Self.editors {
      let records = try records(on: field[name])
      for quarrel in quarrels {
        let gone = records[quarrel.record]?.flag("deleted") ?? true
        if case .delete = quarrel.decision {
          guard gone else { throw Trouble("\(name): \(quarrel.reason) did not delete") }
          continue
        }
        guard !gone else { throw Trouble("\(name): \(quarrel.reason) deleted") }
        if case .keep = quarrel.decision { continue }
        let value = value(quarrel, records)
        guard value == quarrel.chosen else {
          throw Trouble("\(name): \(quarrel.kind) \(quarrel.reason): \(value.text(.canonical)), not \(quarrel.chosen)")
        }
      }
    }
  }

  /// After undoing these, each reads as before it was settled.
  func compareUndone(_ undone: [Int]) throws {
    for name in Self.administrators + Self.editors {
      let open = try field[name].json(["conflicts", "--all"]).list("conflicts").map { $0.text("record") }.sorted()
      let expected = undone.map { quarrels[$0] }.filter(\.opensAgain).map(\.record).sorted()
      guard open == expected else { throw Trouble("\(name): open after undoing: \(open), not \(expected)") }
      let records = try records(on: field[name])
      for quarrel in undone.map({ quarrels[$0] }) {
        let gone = records[quarrel.record]?.flag("deleted") ?? true
        var isKeptDeletion = false
        if quarrel.kind == .delete, case .keep = quarrel.decision { isKeptDeletion = true }
        guard gone == isKeptDeletion else {
          throw Trouble("\(name): \(quarrel.kind) \(quarrel.reason), undone, is \(gone ? "deleted" : "there")")
        }
        guard quarrel.kind != .delete, quarrel.kind != .ring else { continue }
        let value = value(quarrel, records)
        guard value == quarrel.before else {
          throw Trouble(
            "\(name): \(quarrel.kind) \(quarrel.reason), undone: \(value.text(.canonical)), not \(quarrel.before)")
        }
      }
    }
  }

  /// Asks everybody's `status`, once, what became of their words, and compares that with what the story knows.
  func compareTold() throws {
    for name in Self.administrators + Self.editors {
      let desk = field[name]
      let told = try desk.json(["status"]).list("told").map { told in
        let record = try desk.json(["show", told.text("ref")]).text("id")
        func value(_ key: String) -> String {
          let value = told[key] ?? .null
          return (value["id"] ?? value).text(.canonical)
        }
        guard let field = told["field"]?.string else {
          return Word(
            record: record, outcome: told.text("outcome"), by: told.text("by"), reason: told.text("reason"))
        }
        return Word(
          record: record, field: field, outcome: told.text("outcome"), value: value("value"), chosen: value("chosen"),
          by: told.text("by"), reason: told.text("reason"))
      }.sorted()
      let expected = (untold.removeValue(forKey: name) ?? []).sorted()
      guard told == expected else {
        throw Trouble(
          "\(name) is told too much: \(told.filter { !expected.contains($0) }), "
            + "and not: \(expected.filter { !told.contains($0) }) (\(told.count) of \(expected.count))")
      }
    }
  }

  /// All laptops and the server hold the same.
  func compareReplicas() throws {
    var digests: Set<String> = []
    for name in Self.administrators + Self.editors {
      guard try field[name].json(["verify"]).flag("level") else { throw Trouble("\(name)'s rows are not level") }
      digests.insert(try field[name].json(["status"]).text("digest"))
    }
    digests.insert(try ServerReader(field.server, desk: cecilia).get("repair").text("digest"))
    guard digests.count == 1 else { throw Trouble("replicas differ: \(digests)") }
  }
}
