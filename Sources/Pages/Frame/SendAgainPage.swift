public import Words

/// A form that could not be taken just now, ready to be sent again as it was.
public struct SendAgainPage: PageBody {
  public static let template = "send-again"

  struct Hidden: Sendable {
    let name: FormText
    let value: FormText
  }

  struct Text: Sendable {
    let name: FormText
    let label: String
    let value: FormText
  }

  let texts: [String: String]
  let paragraphs: [String]
  let action: String
  let button: String
  let short: [Hidden]
  /// Of several lines: only a text area brings them back as they were.
  let long: [Text]
  let typed: [TypedField]
  let hasTyped: Bool

  /// - Parameters:
  ///   - language: of the words.
  ///   - paragraphs: why it was not taken, and what to do.
  ///   - action: where it goes.
  ///   - fields: all of them, with the form's token.
  ///   - typed: those that are shown, of one line.
  public init(
    language: Language, paragraphs: [String], action: String, fields: [TypedField], typed: [TypedField]
  ) {
    func hasLines(_ field: TypedField) -> Bool { field.value.utf8.contains { $0 == 10 || $0 == 13 } }
    texts = ["typed": Words.SignIn.typed.text(language)]
    self.paragraphs = paragraphs
    self.action = action
    button = Words.SignIn.sendAgain.text(language)
    short = fields.filter { !hasLines($0) }.map { Hidden(name: FormText($0.name), value: FormText($0.value)) }
    long = fields.filter(hasLines).map {
      Text(name: FormText($0.name), label: $0.name, value: FormText($0.value))
    }
    self.typed = typed.filter { !hasLines($0) }
    hasTyped = !self.typed.isEmpty
  }
}
