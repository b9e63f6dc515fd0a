extension Words {
  /// What differs, what was put right, and what was saved.
  public enum Repairing {
    package static func repaired(_ count: Int) -> Phrase {
      Phrase(
        sv: """
          \(count, one: "post", other: "poster") här skilde sig från serverns och har hämtats igen. \
          Dina osynkade ändringar finns kvar.
          """,
        en: """
          \(count, one: "record", other: "records") here differed from the server’s and \
          \(for: count, one: "was", other: "were") fetched again. Your unsynced changes are still here.
          """,
        da: """
          \(count, one: "post", other: "poster") her var anderledes end serverens og er hentet igen. \
          Dine usynkroniserede ændringer er her stadig.
          """)
    }
    public static let recounted = Phrase(
      sv: "Kontrollsumman var fel och har räknats om. Posterna stämmer med serverns.",
      en: "The checksum was wrong and was counted again. The records match the server’s.",
      da: "Kontrolsummen var forkert og er talt om. Posterne stemmer med serverens.")
    package static func madeAnew(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "post", other: "poster") visades fel och har lästs om ur ändringarna.",
        en: """
          \(count, one: "record was", other: "records were") shown wrongly and made anew from the \
          changes.
          """,
        da: "\(count, one: "post", other: "poster") blev vist forkert og er lavet igen ud fra ændringerne.")
    }
    public static let notHelped = Trouble(
      happened: Phrase(
        sv: "Arbetsytan skiljer sig från serverns fast det som skilde har hämtats igen.",
        en: "The workspace differs from the server’s although what differed was fetched again.",
        da: "Arbejdsområdet er anderledes end serverens, selv om det, der var anderledes, er hentet igen."),
      safe: kept,
      next: Phrase(
        sv: "Hämta allt på nytt med: bygd doctor --repair", en: "Fetch everything anew with: bygd doctor --repair",
        da: "Hent alt på ny med: bygd doctor --repair"))
    public static let interrupted = Trouble(
      happened: Phrase(
        sv: "Arbetsytan skiljer sig från serverns, och det som skiljer kunde inte hämtas nu.",
        en: "The workspace differs from the server’s, and what differs could not be fetched now.",
        da: "Arbejdsområdet er anderledes end serverens, og det, der er anderledes, kunne ikke hentes nu."),
      safe: kept,
      next: Phrase(
        sv: "Det görs vid nästa synk: bygd sync", en: "The next sync does it: bygd sync",
        da: "Næste synkronisering gør det: bygd sync"))
    private static let kept = Phrase(
      sv: "Dina osynkade ändringar finns kvar.", en: "Your unsynced changes are still here.",
      da: "Dine usynkroniserede ændringer er her stadig.")
    package static func unreadable(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "post", other: "poster") går inte att läsa.",
        en: "\(count, one: "record", other: "records") can’t be read.",
        da: "\(count, one: "post", other: "poster") kan ikke læses.")
    }
    public static let needsServer = Phrase(
      sv: "Raderna stämmer inte med kontrollsumman. Synka, så hämtas det som skiljer: bygd sync",
      en: "The rows do not match the checksum. Sync, and what differs is fetched: bygd sync",
      da: "Rækkerne stemmer ikke med kontrolsummen. Synkronisér, så hentes det, der er anderledes: bygd sync")
    package static let deviceDiffers = Phrase(
      sv: "skiljer sig från servern", en: "differs from the server", da: "er anderledes end serveren")
    package static func deviceRepaired(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "post", other: "poster") rättade", en: "\(count, one: "record", other: "records") put right",
        da: "\(count, one: "post", other: "poster") rettet")
    }
    static func audit(_ action: String) -> Phrase {
      switch action {
      case "replica-repaired":
        Phrase(
          sv: "rättade poster mot servern", en: "put records right from the server", da: "rettede poster mod serveren")
      case "replica-differs":
        Phrase(
          sv: "skiljer sig från servern fast den rättats", en: "differs from the server though it was put right",
          da: "er anderledes end serveren, selv om den er rettet")
      default:
        Phrase(
          sv: "rader på servern lästes om ur loggen", en: "rows of the server were made anew from the log",
          da: "rækker på serveren blev lavet igen ud fra loggen")
      }
    }
    public static let unproved = Phrase(
      sv: "Raderna stämde inte vid den senaste kontrollen, och servern har inte kunnat tillfrågas sedan dess.",
      en: "The rows were not right at the last check, and the server could not be asked since.",
      da: "Rækkerne stemte ikke ved den seneste kontrol, og serveren har ikke kunnet spørges siden.")
    public static let fileDamaged = Phrase(
      sv: "Filen är skadad. Rädda osynkade ändringar och hämta resten på nytt med: bygd doctor --repair",
      en: "The file is damaged. Save unsynced changes and fetch the rest anew with: bygd doctor --repair",
      da: "Filen er beskadiget. Red usynkroniserede ændringer, og hent resten på ny med: bygd doctor --repair")
  }

  /// A damaged replica that was replaced.
  public enum Rescuing {
    public static let help = Phrase(
      sv: "rätta det som går: hämta det som skiljer, och rädda osynkade ändringar ur en skadad fil",
      en: "put right what can be: fetch what differs, and save unsynced changes from a damaged file",
      da:
        "ret det, der kan rettes: hent det, der er anderledes, og red usynkroniserede ændringer ud af en beskadiget fil"
    )
    package static func saved(_ count: Int, _ path: String) -> Phrase {
      Phrase(
        sv: "\(count, one: "osynkad ändring", other: "osynkade ändringar") sparades i \(path).",
        en: "\(count, one: "unsynced change was", other: "unsynced changes were") saved in \(path).",
        da: "\(count, one: "usynkroniseret ændring", other: "usynkroniserede ændringer") blev gemt i \(path).")
    }
    public static let nothingToSave = Phrase(
      sv: "Det fanns inga osynkade ändringar att spara.", en: "There were no unsynced changes to save.",
      da: "Der var ingen usynkroniserede ændringer at gemme.")
    package static func lost(_ count: Int) -> Phrase {
      Phrase(
        sv: """
          \(count, one: "osynkad ändring", other: "osynkade ändringar") gick inte att läsa. Den skadade filen är kvar.
          """,
        en: """
          \(count, one: "unsynced change", other: "unsynced changes") could not be read. The damaged file is kept.
          """,
        da: """
          \(count, one: "usynkroniseret ændring", other: "usynkroniserede ændringer") kunne ikke læses. Den \
          beskadigede fil er bevaret.
          """)
    }
    package static func replaced(_ path: String, records: Int) -> Phrase {
      Phrase(
        sv: """
          Den skadade filen ligger i \(path). Arbetsytan är hämtad på nytt: \(records, one: "post", other: "poster").
          """,
        en: """
          The damaged file lies in \(path). The workspace was fetched anew: \(records, one: "record", other: "records").
          """,
        da: """
          Den beskadigede fil ligger i \(path). Arbejdsområdet er hentet på ny: \(records, one: "post", other: "poster").
          """)
    }
    package static func boxed(_ count: Int) -> Phrase {
      Phrase(
        sv: """
          \(count, one: "ändring", other: "ändringar") byggde på något som är borta och ligger bland de avvisade. \
          Se dem med: bygd refused
          """,
        en: """
          \(count, one: "change", other: "changes") built on something that is gone and \
          \(for: count, one: "lies", other: "lie") among the refused. See them with: bygd refused
          """,
        da: """
          \(count, one: "ændring", other: "ændringer") byggede på noget, der er væk, og ligger blandt de afviste. \
          Se dem med: bygd refused
          """)
    }
    package static func inFile(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "ändring", other: "ändringar") kunde inte tas in och finns bara i filen.",
        en:
          "\(count, one: "change", other: "changes") could not be taken in and \(for: count, one: "is", other: "are") in the file alone.",
        da: "\(count, one: "ændring", other: "ændringer") kunne ikke tages ind og findes kun i filen.")
    }
    public static let nothingToDo = Phrase(
      sv: "Det finns inget att rätta.", en: "There is nothing to put right.", da: "Der er intet at rette.")
    public static let needsServer = Trouble(
      happened: Phrase(
        sv: "Filen är skadad, och resten kan bara hämtas från servern, som inte svarar.",
        en: "The file is damaged, and the rest can only be fetched from the server, which does not answer.",
        da: "Filen er beskadiget, og resten kan kun hentes fra serveren, som ikke svarer."),
      safe: Phrase(
        sv: "Inget har flyttats.", en: "Nothing was moved.", da: "Intet er flyttet."),
      next: Phrase(
        sv: "Försök igen med nät: bygd doctor --repair", en: "Try again with a network: bygd doctor --repair",
        da: "Prøv igen med netværk: bygd doctor --repair"))
    public static let unknownWorkspace = Trouble(
      happened: Phrase(
        sv: "Filen säger inte längre vilken arbetsyta den hör till.",
        en: "The file does not say any more which workspace it belongs to.",
        da: "Filen siger ikke længere, hvilket arbejdsområde den hører til."),
      safe: Phrase(
        sv: "Inget har flyttats.", en: "Nothing was moved.", da: "Intet er flyttet."),
      next: Phrase(
        sv: "Anslut på nytt i en ny mapp: bygd join --replica MAPP",
        en: "Join anew in a new folder: bygd join --replica DIR",
        da: "Tilslut på ny i en ny mappe: bygd join --replica MAPPE"))
  }

  /// The findings of `bygd doctor`.
  public enum Examining {
    public static let durability = Phrase(
      sv: "Skrivning till disken", en: "Writing to the disk", da: "Skrivning til disken")
    public static let full = Phrase(
      sv: "varje ändring är på disken innan den visas", en: "each change is on the disk before it is shown",
      da: "hver ændring er på disken, før den vises")
    public static let notFull = Phrase(
      sv: "ändringar kan gå förlorade vid strömavbrott", en: "changes may be lost at a power cut",
      da: "ændringer kan gå tabt ved strømafbrydelse")
    public static let keys = Phrase(sv: "Nycklar", en: "Keys", da: "Nøgler")
    package static func keysOpen(_ paths: String) -> Phrase {
      Phrase(
        sv: "kan läsas av andra: \(paths). Stäng dem med: chmod 600",
        en: "can be read by others: \(paths). Close them with: chmod 600",
        da: "kan læses af andre: \(paths). Luk dem med: chmod 600")
    }
    public static let keysClosed = Phrase(
      sv: "kan bara läsas av dig", en: "can be read by you alone", da: "kan kun læses af dig")
    public static let file = Phrase(sv: "Fil", en: "File", da: "Fil")
    public static let whole = Phrase(sv: "hel", en: "whole", da: "hel")
    public static let unsynced = Phrase(sv: "Osynkat", en: "Unsynced", da: "Usynkroniseret")
    package static func waiting(_ count: Int, days: Int) -> Phrase {
      guard count > 0 else { return Phrase(sv: "inget", en: "nothing", da: "intet") }
      return Phrase(
        sv: "\(count, one: "ändring", other: "ändringar"), den äldsta \(days, one: "dag", other: "dagar") gammal",
        en: "\(count, one: "change", other: "changes"), the oldest \(days, one: "day", other: "days") old",
        da: "\(count, one: "ændring", other: "ændringer"), den ældste \(days, one: "dag", other: "dage") gammel")
    }
    public static let seeSync = Phrase(
      sv: "Synka: bygd sync", en: "Sync: bygd sync", da: "Synkronisér: bygd sync")
    public static let level = Phrase(
      sv: "Jämfört med servern", en: "Compared with the server", da: "Sammenlignet med serveren")
    public static let isLevel = Phrase(sv: "lika", en: "level", da: "ens")
    package static func behind(_ count: Int) -> Phrase {
      Phrase(
        sv: "servern har \(count, one: "ny händelse", other: "nya händelser")",
        en: "the server has \(count, one: "new entry", other: "new entries")",
        da: "serveren har \(count, one: "ny hændelse", other: "nye hændelser")")
    }
    public static let otherHistory = Phrase(
      sv: "servern har en annan historia än den här datorn: en av dem är återställd. Synka: bygd sync",
      en: "the server has another history than this device: one of the two was restored. Sync: bygd sync",
      da: "serveren har en anden historie end denne computer: en af dem er gendannet. Synkronisér: bygd sync")
    public static let differs = Phrase(
      sv: "olika. Rätta det med: bygd verify", en: "different. Put it right with: bygd verify",
      da: "forskellige. Ret det med: bygd verify")
    public static let notAsked = Phrase(
      sv: "kunde inte tillfrågas", en: "could not be asked", da: "kunne ikke spørges")
    public static let freeNext = Phrase(
      sv: "Gör plats på disken: utan plats kan inget sparas.",
      en: "Make room on the disk: without it nothing can be kept.",
      da: "Gør plads på disken: uden plads kan intet gemmes.")
    public static let folderNext = Phrase(
      sv: "Mappen kan inte skrivas. Ge dig själv rätt att skriva i den.",
      en: "The folder can’t be written. Give yourself the right to write in it.",
      da: "Mappen kan ikke skrives. Giv dig selv ret til at skrive i den.")
    public static let clockNext = Phrase(
      sv: "Ställ datorns klocka. Inget går förlorat av den, men tiderna blir fel.",
      en: "Set the device’s clock. Nothing is lost by it, but the times are wrong.",
      da: "Stil computerens ur. Intet går tabt af det, men tiderne bliver forkerte.")
    public static let signInNext = Phrase(
      sv: "Be administratören om en ny kod och anslut: bygd join",
      en: "Ask the administrator for a new code and join: bygd join",
      da: "Bed administratoren om en ny kode, og tilslut: bygd join")
    public static let copies = Phrase(
      sv: "Kopior av arbetsytan", en: "Copies of the workspace", da: "Kopier af arbejdsområdet")
    package static func aside(_ paths: String) -> Phrase {
      Phrase(
        sv: "skadade filer ligger kvar: \(paths)", en: "damaged files are kept: \(paths)",
        da: "beskadigede filer er bevaret: \(paths)")
    }
  }

  /// Many records that would go at once.
  public enum MassDelete {
    package static func confirmSend(_ count: Int, of live: Int) -> Phrase {
      Phrase(
        sv: "Synken skulle ta bort \(count) av \(live) poster för alla. Fortsätta? [j/N]",
        en: "The sync would delete \(count) of \(live) records for everybody. Go on? [y/N]",
        da: "Synkroniseringen ville slette \(count) af \(live) poster for alle. Fortsæt? [j/N]")
    }
    package static func confirmHere(_ count: Int, of live: Int) -> Phrase {
      Phrase(
        sv: "Det här skulle ta bort \(count) av \(live) poster. Fortsätta? [j/N]",
        en: "This would delete \(count) of \(live) records. Go on? [y/N]",
        da: "Dette ville slette \(count) af \(live) poster. Fortsæt? [j/N]")
    }
    package static func needsYes(_ count: Int, of live: Int, command: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "\(command) skulle ta bort \(count) av \(live) poster på en gång.",
          en: "\(command) would delete \(count) of \(live) records at once.",
          da: "\(command) ville slette \(count) af \(live) poster på én gang."),
        safe: Phrase(
          sv: "Inget har skickats eller ändrats.", en: "Nothing was sent or changed.",
          da: "Intet er sendt eller ændret."),
        next: Phrase(
          sv: "Är det meningen: \(command) --yes. Annars ångra med: bygd undo",
          en: "If it is meant: \(command) --yes. Else undo with: bygd undo",
          da: "Er det meningen: \(command) --yes. Ellers fortryd med: bygd undo"))
    }
    package static func came(_ count: Int, since position: UInt64) -> Phrase {
      Phrase(
        sv: "\(count) poster togs bort av andra. Var det inte meningen: bygd restore --since \(position)",
        en: "\(count) records were deleted by others. If that was not meant: bygd restore --since \(position)",
        da: "\(count) poster blev slettet af andre. Var det ikke meningen: bygd restore --since \(position)")
    }
    package static func restored(_ count: Int) -> Phrase {
      Phrase(
        sv: "\(count, one: "post", other: "poster") återställda.",
        en: "\(count, one: "record", other: "records") restored.",
        da: "\(count, one: "post", other: "poster") gendannet.")
    }
    public static let sinceHelp = Phrase(
      sv: "återställ allt som andra tagit bort efter den här platsen i loggen",
      en: "restore everything that was deleted after this position of the log",
      da: "gendan alt, der er slettet efter denne plads i loggen")
  }
}
