internal import Words

/// The practice conflict: the page of a conflict, and after settling it what would have come of it.
public struct PracticePage: PageBody {
  public static let template = "practice"

  /// What came of settling it.
  public struct Result: Sendable {
    let lines: [Fact]
    let told: [String]
    let hasTold: Bool
    let isLeft: Bool

    /// - Parameters:
    ///   - lines: the fields as they would be.
    ///   - told: what each author would be told, in sentences.
    ///   - isLeft: whether something is still to be settled.
    public init(lines: [Fact], told: [String], isLeft: Bool) {
      self.lines = lines
      self.told = told
      hasTold = !told.isEmpty
      self.isLeft = isLeft
    }
  }

  let result: Result?
  let conflict: ConflictPage?

  /// One of the two is shown.
  public init(conflict: ConflictPage?, result: Result?) {
    self.conflict = conflict
    self.result = result
  }
}
