public import CommitFormat
public import Merge
public import Schema

/// What a person wants done, before it is a commit: everything here becomes one commit, applied whole or not at all.
public struct Draft: Hashable, Sendable {
  public var changes: [RecordChange]
  /// Why, in the author's words; empty when nothing was said.
  public var note: String
  /// What the author saw; nil for what stands now.
  public var seen: SeenToken?
  /// The audience of the records that it makes, where the author says it; nil for what their fields and parents say.
  public var audience: Audience?

  public init(_ changes: [RecordChange], note: String = "", seen: SeenToken? = nil, audience: Audience? = nil) {
    self.changes = changes
    self.note = note
    self.seen = seen
    self.audience = audience
  }
}

/// One change to one record, or to those that are read as it.
public enum RecordChange: Hashable, Sendable {
  /// Makes a record. One that exists already under its natural key is edited; a deleted one is kept, and every field
  /// written.
  case create(TypeNumber, RecordID, [FieldChange])
  /// Of records that are read as one, each that has something standing in a register gets the value.
  case update(RecordID, [FieldChange])
  /// With all records that are read as this one.
  case delete(RecordID)
  /// Brings a deleted record back, and those that were read as one with it and went in the same commit.
  case restore(RecordID)
  /// Says that both records are one, to be read as `into`.
  case join(RecordID, into: RecordID)
  /// Says that the record is a thing of its own again: its alias is cleared, and that of whoever closes a ring with it;
  /// of the record that shows others, theirs.
  case separate(RecordID)
  /// Settles a conflict, which must still stand between the same writes.
  case settle(RecordID, Conflict, Settlement)
  /// Writes registers as they are, replacing what stands: how a refused commit is made anew, or one is undone.
  case rewrite(RecordID, [Operation.FieldWrite])
  /// Deletes this record alone, whatever is read as one with it: as `rewrite`, for a life.
  case bury(RecordID)
  /// Restores this record alone.
  case unbury(RecordID)
  /// What somebody else did and could not bring here, as it was done: it replaces what it names, which is in the log, and
  /// nothing that came since. The audience is that of the part that it stood in.
  case carryOut(Operation, Audience)
  /// Takes the record to another audience as it stands in the log. Whoever asks for it has seen to it that what lies
  /// below it, and what is read as one with it, comes along.
  case move(RecordID, Audience)
}

/// A change to one field. A member of a group is set by its own number; the others of the group go along as seen.
public enum FieldChange: Hashable, Sendable {
  case set(FieldNumber, Value)
  /// The set holds these elements and no others.
  case setAll(FieldNumber, [Value])
  case add(FieldNumber, Value)
  case remove(FieldNumber, Value)

  public var field: FieldNumber {
    switch self {
    case .set(let field, _), .setAll(let field, _), .add(let field, _), .remove(let field, _): field
    }
  }
}

/// What a person decides about a conflict.
public enum Settlement: Hashable, Sendable {
  /// The value of one of the candidates.
  case take(Dot)
  /// Another value; cleared to leave the field empty.
  case value(Value)
  /// Texts only: all of them, one after the other.
  case keepBoth
  /// The record stays, although somebody deleted it.
  case keep
  /// The record goes, with what stood beside the tombstone.
  case delete
  /// An orphan or a ring: the record lies under this parent from now on.
  case move(RecordID)
}

/// Why a change was not made. Nothing was written.
public enum EditProblem: Error, Hashable, Sendable {
  /// The role of the person who uses this replica does not allow it.
  case notAllowed(needs: Role)
  case unknownType(UInt32)
  case unknownRecord(RecordID)
  case unknownField(FieldNumber)
  /// A deleted record is restored before it is edited.
  case isDeleted(RecordID)
  case isNotDeleted(RecordID)
  /// Records of this type are written once and never edited.
  case isAppendOnly(TypeNumber)
  /// The field is set when the record is made, and never to something else.
  case setOnce(FieldNumber)
  /// What is wrong, field by field.
  case invalid([Violation])
  /// Somebody was faster, or a new edit came: the conflict does not stand between the same writes any more.
  case conflictMoved(RecordID)
  /// This kind of conflict can't be settled that way.
  case cannotSettle(ConflictKind)
  /// More steps or bytes than one commit holds.
  case tooLarge
  case nothingToDo
  /// The commit is not known, or not one that can be undone.
  case unknownCommit
  /// What stood before is forgotten: everybody had seen it replaced when the log's horizon came.
  case forgotten
  /// The person does not belong to that audience.
  case notInAudience(Audience)
  /// A record belongs to its parent's audience where that is not everyone, and only records of one audience are joined.
  case otherAudience(RecordID)
}

/// What an author saw when a value was shown, so that a later pull does not move it.
///
/// It names a moment of one replica: its own last commit, the log's last position in its epoch, and the unlogged commits of
/// others that had come. In another epoch the position says nothing any more: the log may have been put back since, and
/// hold something else there.
public struct SeenToken: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: SequenceNumber
  /// Nil where there was no log yet.
  public let epoch: Epoch?
  public let position: Position
  /// Unlogged commits of other replicas that had come by then.
  public let others: Frontier

  public init(
    replica: ReplicaID, sequence: SequenceNumber, epoch: Epoch?, position: Position, others: Frontier
  ) {
    self.replica = replica
    self.sequence = sequence
    self.epoch = epoch
    self.position = position
    self.others = others
  }
}
