extension Words {
  /// What stands on the web pages. The templates ask for phrases by name; what needs a value is a function.
  public enum Pages {
    /// By the name that the templates use.
    package static let byName: [String: Phrase] = {
      var all: [String: Phrase] = [:]
      for chapter in [frame, upkeep, records, inbox, rules, practice, help, quarantine, erasing] {
        all.merge(chapter) { first, _ in first }
      }
      return all
    }()

    static let frame: [String: Phrase] = [
      "skip": Phrase(sv: "Hoppa till innehållet", en: "Skip to the content", da: "Spring til indholdet"),
      "signOut": Phrase(sv: "Logga ut", en: "Sign out", da: "Log ud"),
      "menuWork": Phrase(sv: "Huvudmeny", en: "Main menu", da: "Hovedmenu"),
      "menuUpkeep": Phrase(sv: "Skötsel", en: "Upkeep", da: "Pasning"),
      "language": Phrase(sv: "Språk", en: "Language", da: "Sprog"),
      "undo": Phrase(sv: "Ångra", en: "Undo", da: "Fortryd"),
      "helpAndKeys": Phrase(sv: "Hjälp och kortkommandon", en: "Help and shortcuts", da: "Hjælp og genveje"),
    ]

    package static let waiting = Phrase(sv: "väntar", en: "waiting", da: "venter")

    /// A role by its code.
    package static func role(_ code: String) -> Phrase {
      switch code {
      case "reader": Phrase(sv: "läsare", en: "reader", da: "læser")
      case "editor": Phrase(sv: "redaktör", en: "editor", da: "redaktør")
      case "administrator": Phrase(sv: "administratör", en: "administrator", da: "administrator")
      default: Phrase(verbatim: code)
      }
    }

    /// What a message begins with.
    package static func notice(_ kind: String) -> Phrase {
      switch kind {
      case "done": Phrase(sv: "Klart.", en: "Done.", da: "Færdig.")
      case "warning": Phrase(sv: "Obs.", en: "Note.", da: "Bemærk.")
      default: Phrase(sv: "Det gick inte.", en: "That did not work.", da: "Det lykkedes ikke.")
      }
    }

    /// A place of the menu, by its path.
    package static func place(_ path: String) -> Phrase {
      switch path {
      case "": Phrase(sv: "Översikt", en: "Overview", da: "Oversigt")
      case "inbox": Phrase(sv: "Inkorg", en: "Inbox", da: "Indbakke")
      case "records": Phrase(sv: "Poster", en: "Records", da: "Poster")
      case "follow-up": Phrase(sv: "Uppföljning", en: "Follow-up", da: "Opfølgning")
      case "told": Phrase(sv: "Besked till dig", en: "Told to you", da: "Besked til dig")
      case "rules": Phrase(sv: "Regler", en: "Rules", da: "Regler")
      case "devices": Phrase(sv: "Enheter", en: "Devices", da: "Enheder")
      case "people": Phrase(sv: "Personer", en: "People", da: "Personer")
      case "quarantine": Words.Pages.quarantinePlace
      case "audit": Phrase(sv: "Kontologg", en: "Account log", da: "Kontolog")
      case "practice": Phrase(sv: "Övningskonflikt", en: "Practice conflict", da: "Øvekonflikt")
      case "help": Phrase(sv: "Hjälp", en: "Help", da: "Hjælp")
      default: Phrase(verbatim: path)
      }
    }
  }
}
