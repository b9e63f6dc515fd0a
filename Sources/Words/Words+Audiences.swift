extension Words {
  /// Who may read what, and what happens when that changes.
  public enum Audiences {
    public static let setHelp = Phrase(
      sv: "Säg vilka kretsar en person hör till; utan krets läser hen bara det som är för alla.",
      en: "Say which audiences a person belongs to; with none they read only what is for everyone.",
      da: "Sig, hvilke kredse en person hører til; uden kreds læser personen kun det, der er for alle.")
    public static let keysHelp = Phrase(
      sv: "kretsar som schemat namnger", en: "audiences that the schema names", da: "kredse, som skemaet navngiver")
    public static let audienceHelp = Phrase(
      sv: "kretsen som får läsa posten (förvalt: föräldrapostens, annars alla)",
      en: "the audience that may read the record (default: its parent’s, else everyone)",
      da: "kredsen, der må læse posten (standard: forældrepostens, ellers alle)")

    public static func unknown(_ key: String, known: [String] = []) -> Trouble {
      let names = known.joined(separator: ", ")
      return Trouble(
        happened: Phrase(
          sv: "Det finns ingen krets som heter \(key).", en: "There is no audience called \(key).",
          da: "Der er ingen kreds, der hedder \(key)."),
        next: known.isEmpty
          ? nil
          : Phrase(sv: "Det finns: \(names).", en: "There are: \(names).", da: "Der er: \(names)."))
    }

    public static let label = Phrase(sv: "Krets", en: "Audience", da: "Kreds")
    public static let everyone = Phrase(sv: "alla", en: "everyone", da: "alle")

    public static let notInAudience = Trouble(
      happened: Phrase(
        sv: "Du hör inte till den kretsen.", en: "You do not belong to that audience.",
        da: "Du hører ikke til den kreds."),
      next: Phrase(
        sv: "Be en administratör om tillträde, eller välj en annan krets.",
        en: "Ask an administrator for access, or choose another audience.",
        da: "Bed en administrator om adgang, eller vælg en anden kreds."))

    /// About the record in the other audience.
    public static func otherAudience(_ reference: String) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Posten \(reference) hör till en annan krets.", en: "The record \(reference) is in another audience.",
          da: "Posten \(reference) hører til en anden kreds."),
        next: Phrase(
          sv: "En post ligger i sin överordnade posts krets, och bara poster i samma krets kan slås ihop.",
          en: "A record lies in the audience of the one above it, and only records of one audience can be joined.",
          da: "En post ligger i den overordnede posts kreds, og kun poster i samme kreds kan lægges sammen."))
    }

    /// Told when a sync brought records that the person may read from now on.
    public static func gained(_ names: String) -> Phrase {
      Phrase(
        sv: "Du får nu läsa: \(names). Posterna har hämtats.", en: "You may now read: \(names). The records are here.",
        da: "Du må nu læse: \(names). Posterne er hentet.")
    }

    /// Told when records have left the computer because the person may not read them any more.
    public static func lost(_ names: String, records: Int) -> Trouble {
      Trouble(
        happened: Phrase(
          sv: "Du får inte längre läsa: \(names). \(records) \(records == 1 ? "post" : "poster") har lämnat datorn.",
          en:
            "You may no longer read: \(names). \(records) \(records == 1 ? "record has" : "records have") left this device.",
          da:
            "Du må ikke længere læse: \(names). \(records) \(records == 1 ? "post" : "poster") har forladt computeren."),
        safe: Phrase(
          sv: "Allt som var skickat finns kvar på servern. Det du inte hunnit skicka ligger bland avvisade ändringar.",
          en: "All that was sent is still on the server. What you had not sent is among the refused edits.",
          da: "Alt, der var sendt, er stadig på serveren. Det, du ikke havde sendt, ligger blandt afviste ændringer."))
    }

    /// Why the server refused a change, with the reasons that are about audiences and devices told apart.
    public static func reason(_ code: String, _ reason: String) -> Phrase {
      switch (code, reason) {
      case ("role", "audience"):
        Phrase(
          sv: "Du hör inte längre till kretsen som posten är i.",
          en: "You no longer belong to the audience that the record is in.",
          da: "Du hører ikke længere til den kreds, posten er i.")
      case ("schema", "audience"):
        Phrase(
          sv: "Posten hör till en annan krets än den som den läggs under.",
          en: "The record is in another audience than the one that it is placed under.",
          da: "Posten hører til en anden kreds end den, den lægges under.")
      case ("membership", "device-revoked"):
        Phrase(
          sv: "Datorns tillträde är återkallat.", en: "This device has been revoked.",
          da: "Computerens adgang er trukket tilbage.")
      default: Words.Refusals.reason(code, reason)
      }
    }
  }
}
