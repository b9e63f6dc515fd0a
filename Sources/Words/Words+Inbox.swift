extension Words {
  /// The administrator's inbox, a conflict at a time.
  public enum Inbox {
    public static let before = Phrase(sv: "Före", en: "Before", da: "Før")
    public static let onServer = Phrase(sv: "På servern", en: "On the server", da: "På serveren")
    public static let arrived = Phrase(sv: "Kom in", en: "Arrived", da: "Kom ind")
    public static let here = Phrase(sv: "Här", en: "Here", da: "Her")

    package static func take(_ author: String) -> Phrase {
      Phrase(
        sv: "välj det som \(author) skrev", en: "choose what \(author) wrote", da: "vælg det, som \(author) skrev")
    }

    public static let keepBoth = Phrase(
      sv: "behåll alla texterna, efter varandra", en: "keep all the texts, one after the other",
      da: "behold alle teksterne, efter hinanden")
    public static let write = Phrase(
      sv: "skriv ett annat värde", en: "write another value", da: "skriv en anden værdi")
    public static let edit = Phrase(
      sv: "skriv det i en texteditor", en: "write it in a text editor", da: "skriv det i en teksteditor")
    public static let keep = Phrase(sv: "behåll posten", en: "keep the record", da: "behold posten")
    public static let delete = Phrase(sv: "ta bort posten", en: "delete the record", da: "slet posten")
    public static let restoreParent = Phrase(
      sv: "återställ det som posten hör till", en: "restore what the record belongs to",
      da: "gendan det, posten hører til")
    public static let move = Phrase(
      sv: "flytta posten dit", en: "move the record there", da: "flyt posten derhen")

    public static let none = Phrase(
      sv: "Inga konflikter väntar.", en: "No conflicts are waiting.", da: "Ingen konflikter venter.")
    package static func more(_ count: Int) -> Phrase {
      Phrase(
        sv:
          "\(count, one: "konflikt", other: "konflikter") till väntar på andras ändringar. Visa dem med: bygd conflicts --all",
        en:
          "\(count, one: "more conflict is", other: "more conflicts are") between other people’s edits. Show with: bygd conflicts --all",
        da:
          "\(count, one: "konflikt", other: "konflikter") mere gælder andres ændringer. Vis dem med: bygd conflicts --all"
      )
    }
    public static let show = Phrase(
      sv: "Visa en med: bygd conflict show ID", en: "Show one with: bygd conflict show ID",
      da: "Vis en med: bygd conflict show ID")
    public static let nextSteps = Phrase(sv: "Gör något av det här:", en: "Do one of these:", da: "Gør et af følgende:")
    public static let administratorSettles = Phrase(
      sv: "Administratören avgör. Du kan skriva ett nytt värde med bygd edit.",
      en: "The administrator settles it. You can write a new value with bygd edit.",
      da: "Administratoren afgør det. Du kan skrive en ny værdi med bygd edit.")

    public static let field = Phrase(sv: "Fält", en: "Field", da: "Felt")
    public static let kind = Phrase(sv: "Vad", en: "What", da: "Hvad")
    public static let authors = Phrase(sv: "Skrivet av", en: "Written by", da: "Skrevet af")
    package static func settled(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "Avgjort: \(reference)  \(name)\nDe andra får veta det vid nästa synk.",
        en: "Settled: \(reference)  \(name)\nThe others will be told at the next sync.",
        da: "Afgjort: \(reference)  \(name)\nDe andre får det at vide ved næste synkronisering.")
    }
  }
}
