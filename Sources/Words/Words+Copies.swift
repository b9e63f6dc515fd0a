extension Words {
  /// What people are told when a workspace was copied, or put back from an older copy, and both were used.
  public enum Copies {}
}

extension Words.Copies {
  /// This copy goes on under a new name.
  package static let goesOn = Phrase(
    sv: """
      Den här kopian av arbetsytan har också använts på en annan dator, eller lagts tillbaka från en säkerhetskopia.
      Inget är förlorat: det som skrevs på båda håll finns kvar, och det som krockar visas som konflikter.
      Den här kopian fortsätter under ett nytt namn. Du behöver inte göra något.
      """,
    en: """
      This copy of the workspace has also been used on another computer, or was put back from a backup.
      Nothing is lost: what was written in both is kept, and what collides is shown as conflicts.
      This copy goes on under a new name. There is nothing you need to do.
      """,
    da: """
      Denne kopi af arbejdsområdet har også været brugt på en anden computer, eller er lagt tilbage fra en sikkerhedskopi.
      Intet er gået tabt: det, der blev skrevet begge steder, er bevaret, og det, der støder sammen, vises som konflikter.
      Denne kopi fortsætter under et nyt navn. Du behøver ikke gøre noget.
      """)

  /// Another copy was used; this one keeps its name.
  package static let keepsName = Phrase(
    sv: """
      Arbetsytan har kopierats och använts på en annan dator också. Inget är förlorat: det som skrevs där finns med här.
      Du behöver inte göra något.
      """,
    en: """
      The workspace has been copied and used on another computer too. Nothing is lost: what was written there is here.
      There is nothing you need to do.
      """,
    da: """
      Arbejdsområdet er kopieret og brugt på en anden computer også. Intet er gået tabt: det, der blev skrevet der, er her.
      Du behøver ikke gøre noget.
      """)

  /// The label of a line of `bygd doctor`.
  package static let label = Phrase(sv: "Kopior", en: "Copies", da: "Kopier")

  /// How many names this copy has left.
  package static func formerNames(_ count: Int) -> Phrase {
    Phrase(
      sv: "har funnits på flera håll; fortsätter under eget namn (\(count, one: "byte", other: "byten"))",
      en: "was in several places; goes on under a name of its own (\(count, one: "change", other: "changes"))",
      da: "har været flere steder; fortsætter under eget navn (\(count, one: "skift", other: "skift"))")
  }

  /// Beside a device whose replica was copied.
  package static func onDevice(_ count: Int) -> Phrase {
    Phrase(
      sv: "kopierad: \(count, one: "kopia", other: "kopior")", en: "copied: \(count, one: "copy", other: "copies")",
      da: "kopieret: \(count, one: "kopi", other: "kopier")")
  }
}
