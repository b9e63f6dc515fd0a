extension Words {
  /// What is wrong with the arguments.
  public enum Arguments {
    package static func unknownLanguage(_ text: String) -> Phrase {
      Phrase(
        sv: "Språket \(text) finns inte. Välj sv, en eller da.",
        en: "There is no language \(text). Choose sv, en or da.",
        da: "Sproget \(text) findes ikke. Vælg sv, en eller da.")
    }
    public static let negative = Phrase(
      sv: "Talet får inte vara mindre än noll.", en: "The number can’t be less than zero.",
      da: "Tallet må ikke være mindre end nul.")
    public static let filterNeedsType = Phrase(
      sv: "--where behöver veta vilket slag av post som söks: bygd list activity --where startYear=2025",
      en: "--where needs a type: bygd list activity --where startYear=2025",
      da: "--where skal vide, hvilken slags post der søges: bygd list activity --where startYear=2025")
    public static let noWords = Phrase(
      sv: "Skriv minst ett ord att söka efter.", en: "Write at least one word to look for.",
      da: "Skriv mindst ét ord at søge efter.")
    public static let oneDecision = Phrase(
      sv:
        "Välj ett av --take, --value, --edit, --keep, --delete, --keep-both, --move, --proposal, --choose och --rule.",
      en:
        "Choose one of --take, --value, --edit, --keep, --delete, --keep-both, --move, --proposal, --choose and --rule.",
      da:
        "Vælg én af --take, --value, --edit, --keep, --delete, --keep-both, --move, --proposal, --choose og --rule.")
    public static let historyNeedsJSON = Phrase(
      sv: "--with-history finns för json och ndjson.", en: "--with-history is for json and ndjson.",
      da: "--with-history findes til json og ndjson.")
    public static let noCode = Phrase(
      sv: "Engångskoden saknas.", en: "The one-time code is missing.", da: "Engangskoden mangler.")
    package static func unknownFormat(_ text: String, _ known: [String]) -> Phrase {
      Phrase(
        sv: "Formatet \(text) finns inte. Välj \(choice: known).",
        en: "There is no format \(text). Choose \(choice: known).",
        da: "Formatet \(text) findes ikke. Vælg \(choice: known).")
    }
    package static func unknownReport(_ text: String, _ known: [String]) -> Phrase {
      Phrase(
        sv: "Rapporten \(text) finns inte. Välj \(choice: known).",
        en: "There is no report \(text). Choose \(choice: known).",
        da: "Rapporten \(text) findes ikke. Vælg \(choice: known).")
    }
  }

  /// Making a workspace.
  public enum Setup {
    public static let defaultName = Phrase(
      sv: "Kulturplan", en: "Culture plan", da: "Kulturplan")
    package static func made(_ name: String, folder: String) -> Phrase {
      Phrase(
        sv: "Arbetsytan \(name) är skapad i \(folder).",
        en: "The workspace \(name) was made in \(folder).",
        da: "Arbejdsområdet \(name) er oprettet i \(folder).")
    }
    public static let nextSteps = Phrase(
      sv: """
        Läs in en plan med: bygd import FIL
        Skriv ett besök med: bygd visit place=… report=…
        """,
      en: """
        Read a plan in with: bygd import FILE
        Write a visit with: bygd visit place=… report=…
        """,
      da: """
        Læs en plan ind med: bygd import FIL
        Skriv et besøg med: bygd visit place=… report=…
        """)
    public static let askCode = Phrase(
      sv: "Engångskod:", en: "One-time code:", da: "Engangskode:")
    package static func joined(_ workspace: String, user: String) -> Phrase {
      Phrase(
        sv: "Den här datorn hör nu till \(workspace), och du är \(user).",
        en: "This device now belongs to \(workspace), and you are \(user).",
        da: "Denne computer hører nu til \(workspace), og du er \(user).")
    }
    public static let loggedOut = Phrase(
      sv: """
        Den här datorn är bortkopplad från servern. Be administratören stänga av den där om den ska \
        lämnas bort.
        """,
      en: """
        This device is disconnected from the server. Ask the administrator to revoke it there if it is \
        to be given away.
        """, da: "Denne computer er koblet fra serveren. Bed administratoren spærre den der, hvis den skal gives væk.")
    package static func confirmLogout(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "ändring", other: "ändringar") är inte skickade. Koppla bort ändå? [j/N]",
        en: "\(count, one: "change has", other: "changes have") not been sent. Disconnect all the same? [y/N]",
        da: "\(count, one: "ændring", other: "ændringer") er ikke sendt. Kobl fra alligevel? [j/N]")
    }
  }

  /// What writing commands say.
  public enum Writing {
    package static func edited(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "Sparat: \(reference)  \(name)",
        en: "Saved: \(reference)  \(name)",
        da: "Gemt: \(reference)  \(name)")
    }
    package static func deleted(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "Borttagen: \(reference)  \(name)\nÅngra med: bygd restore \(reference)",
        en: "Deleted: \(reference)  \(name)\nTake back with: bygd restore \(reference)",
        da: "Slettet: \(reference)  \(name)\nFortryd med: bygd restore \(reference)")
    }
    package static func restored(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "Återställd: \(reference)  \(name)",
        en: "Restored: \(reference)  \(name)",
        da: "Gendannet: \(reference)  \(name)")
    }
    package static func joined(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "De två läses nu som en: \(reference)  \(name)",
        en: "The two are now read as one: \(reference)  \(name)",
        da: "De to læses nu som én: \(reference)  \(name)")
    }
    public static let undone = Phrase(
      sv: "Ångrat.", en: "Undone.", da: "Fortrudt.")
    public static let dryRun = Phrase(
      sv: "Inget är ändrat. Det här skulle hända:", en: "Nothing was changed. This would happen:",
      da: "Intet er ændret. Dette ville ske:")
    public static let unchanged = Phrase(
      sv: "Inget ändrades.", en: "Nothing was changed.", da: "Intet blev ændret.")
    package static func warning(_ field: String, _ problem: Phrase) -> Phrase {
      Phrase(
        sv: "Obs! \(field): \(problem)",
        en: "Note: \(field): \(problem)",
        da: "Bemærk: \(field): \(problem)")
    }
    package static func deleteParent(_ name: String, parts: Int) -> Phrase {
      Phrase(
        sv: "\(parts, one: "post", other: "poster") hör till \(name). Ta bort ändå? [j/N]",
        en: "\(parts, one: "record belongs", other: "records belong") to \(name). Delete all the same? [y/N]",
        da: "\(parts, one: "post", other: "poster") hører til \(name). Slet alligevel? [j/N]")
    }
    package static func orphans(_ parts: Int) -> Phrase {
      Phrase(
        sv: "\(parts, one: "post", other: "poster") hör inte längre till något. Se: bygd conflicts",
        en: "\(parts, one: "record belongs", other: "records belong") to nothing any more. See: bygd conflicts",
        da: "\(parts, one: "post", other: "poster") hører ikke længere til noget. Se: bygd conflicts")
    }
    package static func formKept(_ path: String) -> Phrase {
      Phrase(
        sv: "Det du skrev finns kvar i \(path).",
        en: "What you wrote is kept in \(path).",
        da: "Det, du skrev, ligger i \(path).")
    }
  }

  /// Forms in a text editor.
  public enum Forms {
    public static let onePerLine = Phrase(
      sv: "en per rad", en: "one per line", da: "én pr. linje")
    public static let instructions = Phrase(
      sv: "Skriv under varje rubrik, spara och stäng. Rader som börjar med #! läses inte.",
      en: "Write under each heading, save and close. Lines that begin with #! are not read.",
      da: "Skriv under hver overskrift, gem og luk. Linjer, der begynder med #!, læses ikke.")
    public static let conflictInstructions = Phrase(
      sv: "Skriv värdet som det ska vara, spara och stäng. Rader som börjar med #! läses inte.",
      en: "Write the value as it should be, save and close. Lines that begin with #! are not read.",
      da: "Skriv værdien, som den skal være, gem og luk. Linjer, der begynder med #!, læses ikke.")
  }

  /// What reading commands say.
  public enum Reading {
    public static let seeConflicts = Phrase(
      sv: "Posten står i en konflikt. Visa den med: bygd conflicts",
      en: "The record is in conflict. Show it with: bygd conflicts",
      da: "Posten er i konflikt. Vis den med: bygd conflicts")
    package static func shown(_ count: Int, of total: Int) -> Phrase {
      Phrase(
        sv: "\(count) av \(total) visas.",
        en: "\(count) of \(total) are shown.",
        da: "\(count) af \(total) vises.")
    }
    package static func more(_ count: Int) -> Phrase {
      Phrase(
        sv: "… och \(count) till",
        en: "… and \(count) more",
        da: "… og \(count) mere")
    }
    public static let noHistory = Phrase(
      sv: "Ingen historik än.", en: "No history yet.", da: "Ingen historik endnu.")
    public static let allSynced = Phrase(
      sv: "Allt är synkat.", en: "Everything is synced.", da: "Alt er synkroniseret.")
    public static let refused = Phrase(
      sv: "avvisad", en: "refused", da: "afvist")
  }

  /// People and what they may do.
  public enum People {
    package static func role(_ code: String) -> Phrase {
      Phrase(
        sv: "\(roleWord(code, .sv))",
        en: "\(roleWord(code, .en))",
        da: "\(roleWord(code, .da))")
    }
  }

  /// The figures of `bygd status`.
  public enum Status {
    public static let user = Phrase(
      sv: "Du är", en: "You are", da: "Du er")
    public static let server = Phrase(
      sv: "Server", en: "Server", da: "Server")
    public static let noServer = Phrase(
      sv: "ingen än", en: "none yet", da: "ingen endnu")
    public static let lastSync = Phrase(
      sv: "Senast synkat", en: "Last synced", da: "Sidst synkroniseret")
    public static let never = Phrase(
      sv: "aldrig", en: "never", da: "aldrig")
    public static let records = Phrase(
      sv: "Poster", en: "Records", da: "Poster")
    public static let unsynced = Phrase(
      sv: "Ej synkade", en: "Not synced", da: "Ikke synkroniseret")
    public static let refused = Phrase(
      sv: "Avvisade", en: "Refused", da: "Afvist")
    public static let conflicts = Phrase(
      sv: "Konflikter", en: "Conflicts", da: "Konflikter")
    package static func ownOf(_ own: Int, _ all: Int) -> Phrase {
      Phrase(
        sv: "\(own) med dina ändringar, \(all) totalt",
        en: "\(own) with your edits, \(all) in all",
        da: "\(own) med dine ændringer, \(all) i alt")
    }
    public static let place = Phrase(
      sv: "Mapp", en: "Folder", da: "Mappe")
    public static let clock = Phrase(
      sv: "Klocka", en: "Clock", da: "Ur")
    package static func clockAhead(_ milliseconds: Int64) -> Phrase {
      guard abs(milliseconds) >= 60_000 else {
        return Phrase(sv: "stämmer med servern", en: "agrees with the server", da: "stemmer med serveren")
      }
      return Phrase(
        sv: """
          går \(abs(milliseconds) / 60_000, one: "minut", other: "minuter") \(milliseconds > 0 ? "före" : "efter") \
          servern
          """,
        en: """
          is \(abs(milliseconds) / 60_000, one: "minute", other: "minutes") \(milliseconds > 0 ? "ahead of" : "behind") \
          the server
          """,
        da: """
          går \(abs(milliseconds) / 60_000, one: "minut", other: "minutter") \(milliseconds > 0 ? "foran" : "bagud for") \
          serveren
          """)
    }
    public static let seeRefused = Phrase(
      sv: "Se det avvisade med: bygd refused", en: "See what was refused with: bygd refused",
      da: "Se det afviste med: bygd refused")
    public static let seeConflicts = Phrase(
      sv: "Se konflikterna med: bygd conflicts", en: "See the conflicts with: bygd conflicts",
      da: "Se konflikterne med: bygd conflicts")
    public static let seeSync = Phrase(
      sv: "Skicka dina ändringar med: bygd sync", en: "Send your changes with: bygd sync",
      da: "Send dine ændringer med: bygd sync")
  }
}

extension Words.People {
  private static func roleWord(_ code: String, _ language: Language) -> String {
    switch (code, language) {
    case ("reader", .sv): "läsare"
    case ("reader", .en): "reader"
    case ("reader", .da): "læser"
    case ("editor", .sv): "redaktör"
    case ("editor", .en): "editor"
    case ("editor", .da): "redaktør"
    case ("administrator", .sv): "administratör"
    case ("administrator", .en): "administrator"
    case ("administrator", .da): "administrator"
    default: code
    }
  }
}
