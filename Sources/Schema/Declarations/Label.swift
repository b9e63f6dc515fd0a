/// What people read as the name of something, in the three languages.
public struct Label: Hashable, Sendable {
  public let swedish: String
  public let english: String
  public let danish: String

  public init(sv swedish: String, en english: String, da danish: String) {
    self.swedish = swedish
    self.english = english
    self.danish = danish
  }

  /// The label in the language of that code: `sv`, `en` or `da`; Swedish for any other.
  public func text(_ language: String) -> String {
    switch language {
    case "en": english
    case "da": danish
    default: swedish
    }
  }

  /// In the order Swedish, English, Danish.
  public var all: [String] { [swedish, english, danish] }
}
