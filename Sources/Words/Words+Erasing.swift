extension Words {
  /// Erasing a person's data by decision, as whoever decides is told.
  public enum Erasing {
    public static let help = Phrase(
      sv: "Radera uppgifter om en person, efter beslut: ur loggen, tabellerna och alla repliker.",
      en: "Erase a person’s data, by decision: from the log, the tables and all replicas.",
      da: "Slet oplysninger om en person, efter beslutning: fra loggen, tabellerne og alle replikaer.")
    public static let recordsHelp = Phrase(
      sv: "poster: deras personuppgifter, eller fälten som --field nämner",
      en: "records: their personal data, or the fields that --field names",
      da: "poster: deres personoplysninger, eller de felter, som --field nævner")
    public static let fieldHelp = Phrase(
      sv: "ett fält, också ett som inte är märkt som personuppgift", en: "a field, also one not marked as personal",
      da: "et felt, også et der ikke er mærket som personoplysning")
    public static let namingHelp = Phrase(
      sv: "varje personuppgift, i vilken post som helst, som någon gång innehållit texten",
      en: "every personal field, of any record, that ever held the text",
      da: "enhver personoplysning, i en hvilken som helst post, der på noget tidspunkt indeholdt teksten")
    public static let reasonHelp = Phrase(
      sv: "varför; sparas i kontologgen, så skriv inte vad som raderas",
      en: "why; kept in the account log, so do not write what is erased",
      da: "hvorfor; gemmes i kontologgen, så skriv ikke, hvad der slettes")
    public static let previewHelp = Phrase(
      sv: "visa vad som skulle försvinna, och gör inget", en: "show what would go, and do nothing",
      da: "vis, hvad der ville forsvinde, og gør intet")
    public static let tokenHelp = Phrase(
      sv: "bara om förhandsvisningen fortfarande stämmer: dess token", en: "only if the preview still holds: its token",
      da: "kun hvis forhåndsvisningen stadig passer: dens token")
    public static let current = Phrase(sv: "gäller nu", en: "current", da: "gælder nu")

    package static func preview(values: Int, records: Int, commits: Int) -> Phrase {
      Phrase(
        sv: """
          \(values, one: "värde", other: "värden") i \(records, one: "post", other: "poster") försvinner, \
          ur \(commits, one: "ändring", other: "ändringar") i historiken:
          """,
        en: """
          \(values, one: "value", other: "values") in \(records, one: "record", other: "records") will go, \
          from \(commits, one: "change", other: "changes") in the history:
          """,
        da: """
          \(values, one: "værdi", other: "værdier") i \(records, one: "post", other: "poster") forsvinder, \
          fra \(commits, one: "ændring", other: "ændringer") i historikken:
          """)
    }

    package static func unsalted(_ fields: [String]) -> Phrase {
      let list = fields.joined(separator: ", ")
      return Phrase(
        sv: """
          \(list): inte märkt som personuppgift. Värdet försvinner, men den som gissar hela ändringen exakt kan se att \
          gissningen stämmer.
          """,
        en: """
          \(list): not marked as personal. The value goes, but whoever guesses the whole change exactly can see that the \
          guess is right.
          """,
        da: """
          \(list): ikke mærket som personoplysning. Værdien forsvinder, men den, der gætter hele ændringen nøjagtigt, kan \
          se, at gættet passer.
          """)
    }

    public static let question = Phrase(
      sv: "Radera för gott? Det går inte att ångra. [j/N] ", en: "Erase for good? It can’t be undone. [y/N] ",
      da: "Slet for altid? Det kan ikke fortrydes. [j/N] ")
    public static let notErased = Phrase(
      sv: "Inget raderades.", en: "Nothing was erased.", da: "Intet blev slettet.")

    package static func erased(values: Int) -> Phrase {
      Phrase(
        sv: """
          \(values, one: "värde raderat", other: "värden raderade") på servern. Datorerna raderar dem vid nästa \
          synkning. Säkerhetskopior har dem kvar tills de slängs; efter en återställning raderas de igen.
          """,
        en: """
          \(values, one: "value", other: "values") erased on the server. Laptops erase it at their next sync. Backups keep \
          it until they are thrown away; after a restore it is erased again.
          """,
        da: """
          \(values, one: "værdi", other: "værdier") slettet på serveren. Computerne sletter det ved næste synkronisering. \
          Sikkerhedskopier har det, indtil de smides ud; efter en gendannelse slettes det igen.
          """)
    }

    public static let notScrubbed = Phrase(
      sv: "Någon läste filerna just då; bytes som blivit lediga skrivs över nästa gång servern startar.",
      en: "Somebody was reading the files; freed bytes are written over when the server starts next.",
      da: "Nogen læste filerne netop da; frigjorte bytes overskrives, næste gang serveren starter.")

    package static func older(_ paths: [String]) -> Phrase {
      let list = paths.joined(separator: ", ")
      return Phrase(
        sv: "Äldre loggar kan ha värdet kvar. Släng dem när de inte behövs: \(list)",
        en: "Older logs may still hold the value. Delete them when they are not needed: \(list)",
        da: "Ældre logge kan stadig have værdien. Slet dem, når de ikke skal bruges: \(list)")
    }

    public static let nothing = Phrase(
      sv: "Där finns inget att radera.", en: "There is nothing to erase there.", da: "Der er intet at slette.")
    public static let reasonMissing = Phrase(
      sv: "Skriv varför med --reason. Inget raderades.", en: "Say why with --reason. Nothing was erased.",
      da: "Skriv hvorfor med --reason. Intet blev slettet.")
    public static let whatMissing = Phrase(
      sv: "Nämn poster, eller en text med --naming. Inget raderades.",
      en: "Name records, or a text with --naming. Nothing was erased.",
      da: "Nævn poster, eller en tekst med --naming. Intet blev slettet.")
    public static let changed = Phrase(
      sv: "Något har ändrats sedan förhandsvisningen. Se efter igen. Inget raderades.",
      en: "Something has changed since the preview. Look again. Nothing was erased.",
      da: "Noget er ændret siden forhåndsvisningen. Se efter igen. Intet blev slettet.")

    package static func unknownRecord(_ text: String) -> Phrase {
      Phrase(
        sv: "Det finns ingen enda post som heter \(text). Inget raderades.",
        en: "No single record is called \(text). Nothing was erased.",
        da: "Der er ikke én post, der hedder \(text). Intet blev slettet.")
    }

    package static func unknownField(_ field: String) -> Phrase {
      Phrase(
        sv: "Posten har inget fält \(field). Inget raderades.",
        en: "The record has no field \(field). Nothing was erased.",
        da: "Posten har intet felt \(field). Intet blev slettet.")
    }

    package static func tooShort(_ text: String) -> Phrase {
      Phrase(
        sv: "\(text) är för kort: minst tre bokstäver. Inget raderades.",
        en: "\(text) is too short: three letters at least. Nothing was erased.",
        da: "\(text) er for kort: mindst tre bogstaver. Intet blev slettet.")
    }
  }
}
