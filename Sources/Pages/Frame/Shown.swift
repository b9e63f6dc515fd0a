internal import Plan
public import Words

/// A moment as a page shows it: for people, and for programs.
public struct ShownTime: Hashable, Sendable {
  public let iso: String
  public let text: String

  /// - Parameters:
  ///   - milliseconds: since 1970-01-01 00:00 UTC; shown by the server's time zone.
  ///   - language: of the words in it.
  public init(_ milliseconds: Int64, _ language: Language) {
    iso = Instant.iso(milliseconds)
    let local = Instant.local(milliseconds)
    let day = language.date(String(local.prefix(10)))
    let clock = String(local.dropFirst(11))
    text = local.count == 16 ? Words.Pages.moment(day, clock).text(language) : local
  }

  /// Nil stays nil, and so does 0, which stands for a time that nobody knows.
  public init?(_ milliseconds: Int64?, _ language: Language) {
    guard let milliseconds, milliseconds != 0 else { return nil }
    self.init(milliseconds, language)
  }
}

/// A word about how something stands, with a sign and a colour that say the same.
public struct StatusTag: Hashable, Sendable {
  /// How it went, or stands.
  public enum Kind: String, Hashable, Sendable {
    case done
    case warning
    case problem
    case plain
  }

  public let kind: Kind
  public let mark: String
  public let text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
    mark =
      switch kind {
      case .done: "✓"
      case .warning: "!"
      case .problem: "✕"
      case .plain: "–"
      }
  }
}

/// One line of a list of facts.
public struct Fact: Hashable, Sendable {
  public let label: String
  public let text: String
  public let address: String?

  public init(_ label: String, _ text: String, address: String? = nil) {
    self.label = label
    self.text = text
    self.address = address
  }
}

/// One choice of a select box.
public struct FormOption: Hashable, Sendable {
  let formValue: FormText
  public let label: String
  public let isChosen: Bool

  public init(_ value: String, _ label: String, isChosen: Bool = false) {
    formValue = FormText(value)
    self.label = label
    self.isChosen = isChosen
  }

  public var value: String { formValue.text }
}

/// Ways to the pages before and after, of a long list.
public struct Pager: Hashable, Sendable {
  /// `51–100 av 1 234`.
  public let range: String
  public let previous: String?
  public let next: String?
  let isNeeded: Bool

  /// - Parameters:
  ///   - offset: of the first row shown.
  ///   - count: how many rows are shown, at most `pageSize`.
  ///   - total: how many there are.
  ///   - pageSize: how many rows a page has at the most.
  ///   - language: of the words.
  ///   - address: of the page that begins at an offset.
  public init(
    offset: Int, count: Int, total: Int, pageSize: Int, language: Language, address: (Int) -> String
  ) {
    range = Words.Pages.range(first: count == 0 ? 0 : offset + 1, last: offset + count, total: total).text(language)
    previous = offset > 0 ? address(max(0, offset - pageSize)) : nil
    next = offset + count < total ? address(offset + count) : nil
    isNeeded = offset > 0 || count < total
  }
}
