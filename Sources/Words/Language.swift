/// A language that people read.
public enum Language: String, Hashable, Sendable, CaseIterable {
  case sv
  case en
  case da

  /// The language of a code or locale name: `sv`, `en-GB`, `da_DK.UTF-8`; nil for others.
  public init?(code: String) {
    let letters = code.prefix { $0.isASCII && $0.isLetter }.lowercased()
    let rest = code.dropFirst(letters.count).first
    guard rest == nil || ["_", "-", ".", "@"].contains(rest) else { return nil }
    self.init(rawValue: letters)
  }

  /// The language to speak: that of the flag, else of the first variable of `BYGD_LANG`, `LC_ALL`, `LC_MESSAGES` and
  /// `LANG` that says anything.
  ///
  /// Nothing at all, `C` and `POSIX` mean Swedish. Norwegians are answered in Danish and Finns in Swedish; whoever else
  /// names a language that we don't have reads English.
  ///
  /// - Parameters:
  ///   - flag: what `--lang` said; a code that is none is passed over, for the caller refuses it.
  ///   - environment: the process's variables.
  /// - Returns: always a language.
  public static func preferred(flag: String? = nil, environment: [String: String]) -> Language {
    if let language = flag.flatMap(Language.init(code:)) { return language }
    for name in ["BYGD_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
      guard let value = environment[name], !value.isEmpty else { continue }
      if let language = Language(code: value) { return language }
      switch value.prefix(while: { $0.isASCII && $0.isLetter }).lowercased() {
      case "c", "posix", "fi", "se": return .sv
      case "nb", "nn", "no", "fo", "kl": return .da
      default: return .en
      }
    }
    return .sv
  }

  /// The language's own name for itself.
  public var ownName: String {
    switch self {
    case .sv: "svenska"
    case .en: "English"
    case .da: "dansk"
    }
  }
}
