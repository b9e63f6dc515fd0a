extension Words {
  /// Records as people see them.
  public enum Records {
    public static let reference = Phrase(sv: "Ref", en: "Ref", da: "Ref")
    public static let type = Phrase(sv: "Slag", en: "Type", da: "Slags")
    public static let name = Phrase(sv: "Namn", en: "Name", da: "Navn")
    public static let life = Phrase(sv: "Posten", en: "The record", da: "Posten")
    public static let alias = Phrase(sv: "Samma som", en: "Same as", da: "Samme som")
    public static let deleted = Phrase(sv: "borttagen", en: "deleted", da: "slettet")
    public static let kept = Phrase(sv: "behållen", en: "kept", da: "beholdt")
    public static let empty = Phrase(sv: "(tomt)", en: "(empty)", da: "(tomt)")

    public static let isDeleted = Phrase(sv: "borttagen", en: "deleted", da: "slettet")
    public static let isInConflict = Phrase(sv: "konflikt", en: "conflict", da: "konflikt")
    public static let isUnsynced = Phrase(sv: "ej synkad", en: "not synced", da: "ikke synkroniseret")

    package static func answer(_ flag: Bool) -> Phrase {
      flag ? Phrase(sv: "ja", en: "yes", da: "ja") : Phrase(sv: "nej", en: "no", da: "nej")
    }

    /// An element that was taken out of a set.
    package static func without(_ element: String) -> Phrase {
      Phrase(sv: "utan \(element)", en: "without \(element)", da: "uden \(element)")
    }

    package static func count(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "post", other: "poster")", en: "\(count, one: "record", other: "records")",
        da: "\(count, one: "post", other: "poster")")
    }

    public static let none = Phrase(sv: "Inga poster.", en: "No records.", da: "Ingen poster.")
  }

  /// The colours of the follow-up. They are never shown by colour alone.
  public enum Colours {
    /// A sign of its own shape for each colour, for those who do not see it.
    package static func mark(_ code: String) -> String {
      switch code {
      case "blue": "○"
      case "red": "✕"
      case "yellow": "◐"
      case "green": "●"
      default: "–"
      }
    }
  }
}
