extension Words {
  /// What the inbox calls the kinds of conflict.
  public enum Conflicts {
    public static let edit = Phrase(sv: "olika ändringar", en: "different edits", da: "forskellige ændringer")
    public static let text = Phrase(sv: "överlappande text", en: "overlapping text", da: "overlappende tekst")
    public static let delete = Phrase(
      sv: "borttagen och ändrad", en: "deleted and edited", da: "slettet og ændret")
    public static let orphan = Phrase(
      sv: "det den hör till är borttaget", en: "what it belongs to is deleted", da: "det, den hører til, er slettet")
    public static let ring = Phrase(
      sv: "posterna ligger i varandra", en: "the records contain each other", da: "posterne ligger i hinanden")
    public static let closedYear = Phrase(
      sv: "ändring av ett stängt år", en: "edit of a closed year", da: "ændring af et lukket år")

    /// The name of a kind by its code in JSON; a code that we do not know stands as it is.
    public static func kind(_ code: String) -> Phrase {
      switch code {
      case "edit": edit
      case "text": text
      case "delete": delete
      case "orphan": orphan
      case "ring": ring
      case "closed-year": closedYear
      default: Phrase(verbatim: code)
      }
    }

    /// What a person can do about a conflict of that kind.
    public static func advice(_ code: String) -> Phrase? {
      switch code {
      case "edit":
        Phrase(
          sv: "Välj ett av värdena eller skriv ett nytt.", en: "Choose one of the values or write a new one.",
          da: "Vælg en af værdierne, eller skriv en ny.")
      case "text":
        Phrase(
          sv: "Läs de markerade ställena och skriv texten som den ska vara.",
          en: "Read the marked places and write the text as it should be.",
          da: "Læs de markerede steder, og skriv teksten, som den skal være.")
      case "delete":
        Phrase(
          sv: "Bestäm om posten ska vara kvar eller tas bort.", en: "Decide whether to keep the record or delete it.",
          da: "Bestem, om posten skal beholdes eller slettes.")
      case "orphan":
        Phrase(
          sv: "Återställ det den hör till, flytta posten eller ta bort den.",
          en: "Restore what it belongs to, move the record or delete it.",
          da: "Gendan det, den hører til, flyt posten, eller slet den.")
      case "ring":
        Phrase(
          sv: "Flytta en av posterna så att de inte ligger i varandra.",
          en: "Move one of the records so that they no longer contain each other.",
          da: "Flyt en af posterne, så de ikke ligger i hinanden.")
      case "closed-year":
        Phrase(
          sv: "Rapporten för året är skickad. Låt den stå, eller öppna året igen.",
          en: "The year’s report has been sent. Let it stand, or reopen the year.",
          da: "Årets rapport er sendt. Lad den stå, eller åbn året igen.")
      default: nil
      }
    }
  }
}
