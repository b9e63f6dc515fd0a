/// Why bytes could not be read as a plan.
public enum ImportError: Error, Hashable, Sendable {
  /// What binary bytes look like, from their first bytes.
  public enum BinaryKind: String, Hashable, Sendable {
    case pdf, zip, image, other
  }

  /// Why a cell was refused.
  public enum CellFault: String, Hashable, Sendable {
    case empty, notAYear, notANumber, notAChoice, unknownParent, repeatedKey, untilBeforeStart
  }

  case empty
  case binary(kind: BinaryKind, offset: Int)
  /// The bytes stop inside a character, a quoted cell or a JSON value that began at `offset` (in bytes).
  case truncated(offset: Int)
  case tooLarge(bytes: Int, bytesMax: Int)
  /// Readable, but nothing in it is a section or an activity.
  case notAPlan
  /// The table's head lacks `missing`, or names `repeated` twice.
  case badHeader(missing: String?, repeated: String?)
  /// 1-based line and column of a cell whose value can't stand in the column called `name`.
  case badCell(line: Int, column: Int, name: String, fault: CellFault, value: String)
  /// JSON that is no plan; `path` leads to the place, such as `activities.3.startYear`.
  case badValue(path: String)
}
