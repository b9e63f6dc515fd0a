extension Words {
  /// Forgetting what was replaced long ago.
  public enum Compacting {
    public static let help = Phrase(
      sv:
        "Glöm på alla datorer det som ersattes för länge sedan och som alla har sett. Loggen på servern behåller allt.",
      en: "Forget on all computers what was replaced long ago and everybody has seen. The server’s log keeps it all.",
      da:
        "Glem på alle computere, hvad der blev erstattet for længe siden, og som alle har set. Serverens log beholder alt."
    )
    public static let keepHelp = Phrase(
      sv: "så många dygn bakåt behålls allt (365)", en: "for so many days back everything is kept (365)",
      da: "så mange døgn tilbage beholdes alt (365)")
    public static let dryRunHelp = Phrase(
      sv: "säg bara vad som skulle göras", en: "only say what would be done", da: "sig kun, hvad der ville ske")

    package static func done(_ workspace: String, through position: Int) -> Phrase {
      Phrase(
        sv:
          "\(workspace): det som var ersatt vid post \(position) glöms när var och en synkar. Loggen här har kvar det.",
        en:
          "\(workspace): what had been replaced by entry \(position) is forgotten as people sync. The log here keeps it.",
        da:
          "\(workspace): hvad der var erstattet ved post \(position), glemmes, når folk synkroniserer. Loggen her har det."
      )
    }

    package static func wouldDo(_ workspace: String, through position: Int) -> Phrase {
      Phrase(
        sv: "\(workspace): det som var ersatt vid post \(position) skulle glömmas. Inget är gjort.",
        en: "\(workspace): what had been replaced by entry \(position) would be forgotten. Nothing was done.",
        da: "\(workspace): hvad der var erstattet ved post \(position), ville blive glemt. Intet er gjort.")
    }

    package static func nothing(_ workspace: String) -> Phrase {
      Phrase(
        sv: "\(workspace): inget mer kan glömmas nu.", en: "\(workspace): nothing more can be forgotten now.",
        da: "\(workspace): intet mere kan glemmes nu.")
    }

    package static func behind(_ device: String, user: String) -> Phrase {
      Phrase(
        sv: "\(device) (\(user)) har inte hunnit längre. Låt den synka, eller dra in den: bygd-server device revoke",
        en: "\(device) (\(user)) has come no further. Let it sync, or revoke it: bygd-server device revoke",
        da:
          "\(device) (\(user)) er ikke nået længere. Lad den synkronisere, eller inddrag den: bygd-server device revoke"
      )
    }

    public static let forgotten = Trouble(
      happened: Phrase(
        sv: "Det som stod före den ändringen är glömt: den är äldre än vad som behålls.",
        en: "What stood before that change is forgotten: it is older than what is kept.",
        da: "Hvad der stod før den ændring, er glemt: den er ældre end det, der beholdes."),
      safe: nothingChangedHere,
      next: Phrase(
        sv: "Skriv det värde som ska stå med: bygd edit", en: "Write the value that is to stand with: bygd edit",
        da: "Skriv den værdi, der skal stå, med: bygd edit"))

    private static let nothingChangedHere = Phrase(
      sv: "Inget är ändrat.", en: "Nothing was changed.", da: "Intet er ændret.")
  }
}
