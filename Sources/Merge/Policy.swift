/// How a register in which several writes stand is read. Declared per field in the schema.
public enum Policy: String, Hashable, Sendable, CaseIterable {
  /// The official one, the others beside it as candidates; a conflict if the values differ.
  case review
  /// The last in the log; the others stay in the history.
  case latest
  /// A set: each element is a register of its own, and adding wins over a concurrent removal.
  case union
  /// Merged against the common base; a conflict only where the changes overlap.
  case text
  /// Set when the record is made. Only a settling write may replace it by another value.
  case once
}
