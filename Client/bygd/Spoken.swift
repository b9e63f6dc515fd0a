import Foundation
import Words

/// The language in which the program speaks. It is known before the arguments are parsed, because help is spoken too.
enum Spoken {
  static let language: Language = {
    var environment = ProcessInfo.processInfo.environment
    if environment["BYGD_LANG"] ?? "" == "", let kept = ConfigFile.standard["lang"] { environment["BYGD_LANG"] = kept }
    return Language.preferred(flag: flag, environment: environment)
  }()

  /// What `--lang` says, wherever it stands.
  private static let flag: String? = {
    let arguments = CommandLine.arguments
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return nil }
      if argument.hasPrefix("--lang=") { return String(argument.dropFirst("--lang=".count)) }
      if argument == "--lang", index + 1 < arguments.count { return arguments[index + 1] }
    }
    return nil
  }()

  static func text(_ phrase: Phrase) -> String { phrase.text(language) }
}
