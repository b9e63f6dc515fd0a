extension Words {
  /// What the terminal says of the inbox and of settling.
  public enum SettlingReport {
    public static let place = Phrase(sv: "Plats", en: "Place", da: "Sted")
    public static let waiting = Phrase(sv: "Väntat", en: "Waiting", da: "Ventet")
    public static let proposals = Phrase(sv: "Förslag", en: "Proposals", da: "Forslag")

    /// How long ago that is, in the largest whole unit.
    package static func waited(_ milliseconds: Int64) -> Phrase {
      let minutes = max(0, milliseconds / 60_000)
      let hours = minutes / 60
      let days = hours / 24
      if days > 0 {
        return Phrase(
          sv: "\(days, one: "dag", other: "dagar")", en: "\(days, one: "day", other: "days")",
          da: "\(days, one: "dag", other: "dage")")
      }
      if hours > 0 {
        return Phrase(
          sv: "\(hours, one: "timme", other: "timmar")", en: "\(hours, one: "hour", other: "hours")",
          da: "\(hours, one: "time", other: "timer")")
      }
      return Phrase(
        sv: "\(minutes, one: "minut", other: "minuter")", en: "\(minutes, one: "minute", other: "minutes")",
        da: "\(minutes, one: "minut", other: "minutter")")
    }

    public static let noneLikeThat = Phrase(
      sv: "Ingen konflikt passar på urvalet.", en: "No conflict fits the selection.",
      da: "Ingen konflikt passer til udvalget.")

    package static func shown(_ count: Int, of total: Int) -> Phrase {
      Phrase(
        sv: "\(count) av \(total) visas. Visa alla med: bygd conflicts --all",
        en: "\(count) of \(total) are shown. Show all with: bygd conflicts --all",
        da: "\(count) af \(total) vises. Vis alle med: bygd conflicts --all")
    }

    package static func meanwhile(_ what: String) -> Phrase {
      Phrase(sv: "Under tiden, \(what):", en: "Meanwhile, \(what):", da: "Imens, \(what):")
    }

    // One conflict.

    package static func agreed(_ fields: [String], in language: Language) -> Phrase {
      Phrase(
        sv: "Om detta är alla överens: \(list: fields).", en: "Nobody disagrees about: \(list: fields).",
        da: "Om dette er alle enige: \(list: fields).")
    }

    package static func others(_ ids: [String]) -> Phrase {
      Phrase(
        sv: "Posten står också i \(list: ids).", en: "The record stands in \(list: ids) too.",
        da: "Posten står også i \(list: ids).")
    }

    public static let mergedHeading = Phrase(
      sv: "Sammanfogat, med det som överlappar inom ⟦ ⟧", en: "Merged, with what overlaps in ⟦ ⟧",
      da: "Flettet sammen, med det overlappende i ⟦ ⟧")
    public static let proposalsHeading = Phrase(sv: "Förslag", en: "Proposals", da: "Forslag")
    public static let draft = Phrase(sv: "utkast", en: "draft", da: "kladde")
    public static let saidHeading = Phrase(
      sv: "Vad de rapporterade vid samma tid", en: "What they reported around that time",
      da: "Hvad de rapporterede omkring den tid")

    package static func said(_ kind: String) -> Phrase {
      switch kind {
      case "visit": Phrase(sv: "besök", en: "visit", da: "besøg")
      case "note": Phrase(sv: "anteckning", en: "note", da: "notat")
      default: Phrase(sv: "bedömning", en: "assessment", da: "vurdering")
      }
    }

    package static func takeProposal(_ author: String) -> Phrase {
      Phrase(
        sv: "gör som \(author) föreslår", en: "do as \(author) proposes", da: "gør, som \(author) foreslår")
    }

    public static let proposeInstead = Phrase(
      sv: "Administratören avgör. Du kan föreslå något:",
      en: "The administrator settles it. You can propose something:",
      da: "Administratoren afgør det. Du kan foreslå noget:")
    public static let askReason = Phrase(
      sv: "Det ändrar en officiell status. Varför?", en: "This changes an official status. Why?",
      da: "Det ændrer en officiel status. Hvorfor?")
    /// Before one of the values between which somebody chose.
    public static func hadWritten(_ author: String) -> Phrase {
      Phrase(sv: "\(author) hade skrivit", en: "\(author) had written", da: "\(author) havde skrevet")
    }

    // Mistakes.

    package static func noProposal(_ number: Int, _ count: Int) -> Phrase {
      Phrase(
        sv: "Förslag \(number) finns inte; det finns \(count).",
        en: "There is no proposal \(number); there are \(count).",
        da: "Forslag \(number) findes ikke; der er \(count).")
    }

    package static func noRule(_ type: String, _ field: String) -> Phrase {
      Phrase(
        sv: "Det finns ingen stående regel för \(field) i \(type).",
        en: "There is no standing rule for \(field) of \(type).",
        da: "Der er ingen stående regel for \(field) i \(type).")
    }

    package static func noSuchWrite(_ label: String) -> Phrase {
      Phrase(
        sv: "Ändringen \(label) står inte i konflikten.", en: "The edit \(label) does not stand in the conflict.",
        da: "Ændringen \(label) står ikke i konflikten.")
    }

    package static func badDecision(_ text: String) -> Phrase {
      Phrase(
        sv: "Det går inte att välja så: \(text). Skriv till exempel take:2 eller value:TEXT.",
        en: "One can’t choose like that: \(text). Write take:2 or value:TEXT, for example.",
        da: "Man kan ikke vælge sådan: \(text). Skriv for eksempel take:2 eller value:TEKST.")
    }

    public static let decidedTwice = Phrase(
      sv: "Samma konflikt avgörs två gånger.", en: "The same conflict is settled twice.",
      da: "Den samme konflikt afgøres to gange.")

    // Rules.

    public static let now = Phrase(sv: "Gäller nu", en: "Counts now", da: "Gælder nu")
    public static let then = Phrase(sv: "Skulle gälla", en: "Would count", da: "Ville gælde")
    public static let ruleSaysNothing = Phrase(
      sv: "Regeln säger inget om de konflikterna.", en: "The rule says nothing about those conflicts.",
      da: "Reglen siger intet om de konflikter.")

    package static func untouched(_ count: Int) -> Phrase {
      Phrase(
        sv: "Om \(count, one: "konflikt", other: "konflikter") säger regeln inget.",
        en: "The rule says nothing about \(count, one: "conflict", other: "conflicts").",
        da: "Om \(count, one: "konflikt", other: "konflikter") siger reglen intet.")
    }

    package static func confirmRule(_ count: Int) -> Phrase {
      Phrase(
        sv: "Avgöra \(count, one: "konflikt", other: "konflikter") så? [j/N]",
        en: "Settle \(count, one: "conflict", other: "conflicts") like this? [y/N]",
        da: "Afgøre \(count, one: "konflikt", other: "konflikter") sådan? [j/N]")
    }

    package static func ruleDone(_ count: Int) -> Phrase {
      Phrase(
        sv: "Avgjorde \(count, one: "konflikt", other: "konflikter").",
        en: "Settled \(count, one: "conflict", other: "conflicts").",
        da: "Afgjorde \(count, one: "konflikt", other: "konflikter").")
    }

    public static let noRules = Phrase(
      sv: "Det finns inga stående regler.", en: "There are no standing rules.", da: "Der er ingen stående regler.")
    public static let ruleType = Phrase(sv: "Typ", en: "Type", da: "Type")
    public static let rule = Phrase(sv: "Regel", en: "Rule", da: "Regel")
    public static let state = Phrase(sv: "Läge", en: "State", da: "Status")
    public static let ruleAuthor = Phrase(sv: "Gjord av", en: "Made by", da: "Lavet af")
    public static let reason = Phrase(sv: "Skäl", en: "Reason", da: "Begrundelse")
    public static let isOn = Phrase(sv: "på", en: "on", da: "til")
    public static let isOff = Phrase(sv: "av", en: "off", da: "fra")
    public static let contested = Phrase(sv: "i konflikt", en: "in conflict", da: "i konflikt")
    public static let ruleSaved = Phrase(
      sv: "Regeln är sparad. Servern följer den från nästa synk.",
      en: "The rule is saved. The server follows it from the next sync on.",
      da: "Reglen er gemt. Serveren følger den fra næste synkronisering.")

    // Proposals.

    package static func proposed(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "Föreslaget: \(reference)  \(name)\nAdministratören ser det efter nästa synk.",
        en: "Proposed: \(reference)  \(name)\nThe administrator sees it after the next sync.",
        da: "Foreslået: \(reference)  \(name)\nAdministratoren ser det efter næste synkronisering.")
    }

    package static func draftSaved(_ reference: String, _ name: String) -> Phrase {
      Phrase(
        sv: "Utkastet är sparat: \(reference)  \(name)", en: "The draft is saved: \(reference)  \(name)",
        da: "Kladden er gemt: \(reference)  \(name)")
    }

    public static let withdrawn = Phrase(sv: "Återtaget.", en: "Withdrawn.", da: "Trukket tilbage.")
    public static let noProposals = Phrase(
      sv: "Du har inte lämnat några förslag.", en: "You have proposed nothing.", da: "Du har ikke stillet forslag.")
  }
}
