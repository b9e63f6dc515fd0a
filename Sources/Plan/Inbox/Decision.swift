public import CommitFormat
internal import Merge
internal import Replica
public import Schema

/// What a person decides about a conflict, as it comes from a form, a program or a command line; what it means is known
/// only beside the conflict.
public enum Decision: Hashable, Sendable {
  /// The candidate with that number, from 1, as it was shown.
  case take(number: Int)
  /// The candidate that this write is, by its label (`DotLabel`).
  case takeWrite(String)
  /// Another value, as people type it; of a group a JSON object. Empty clears. `@FILE` is read by whoever reads files.
  case text(String)
  /// Another value, as programs write it; null clears. Of a group an object; members that are left out stay as they are
  /// officially.
  case json(JSONValue)
  /// Another value of a group, typed member by member, by the members' keys; those left out stay as they are officially.
  case members([String: String])
  /// The merged text, as it came back from a form or an editor.
  case mergedText(String)
  /// All the texts, one after the other.
  case keepBoth
  case keep
  case delete
  /// The record lies under this one from now on; as people name records.
  case move(String)
}

/// What is wrong with a decision, beside what is wrong with its value.
public enum DecisionProblem: Error, Hashable, Sendable {
  case noCandidate(Int, count: Int)
  /// No such write stands in the conflict.
  case noSuchWrite(String)
  /// Places are still marked in the text.
  case markersLeft
  /// A group has no such member.
  case unknownMember(String, known: [String])
  /// Not a decision: its member, or the code of a choice.
  case malformed(String)
  /// These conflicts do not stand as they did when they were shown.
  case moved([ConflictID])
  /// Two decisions about one conflict.
  case twice(ConflictID)
}

extension Decision {
  /// Reads `{"take":2}`, `{"take":"DOT"}`, `{"value":…}`, `{"keepBoth":true}`, `{"keep":true}`, `{"delete":true}` or
  /// `{"move":"REF"}`: just one of these; members in `others` are somebody else's.
  public init(json object: JSONObject, ignoring others: Set<String> = []) throws(DecisionProblem) {
    var found: [Decision] = []
    for member in object.members where !others.contains(member.key) {
      switch (member.key, member.value) {
      case ("take", .string(let label)): found.append(.takeWrite(label))
      case ("take", let value):
        guard let number = value.integer.flatMap({ Int(exactly: $0) }), number > 0 else { throw .malformed("take") }
        found.append(.take(number: number))
      case ("value", let value): found.append(.json(value))
      case ("keep", .boolean(true)): found.append(.keep)
      case ("delete", .boolean(true)): found.append(.delete)
      case ("keepBoth", .boolean(true)): found.append(.keepBoth)
      case ("move", .string(let reference)): found.append(.move(reference))
      default: throw .malformed(member.key)
      }
    }
    guard found.count == 1 else { throw .malformed("choice") }
    self = found[0]
  }

  /// Reads what a form sends: the name of the way out that was chosen, and what was typed for it.
  ///
  /// - Parameters:
  ///   - choice: `take-DOT`, `take-NUMBER`, `value`, `merged`, `keepBoth`, `keep`, `delete` or `move`; as `Way.choice`.
  ///   - typed: by the key of each input of that way; the one input of a plain field has the key `value`.
  /// - Throws: `DecisionProblem.malformed` for another choice.
  public init(choice: String, typed: [String: String]) throws(DecisionProblem) {
    switch choice {
    case "value":
      if let value = typed["value"], typed.count == 1 { self = .text(value) } else { self = .members(typed) }
    case "merged": self = .mergedText(typed["value"] ?? "")
    case "keepBoth": self = .keepBoth
    case "keep": self = .keep
    case "delete": self = .delete
    case "move": self = .move(typed["value"] ?? "")
    default:
      guard choice.hasPrefix("take-") else { throw .malformed(choice) }
      let label = String(choice.dropFirst(5))
      self = Int(label).map { .take(number: $0) } ?? .takeWrite(label)
    }
  }

  // As a proposal keeps it.

  init?(stored decision: String, take: String?, value: String?) {
    switch decision {
    case "take":
      guard let take else { return nil }
      self = .takeWrite(take)
    case "value":
      guard let json = try? JSONValue(parsing: value ?? "null") else { return nil }
      // What was typed is kept as text, and read as what is typed.
      if let text = json.string {
        self = .text(text)
      } else if let typed = Self.typed(json) {
        self = .members(typed)
      } else {
        self = .json(json)
      }
    case "keepBoth": self = .keepBoth
    case "keep": self = .keep
    case "delete": self = .delete
    case "move":
      guard let value, let reference = (try? JSONValue(parsing: value))?.string else { return nil }
      self = .move(reference)
    default: return nil
    }
  }

  private static func typed(_ json: JSONValue) -> [String: String]? {
    guard let members = json.object?.members, !members.isEmpty else { return nil }
    var typed: [String: String] = [:]
    for member in members {
      guard let text = member.value.string ?? (member.value == .null ? "" : nil) else { return nil }
      typed[member.key] = text
    }
    return typed
  }

  /// Enumeration code, write and JSON text.
  func stored(about open: OpenConflict) throws(DecisionProblem) -> (decision: String, take: String?, value: String?) {
    switch self {
    case .take(let number):
      guard open.candidates.indices.contains(number - 1) else {
        throw .noCandidate(number, count: open.candidates.count)
      }
      return ("take", DotLabel.text(open.candidates[number - 1].write.dot), nil)
    case .takeWrite(let label):
      guard open.candidates.contains(where: { DotLabel.text($0.write.dot) == label }) else { throw .noSuchWrite(label) }
      return ("take", label, nil)
    case .text(let text), .mergedText(let text):
      return ("value", nil, (text.isEmpty ? JSONValue.null : .string(text)).text(.canonical))
    case .json(let json): return ("value", nil, json.text(.canonical))
    case .members(let typed):
      let members = typed.sorted { $0.key < $1.key }
        .map { JSONObject.Member(key: $0.key, value: $0.value.isEmpty ? .null : .string($0.value)) }
      return ("value", nil, JSONValue.object(JSONObject(members)).text(.canonical))
    case .keepBoth: return ("keepBoth", nil, nil)
    case .keep: return ("keep", nil, nil)
    case .delete: return ("delete", nil, nil)
    case .move(let reference): return ("move", nil, JSONValue.string(reference).text(.canonical))
    }
  }
}
