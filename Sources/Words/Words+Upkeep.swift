extension Words {
  /// The box of what the server did not take.
  public enum Refusing {
    public static let none = Phrase(
      sv: "Inget är avvisat.", en: "Nothing was refused.", da: "Intet er afvist.")
    public static let nextSteps = Phrase(
      sv: """
        Rätta och skicka igen: bygd refused edit ID
        Skicka igen som det är: bygd refused retry ID
        Kasta: bygd refused discard ID
        """,
      en: """
        Correct and send again: bygd refused edit ID
        Send again as it is: bygd refused retry ID
        Throw away: bygd refused discard ID
        """,
      da: """
        Ret og send igen: bygd refused edit ID
        Send igen, som det er: bygd refused retry ID
        Kassér: bygd refused discard ID
        """)
    public static let queued = Phrase(
      sv: "Skickas vid nästa synk: bygd sync", en: "Goes with the next sync: bygd sync",
      da: "Sendes ved næste synkronisering: bygd sync")
    public static let confirmDiscard = Phrase(
      sv: "Kasta det här för gott? [j/N]", en: "Throw this away for good? [y/N]", da: "Kassér dette for altid? [j/N]")
    public static let discarded = Phrase(
      sv: "Kastat.", en: "Thrown away.", da: "Kasseret.")
    package static func exported(_ count: Int, _ path: String) -> Phrase {
      Phrase(
        sv: "\(count, one: "avvisad ändring", other: "avvisade ändringar") sparade i \(path).",
        en: "\(count, one: "refused change", other: "refused changes") saved in \(path).",
        da: "\(count, one: "afvist ændring", other: "afviste ændringer") gemt i \(path).")
    }
  }

  /// Reading a plan in.
  public enum Importing {
    package static func progress(_ done: Int, of total: Int) -> Phrase {
      Phrase(
        sv: "Sparar \(done) av \(total) …",
        en: "Saving \(done) of \(total) …",
        da: "Gemmer \(done) af \(total) …")
    }
    package static func summary(added: Int, changed: Int, unchanged: Int, uncertain: Int) -> Phrase {
      Phrase(
        sv: "\(added) nya · \(changed) ändrade · \(unchanged) oförändrade · \(uncertain) osäkra",
        en: "\(added) new · \(changed) changed · \(unchanged) unchanged · \(uncertain) uncertain",
        da: "\(added) nye · \(changed) ændrede · \(unchanged) uændrede · \(uncertain) usikre")
    }
    package static func leftOver(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "ställe", other: "ställen") i filen blev ingen post. De står i granskningstabellen.",
        en: """
          \(count, one: "place", other: "places") of the file became no record. They stand in the review \
          table.
          """,
        da: "\(count, one: "sted", other: "steder") i filen blev ikke til en post. De står i gennemgangstabellen.")
    }
    package static func review(_ file: String) -> Phrase {
      Phrase(
        sv: "Granska i ett kalkylprogram: bygd import \(file) --review granska.csv",
        en: "Review in a spreadsheet: bygd import \(file) --review review.csv",
        da: "Gennemgå i et regneark: bygd import \(file) --review gennemgang.csv")
    }
    package static func reviewed(_ path: String) -> Phrase {
      Phrase(
        sv: "Rätta i \(path) och läs in den igen med: bygd import \(path)",
        en: "Correct \(path) and read it in again with: bygd import \(path)",
        da: "Ret i \(path), og læs den ind igen med: bygd import \(path)")
    }
  }

  /// Changes in a file.
  public enum Carrying {
    package static func created(_ count: Int, _ path: String) -> Phrase {
      Phrase(
        sv: """
          \(count, one: "ändring", other: "ändringar") sparade i \(path). Ta in dem på den andra datorn \
          med: bygd bundle apply \(path)
          """,
        en: """
          \(count, one: "change", other: "changes") saved in \(path). Take them in on the other device \
          with: bygd bundle apply \(path)
          """,
        da: """
          \(count, one: "ændring", other: "ændringer") gemt i \(path). Tag dem ind på den anden computer \
          med: bygd bundle apply \(path)
          """)
    }
    package static func applied(taken: Int, known: Int) -> Phrase {
      Phrase(
        sv: "\(taken, one: "ändring", other: "ändringar") togs in, \(known) fanns redan.",
        en: "\(taken, one: "change was", other: "changes were") taken in, \(known) known already.",
        da: "\(taken, one: "ændring", other: "ændringer") blev taget ind, \(known) fandtes allerede.")
    }
    package static func deferred(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count) bygger på något som inte har kommit än. De kan tas in senare, ur samma fil.",
        en: "\(count) build on something that has not come yet. They can be taken in later, from the same file.",
        da: "\(count) bygger på noget, der ikke er kommet endnu. De kan tages ind senere fra samme fil.")
    }
    package static func unproved(_ user: String, device: String) -> Phrase {
      Phrase(
        sv: "Ändringar från \(user) (\(device)) togs inte in: den datorn är inte känd här. Synka och försök igen.",
        en: """
          Changes from \(user) (\(device)) were not taken in: that device is not known here. Sync and try \
          again.
          """,
        da: """
          Ændringer fra \(user) (\(device)) blev ikke taget ind: den computer er ikke kendt her. \
          Synkronisér, og prøv igen.
          """)
    }
  }

  /// Looking after the workspace.
  public enum Upkeep {
    package static func sound(_ records: Int) -> Phrase {
      Phrase(
        sv: "Allt stämmer: \(records, one: "post", other: "poster").",
        en: "Everything is right: \(records, one: "record", other: "records").",
        da: "Alt stemmer: \(records, one: "post", other: "poster").")
    }
    public static let digestDiffers = Phrase(
      sv: """
        Kontrollsumman stämmer inte med posterna. Dina ändringar finns kvar. Synka, så rättas det mot \
        servern: bygd sync
        """,
      en: """
        The digest does not match the records. Your changes are still here. Sync to mend it from the \
        server: bygd sync
        """,
      da: """
        Kontrolsummen stemmer ikke med posterne. Dine ændringer er her stadig. Synkronisér, så rettes \
        det mod serveren: bygd sync
        """)
    package static func damagedCommit(_ name: String) -> Phrase {
      Phrase(
        sv: "Ändringen \(name) är skadad.",
        en: "The change \(name) is damaged.",
        da: "Ændringen \(name) er beskadiget.")
    }
    public static let program = Phrase(
      sv: "Program", en: "Program", da: "Program")
    public static let folder = Phrase(
      sv: "Mapp", en: "Folder", da: "Mappe")
    public static let disk = Phrase(
      sv: "Ledigt på disken", en: "Free on the disk", da: "Ledigt på disken")
    public static let replica = Phrase(
      sv: "Arbetsyta", en: "Workspace", da: "Arbejdsområde")
    public static let clock = Phrase(
      sv: "Klocka", en: "Clock", da: "Ur")
    public static let signedIn = Phrase(
      sv: "Inloggad", en: "Signed in", da: "Logget ind")
    public static let server = Phrase(
      sv: "Server", en: "Server", da: "Server")
    public static let rescue = Phrase(
      sv: "Rädda det som inte är synkat i en fil innan du rör något: bygd bundle create FIL",
      en: "Save what is not synced in a file before you touch anything: bygd bundle create FILE",
      da: "Red det, der ikke er synkroniseret, i en fil, før du rører noget: bygd bundle create FIL")
  }
}
