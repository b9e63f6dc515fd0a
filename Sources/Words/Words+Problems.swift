extension Words {
  /// What is wrong with a value that somebody wrote.
  public enum Problems {
    /// The problem in a sentence, by its code; a code that we do not know is named.
    public static func problem(_ code: String) -> Phrase {
      switch code {
      case "wrong-kind":
        Phrase(
          sv: "Värdet är av fel slag.", en: "The value is of the wrong kind.", da: "Værdien er af den forkerte slags.")
      case "bad-date":
        Phrase(
          sv: "Datumet finns inte. Skriv till exempel 2025-01-31.", en: "There is no such date. Write 2025-01-31.",
          da: "Datoen findes ikke. Skriv for eksempel 2025-01-31.")
      case "bad-year":
        Phrase(
          sv: "Skriv årtalet med fyra siffror.", en: "Write the year with four digits.",
          da: "Skriv årstallet med fire cifre.")
      case "bad-number": Phrase(sv: "Det är inget tal.", en: "That is not a number.", da: "Det er ikke et tal.")
      case "bad-boolean": Phrase(sv: "Svara ja eller nej.", en: "Answer yes or no.", da: "Svar ja eller nej.")
      case "bad-time-of-day":
        Phrase(
          sv: "Skriv klockslaget som 09:30.", en: "Write the time as 09:30.", da: "Skriv klokkeslættet som 09:30.")
      case "unknown-option":
        Phrase(sv: "Det alternativet finns inte.", en: "There is no such choice.", da: "Den valgmulighed findes ikke.")
      case "unknown-reference":
        Phrase(sv: "Ingen post heter så.", en: "No record is called that.", da: "Ingen post hedder sådan.")
      case "ambiguous-reference":
        Phrase(
          sv: "Flera poster heter så.", en: "Several records are called that.", da: "Flere poster hedder sådan.")
      case "wrong-reference-type":
        Phrase(
          sv: "Fältet kan inte peka på en sådan post.", en: "The field can’t point to a record of that type.",
          da: "Feltet kan ikke pege på den slags post.")
      case "out-of-range":
        Phrase(
          sv: "Talet är för litet eller för stort.", en: "The number is too small or too large.",
          da: "Tallet er for lille eller for stort.")
      case "too-long": Phrase(sv: "Texten är för lång.", en: "The text is too long.", da: "Teksten er for lang.")
      case "too-many": Phrase(sv: "Listan är för lång.", en: "The list is too long.", da: "Listen er for lang.")
      case "control-character":
        Phrase(
          sv: "Texten innehåller ett osynligt styrtecken.", en: "The text contains an invisible control character.",
          da: "Teksten indeholder et usynligt styretegn.")
      case "not-normalized":
        Phrase(
          sv: "Texten är inte i rätt teckenform (NFC).", en: "The text is not in the right form of Unicode (NFC).",
          da: "Teksten er ikke i den rette tegnform (NFC).")
      case "bad-json":
        Phrase(sv: "Det är inte giltig JSON.", en: "That is not valid JSON.", da: "Det er ikke gyldig JSON.")
      case "unknown-part":
        Phrase(
          sv: "Raden har en del som inte finns.", en: "The row has a part that does not exist.",
          da: "Rækken har en del, der ikke findes.")
      case "missing-part":
        Phrase(sv: "Något fattas i raden.", en: "Something is missing in the row.", da: "Der mangler noget i rækken.")
      case "required-missing":
        Phrase(sv: "Fältet måste fyllas i.", en: "The field must be filled in.", da: "Feltet skal udfyldes.")
      case "unknown-type":
        Phrase(
          sv: "Den sortens post finns inte.", en: "There is no such type of record.",
          da: "Den slags post findes ikke.")
      case "unknown-field":
        Phrase(sv: "Det fältet finns inte.", en: "There is no such field.", da: "Det felt findes ikke.")
      case "not-before":
        Phrase(
          sv: "Slutet ligger före början.", en: "The end comes before the beginning.",
          da: "Slutningen ligger før begyndelsen.")
      case "outside-plan":
        Phrase(
          sv: "Året ligger utanför planen.", en: "The year is outside the plan.", da: "Året ligger uden for planen.")
      case "unlikely-together":
        Phrase(
          sv: "Uppgifterna går knappast ihop. Se efter att båda ska stå kvar.",
          en: "These hardly go together. Check that both should stand.",
          da: "Oplysningerne passer næppe sammen. Se efter, om begge skal stå.")
      default:
        Phrase(sv: "Något är fel (\(code)).", en: "Something is wrong (\(code)).", da: "Noget er galt (\(code)).")
      }
    }
  }
}
