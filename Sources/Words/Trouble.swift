/// An error as people are told it: what happened, what is safe, what to do next.
public struct Trouble: Hashable, Sendable {
  public let happened: Phrase
  /// Nil when nothing was at risk.
  public let safe: Phrase?
  /// Nil when there is nothing to be done.
  public let next: Phrase?

  public init(happened: Phrase, safe: Phrase? = nil, next: Phrase? = nil) {
    self.happened = happened
    self.safe = safe
    self.next = next
  }

  /// The three after one another, on one line.
  public var phrase: Phrase { .joined([happened, safe, next].compactMap { $0 }) }

  public func text(_ language: Language) -> String { phrase.text(language) }
}
