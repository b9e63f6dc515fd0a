extension Words {
  /// What went wrong, whatever one was doing.
  public enum Errors {
    /// `Dina 4 ändringar finns kvar här.` Nil when there are none.
    package static func kept(_ count: Int) -> Phrase? {
      guard count > 0 else { return nil }
      return Phrase(
        sv: "\(for: count, one: "Din", other: "Dina") \(count, one: "ändring", other: "ändringar") finns kvar här.",
        en: "Your \(count, one: "change is", other: "changes are") still here.",
        da: "\(for: count, one: "Din", other: "Dine") \(count, one: "ændring", other: "ændringer") er her stadig.")
    }

    /// `Försök igen med: bygd sync`
    package static func retry(_ command: String) -> Phrase {
      Phrase(
        sv: "Försök igen med: \(command)", en: "Try again with: \(command)", da: "Prøv igen med: \(command)")
    }

    package static func serverUnreachable(_ detail: String, unsynced: Int) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Servern svarar inte (\(detail)).", en: "The server does not answer (\(detail)).",
          da: "Serveren svarer ikke (\(detail))."),
        safe: kept(unsynced), next: retry("bygd sync"))
    }

    package static func notSignedIn(unsynced: Int) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Servern känner inte igen den här datorn.", en: "The server does not recognise this device.",
          da: "Serveren genkender ikke denne computer."),
        safe: kept(unsynced),
        next: Phrase(
          sv: "Be administratören om en ny kod och skriv: bygd join", en: "Ask for a new code and run: bygd join",
          da: "Bed administratoren om en ny kode, og skriv: bygd join"))
    }

    package static func notAllowed(unsynced: Int) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Det får du inte göra i den här arbetsytan.", en: "You are not allowed to do that in this workspace.",
          da: "Det må du ikke gøre i dette arbejdsområde."),
        safe: kept(unsynced),
        next: Phrase(
          sv: "Fråga administratören.", en: "Ask the administrator.", da: "Spørg administratoren."))
    }

    package static func otherServer(unsynced: Int) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "På adressen finns en annan arbetsyta än den här.",
          en: "That address has another workspace than this one.",
          da: "På adressen findes et andet arbejdsområde end dette."),
        safe: Phrase(
          sv: "Inget har ändrats, varken här eller där.", en: "Nothing was changed, neither here nor there.",
          da: "Intet er ændret, hverken her eller der."),
        next: Phrase(
          sv: "Kontrollera adressen med: bygd config", en: "Check the address with: bygd config",
          da: "Kontrollér adressen med: bygd config"))
    }

    public static let noReplica = Trouble(
      happened: Phrase(
        sv: "Här finns ingen arbetsyta.", en: "There is no workspace here.", da: "Her er intet arbejdsområde."),
      next: Phrase(
        sv: "Hämta en med: bygd join URL, eller skapa en med: bygd init",
        en: "Fetch one with: bygd join URL, or make one with: bygd init",
        da: "Hent et med: bygd join URL, eller lav et med: bygd init"))

    package static func diskFull(unsynced: Int) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Disken är full, så det gick inte att spara.", en: "The disk is full, so it could not be saved.",
          da: "Disken er fuld, så det kunne ikke gemmes."),
        safe: Phrase(
          sv: "Allt som redan var sparat finns kvar.", en: "Everything saved before is still there.",
          da: "Alt, der allerede var gemt, er der stadig."),
        next: Phrase(
          sv: "Gör plats på disken och gör om det.", en: "Free some space and do it again.",
          da: "Skaf plads på disken, og gør det igen."))
    }

    /// - Parameters:
    ///   - path: of the file.
    ///   - detail: for whoever mends it.
    /// - Returns: what happened, and the way to rescue.
    package static func damagedReplica(_ path: String, detail: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Arbetsytans fil \(path) är skadad eller något annat (\(detail)).",
          en: "The workspace’s file \(path) is damaged or something else (\(detail)).",
          da: "Arbejdsområdets fil \(path) er beskadiget eller noget andet (\(detail))."),
        safe: Phrase(
          sv: "Inget har skrivits till den.", en: "Nothing has been written to it.", da: "Intet er skrevet til den."),
        next: Phrase(
          sv: "Se vad som går att rädda med: bygd doctor", en: "See what can be saved with: bygd doctor",
          da: "Se, hvad der kan reddes, med: bygd doctor"))
    }

    package static func interrupted(_ command: String) -> Trouble {
      Trouble(
        happened: Phrase(sv: "Avbrutet.", en: "Interrupted.", da: "Afbrudt."),
        safe: Phrase(
          sv: "Det som hann bli klart är sparat.", en: "What was finished is saved.",
          da: "Det, der nåede at blive færdigt, er gemt."),
        next: Phrase(
          sv: "Fortsätt med: \(command)", en: "Go on with: \(command)", da: "Fortsæt med: \(command)"))
    }

    package static func unknownReference(_ text: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Hittar ingen post som heter \(text).", en: "There is no record called \(text).",
          da: "Finder ingen post, der hedder \(text)."),
        next: Phrase(
          sv: "Sök med: bygd search ORD", en: "Search with: bygd search WORDS", da: "Søg med: bygd search ORD"))
    }

    /// The candidates stand on the lines below.
    package static func ambiguousReference(_ text: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Flera poster heter \(text).", en: "Several records are called \(text).",
          da: "Flere poster hedder \(text)."),
        next: Phrase(
          sv: "Skriv hela referensen:", en: "Write the whole reference:", da: "Skriv hele referencen:"))
    }

    /// - Parameters:
    ///   - field: the field's label or key, as the reader knows it.
    ///   - code: the problem's.
    ///   - known: what could have stood there, if that is a short list.
    /// - Returns: the field, the problem and the choices.
    package static func badValue(field: String, code: String, known: [String] = []) -> Trouble {
      Trouble(
        happened: .joined([Phrase(verbatim: "\(field):"), Problems.problem(code)]),
        next: known.isEmpty
          ? nil : Phrase(sv: "Välj \(choice: known).", en: "Choose \(choice: known).", da: "Vælg \(choice: known)."))
    }

    package static func unreadableFile(_ path: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Det går inte att läsa filen \(path).", en: "The file \(path) can’t be read.",
          da: "Filen \(path) kan ikke læses."))
    }

    /// Our own mistake.
    package static func bug(_ detail: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Något gick fel i programmet (\(detail)).", en: "Something went wrong in the program (\(detail)).",
          da: "Noget gik galt i programmet (\(detail))."),
        safe: Phrase(
          sv: "Det som var sparat finns kvar.", en: "What was saved is still there.",
          da: "Det, der var gemt, er der stadig."),
        next: Phrase(
          sv: "Berätta gärna för den som sköter Bygd och skicka med den här raden.",
          en: "Please tell whoever looks after Bygd and send this line along.",
          da: "Fortæl det gerne til den, der passer Bygd, og send denne linje med."))
    }
  }
}
