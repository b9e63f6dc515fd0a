import ArgumentParser
import Words

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.replica), valueName: "dir"))
  var replica: String?

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.json)))
  var json = false

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.lang), valueName: "sv|en|da"))
  var lang: String?

  func validate() throws {
    if let lang, Language(code: lang) == nil {
      throw ValidationError(Spoken.text(Words.Arguments.unknownLanguage(lang)))
    }
  }
}

/// What every command takes that changes something.
struct ChangeOptions: ParsableArguments {
  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.dryRun)))
  var dryRun = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.yes)))
  var yes = false
}
