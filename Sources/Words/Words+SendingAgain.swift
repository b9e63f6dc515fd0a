extension Words.SignIn {
  /// A form that could not be taken just now, with what was typed in it.
  public static func notTakenNow(seconds: Int) -> Phrase {
    Phrase(
      sv:
        "Inget är sparat än, men det du skrev är kvar här. Vänta \(seconds, one: "sekund", other: "sekunder") och skicka igen.",
      en:
        "Nothing is saved yet, but what you wrote is still here. Wait \(seconds, one: "second", other: "seconds") and send it again.",
      da:
        "Intet er gemt endnu, men det, du skrev, er her stadig. Vent \(seconds, one: "sekund", other: "sekunder"), og send igen."
    )
  }

  /// The same, where the server gave up in the middle.
  public static func perhapsTaken(seconds: Int) -> Phrase {
    Phrase(
      sv:
        "Servern hann inte, och det är inte säkert att något sparades. Det du skrev är kvar här. Vänta \(seconds, one: "sekund", other: "sekunder"), se efter, och skicka igen om det behövs.",
      en:
        "The server did not make it, and perhaps nothing was saved. What you wrote is still here. Wait \(seconds, one: "second", other: "seconds"), have a look, and send it again if need be.",
      da:
        "Serveren nåede det ikke, og det er ikke sikkert, at noget blev gemt. Det, du skrev, er her stadig. Vent \(seconds, one: "sekund", other: "sekunder"), se efter, og send igen om nødvendigt."
    )
  }

  public static let sendAgain = Phrase(sv: "Skicka igen", en: "Send again", da: "Send igen")
}

extension Words.Errors {
  /// Somebody wants a rule for a field in which nobody's writing ever stands against another's.
  package static func neverInConflict(_ field: String, known: [String]) -> Trouble {
    Trouble(
      happened: Phrase(
        sv: "Fältet \(field) hamnar aldrig i konflikt, så det behöver ingen regel.",
        en: "The field \(field) is never in conflict, so it needs no rule.",
        da: "Feltet \(field) kommer aldrig i konflikt, så det behøver ingen regel."),
      safe: Phrase(sv: "Inget ändrades.", en: "Nothing was changed.", da: "Intet blev ændret."),
      next: known.isEmpty
        ? nil
        : Phrase(
          sv: "Regler kan gälla \(list: known).", en: "There can be rules for \(list: known).",
          da: "Regler kan gælde \(list: known)."))
  }
}
