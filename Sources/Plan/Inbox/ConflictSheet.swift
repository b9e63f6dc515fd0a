internal import CommitFormat
internal import Merge
public import Replica
internal import Schema
internal import Words

/// A conflict as a person reads it who never saw a database: what it is about, the values beside each other, and what
/// can be done.
public struct ConflictSheet: Hashable, Sendable {
  /// One of the values that stand beside each other, or what stood before them.
  public struct Column: Hashable, Sendable {
    /// The number by which it is chosen; nil for what stood before.
    public let number: Int?
    public let heading: String
    /// Who wrote it; empty when nobody is named.
    public let author: String
    public let device: String
    /// By this device's time zone; empty when not known.
    public let time: String
    /// What the author said of it.
    public let note: String
    public let text: String
  }

  /// A way out: the command, and what it does.
  public struct Step: Hashable, Sendable {
    public let command: String
    public let meaning: String
  }

  public let id: String
  public let kind: String
  public let typeName: String
  public let reference: String
  public let recordName: String
  /// Empty when it is about the record itself.
  public let field: String
  public let columns: [Column]
  public let advice: String
  public let steps: [Step]

  public init(_ open: OpenConflict, text: ValueText, reading: any ReplicaReading) throws {
    let language = text.language
    let type = text.lookup.schema.type(open.view.type)
    id = open.id.text
    kind = Words.Conflicts.kind(open.conflict.kind.rawValue).text(language)
    typeName = type.map { text.label($0.label) } ?? "#\(open.view.type.number)"
    reference = try text.lookup.reference(of: open.view.id)
    recordName = try text.lookup.name(of: open.view)
    field = open.conflict.register.map { text.label($0, of: type) } ?? ""
    advice = Words.Conflicts.advice(open.conflict.kind.rawValue)?.text(language) ?? ""
    var columns: [Column] = []
    if let base = open.base, let register = open.conflict.register {
      columns.append(
        Column(
          number: nil, heading: Words.Inbox.before.text(language), author: "", device: "", time: "", note: "",
          text: try text.text(base, register: register, of: type)))
    }
    let user = try reading.header()?.user
    for (index, candidate) in open.candidates.enumerated() {
      let dot = candidate.write.dot
      let isLogged = try reading.commit(dot.replica, dot.sequence)?.logged != nil
      let heading: Phrase =
        if candidate.isOfficial, isLogged {
          Words.Inbox.onServer
        } else if isLogged || candidate.author != user {
          Words.Inbox.arrived
        } else {
          Words.Inbox.here
        }
      var value = try text.text(candidate.write.value, register: candidate.register, of: type)
      if open.conflict.register == nil, candidate.register != .life {
        value = "\(text.label(candidate.register, of: type)): \(value)"
      }
      columns.append(
        Column(
          number: index + 1, heading: heading.text(language), author: candidate.author, device: candidate.device,
          time: candidate.time == 0 ? "" : Instant.local(candidate.time), note: candidate.note, text: value))
    }
    self.columns = columns
    steps = Self.steps(open, id: id, language: language)
  }

  private static func steps(_ open: OpenConflict, id: String, language: Language) -> [Step] {
    func step(_ option: String, _ phrase: Phrase) -> Step {
      Step(command: "bygd resolve \(id) \(option)", meaning: phrase.text(language))
    }
    var steps: [Step] = []
    switch open.conflict.kind {
    case .edit, .text, .closedYear:
      for (index, candidate) in open.candidates.enumerated() {
        steps.append(step("--take \(index + 1)", Words.Inbox.take(candidate.author)))
      }
      if open.conflict.kind == .text { steps.append(step("--keep-both", Words.Inbox.keepBoth)) }
      steps.append(step("--value …", Words.Inbox.write))
      steps.append(step("--edit", Words.Inbox.edit))
    case .delete: steps = [step("--keep", Words.Inbox.keep), step("--delete", Words.Inbox.delete)]
    case .orphan:
      steps = [
        step("--keep", Words.Inbox.restoreParent), step("--value REF", Words.Inbox.move),
        step("--delete", Words.Inbox.delete),
      ]
    case .ring: steps = [step("--value REF", Words.Inbox.move)]
    }
    return steps
  }
}
