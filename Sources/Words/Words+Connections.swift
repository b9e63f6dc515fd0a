extension Words.Errors {
  private static let nothingSent = Phrase(
    sv: "Inget har ändrats, varken här eller där.", en: "Nothing was changed, neither here nor there.",
    da: "Intet er ændret, hverken her eller der.")

  /// What the network said, in a word or two.
  public enum Line {
    public static let refused = Phrase(sv: "ingen tar emot", en: "nobody listens", da: "ingen tager imod")
    public static let unknownHost = Phrase(sv: "okänd adress", en: "unknown address", da: "ukendt adresse")
    public static let timedOut = Phrase(sv: "inget svar i tid", en: "no answer in time", da: "intet svar i tide")
    public static let noRoute = Phrase(sv: "inget nät", en: "no network", da: "intet net")
    public static let cut = Phrase(
      sv: "förbindelsen bröts", en: "the connection was cut", da: "forbindelsen blev afbrudt")
    public static let busy = Phrase(sv: "den har fullt upp", en: "it is busy", da: "den har travlt")
    public static let garbage = Phrase(
      sv: "svaret går inte att förstå", en: "the answer can’t be understood", da: "svaret kan ikke forstås")
  }

  package static func unreachable(_ why: Phrase, unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Servern svarar inte (\(why)).", en: "The server does not answer (\(why)).",
        da: "Serveren svarer ikke (\(why))."),
      safe: kept(unsynced), next: retry("bygd sync"))
  }

  package static func captivePortal(_ title: String, unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "I stället för servern svarade en webbsida (\(title)).",
        en: "A web page answered in place of the server (\(title)).",
        da: "I stedet for serveren svarede en webside (\(title))."),
      safe: kept(unsynced),
      next: Phrase(
        sv: "Logga in på nätet i en webbläsare och försök igen med: bygd sync",
        en: "Sign in to the network in a browser and try again with: bygd sync",
        da: "Log ind på nettet i en browser, og prøv igen med: bygd sync"))
  }

  package static func notSecure(_ detail: String, unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Det går inte att lita på förbindelsen (\(detail)).", en: "The connection can’t be trusted (\(detail)).",
        da: "Forbindelsen er ikke til at stole på (\(detail))."),
      safe: kept(unsynced),
      next: Phrase(
        sv: "Se efter att datorns klocka går rätt, och fråga annars administratören om serverns certifikat.",
        en: "See that this computer’s clock is right; else ask the administrator about the server’s certificate.",
        da: "Se efter, at computerens ur går rigtigt, og spørg ellers administratoren om serverens certifikat."))
  }

  package static func deviceRevoked(unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Den här datorn är avstängd från servern.", en: "This device has been revoked.",
        da: "Denne computer er spærret på serveren."),
      safe: kept(unsynced),
      next: Phrase(sv: "Fråga administratören.", en: "Ask the administrator.", da: "Spørg administratoren."))
  }

  package static func badInvitation(_ code: String) -> Trouble {
    let happened: Phrase =
      switch code {
      case "code-used":
        Phrase(sv: "Koden är redan använd.", en: "The code has been used.", da: "Koden er allerede brugt.")
      case "code-expired":
        Phrase(sv: "Koden har gått ut.", en: "The code has expired.", da: "Koden er udløbet.")
      default: Phrase(sv: "Koden stämmer inte.", en: "The code is not right.", da: "Koden er ikke rigtig.")
      }
    return Trouble(
      happened: happened,
      safe: nothingSent,
      next: Phrase(
        sv: "Be administratören om en ny kod.", en: "Ask the administrator for a new code.",
        da: "Bed administratoren om en ny kode."))
  }

  package static func otherHistory(unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Servern har en annan historik än den här datorn; den kan vara återställd från en säkerhetskopia.",
        en: "The server has another history than this device; it may have been restored from a backup.",
        da: "Serveren har en anden historik end denne computer; den kan være gendannet fra en sikkerhedskopi."),
      safe: kept(unsynced) ?? nothingSent,
      next: Phrase(
        sv: "Berätta för administratören, och ta en kopia av mappen så länge.",
        en: "Tell the administrator, and make a copy of the folder meanwhile.",
        da: "Fortæl det til administratoren, og tag en kopi af mappen imens."))
  }

  package static func versionsDiffer(unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Servern talar en annan version än det här programmet.",
        en: "The server speaks another version than this program.",
        da: "Serveren taler en anden version end dette program."),
      safe: kept(unsynced),
      next: Phrase(sv: "Uppdatera Bygd.", en: "Update Bygd.", da: "Opdatér Bygd."))
  }

  package static func refusedByServer(_ detail: String, unsynced: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Servern sade nej (\(detail)).", en: "The server said no (\(detail)).",
        da: "Serveren sagde nej (\(detail))."),
      safe: kept(unsynced), next: retry("bygd sync"))
  }

  package static func plainHTTP(_ host: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Adressen till \(host) är inte krypterad (http).", en: "The address of \(host) is not encrypted (http).",
        da: "Adressen til \(host) er ikke krypteret (http)."),
      safe: nothingSent,
      next: Phrase(
        sv: "Använd https, eller tillåt det med: bygd join --allow-http",
        en: "Use https, or allow it with: bygd join --allow-http",
        da: "Brug https, eller tillad det med: bygd join --allow-http"))
  }

  package static func alreadyJoined(_ server: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Arbetsytan hör redan till en server (\(server)).",
        en: "The workspace belongs to a server already (\(server)).",
        da: "Arbejdsområdet hører allerede til en server (\(server))."),
      safe: nothingSent,
      next: Phrase(
        sv: "Anslut i en annan mapp med --replica. Osynkade ändringar tas med i en fil: bygd bundle create FIL",
        en: "Join in another folder with --replica. Changes not synced travel in a file: bygd bundle create FILE",
        da:
          "Tilslut i en anden mappe med --replica. Ikke-synkroniserede ændringer tages med i en fil: bygd bundle create FIL"
      ))
  }

  package static func badAddress(_ text: String) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "\(text) är ingen adress till en server.", en: "\(text) is no address of a server.",
        da: "\(text) er ikke en adresse til en server."),
      next: Phrase(
        sv: "Skriv till exempel https://plan.example.se", en: "Write for example https://plan.example.org",
        da: "Skriv for eksempel https://plan.example.dk"))
  }

  public static let noServer = Trouble(
    happened: Phrase(
      sv: "Arbetsytan har ingen server än.", en: "The workspace has no server yet.",
      da: "Arbejdsområdet har ingen server endnu."),
    safe: Phrase(
      sv: "Allt du skriver finns kvar här.", en: "All that you write stays here.",
      da: "Alt, du skriver, bliver her."),
    next: Phrase(
      sv: "Anslut med: bygd join URL", en: "Join with: bygd join URL", da: "Tilslut med: bygd join URL"))

  package static func unsentBeforeLogout(_ count: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "\(count, one: "ändring", other: "ändringar") är inte skickade.",
        en: "\(count, one: "change has", other: "changes have") not been sent.",
        da: "\(count, one: "ændring", other: "ændringer") er ikke sendt."),
      safe: nothingSent,
      next: Phrase(
        sv: "Skicka dem med: bygd sync, eller koppla bort ändå med: bygd logout --yes",
        en: "Send them with: bygd sync, or disconnect all the same with: bygd logout --yes",
        da: "Send dem med: bygd sync, eller kobl fra alligevel med: bygd logout --yes"))
  }

  public static let readableByOthers = Trouble(
    happened: Phrase(
      sv: "Andra på den här datorn kan läsa din nyckel.", en: "Others on this device can read your key.",
      da: "Andre på denne computer kan læse din nøgle."),
    safe: nothingSent,
    next: Phrase(
      sv: "Rätta det med: chmod 600, och försök igen.", en: "Mend it with: chmod 600, and try again.",
      da: "Ret det med: chmod 600, og prøv igen."))

  public static let otherWorkspace = Trouble(
    happened: Phrase(
      sv: "Filen hör till en annan arbetsyta.", en: "The file belongs to another workspace.",
      da: "Filen hører til et andet arbejdsområde."),
    safe: nothingSent)

  public static let markersLeft = Phrase(
    sv: "Det står kvar märken (<<<<) i texten.", en: "There are marks (<<<<) left in the text.",
    da: "Der står stadig mærker (<<<<) i teksten.")

  package static func noCandidate(_ number: Int, _ count: Int) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Det finns inget nummer \(number).", en: "There is no number \(number).",
        da: "Der er intet nummer \(number)."),
      safe: nothingSent,
      next: Phrase(sv: "Välj 1 till \(count).", en: "Choose 1 to \(count).", da: "Vælg 1 til \(count)."))
  }

  /// A file that can't be read as a plan.
  ///
  /// - Parameters:
  ///   - happened: what is wrong with it.
  ///   - next: what to do; nil for a general word.
  /// - Returns: with the word that nothing was changed.
  package static func badImport(_ happened: Phrase, next: Phrase? = nil) -> Trouble {
    Trouble(
      happened: happened, safe: Phrase(sv: "Inget har lästs in.", en: "Nothing was read in.", da: "Intet er læst ind."),
      next: next)
  }
}

extension Words {
  /// What can be wrong with a file to import.
  public enum ImportFaults {
    public static let empty = Phrase(sv: "Filen är tom.", en: "The file is empty.", da: "Filen er tom.")
    package static func binary(_ kind: String) -> Phrase {
      Phrase(
        sv: "Filen är ingen text (\(kind)).", en: "The file is no text (\(kind)).", da: "Filen er ikke tekst (\(kind))."
      )
    }
    public static let saveAsText = Phrase(
      sv: "Spara den som text eller CSV och läs in den.", en: "Save it as text or CSV and read that in.",
      da: "Gem den som tekst eller CSV, og læs den ind.")
    package static func truncated(_ offset: Int) -> Phrase {
      Phrase(
        sv: "Filen är avhuggen (vid byte \(offset)).", en: "The file is cut short (at byte \(offset)).",
        da: "Filen er afkortet (ved byte \(offset)).")
    }
    package static func tooLarge(_ bytesMax: Int) -> Phrase {
      Phrase(
        sv: "Filen är större än \(bytesMax >> 20) MiB.", en: "The file is larger than \(bytesMax >> 20) MiB.",
        da: "Filen er større end \(bytesMax >> 20) MiB.")
    }
    public static let notAPlan = Phrase(
      sv: "I filen finns varken avsnitt eller aktiviteter.", en: "The file has neither sections nor activities.",
      da: "I filen er der hverken afsnit eller aktiviteter.")
    package static func missingColumn(_ name: String) -> Phrase {
      Phrase(
        sv: "Kolumnen \(name) saknas.", en: "The column \(name) is missing.", da: "Kolonnen \(name) mangler.")
    }
    package static func repeatedColumn(_ name: String) -> Phrase {
      Phrase(
        sv: "Kolumnen \(name) finns två gånger.", en: "The column \(name) stands twice.",
        da: "Kolonnen \(name) findes to gange.")
    }
    package static func cell(line: Int, column: String, value: String, fault: Phrase) -> Phrase {
      Phrase(
        sv: "Rad \(line), kolumnen \(column): ”\(value)”. \(fault)",
        en: "Line \(line), column \(column): “\(value)”. \(fault)",
        da: "Linje \(line), kolonnen \(column): ”\(value)”. \(fault)")
    }
    package static func fault(_ code: String) -> Phrase {
      switch code {
      case "empty":
        Phrase(sv: "Cellen får inte vara tom.", en: "The cell can’t be empty.", da: "Cellen må ikke være tom.")
      case "notAYear": Phrase(sv: "Det är inget årtal.", en: "That is no year.", da: "Det er ikke et årstal.")
      case "notANumber": Phrase(sv: "Det är inget tal.", en: "That is no number.", da: "Det er ikke et tal.")
      case "notAChoice":
        Phrase(sv: "Det alternativet finns inte.", en: "There is no such choice.", da: "Den valgmulighed findes ikke.")
      case "unknownParent":
        Phrase(
          sv: "Avsnittet finns inte i filen.", en: "The section is not in the file.", da: "Afsnittet er ikke i filen.")
      case "repeatedKey":
        Phrase(sv: "Nyckeln finns två gånger.", en: "The key stands twice.", da: "Nøglen findes to gange.")
      case "untilBeforeStart":
        Phrase(
          sv: "Slutet ligger före början.", en: "The end comes before the beginning.",
          da: "Slutningen ligger før begyndelsen.")
      default: Phrase(verbatim: code)
      }
    }
    package static func badPlace(_ path: String) -> Phrase {
      Phrase(
        sv: "Värdet vid \(path) passar inte.", en: "The value at \(path) does not fit.",
        da: "Værdien ved \(path) passer ikke.")
    }
    package static func badID(row: Int, _ text: String) -> Phrase {
      Phrase(
        sv: "Rad \(row): ”\(text)” är inget id.", en: "Row \(row): “\(text)” is no id.",
        da: "Række \(row): ”\(text)” er ikke et id.")
    }
    package static func unknownSection(row: Int, _ text: String) -> Phrase {
      Phrase(
        sv: "Rad \(row): avsnittet ”\(text)” finns inte i filen.",
        en: "Row \(row): the section “\(text)” is not in the file.",
        da: "Række \(row): afsnittet ”\(text)” er ikke i filen.")
    }
    package static func sameRecord(row: Int, other: Int) -> Phrase {
      Phrase(
        sv: "Rad \(row) och rad \(other) är samma post.", en: "Row \(row) and row \(other) are one record.",
        da: "Række \(row) og række \(other) er samme post.")
    }
    package static func schemaLacks(_ name: String) -> Phrase {
      Phrase(
        sv: "Arbetsytans schema saknar \(name).", en: "The workspace’s schema lacks \(name).",
        da: "Arbejdsområdets skema mangler \(name).")
    }
  }
}
