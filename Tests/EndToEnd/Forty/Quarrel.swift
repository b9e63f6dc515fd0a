import Schema

/// One conflict as the story made it, what is decided, and what should come of it.
struct Quarrel {
  enum Kind: String, CaseIterable {
    /// Two people in one field; in fields that belong together; three people.
    case single, group, three
    /// One deletes what another edits; both change one place of a text.
    case delete, text
    /// A part is added to what somebody deletes; two records become part of each other.
    case orphan, ring
    /// Two administrators settle the same differently; an edit comes whose author had not seen the settling.
    case resolutions, late
    /// The same thing made twice, and joined.
    case twins

    /// As `bygd conflicts --json` calls it.
    var code: String {
      switch self {
      case .delete, .text, .orphan, .ring: rawValue
      case .single, .group, .three, .resolutions, .late, .twins: "edit"
      }
    }

    /// How many the story makes: forty in all.
    var count: Int {
      switch self {
      case .single: 8
      case .group, .three: 6
      case .delete, .text: 5
      case .orphan: 3
      case .ring, .resolutions, .late: 2
      case .twins: 1
      }
    }
  }

  enum Decision {
    case take(Int)
    /// Text as a person writes it, and the value that it means.
    case write(String, JSONValue)
    case keepBoth
    case keep
    case delete
    /// To another record.
    case move(String)
  }

  struct Candidate {
    let author: String
    let value: JSONValue
  }

  let kind: Kind
  let record: String
  let field: String?
  /// The official one first, the others in the order in which they came to the server.
  var candidates: [Candidate]
  var decision: Decision
  /// What the record's field reads as while nobody has decided; what undoing brings back.
  var before: JSONValue
  var reason = ""
  var isOnWeb = false
  /// The commit that settled it.
  var commit = ""

  /// What the field holds once it is settled.
  var chosen: JSONValue {
    switch decision {
    case .take(let number): candidates[number - 1].value
    case .write(_, let value): value
    case .keepBoth: .string(candidates.compactMap(\.value.string).joined(separator: "\n\n"))
    case .keep, .delete: .null
    case .move(let id): .string(id)
    }
  }

  /// Undoing a move brings back what made the conflict, and with it the conflict.
  var opensAgain: Bool { kind == .orphan || kind == .ring }
}

/// What an author is told of a value that was not chosen, or of a record.
struct Word: Hashable, Comparable, CustomStringConvertible {
  let record: String
  /// Empty where it is about the record itself; then there are no values either.
  var field = ""
  var outcome = "replaced"
  var value = ""
  var chosen = ""
  let by: String
  let reason: String

  var description: String {
    "\(outcome): \(field) of \(record): \(value) gave way to \(chosen) by \(by), \(reason)"
  }

  static func < (left: Word, right: Word) -> Bool { left.description < right.description }
}

extension Quarrel {
  /// Who is told what when `settler` has decided: everybody else whose words did not come through.
  func words(by settler: String) -> [(author: String, word: Word)] {
    switch (kind, decision) {
    case (.delete, .delete), (.orphan, .delete):
      return [("Bertil", word(field ?? "doneOn", "deleted", before, .null, by: settler))]
    case (.delete, _): return [("Anna", Word(record: record, outcome: "kept", by: settler, reason: reason))]
    case (.orphan, .keep):
      return [("Anna", Word(record: before.string ?? "", outcome: "kept", by: settler, reason: reason))]
    case (.orphan, _), (.ring, _):
      return [("Bertil", word(field ?? "", "replaced", before, chosen, by: settler))]
    default:
      return candidates.filter { $0.author != settler && $0.value != chosen && !isWhole($0.value) }.map {
        ($0.author, word(field ?? "", "replaced", $0.value, chosen, by: settler))
      }
    }
  }

  /// Whether a text stands whole in what was chosen: then nothing of it was lost.
  private func isWhole(_ value: JSONValue) -> Bool {
    guard kind == .text, let text = chosen.string, let own = value.string else { return false }
    return text.contains(own)
  }

  private func word(
    _ field: String, _ outcome: String, _ value: JSONValue, _ chosen: JSONValue, by settler: String
  ) -> Word {
    Word(
      record: record, field: field, outcome: outcome, value: value.text(.canonical), chosen: chosen.text(.canonical),
      by: settler, reason: reason)
  }
}
