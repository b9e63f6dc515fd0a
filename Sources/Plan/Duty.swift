/// What the follow-up of a year asks of an activity.
public enum Duty: String, Hashable, Sendable, CaseIterable {
  /// It begins in the year or goes on in it: red, yellow or green.
  case due
  /// Its time is over, and nobody has said that it was carried out: asked until somebody does. Red is what one would
  /// expect; it is never set by itself.
  case overdue
  /// It begins in a later year: blue, unless it began early.
  case later
  /// Nothing is asked any more: it was carried out, or came back for the last time.
  case over

  /// - Parameters:
  ///   - start: the first year; nil where nobody knows, and then it is asked.
  ///   - until: the last year, for what goes on or comes back; nil for none.
  ///   - isYearly: whether it comes back each year.
  ///   - year: that is followed up.
  ///   - isDone: whether an earlier year says that it was carried out.
  public init(start: Int?, until: Int?, isYearly: Bool, year: Int, isDone: Bool) {
    if let start, start > year {
      self = .later
    } else if isYearly {
      self = (until ?? year) >= year ? .due : .over
    } else if let last = until ?? start, last < year {
      self = isDone ? .over : .overdue
    } else {
      self = .due
    }
  }

  /// Whether somebody has to say how it went.
  public var isAsked: Bool { self == .due || self == .overdue }

  /// The colour that one would expect where nobody has set one; nil where it can't be told.
  public var expectedColour: String? {
    switch self {
    case .overdue: "red"
    case .later: "blue"
    case .due, .over: nil
    }
  }
}
