extension Words.Pages {
  // The overview.

  package static func recordsInConflict(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(for: count, one: "post", other: "poster") i konflikt",
      en: "\(for: count, one: "record", other: "records") in conflict",
      da: "\(for: count, one: "post", other: "poster") i konflikt")
  }

  package static func recordsInAll(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(for: count, one: "post", other: "poster") i allt",
      en: "\(for: count, one: "record", other: "records") in all",
      da: "\(for: count, one: "post", other: "poster") i alt")
  }

  package static func toldToYou(_ count: Int) -> Phrase {
    Phrase(sv: "besked till dig", en: "\(for: count, one: "word", other: "words") to you", da: "besked til dig")
  }

  package static func devicesInUse(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(for: count, one: "enhet", other: "enheter") i bruk",
      en: "\(for: count, one: "device", other: "devices") in use",
      da: "\(for: count, one: "enhed", other: "enheder") i brug")
  }

  package static func peopleInAll(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(for: count, one: "person", other: "personer")", en: "\(for: count, one: "person", other: "people")",
      da: "\(for: count, one: "person", other: "personer")")
  }

  package static func logEntries(_ count: UInt64) -> Phrase {
    Phrase(
      sv: "\(for: count, one: "rad", other: "rader") i loggen",
      en: "\(for: count, one: "entry", other: "entries") in the log",
      da: "\(for: count, one: "linje", other: "linjer") i loggen")
  }

  package static let isLevel = Phrase(
    sv: "Servern har allt som står i loggen", en: "The server has everything that is in the log",
    da: "Serveren har alt, hvad der står i loggen")
  package static let isBehind = Phrase(
    sv: "Servern har inte läst in hela loggen", en: "The server has not read in the whole log",
    da: "Serveren har ikke læst hele loggen ind")
  package static let nothingPending = Phrase(
    sv: "Ingen enhet hade något osynkat när den sist hördes av",
    en: "No device had anything left to sync when it was last heard of",
    da: "Ingen enhed manglede at synkronisere noget, da den sidst lod høre fra sig")

  package static func pendingOnDevices(_ count: UInt64, devices: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "ändring", other: "ändringar") väntade på \(devices, one: "enhet", other: "enheter")",
      en: "\(count, one: "edit", other: "edits") waited on \(devices, one: "device", other: "devices")",
      da: "\(count, one: "ændring", other: "ændringer") ventede på \(devices, one: "enhed", other: "enheder")")
  }

  package static func silentDevices(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "enhet", other: "enheter") har inte synkat på två veckor",
      en: "\(count, one: "device has", other: "devices have") not synced for two weeks",
      da: "\(count, one: "enhed", other: "enheder") har ikke synkroniseret i to uger")
  }

  package static func wrongClocks(_ count: Int) -> Phrase {
    Phrase(
      sv: "Klockan går fel på \(count, one: "enhet", other: "enheter"); det avgör ingenting, men tiderna visas fel",
      en: "The clock is wrong on \(count, one: "device", other: "devices"); it decides nothing, but times look wrong",
      da: "Uret går forkert på \(count, one: "enhed", other: "enheder"); det afgør intet, men tiderne vises forkert")
  }

  package static func refusedSinceStart(_ count: UInt64) -> Phrase {
    Phrase(
      sv:
        "\(count, one: "ändring", other: "ändringar") avvisades sedan servern startade; de finns kvar hos den som skrev",
      en:
        "\(count, one: "edit was", other: "edits were") refused since the server started; their authors still have them",
      da:
        "\(count, one: "ændring", other: "ændringer") blev afvist, siden serveren startede; de findes hos den, der skrev"
    )
  }

  package static func damagedSinceStart(_ count: UInt64) -> Phrase {
    Phrase(
      sv: "\(count, one: "ändring", other: "ändringar") kom fram skadade sedan servern startade",
      en: "\(count, one: "edit", other: "edits") arrived damaged since the server started",
      da: "\(count, one: "ændring", other: "ændringer") kom beskadigede frem, siden serveren startede")
  }

  // Devices.

  package static let clockRight = Phrase(sv: "går rätt", en: "right", da: "går rigtigt")

  package static func clockOff(minutes: Int64) -> Phrase {
    let count = minutes.magnitude
    return minutes < 0
      ? Phrase(
        sv: "\(count, one: "minut", other: "minuter") efter", en: "\(count, one: "minute", other: "minutes") behind",
        da: "\(count, one: "minut", other: "minutter") bagud")
      : Phrase(
        sv: "\(count, one: "minut", other: "minuter") före", en: "\(count, one: "minute", other: "minutes") ahead",
        da: "\(count, one: "minut", other: "minutter") foran")
  }

  package static let deviceWell = Phrase(sv: "i nivå", en: "level", da: "på niveau")
  package static let deviceRevoked = Phrase(sv: "återkallad", en: "revoked", da: "tilbagekaldt")
  package static let deviceNeverSynced = Phrase(sv: "har inte synkat", en: "never synced", da: "har ikke synkroniseret")
  package static let deviceHasPending = Phrase(sv: "hade osynkat", en: "had edits left", da: "manglede at sende")
  package static let deviceSilent = Phrase(sv: "tyst länge", en: "long silent", da: "tavs længe")
  package static let deviceClockWrong = Phrase(sv: "klockan går fel", en: "wrong clock", da: "uret går forkert")
  package static let codeForDevice = Phrase(sv: "en enhet", en: "a device", da: "en enhed")
  package static let codeForSignIn = Phrase(
    sv: "att logga in på webben", en: "signing in on the web", da: "at logge ind på nettet")

  package static func madeDeviceCode(_ user: String) -> Phrase {
    Phrase(
      sv: "Ge koden till \(user). Den skrivs in på den nya datorn och gäller i 7 dagar.",
      en: "Give the code to \(user). It is typed on the new computer and is good for 7 days.",
      da: "Giv koden til \(user). Den skrives på den nye computer og gælder i 7 dage.")
  }

  package static func madeSignInLink(_ user: String) -> Phrase {
    Phrase(
      sv: "Länken loggar in \(user) i en webbläsare. Den gäller i 15 minuter.",
      en: "The link signs \(user) in with one browser. It is good for 15 minutes.",
      da: "Linket logger \(user) ind i én browser. Det gælder i 15 minutter.")
  }

  // Accounts.

  package static let console = Phrase(sv: "serverns konsol", en: "the server’s console", da: "serverens konsol")

  /// What happened to an account, by its stable word.
  package static func audit(_ action: String) -> Phrase {
    switch action {
    case "member-added": Phrase(sv: "lade till person", en: "added person", da: "tilføjede person")
    case "role-changed": Phrase(sv: "ändrade roll", en: "changed role", da: "skiftede rolle")
    case "audiences-changed": Phrase(sv: "ändrade kretsar", en: "changed audiences", da: "ændrede kredse")
    case "member-removed": Phrase(sv: "tog bort person", en: "removed person", da: "fjernede person")
    case "invited": Phrase(sv: "gjorde enhetskod", en: "made device code", da: "lavede enhedskode")
    case "sign-in-link-made": Phrase(sv: "gjorde inloggningslänk", en: "made sign-in link", da: "lavede loginlink")
    case "signed-in": Phrase(sv: "loggade in", en: "signed in", da: "loggede ind")
    case "device-joined": Phrase(sv: "anslöt enhet", en: "connected device", da: "tilsluttede enhed")
    case "replica-enrolled": Phrase(sv: "skrev in kopia", en: "enrolled copy", da: "indskrev kopi")
    case "replica-copied": Phrase(sv: "kopia användes också", en: "a copy was used too", da: "en kopi blev også brugt")
    case "device-revoked": Phrase(sv: "återkallade enhet", en: "revoked device", da: "tilbagekaldte enhed")
    case "epoch-begun": Phrase(sv: "började ny logg", en: "began a new log", da: "begyndte ny log")
    case "backed-up": Phrase(sv: "säkerhetskopierade", en: "backed up", da: "sikkerhedskopierede")
    case "verified": Phrase(sv: "räknade om loggen", en: "computed the log anew", da: "regnede loggen efter")
    case "restored": Phrase(sv: "återställde från kopia", en: "restored from a backup", da: "gendannede fra kopi")
    case "restore-confirmed":
      Phrase(sv: "öppnade efter återställning", en: "opened after a restore", da: "åbnede efter gendannelse")
    case "given-back":
      Phrase(sv: "lämnade tillbaka poster", en: "gave back entries", da: "gav poster tilbage")
    case "schema-changed": Phrase(sv: "ändrade schema", en: "changed the schema", da: "ændrede skema")
    case "damaged-push": Phrase(sv: "skadade ändringar kom", en: "damaged edits came", da: "beskadigede ændringer kom")
    case "request-refused": Phrase(sv: "nekades", en: "was refused", da: "blev afvist")
    case "handed-in", "quarantine-accepted", "quarantine-refused", "commit-refused": Words.Quarantine.audit(action)
    case "erased", "compacted": Words.Erasing.audit(action)
    case "replica-repaired", "replica-differs", "rows-rebuilt": Words.Repairing.audit(action)
    case "code-rejected": Phrase(sv: "kod avvisades", en: "code was rejected", da: "kode blev afvist")
    case "signed-out": Phrase(sv: "loggade ut", en: "signed out", da: "loggede ud")
    case "moved":
      Phrase(sv: "flyttade till en annan krets", en: "moved to another audience", da: "flyttede til en anden kreds")
    case "sessions-ended": Phrase(sv: "avslutade inloggningar", en: "ended sessions", da: "afsluttede logins")
    case "password-set": Phrase(sv: "satte lösenord", en: "set a password", da: "satte adgangskode")
    case "password-rejected":
      Phrase(sv: "lösenord avvisades", en: "password was rejected", da: "adgangskode blev afvist")
    default: Phrase(verbatim: action)
    }
  }

  // Records.

  package static func conflicts(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "sak", other: "saker") väntar på att avgöras: flera skrev samtidigt.",
      en: "\(count, one: "thing waits", other: "things wait") to be settled: several people wrote at the same time.",
      da: "\(count, one: "ting", other: "ting") venter på at blive afgjort: flere skrev samtidig.")
  }

  package static let liesUnder = Phrase(sv: "Ligger under", en: "Lies under", da: "Ligger under")
  package static let holds = Phrase(sv: "Innehåller", en: "Holds", da: "Indeholder")

  package static func unresolvedInReport(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "bedömning är", other: "bedömningar är") inte avgjorda och räknas för sig.",
      en: "\(count, one: "assessment is", other: "assessments are") unresolved and counted apart.",
      da: "\(count, one: "vurdering er", other: "vurderinger er") ikke afgjort og tælles for sig.")
  }

  /// What a bar of the chart says to those who don't see it.
  package static func bar(_ parts: [String]) -> Phrase {
    parts.isEmpty
      ? Phrase(sv: "Inga aktiviteter.", en: "No activities.", da: "Ingen aktiviteter.")
      : Phrase(sv: "\(list: parts).", en: "\(list: parts).", da: "\(list: parts).")
  }

  // In general.

  package static func moment(_ day: String, _ clock: String) -> Phrase {
    let dotted = clock.replacing(":", with: ".")
    return Phrase(sv: "\(day) kl. \(dotted)", en: "\(day), \(clock)", da: "\(day) kl. \(dotted)")
  }

  package static func range(first: Int, last: Int, total: Int) -> Phrase {
    Phrase(sv: "\(first)–\(last) av \(total)", en: "\(first)–\(last) of \(total)", da: "\(first)–\(last) af \(total)")
  }
}
