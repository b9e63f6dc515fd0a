/// Something that people read, in all three languages, which stand together where it is written.
///
/// ```swift
/// static func kept(_ count: Int) -> Phrase {
///   Phrase(
///     sv: "Dina \(count, one: "ändring", other: "ändringar") finns kvar här.",
///     en: "Your \(count, one: "change is", other: "changes are") still here.",
///     da: "Dine \(count, one: "ændring", other: "ændringer") er her stadig.")
/// }
/// ```
public struct Phrase: Hashable, Sendable {
  public let sv: Sentence
  public let en: Sentence
  public let da: Sentence

  public init(sv: Sentence, en: Sentence, da: Sentence) {
    self.sv = sv
    self.en = en
    self.da = da
  }

  /// Text that is the same in every language: a name, a command, a label that is already in the reader's.
  public init(verbatim text: String) {
    let sentence = Sentence(pieces: [.text(text)])
    self.init(sv: sentence, en: sentence, da: sentence)
  }

  /// What a reader of that language reads.
  public func text(_ language: Language) -> String {
    switch language {
    case .sv: sv.text(language)
    case .en: en.text(language)
    case .da: da.text(language)
    }
  }

  /// The phrases after one another.
  ///
  /// - Parameters:
  ///   - phrases: in order.
  ///   - separator: what stands between them.
  /// - Returns: one phrase.
  public static func joined(_ phrases: [Phrase], separator: String = " ") -> Phrase {
    func join(_ sentences: [Sentence]) -> Sentence {
      Sentence(pieces: Array(sentences.map(\.pieces).joined(separator: [.text(separator)])))
    }
    return Phrase(sv: join(phrases.map(\.sv)), en: join(phrases.map(\.en)), da: join(phrases.map(\.da)))
  }
}

/// One language's half of a phrase: a string literal whose numbers, dates and lists take that language's form.
public struct Sentence: Hashable, Sendable, ExpressibleByStringInterpolation {
  enum Piece: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case decimal(String)
    case date(String)
    case list([String], isChoice: Bool)
    case phrase(Phrase)
  }

  let pieces: [Piece]

  init(pieces: [Piece]) {
    self.pieces = pieces
  }

  public init(stringLiteral value: String) {
    pieces = value.isEmpty ? [] : [.text(value)]
  }

  public init(stringInterpolation: StringInterpolation) {
    pieces = stringInterpolation.pieces
  }

  func text(_ language: Language) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .integer(let number): language.number(number)
      case .decimal(let text): language.decimal(text)
      case .date(let text): language.date(text)
      case .list(let items, let isChoice): language.list(items, isChoice: isChoice)
      case .phrase(let phrase): phrase.text(language)
      }
    }.joined()
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    var pieces: [Piece] = []

    public init(literalCapacity: Int, interpolationCount: Int) {
      pieces.reserveCapacity(interpolationCount * 2 + 1)
    }

    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.text(literal)) }
    }

    /// Text as it is: a name, a reference, a command.
    public mutating func appendInterpolation(_ text: String) {
      pieces.append(.text(text))
    }

    /// A number, grouped as the language does.
    public mutating func appendInterpolation(_ number: some BinaryInteger) {
      pieces.append(.integer(Int64(clamping: number)))
    }

    /// A number and the word for what is counted. All three languages use the one form for 1 and the other for the rest.
    public mutating func appendInterpolation(_ count: some BinaryInteger, one: String, other: String) {
      pieces.append(.integer(Int64(clamping: count)))
      pieces.append(.text(" " + (count == 1 ? one : other)))
    }

    /// The word alone, in the form that the number asks for.
    public mutating func appendInterpolation(for count: some BinaryInteger, one: String, other: String) {
      pieces.append(.text(count == 1 ? one : other))
    }

    /// A decimal number that programs wrote: `-12.5`.
    public mutating func appendInterpolation(decimal text: String) {
      pieces.append(.decimal(text))
    }

    /// A date that programs wrote, of any precision: `2025-01-31`, `2025-01`, `2025`.
    public mutating func appendInterpolation(date text: String) {
      pieces.append(.date(text))
    }

    /// All of them: `a, b och c`.
    public mutating func appendInterpolation(list items: [String]) {
      pieces.append(.list(items, isChoice: false))
    }

    /// One of them: `a, b eller c`.
    public mutating func appendInterpolation(choice items: [String]) {
      pieces.append(.list(items, isChoice: true))
    }

    /// Another phrase, in the same language.
    public mutating func appendInterpolation(_ phrase: Phrase) {
      pieces.append(.phrase(phrase))
    }
  }
}

/// The catalogue. Each subject extends it in a file of its own, `Words+Subject.swift`, with an enum of that name.
public enum Words {}
