/// A table of text, for whatever shows it.
public struct TextTable: Hashable, Sendable {
  public var headings: [String]
  public var rows: [[String]]

  public init(headings: [String], rows: [[String]] = []) {
    self.headings = headings
    self.rows = rows
  }
}
