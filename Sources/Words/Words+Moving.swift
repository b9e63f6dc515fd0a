extension Words {
  /// Records that go from one audience to another.
  public enum Moving {
    public static let help = Phrase(
      sv: "Flytta poster till en annan krets, med det som ligger under dem.",
      en: "Move records to another audience, with what lies below them.",
      da: "Flyt poster til en anden kreds, med det der ligger under dem.")
    public static let recordsHelp = Phrase(
      sv: "poster som ska flyttas", en: "records to move", da: "poster, der skal flyttes")
    public static let toHelp = Phrase(
      sv: "kretsens nyckel, eller everyone för alla", en: "the audience’s key, or everyone",
      da: "kredsens nøgle, eller everyone for alle")
    public static let reasonHelp = Phrase(
      sv: "varför; syns i historiken för den som läser båda kretsarna, och i kontologgen",
      en: "why; shown in the history to those who read both audiences, and in the account log",
      da: "hvorfor; vises i historikken for den, der læser begge kredse, og i kontologgen")
    public static let dryRunHelp = Phrase(
      sv: "visa vad som skulle flyttas, och gör inget", en: "show what would move, and do nothing",
      da: "vis, hvad der ville flyttes, og gør intet")

    package static func preview(records: Int, commits: Int, to audience: String) -> Phrase {
      Phrase(
        sv: """
          \(records, one: "post", other: "poster") flyttas till \(audience). Den som inte hör dit har inget kvar av dem \
          efter nästa synkning. Vad som stod förut i \(commits, one: "ändring", other: "ändringar") glöms; det som \
          gäller nu följer med.
          """,
        en: """
          \(records, one: "record moves", other: "records move") to \(audience). Whoever does not belong there has nothing \
          left of them after their next sync. What stood before in \(commits, one: "change", other: "changes") is \
          forgotten; what stands now goes along.
          """,
        da: """
          \(records, one: "post", other: "poster") flyttes til \(audience). Den, der ikke hører til der, har intet tilbage \
          af dem efter næste synkronisering. Hvad der stod før i \(commits, one: "ændring", other: "ændringer"), glemmes; \
          det, der gælder nu, følger med.
          """)
    }

    package static func from(_ audience: String) -> Phrase {
      Phrase(sv: "från \(audience)", en: "from \(audience)", da: "fra \(audience)")
    }

    public static let question = Phrase(sv: "Flytta? [j/N] ", en: "Move? [y/N] ", da: "Flyt? [j/N] ")
    public static let notMoved = Phrase(sv: "Inget flyttades.", en: "Nothing was moved.", da: "Intet blev flyttet.")

    package static func moved(records: Int, to audience: String) -> Phrase {
      Phrase(
        sv: """
          \(records, one: "post flyttad", other: "poster flyttade") till \(audience). Säkerhetskopior som redan finns har \
          dem där de var.
          """,
        en: """
          \(records, one: "record", other: "records") moved to \(audience). Backups that exist already have them where they \
          were.
          """,
        da: """
          \(records, one: "post flyttet", other: "poster flyttet") til \(audience). Sikkerhedskopier, der allerede findes, \
          har dem, hvor de var.
          """)
    }

    public static let whatMissing = Phrase(
      sv: "Nämn poster. Inget flyttades.", en: "Name records. Nothing was moved.",
      da: "Nævn poster. Intet blev flyttet.")
    public static let nothing = Phrase(
      sv: "Posterna är redan där. Inget flyttades.", en: "The records are there already. Nothing was moved.",
      da: "Posterne er der allerede. Intet blev flyttet.")
    public static let changed = Phrase(
      sv: "Något har ändrats sedan förhandsvisningen. Se efter igen. Inget flyttades.",
      en: "Something has changed since the preview. Look again. Nothing was moved.",
      da: "Noget er ændret siden forhåndsvisningen. Se efter igen. Intet blev flyttet.")
    public static let reasonTooLong = Phrase(
      sv: "Skälet är för långt. Inget flyttades.", en: "The reason is too long. Nothing was moved.",
      da: "Begrundelsen er for lang. Intet blev flyttet.")
    public static let tooLarge = Phrase(
      sv: "Det är för mycket på en gång. Flytta först det som ligger under, bit för bit. Inget flyttades.",
      en: "That is too much at once. Move what lies below first, piece by piece. Nothing was moved.",
      da: "Det er for meget på én gang. Flyt først det, der ligger under, stykke for stykke. Intet blev flyttet.")
    public static let parentElsewhere = Phrase(
      sv: "En av posterna ligger under en post i en tredje krets. Flytta den först. Inget flyttades.",
      en: "One of the records lies below a record in a third audience. Move that one first. Nothing was moved.",
      da: "En af posterne ligger under en post i en tredje kreds. Flyt den først. Intet blev flyttet.")

    package static func unknownRecord(_ text: String) -> Phrase {
      Phrase(
        sv: "Det finns ingen enda post som heter \(text). Inget flyttades.",
        en: "No single record is called \(text). Nothing was moved.",
        da: "Der er ikke én post, der hedder \(text). Intet blev flyttet.")
    }

    /// Told at a sync: records are no longer for the person, and have left the computer.
    package static func left(_ records: Int) -> Phrase {
      Phrase(
        sv: """
          \(records, one: "post har flyttats", other: "poster har flyttats") till en krets som du inte hör till, och har \
          lämnat datorn.
          """,
        en: """
          \(records, one: "record has", other: "records have") been moved to an audience that you do not belong to, and \
          left this device.
          """,
        da: """
          \(records, one: "post er flyttet", other: "poster er flyttet") til en kreds, som du ikke hører til, og har \
          forladt computeren.
          """)
    }

    /// Told at a sync: what was written before a record moved was written anew where it is now.
    package static func followed(_ commits: Int) -> Phrase {
      Phrase(
        sv: """
          \(commits, one: "ändring följde", other: "ändringar följde") med en post som hade flyttats till en annan krets.
          """,
        en: """
          \(commits, one: "edit", other: "edits") went along with a record that had been moved to another audience.
          """,
        da: """
          \(commits, one: "ændring", other: "ændringer") fulgte med en post, der var flyttet til en anden kreds.
          """)
    }
  }
}
