extension Words {
  /// Edits that somebody may not send any more, until an administrator has decided about them.
  public enum Quarantine {
    public static let help = Phrase(
      sv: "Ändringar från återkallade enheter och personer utan rätt: se, godkänn eller avslå.",
      en: "Edits from revoked devices and people without the right: see, accept or refuse them.",
      da: "Ændringer fra tilbagekaldte enheder og personer uden ret: se, godkend eller afvis.")
    public static let listHelp = Phrase(
      sv: "Visa vad som väntar på beslut.", en: "Show what waits for a decision.",
      da: "Vis, hvad der venter på afgørelse.")
    public static let decidedHelp = Phrase(
      sv: "visa det som är avgjort", en: "show what has been decided", da: "vis det, der er afgjort")
    public static let showHelp = Phrase(
      sv: "Visa vad en ändring skulle göra.", en: "Show what an edit would do.", da: "Vis, hvad en ændring ville gøre.")
    public static let acceptHelp = Phrase(
      sv: "Godkänn: ändringen görs i administratörens namn och skriver inte över något nyare.",
      en: "Accept: the edit is made in the administrator’s name, and overwrites nothing newer.",
      da: "Godkend: ændringen laves i administratorens navn og overskriver ikke noget nyere.")
    public static let refuseHelp = Phrase(
      sv: "Avslå med ett skäl, som författaren får se.", en: "Refuse with a reason, which the author is told.",
      da: "Afvis med en grund, som forfatteren får at se.")
    public static let addHelp = Phrase(
      sv: "Lägg in en fil från en återkallad dator (bygd bundle create).",
      en: "Hand in a file from a revoked device (bygd bundle create).",
      da: "Læg en fil ind fra en tilbagekaldt computer (bygd bundle create).")
    public static let numbers = Phrase(
      sv: "numren som listan visar", en: "the numbers that the list shows", da: "numrene, som listen viser")
    public static let reasonHelp = Phrase(sv: "skälet", en: "the reason", da: "grunden")
    public static let fileHelp = Phrase(sv: "filen", en: "the file", da: "filen")

    public static let none = Phrase(
      sv: "Inget väntar på beslut.", en: "Nothing waits for a decision.", da: "Intet venter på afgørelse.")

    /// Why it came here, by the stable word.
    public static func why(_ reason: String) -> Phrase {
      switch reason {
      case "revoked":
        Phrase(
          sv: "Enheten är återkallad.", en: "The device has been revoked.", da: "Enheden er tilbagekaldt.")
      case "not-allowed":
        Phrase(
          sv: "Personen har inte längre rätt att skriva där.", en: "The person may not write there any more.",
          da: "Personen har ikke længere ret til at skrive der.")
      case "moved":
        Phrase(
          sv: "Posten har flyttats till en annan krets.", en: "The record has moved to another audience.",
          da: "Posten er flyttet til en anden kreds.")
      case "unlinked":
        Phrase(
          sv: "Kom tillbaka efter en återställning, och bygger på något som ingen har lämnat tillbaka än.",
          en: "Came back after a restore, and builds on what nobody has given back yet.",
          da: "Kom tilbage efter en gendannelse og bygger på noget, som ingen har givet tilbage endnu.")
      case "name-taken":
        Phrase(
          sv: "Kom tillbaka efter en återställning, där namnet redan är använt.",
          en: "Came back after a restore, where its name has gone to another edit.",
          da: "Kom tilbage efter en gendannelse, hvor navnet allerede er brugt.")
      case "discarded":
        Phrase(
          sv: "Skrevs på servern och togs bort vid en återställning.",
          en: "Was written on the server and dropped by a restore.",
          da: "Blev skrevet på serveren og fjernet ved en gendannelse.")
      default: Phrase(verbatim: reason)
      }
    }

    /// What is said of one that can't be shown or decided here.
    public static let withheld = Phrase(
      sv: "Ändringen gäller en krets som du inte hör till. Någon som hör dit avgör.",
      en: "The edit is in an audience that you do not belong to. Somebody who does decides.",
      da: "Ændringen er i en kreds, som du ikke hører til. En, der hører til, afgør.")
    public static let unreadable = Phrase(
      sv: "Ändringen bygger på något som inte finns på servern och kan inte visas än.",
      en: "The edit builds on what is not on the server, and can’t be shown yet.",
      da: "Ændringen bygger på noget, der ikke er på serveren, og kan ikke vises endnu.")
    public static let notAnEdit = Phrase(
      sv: "En rad ur en förlorad logg, ingen ändring. Den kan bara läggas undan.",
      en: "A line of a lost log, and no edit. It can only be put away.",
      da: "En linje fra en tabt log, ingen ændring. Den kan kun lægges væk.")

    /// Stands in the history of what was carried out.
    public static func note(_ author: String, device: String) -> Phrase {
      Phrase(
        sv: "Skrivet av \(author) på \(device), godkänt ur karantänen",
        en: "Written by \(author) on \(device), accepted from the quarantine",
        da: "Skrevet af \(author) på \(device), godkendt fra karantænen")
    }

    public static func accepted(_ author: String, conflicts: Int) -> Phrase {
      conflicts == 0
        ? Phrase(
          sv: "Ändringen av \(author) är godkänd.", en: "The edit by \(author) is accepted.",
          da: "Ændringen af \(author) er godkendt.")
        : Phrase(
          sv: "Ändringen av \(author) är godkänd. Någon hade skrivit något annat sedan dess: båda ligger i inkorgen.",
          en: "The edit by \(author) is accepted. Somebody had written something else since: both are in the inbox.",
          da: "Ændringen af \(author) er godkendt. Nogen havde skrevet noget andet siden: begge ligger i indbakken.")
    }

    public static func refused(_ author: String) -> Phrase {
      Phrase(
        sv: "Ändringen av \(author) är avslagen. Den finns kvar bland avgjorda.",
        en: "The edit by \(author) is refused. It stays among the decided ones.",
        da: "Ændringen af \(author) er afvist. Den er stadig blandt de afgjorte.")
    }

    /// The rules are against it, by the refusal's code and reason.
    public static func cannot(_ code: String, _ reason: String) -> Trouble {
      if code == "needs" {
        return Trouble(
          happened: Phrase(
            sv: "Ändringen gäller en post som inte finns.", en: "The edit is about a record that is not there.",
            da: "Ændringen gælder en post, der ikke findes."),
          safe: stays,
          next: Phrase(
            sv: "Godkänn först ändringen som skapade posten.", en: "Accept first the edit that made the record.",
            da: "Godkend først ændringen, der lavede posten."))
      }
      return Trouble(happened: Words.Audiences.reason(code, reason), safe: stays)
    }

    public static let waits = Trouble(
      happened: Phrase(
        sv: "Ändringen bygger på något som inte har kommit till servern.",
        en: "The edit builds on what has not come to the server.",
        da: "Ændringen bygger på noget, der ikke er kommet til serveren."),
      safe: stays,
      next: Phrase(
        sv: "Ta in det först, eller avslå.", en: "Bring that in first, or refuse.",
        da: "Tag det ind først, eller afvis."))

    /// What stands there now does not let it be done as it is.
    public static let asItIs = Trouble(
      happened: Phrase(
        sv: "Ändringen går inte att göra som den är: posten är ändrad sedan dess.",
        en: "The edit can’t be made as it is: the record has changed since.",
        da: "Ændringen kan ikke laves, som den er: posten er ændret siden."),
      safe: stays)

    public static let stays = Phrase(
      sv: "Den ligger kvar i karantänen.", en: "It stays in the quarantine.", da: "Den bliver i karantænen.")

    public static let unknown = Phrase(
      sv: "Inget med det numret ligger i karantänen.", en: "Nothing of that number is in the quarantine.",
      da: "Intet med det nummer ligger i karantænen.")
    public static let alreadyDecided = Phrase(
      sv: "Någon har redan avgjort den.", en: "Somebody has already decided it.", da: "Nogen har allerede afgjort den.")
    public static let reasonMissing = Phrase(
      sv: "Skriv varför: författaren får se det.", en: "Write why: the author is told.",
      da: "Skriv hvorfor: forfatteren får det at se.")

    /// What became of a file or of what a device handed in.
    public static func handedIn(taken: Int, known: Int, left: Int, unproved: Int) -> Phrase {
      var parts = [
        Phrase(
          sv: "\(taken, one: "ändring", other: "ändringar") väntar nu på beslut.",
          en: "\(taken, one: "edit waits", other: "edits wait") for a decision now.",
          da: "\(taken, one: "ændring", other: "ændringer") venter nu på afgørelse.")
      ]
      if known > 0 {
        parts.append(
          Phrase(
            sv: "\(known, one: "fanns", other: "fanns") redan.",
            en: "\(known, one: "was", other: "were") there already.",
            da: "\(known, one: "var", other: "var") der allerede."))
      }
      if left > 0 {
        parts.append(
          Phrase(
            sv: "\(left, one: "fick", other: "fick") inte plats: avgör några och försök igen.",
            en: "\(left, one: "found", other: "found") no room: decide some and try again.",
            da: "\(left, one: "fik", other: "fik") ikke plads: afgør nogle, og prøv igen."))
      }
      if unproved > 0 {
        parts.append(
          Phrase(
            sv: "\(unproved, one: "kommer", other: "kommer") inte från någon känd enhet och togs inte emot.",
            en: "\(unproved, one: "comes", other: "come") from no known device and was not taken.",
            da: "\(unproved, one: "kommer", other: "kommer") ikke fra nogen kendt enhed og blev ikke modtaget."))
      }
      return .joined(parts)
    }

    // To the author.

    /// A revoked device has handed in what it still held.
    public static func left(_ waiting: Int) -> Phrase {
      Phrase(
        sv:
          "\(waiting, one: "ändring", other: "ändringar") som inte hunnit skickas är överlämnade. Administratören avgör om de ska in. De finns också kvar här.",
        en:
          "\(waiting, one: "edit", other: "edits") that had not been sent are handed in. The administrator decides whether they go in. They are also still here.",
        da:
          "\(waiting, one: "ændring", other: "ændringer"), der ikke nåede at blive sendt, er afleveret. Administratoren afgør, om de skal ind. De er også stadig her."
      )
    }

    public static func tooMany(_ left: Int) -> Phrase {
      Phrase(
        sv: "\(left, one: "ändring", other: "ändringar") fick inte plats. Spara dem med: bygd bundle create FIL",
        en: "\(left, one: "edit", other: "edits") found no room. Save them with: bygd bundle create FILE",
        da: "\(left, one: "ændring", other: "ændringer") fik ikke plads. Gem dem med: bygd bundle create FIL")
    }

    public static func toldAccepted(_ commit: String, by: String) -> Phrase {
      Phrase(
        sv: "\(by) har godkänt din ändring \(commit).", en: "\(by) has accepted your edit \(commit).",
        da: "\(by) har godkendt din ændring \(commit).")
    }

    public static func toldRefused(_ commit: String, by: String, reason: String) -> Phrase {
      let why = reason.isEmpty ? "." : ": " + reason
      return Phrase(
        sv: "\(by) har avslagit din ändring \(commit)\(why)", en: "\(by) has refused your edit \(commit)\(why)",
        da: "\(by) har afvist din ændring \(commit)\(why)")
    }

    /// To somebody whose edits were refused because a right had gone.
    public static func goesToAdministrator(_ count: Int) -> Phrase {
      Phrase(
        sv:
          "\(count, one: "ändring", other: "ändringar") som du inte längre får göra väntar på en administratörs beslut. Du har dem kvar: bygd refused",
        en:
          "\(count, one: "edit", other: "edits") that you may not make any more wait for an administrator’s decision. You still have them: bygd refused",
        da:
          "\(count, one: "ændring", other: "ændringer"), som du ikke længere må lave, venter på en administrators afgørelse. Du har dem stadig: bygd refused"
      )
    }

    /// The account log's chain does not fit from here on.
    public static func auditBroken(_ record: Int) -> Phrase {
      Phrase(
        sv: "Kontologgen är ändrad från rad \(record): den stämmer inte med sina kontrollsummor.",
        en: "The account log has been changed from record \(record) on: it does not fit its hashes.",
        da: "Kontologgen er ændret fra række \(record): den passer ikke med sine kontrolsummer.")
    }

    static func audit(_ action: String) -> Phrase {
      switch action {
      case "handed-in":
        Phrase(
          sv: "lämnade in ändringar till karantänen", en: "handed edits in to the quarantine",
          da: "afleverede ændringer til karantænen")
      case "quarantine-accepted":
        Phrase(
          sv: "godkände ur karantänen", en: "accepted from the quarantine", da: "godkendte fra karantænen")
      case "quarantine-refused":
        Phrase(sv: "avslog i karantänen", en: "refused in the quarantine", da: "afviste i karantænen")
      default: Phrase(sv: "ändring avvisades", en: "edit was refused", da: "ændring blev afvist")
      }
    }
  }
}

extension Words.Pages {
  static let quarantine: [String: Phrase] = [
    "quarantineLead": Phrase(
      sv:
        "Ändringar som kom från en återkallad enhet, eller från någon som inte längre får skriva där. Det du godkänner görs i ditt namn och skriver aldrig över något nyare.",
      en:
        "Edits that came from a revoked device, or from somebody who may not write there any more. What you accept is made in your name, and never overwrites anything newer.",
      da:
        "Ændringer, der kom fra en tilbagekaldt enhed eller fra en, der ikke længere må skrive der. Det, du godkender, laves i dit navn og overskriver aldrig noget nyere."
    ),
    "quarantineEmpty": Phrase(
      sv: "Inget väntar på beslut.", en: "Nothing waits for a decision.", da: "Intet venter på afgørelse."),
    "quarantineRecord": Phrase(sv: "Post", en: "Record", da: "Post"),
    "quarantineStands": Phrase(sv: "Stod där", en: "Stood there", da: "Stod der"),
    "quarantineWould": Phrase(sv: "Blir", en: "Becomes", da: "Bliver"),
    "quarantineWritten": Phrase(sv: "Skrivet", en: "Written", da: "Skrevet"),
    "quarantineCame": Phrase(sv: "Kom hit", en: "Came here", da: "Kom hertil"),
    "quarantineWhy": Phrase(sv: "Varför här", en: "Why here", da: "Hvorfor her"),
    "quarantineAccept": Phrase(sv: "Godkänn", en: "Accept", da: "Godkend"),
    "quarantineRefuse": Phrase(sv: "Avslå", en: "Refuse", da: "Afvis"),
    "quarantineReason": Phrase(
      sv: "Skäl (krävs för att avslå)", en: "Reason (needed to refuse)", da: "Grund (kræves for at afvise)"),
    "quarantineDecided": Phrase(sv: "Avgjort", en: "Decided", da: "Afgjort"),
    "quarantineOutcome": Phrase(sv: "Beslut", en: "Decision", da: "Afgørelse"),
    "quarantineAuthor": Phrase(sv: "Författare", en: "Author", da: "Forfatter"),
    "quarantineNext": Phrase(sv: "Nästa sida", en: "Next page", da: "Næste side"),
    "audiences": Phrase(sv: "Kretsar", en: "Audiences", da: "Kredse"),
    "audiencesOf": Phrase(sv: "Kretsar för", en: "Audiences of", da: "Kredse for"),
    "changeAudiencesOf": Phrase(sv: "Ändra kretsar för", en: "Change the audiences of", da: "Skift kredse for"),
  ]

  package static let quarantineAcceptedTag = Phrase(sv: "godkänd", en: "accepted", da: "godkendt")
  package static let quarantineRefusedTag = Phrase(sv: "avslagen", en: "refused", da: "afvist")
  package static let quarantinePlace = Phrase(sv: "Karantän", en: "Quarantine", da: "Karantæne")

  package static func audiencesChanged(_ user: String) -> Phrase {
    Phrase(
      sv: "\(user) har nya kretsar. Enheterna följer med vid nästa synk.",
      en: "\(user) has other audiences. The devices follow at their next sync.",
      da: "\(user) har nye kredse. Enhederne følger med ved næste synkronisering.")
  }
}
