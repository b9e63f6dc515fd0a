extension Words {
  /// Why the server refused a change.
  public enum Refusals {
    /// The reason in a sentence, by the refusal's code; a code that we do not know is named.
    ///
    /// - Parameters:
    ///   - code: the refusal's.
    ///   - detail: its own word, where it says more than the code.
    /// - Returns: a sentence.
    public static func reason(_ code: String, _ detail: String = "") -> Phrase {
      if code == "needs", detail == Words.Restoring.discarded { return Words.Restoring.discardedReason }
      return reason(ofCode: code)
    }

    private static func reason(ofCode code: String) -> Phrase {
      switch code {
      case "membership":
        Phrase(
          sv: "Du är inte längre med i arbetsytan.", en: "You are no longer a member of the workspace.",
          da: "Du er ikke længere med i arbejdsområdet.")
      case "role":
        Phrase(
          sv: "Din roll tillåter inte den ändringen.", en: "Your role does not allow that change.",
          da: "Din rolle tillader ikke den ændring.")
      case "schema":
        Phrase(
          sv: "Innehållet passar inte fältet.", en: "The content does not fit the field.",
          da: "Indholdet passer ikke til feltet.")
      case "size":
        Phrase(sv: "Ändringen är för stor.", en: "The change is too large.", da: "Ændringen er for stor.")
      case "needs":
        Phrase(
          sv: "Den bygger på en post som inte togs emot.", en: "It builds on a record that was not accepted.",
          da: "Den bygger på en post, der ikke blev modtaget.")
      case "once":
        Phrase(
          sv: "Uppgiften skrivs bara en gång och kan inte ändras.", en: "This is written once and can’t be changed.",
          da: "Oplysningen skrives kun én gang og kan ikke ændres.")
      case "frozen":
        Phrase(
          sv: "Året är stängt och rapporten skickad.", en: "The year is closed and its report has been sent.",
          da: "Året er lukket, og rapporten er sendt.")
      case "moved":
        Phrase(
          sv: "Posten har flyttats till en annan krets.", en: "The record has been moved to another audience.",
          da: "Posten er flyttet til en anden kreds.")
      case "erased":
        Phrase(
          sv: "Uppgiften har raderats efter beslut och ditt värde med den. Skriv den igen om den ska finnas.",
          en: "The value was erased by decision, and yours with it. Write it again if it should be there.",
          da: "Oplysningen er slettet efter beslutning, og din værdi med den. Skriv den igen, hvis den skal være der.")
      case "damaged":
        Phrase(
          sv: "Ändringen skadades på vägen.", en: "The change was damaged on the way.",
          da: "Ændringen blev beskadiget undervejs.")
      default:
        Phrase(
          sv: "Servern tog inte emot den (\(code)).", en: "The server did not accept it (\(code)).",
          da: "Serveren tog ikke imod den (\(code)).")
      }
    }
  }
}
