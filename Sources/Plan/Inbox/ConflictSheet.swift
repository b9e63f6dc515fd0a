internal import CommitFormat
public import Merge
public import Replica
internal import Schema

/// A conflict as a person reads it who never saw a database: what happened, the values beside each other, and what can
/// be done. Values alone, in the reader's language, so that web and terminal show the same.
public struct ConflictSheet: Hashable, Sendable {
  /// One of the values that stand beside each other, or what stood before them.
  public struct Column: Hashable, Sendable {
    /// The number by which it is chosen; nil for what stood before.
    public let number: Int?
    /// The write, by its label (`DotLabel`); empty for what stood before.
    public let dot: String
    public let heading: String
    /// Who wrote it; empty when nobody is named.
    public let author: String
    public let device: String
    /// By this device's time zone; empty when not known.
    public let time: String
    /// As programs write it, in UTC; empty when not known.
    public let instant: String
    /// What the author said of it.
    public let note: String
    /// The value in words; empty when the field is.
    public let text: String
    public let isOfficial: Bool
    /// Whether the server has it.
    public let isSynced: Bool
  }

  /// A part of the value, where it has several: a member of a group, an entry of a list. One text per column.
  public struct Part: Hashable, Sendable {
    public let label: String
    public let texts: [String]
    /// Whether the columns differ here; equal parts can be folded.
    public let isDifferent: Bool
  }

  /// How something is typed in.
  public enum Control: Hashable, Sendable {
    case line
    case area
    case number
    case year
    case date
    /// A year, a month or a day.
    case partialDate
    case yesNo
    case choice([Choice])
    /// A record of one of these types, or of any when there are none: by reference, place or name.
    case reference(types: [String])
  }

  /// One value of an enumeration.
  public struct Choice: Hashable, Sendable {
    public let code: String
    public let label: String
  }

  /// Something to type in.
  public struct Input: Hashable, Sendable {
    /// `value`, or the key of a group's member.
    public let key: String
    public let label: String
    public let control: Control
    /// What stands in it to begin with: the official value as people type it.
    public let text: String
  }

  /// A way out.
  public struct Way: Hashable, Sendable {
    /// As `Decision(choice:typed:)` reads it: `take-DOT`, `value`, `merged`, `keepBoth`, `keep`, `delete`, `move`.
    public let choice: String
    /// What it does, to be chosen: “choose what Anna wrote”.
    public let label: String
    /// The command that does it.
    public let command: String
    /// What has to be typed for it; empty for most.
    public let inputs: [Input]
    /// The column that is taken, by its number.
    public let column: Int?
  }

  /// Somebody's proposal, or the reader's own draft.
  public struct ProposalLine: Hashable, Sendable {
    public let record: RecordID
    /// From 1, in the order of the authors: `bygd resolve ID --proposal N`.
    public let number: Int
    public let author: String
    /// What it proposes, in words.
    public let text: String
    public let reason: String
    public let isDraft: Bool
    /// As the form has it.
    public let decision: Decision
  }

  public let id: String
  public let record: RecordID
  public let kind: ConflictKind
  public let kindName: String
  public let typeName: String
  public let reference: String
  public let recordName: String
  /// The key of the field or group; nil when it is about the record itself.
  public let fieldKey: String?
  /// Empty when it is about the record itself.
  public let field: String
  /// What happened, in a sentence with the people's names.
  public let explanation: String
  public let advice: String
  /// What stood before, if anything did, and then the candidates, the official one first.
  public let columns: [Column]
  /// Of a group or a list; else empty.
  public let parts: [Part]
  /// Of a text: the merged text in segments; else empty.
  public let merged: [MergedSegment]
  /// Of a text: the merged text with the overlaps between marker lines, to be edited; else empty.
  public let markedText: String
  /// Each a way out, candidates first.
  public let ways: [Way]
  public let proposals: [ProposalLine]
  /// Whether its reason is asked for when the official value changes.
  public let asksReason: Bool
}

/// A record in conflict with all that a person needs to settle it.
public struct RecordSheet: Hashable, Sendable {
  /// A field about which nobody disagrees.
  public struct FieldLine: Hashable, Sendable {
    public let key: String
    public let label: String
    public let text: String
  }

  public let record: RecordID
  public let reference: String
  public let typeKey: String
  public let typeName: String
  public let name: String
  /// As printed; empty where the plan has no such place.
  public let place: String
  public let isDeleted: Bool
  public let conflicts: [ConflictSheet]
  /// The fields that are not in conflict and not empty.
  public let agreed: [FieldLine]
  /// What the authors reported around the time when they wrote.
  public let said: [AuthorSaid]
  /// What one sees who looks at this: to be handed back with the decision.
  public let seen: SeenToken
}
