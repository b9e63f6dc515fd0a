extension Words {
  /// What the server says to programs that read and write records over JSON, and to whoever sits before them.
  public enum API {
    /// Why a request was not done, by its stable code; nil for a code that is said elsewhere.
    static func problem(_ code: String) -> Phrase? {
      switch code {
      case "record-exists":
        Phrase(
          sv: "Det finns redan en post med det id:t.", en: "There is a record of that id already.",
          da: "Der findes allerede en post med det id.")
      case "user-exists":
        Phrase(
          sv: "Det finns redan en person med det namnet.", en: "There is a person of that name already.",
          da: "Der findes allerede en person med det navn.")
      case "nothing-to-do":
        Phrase(
          sv: "Det är redan så. Inget har ändrats.", en: "It is like that already. Nothing was changed.",
          da: "Sådan er det allerede. Intet er ændret.")
      default: nil
      }
    }
  }
}
