internal import CommitFormat
internal import Merge
public import Replica
internal import Schema
internal import Words

/// Decisions as people read them.
public struct DecisionText {
  private let text: ValueText
  private let reading: any ReplicaReading

  public init(_ text: ValueText, _ reading: any ReplicaReading) {
    self.text = text
    self.reading = reading
  }

  /// What would be done: “choose what Anna wrote: 2025-03-01”.
  public func text(_ decision: Decision, about open: OpenConflict) throws -> String {
    let type = text.lookup.schema.type(open.view.type)
    let language = text.language
    switch decision {
    case .keepBoth: return Words.Inbox.keepBoth.text(language)
    case .keep:
      return (open.conflict.kind == .orphan ? Words.Inbox.restoreParent : Words.Inbox.keep).text(language)
    case .delete: return Words.Inbox.delete.text(language)
    case .move(let reference):
      let name = try text.lookup.find(reference)
      guard case .found(let record) = name else { return Words.Settling.moveTo(reference).text(language) }
      return Words.Settling.moveTo(try text.name(of: record)).text(language)
    case .take(let number):
      guard open.candidates.indices.contains(number - 1) else { return "?" }
      return try taking(open.candidates[number - 1], type: type)
    case .takeWrite(let label):
      guard let candidate = open.candidates.first(where: { DotLabel.text($0.write.dot) == label }) else { return "?" }
      return try taking(candidate, type: type)
    case .text, .json, .members, .mergedText:
      let maker = try RecordMaker(reading, clock: SystemClock(), random: SystemRandom(), readFile: { $0 })
      guard let register = open.conflict.register,
        case .value(let value)? = try? decision.settlement(of: open, maker: maker)
      else { return Words.Settling.otherValue("?").text(language) }
      return Words.Settling.otherValue(try text.text(value, register: register, of: type)).text(language)
    }
  }

  private func taking(_ candidate: Candidate, type: RecordType?) throws -> String {
    let value = try text.text(candidate.write.value, register: candidate.register, of: type)
    let who = candidate.author.isEmpty ? Words.Settling.somebody.text(text.language) : candidate.author
    return Words.Settling.takeValue(who, value).text(text.language)
  }
}
