public import Plan
internal import Schema

/// What stands in the form of a conflict page: a choice per conflict, what was typed for it, and a reason.
public struct ConflictAnswers: Hashable, Sendable {
  /// Of one conflict.
  public struct Answer: Hashable, Sendable {
    /// As `ConflictSheet.Way.choice`; empty while nothing is chosen.
    public var choice: String
    /// By the key of the input.
    public var typed: [String: String]

    public init(choice: String = "", typed: [String: String] = [:]) {
      self.choice = choice
      self.typed = typed
    }

    /// What is decided; nil while nothing is chosen.
    public func decision() throws(DecisionProblem) -> Decision? {
      guard !choice.isEmpty else { return nil }
      let hasInputs = choice == "value" || choice == "merged" || choice == "move"
      return try Decision(choice: choice, typed: hasInputs ? typed : [:])
    }

    /// The answer that a form would give for a decision.
    public init(_ decision: Decision) {
      switch decision {
      case .take(let number): self.init(choice: "take-\(number)")
      case .takeWrite(let label): self.init(choice: "take-" + label)
      case .text(let text): self.init(choice: "value", typed: ["value": text])
      case .members(let typed): self.init(choice: "value", typed: typed)
      case .mergedText(let text): self.init(choice: "merged", typed: ["value": text])
      case .keepBoth: self.init(choice: "keepBoth")
      case .keep: self.init(choice: "keep")
      case .delete: self.init(choice: "delete")
      case .move(let reference): self.init(choice: "move", typed: ["value": reference])
      case .json(let json):
        if let object = json.object {
          var typed: [String: String] = [:]
          for member in object.members { typed[member.key] = Self.text(member.value) }
          self.init(choice: "value", typed: typed)
        } else {
          self.init(choice: "value", typed: ["value": Self.text(json)])
        }
      }
    }

    private static func text(_ json: JSONValue) -> String {
      json == .null ? "" : json.string ?? json.text()
    }
  }

  /// By the conflict's id, in the order of the page.
  public var answers: [(id: String, answer: Answer)] {
    order.map { ($0, byID[$0] ?? Answer()) }
  }

  private var order: [String]
  private var byID: [String: Answer]
  /// The key of the field that each conflict is about; empty for the record itself.
  public var fields: [String: String]
  public var reason: String
  /// What the person saw, as the page said it.
  public var seen: String

  public init(reason: String = "", seen: String = "") {
    order = []
    byID = [:]
    fields = [:]
    self.reason = reason
    self.seen = seen
  }

  public subscript(id: String) -> Answer? {
    get { byID[id] }
    set {
      if byID[id] == nil { order.append(id) }
      byID[id] = newValue
    }
  }

  /// Reads the fields of a form: `conflict` (once for each), `field-ID`, `choice-ID`, `typed-ID-KEY`, `reason`, `seen`.
  /// Line ends become line feeds, as texts have them here.
  public init(_ items: [(name: String, value: String)]) {
    self.init()
    for (name, value) in items {
      switch name {
      case "conflict": if self[value] == nil { self[value] = Answer() }
      case "reason": reason = Self.lines(value)
      case "seen": seen = value
      default: break
      }
    }
    for (name, value) in items {
      let parts = name.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count >= 2, byID[parts[1]] != nil else { continue }
      switch parts[0] {
      case "choice": byID[parts[1]]?.choice = value
      case "field": fields[parts[1]] = value
      case "typed" where parts.count == 3: byID[parts[1]]?.typed[parts[2]] = Self.lines(value)
      default: break
      }
    }
  }

  private static func lines(_ text: String) -> String {
    guard text.utf8.contains(0x0D) else { return text }
    return String(
      decoding: text.replacing("\r\n", with: "\n").utf8.map { $0 == 0x0D ? 0x0A : $0 }, as: UTF8.self)
  }
}
