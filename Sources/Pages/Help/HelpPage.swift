public import Words

/// What the words mean, and the shortcuts.
public struct HelpPage: PageBody {
  public static let template = "help"

  struct Term: Sendable {
    let name: String
    let meaning: String
  }

  struct Key: Sendable {
    let keys: [String]
    let meaning: String
  }

  let terms: [Term]
  let questions: [Term]
  let keyRows: [Key]

  /// The shortcuts, as `keys.js` reads them: each with the word for what it does.
  package static let shortcuts: [(keys: [String], name: String)] = [
    (["j", "k"], "keyRows"), (["1", "9"], "keyChoose"), (["o"], "keyWrite"), (["s"], "keySolve"), (["d"], "keyDraft"),
    (["n"], "keyNext"), (["u"], "keyUndo"), (["i"], "keyInbox"), (["/"], "keySearch"), (["Esc"], "keyLeave"),
    (["?"], "keyHelp"),
  ]

  /// - Parameter language: of the words.
  public init(language: Language) {
    terms = Words.Pages.terms.map { Term(name: $0.name.text(language), meaning: $0.meaning.text(language)) }
    questions = Words.Pages.questions.map { Term(name: $0.name.text(language), meaning: $0.meaning.text(language)) }
    keyRows = Self.shortcuts.map { shortcut in
      Key(keys: shortcut.keys, meaning: Words.Pages.byName[shortcut.name]?.text(language) ?? "")
    }
  }
}
