extension Words {
  /// What the server's program says to whoever runs it.
  public enum ServerProgram {
    public static let program = Phrase(
      sv: "Bygds server.", en: "Bygd’s server.", da: "Bygds server.")
    public static let dataHelp = Phrase(
      sv: "mappen med serverns data", en: "the folder of the server’s data", da: "mappen med serverens data")
    public static let keysHelp = Phrase(
      sv: "mappen med serverns nycklar (förvalt: bredvid, DIR-keys)",
      en: "the folder of the server’s keys (default: beside it, DIR-keys)",
      da: "mappen med serverens nøgler (standard: ved siden af, DIR-keys)")
    public static let languageHelp = Phrase(sv: "språk", en: "language", da: "sprog")
    public static let initHelp = Phrase(
      sv: "Skapa en arbetsyta.", en: "Make a workspace.", da: "Lav et arbejdsområde.")
    public static let workspaceHelp = Phrase(
      sv: "arbetsytans namn", en: "the workspace’s name", da: "arbejdsområdets navn")
    public static let whichHelp = Phrase(
      sv: "arbetsyta, när det finns flera", en: "workspace, where there are several",
      da: "arbejdsområde, når der er flere")
    public static let schemaHelp = Phrase(
      sv: "ett eget schema", en: "a schema of one’s own", da: "et eget skema")
    public static let userHelp = Phrase(sv: "Personer och roller.", en: "People and roles.", da: "Personer og roller.")
    public static let userAddHelp = Phrase(
      sv: "Lägg till en person och få en kod för hens dator.", en: "Add a person and get a code for their device.",
      da: "Tilføj en person, og få en kode til personens computer.")
    public static let userListHelp = Phrase(sv: "Visa alla.", en: "Show everybody.", da: "Vis alle.")
    public static let userRoleHelp = Phrase(
      sv: "Ändra en persons roll.", en: "Change a person’s role.", da: "Ret en persons rolle.")
    public static let userRemoveHelp = Phrase(
      sv: "Ta bort en person och dra in tillträdet för hens datorer.",
      en: "Remove a person and revoke their devices.", da: "Fjern en person, og træk adgangen for computerne tilbage.")
    public static let inviteHelp = Phrase(
      sv: "Ge en kod för en dator till.", en: "Give a code for one more device.",
      da: "Giv en kode til endnu en computer.")
    public static let deviceHelp = Phrase(sv: "Datorer.", en: "Devices.", da: "Computere.")
    public static let deviceListHelp = Phrase(sv: "Visa alla.", en: "Show all.", da: "Vis alle.")
    public static let deviceRevokeHelp = Phrase(
      sv: "Dra in en dators tillträde.", en: "Revoke a device.", da: "Træk en computers adgang tilbage.")
    public static let serveHelp = Phrase(sv: "Kör servern.", en: "Run the server.", da: "Kør serveren.")
    public static let listenHelp = Phrase(
      sv: "var servern lyssnar; port 0 väljer en ledig", en: "where to listen; port 0 picks a free one",
      da: "hvor serveren lytter; port 0 vælger en ledig")
    public static let certificateHelp = Phrase(
      sv: "certifikat (PEM)", en: "certificate (PEM)", da: "certifikat (PEM)")
    public static let keyHelp = Phrase(
      sv: "certifikatets nyckel (PEM)", en: "the certificate’s key (PEM)", da: "certifikatets nøgle (PEM)")
    public static let plainHelp = Phrase(
      sv: "tillåt okrypterad HTTP från andra datorer", en: "allow unencrypted HTTP from other machines",
      da: "tillad ukrypteret HTTP fra andre computere")
    public static let bodyHelp = Phrase(
      sv: "största begäran", en: "the largest request", da: "den største forespørgsel")
    public static let connectionsHelp = Phrase(
      sv: "flest anslutningar", en: "the most connections", da: "flest forbindelser")
    public static let requestsHelp = Phrase(
      sv: "begäranden per minut och dator", en: "requests per minute and device",
      da: "forespørgsler pr. minut og computer")
    public static let strangersHelp = Phrase(
      sv: "försök per minut och adress utan giltig inloggning",
      en: "attempts per minute and address without a valid token",
      da: "forsøg pr. minut og adresse uden gyldigt login")
    public static let idleHelp = Phrase(
      sv: "hur länge en anslutning får vara tyst", en: "how long a connection may be silent",
      da: "hvor længe en forbindelse må være tavs")
    public static let paceHelp = Phrase(
      sv: "hur ofta något måste komma av en begäran", en: "how often something of a request must come",
      da: "hvor ofte noget af en forespørgsel skal komme")
    public static let heartbeatHelp = Phrase(
      sv: "livstecken till den som lyssnar", en: "signs of life to listeners", da: "livstegn til lyttere")
    public static let backupHelp = Phrase(
      sv: "Säkerhetskopiera, medan servern går. Nycklarna följer inte med.",
      en: "Back up, while the server runs. The keys stay out.",
      da: "Sikkerhedskopiér, mens serveren kører. Nøglerne er ikke med.")
    public static let restoreHelp = Phrase(
      sv: "Återställ från en säkerhetskopia. Servern måste vara stoppad.",
      en: "Restore from a backup. The server must be stopped.",
      da: "Gendan fra en sikkerhedskopi. Serveren skal være stoppet.")
    public static let verifyHelp = Phrase(
      sv: "Räkna om hela loggen.", en: "Compute the whole log anew.", da: "Regn hele loggen efter.")
    public static let configHelp = Phrase(
      sv: "Visa inställningarna.", en: "Show the settings.", da: "Vis indstillingerne.")
    public static let revokedMark = Phrase(sv: "indraget", en: "revoked", da: "trukket tilbage")

    package static func made(_ name: String, id: String) -> Phrase {
      Phrase(
        sv: "Arbetsytan \(name) finns nu (\(id)).", en: "The workspace \(name) is there now (\(id)).",
        da: "Arbejdsområdet \(name) findes nu (\(id)).")
    }

    package static func added(_ name: String, code: String) -> Phrase {
      Phrase(
        sv: "Koden för \(name) är \(code). Den gäller en gång, i sju dagar.",
        en: "The code for \(name) is \(code). It is good once, for seven days.",
        da: "Koden til \(name) er \(code). Den gælder én gang, i syv dage.")
    }

    public static let noWorkspace = Phrase(
      sv: "Här finns ingen arbetsyta. Skapa en med: bygd-server init NAMN",
      en: "There is no workspace here. Make one with: bygd-server init NAME",
      da: "Her er intet arbejdsområde. Lav et med: bygd-server init NAVN")

    package static func whichWorkspace(_ names: [String]) -> Phrase {
      Phrase(
        sv: "Vilken arbetsyta? Välj med --workspace: \(choice: names).",
        en: "Which workspace? Choose with --workspace: \(choice: names).",
        da: "Hvilket arbejdsområde? Vælg med --workspace: \(choice: names).")
    }

    package static func unknownWorkspace(_ name: String) -> Phrase {
      Phrase(
        sv: "Ingen arbetsyta heter \(name).", en: "No workspace is called \(name).",
        da: "Intet arbejdsområde hedder \(name).")
    }

    package static func badSchema(_ detail: String) -> Phrase {
      Phrase(
        sv: "Schemat går inte att använda (\(detail)).", en: "The schema can’t be used (\(detail)).",
        da: "Skemaet kan ikke bruges (\(detail)).")
    }

    package static func schemaDiffers(_ count: Int) -> Phrase {
      Phrase(
        sv: "Schemat skulle ändra betydelsen av det som finns (\(count, one: "ställe", other: "ställen")).",
        en: "The schema would change the meaning of what is there (\(count, one: "place", other: "places")).",
        da: "Skemaet ville ændre betydningen af det, der findes (\(count, one: "sted", other: "steder")).")
    }

    public static let isServing = Phrase(
      sv: "En server kör redan på den här mappen. Stoppa den först.",
      en: "A server is running on this folder already. Stop it first.",
      da: "En server kører allerede på denne mappe. Stop den først.")

    package static func badAddress(_ text: String) -> Phrase {
      Phrase(
        sv: "\(text) är ingen adress att lyssna på. Skriv till exempel 127.0.0.1:8080.",
        en: "\(text) is no address to listen on. Write 127.0.0.1:8080, for example.",
        da: "\(text) er ingen adresse at lytte på. Skriv for eksempel 127.0.0.1:8080.")
    }

    package static func badRole(_ text: String, known: [String]) -> Phrase {
      Phrase(
        sv: "Rollen \(text) finns inte. Välj \(choice: known).",
        en: "There is no role \(text). Choose \(choice: known).",
        da: "Rollen \(text) findes ikke. Vælg \(choice: known).")
    }

    package static func unknownDevice(_ text: String) -> Phrase {
      Phrase(
        sv: "Ingen dator börjar på \(text). Se dem med: bygd-server device list",
        en: "No device begins with \(text). See them with: bygd-server device list",
        da: "Ingen computer begynder med \(text). Se dem med: bygd-server device list")
    }

    package static func ambiguousDevice(_ text: String, _ ids: [String]) -> Phrase {
      Phrase(
        sv: "Flera datorer börjar på \(text): \(list: ids).", en: "Several devices begin with \(text): \(list: ids).",
        da: "Flere computere begynder med \(text): \(list: ids).")
    }

    package static func userExists(_ user: String) -> Phrase {
      Phrase(
        sv: "\(user) finns redan. En ny kod får du med: bygd-server invite",
        en: "\(user) is there already. Get a new code with: bygd-server invite",
        da: "\(user) findes allerede. Få en ny kode med: bygd-server invite")
    }

    package static func unknownUser(_ user: String) -> Phrase {
      Phrase(sv: "Ingen heter \(user).", en: "Nobody is called \(user).", da: "Ingen hedder \(user).")
    }

    package static func badName(_ name: String) -> Phrase {
      Phrase(
        sv: "Namnet går inte att använda: \(name)", en: "The name can’t be used: \(name)",
        da: "Navnet kan ikke bruges: \(name)")
    }

    public static let lastAdministrator = Phrase(
      sv: "Det måste finnas en administratör kvar.", en: "One administrator must remain.",
      da: "Der skal være en administrator tilbage.")

    package static func missing(_ path: String) -> Phrase {
      Phrase(sv: "\(path) finns inte.", en: "\(path) is not there.", da: "\(path) findes ikke.")
    }

    package static func exists(_ path: String) -> Phrase {
      Phrase(sv: "\(path) finns redan.", en: "\(path) is there already.", da: "\(path) findes allerede.")
    }

    package static func foreign(_ path: String) -> Phrase {
      Phrase(
        sv: "\(path) är något annat än en Bygdlogg.", en: "\(path) is something else than a Bygd log.",
        da: "\(path) er noget andet end en Bygdlog.")
    }

    package static func newer(_ path: String) -> Phrase {
      Phrase(
        sv: "\(path) är skriven av en nyare version.", en: "\(path) was written by a newer version.",
        da: "\(path) er skrevet af en nyere version.")
    }

    package static func damaged(_ path: String) -> Phrase {
      Phrase(
        sv: "\(path) är skadad, eller så fungerar inte disken.", en: "\(path) is damaged, or the disk does not work.",
        da: "\(path) er beskadiget, eller disken virker ikke.")
    }

    package static func broken(_ position: Int) -> Phrase {
      Phrase(
        sv: "Loggen är inte som den skrevs, från post \(position).",
        en: "The log is not as it was written, from entry \(position).",
        da: "Loggen er ikke, som den blev skrevet, fra post \(position).")
    }

    package static func badKey(_ path: String) -> Phrase {
      Phrase(
        sv: "Nyckeln i \(path) saknas eller kan läsas av andra.",
        en: "The key in \(path) is missing or others can read it.",
        da: "Nøglen i \(path) mangler eller kan læses af andre.")
    }

    package static func readOnly(_ path: String) -> Phrase {
      Phrase(
        sv: "Det går inte att skriva i \(path).", en: "\(path) can’t be written to.",
        da: "Der kan ikke skrives i \(path).")
    }

    package static func busy(_ path: String) -> Phrase {
      Phrase(
        sv: "Ett annat program håller \(path) upptagen.", en: "Another program keeps \(path) busy.",
        da: "Et andet program holder \(path) optaget.")
    }

    package static func diskFull(_ path: String) -> Phrase {
      Phrase(sv: "Disken är full (\(path)).", en: "The disk is full (\(path)).", da: "Disken er fuld (\(path)).")
    }

    package static func plainHTTPRefused(_ host: String) -> Phrase {
      Phrase(
        sv: "På \(host) kan andra lyssna av. Ange --tls-cert och --tls-key, eller --allow-plain-http.",
        en: "On \(host) others can listen in. Give --tls-cert and --tls-key, or --allow-plain-http.",
        da: "På \(host) kan andre lytte med. Angiv --tls-cert og --tls-key, eller --allow-plain-http.")
    }

    public static let unusableCertificate = Phrase(
      sv: "Certifikatet och nyckeln hör inte ihop.", en: "The certificate and the key do not go together.",
      da: "Certifikatet og nøglen hører ikke sammen.")

    package static func cannotListen(_ host: String, _ port: Int) -> Phrase {
      Phrase(
        sv: "Det går inte att lyssna på \(host), port \(String(port)).",
        en: "Can’t listen on \(host), port \(String(port)).",
        da: "Kan ikke lytte på \(host), port \(String(port)).")
    }
  }
}
