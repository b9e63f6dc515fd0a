extension Words {
  /// Settling what people wrote at the same time: what happened, the ways out, proposals.
  public enum Settling {
    public static let somebody = Phrase(sv: "någon", en: "somebody", da: "nogen")

    package static func olderThan(_ days: Int) -> Phrase {
      Phrase(
        sv: "väntat minst \(days, one: "dag", other: "dagar")",
        en: "waiting for at least \(days, one: "day", other: "days")",
        da: "ventet mindst \(days, one: "dag", other: "dage")")
    }

    // What happened.

    package static func explainEdit(_ people: [String], _ field: String) -> Phrase {
      Phrase(
        sv: "\(list: people) skrev olika i \(field) samtidigt, utan att se varandras ändring.",
        en: "\(list: people) wrote differently in \(field) at the same time, without seeing each other’s edit.",
        da: "\(list: people) skrev forskelligt i \(field) samtidig uden at se hinandens ændring.")
    }

    package static func explainDevices(_ person: String, _ field: String, _ devices: [String]) -> Phrase {
      Phrase(
        sv: "\(person) skrev olika i \(field) på sina enheter (\(list: devices)), som inte hade synkat däremellan.",
        en: "\(person) wrote differently in \(field) on two devices (\(list: devices)) that had not synced in between.",
        da:
          "\(person) skrev forskelligt i \(field) på sine enheder (\(list: devices)), som ikke havde synkroniseret imens."
      )
    }

    package static func explainText(_ people: [String], _ field: String) -> Phrase {
      Phrase(
        sv:
          "\(list: people) ändrade samma ställe i \(field) samtidigt. Det de ändrade på var sitt håll är redan sammanfogat.",
        en:
          "\(list: people) changed the same place in \(field) at the same time. What they changed elsewhere is merged already.",
        da:
          "\(list: people) ændrede det samme sted i \(field) samtidig. Det, de ændrede hver for sig, er allerede flettet sammen."
      )
    }

    package static func explainDelete(_ deleters: [String], _ writers: [String]) -> Phrase {
      Phrase(
        sv: "\(list: deleters) tog bort posten samtidigt som \(list: writers) skrev i den.",
        en: "\(list: deleters) deleted the record at the same time as \(list: writers) wrote in it.",
        da: "\(list: deleters) slettede posten samtidig med, at \(list: writers) skrev i den.")
    }

    package static func explainOrphan(_ name: String, _ parent: String, _ deleters: [String]) -> Phrase {
      Phrase(
        sv: "”\(name)” hör till ”\(parent)”, som \(list: deleters) har tagit bort.",
        en: "“\(name)” belongs to “\(parent)”, which \(list: deleters) deleted.",
        da: "”\(name)” hører til ”\(parent)”, som \(list: deleters) har slettet.")
    }

    package static func explainRing(_ name: String, _ people: [String]) -> Phrase {
      Phrase(
        sv: "\(list: people) flyttade poster samtidigt, så att ”\(name)” skulle hamna under sig själv.",
        en: "\(list: people) moved records at the same time, so that “\(name)” would end up below itself.",
        da: "\(list: people) flyttede poster samtidig, så ”\(name)” ville ende under sig selv.")
    }

    package static func explainAlias(_ people: [String]) -> Phrase {
      Phrase(
        sv: "\(list: people) sade samtidigt att posten är densamma som två olika andra.",
        en: "\(list: people) said at the same time that the record is the same as two different others.",
        da: "\(list: people) sagde samtidig, at posten er den samme som to forskellige andre.")
    }

    package static func explainClosedYear(_ field: String) -> Phrase {
      Phrase(
        sv: "\(field) ändrades av någon som inte visste att året var stängt.",
        en: "\(field) was edited by somebody who did not know that the year had been closed.",
        da: "\(field) blev ændret af nogen, der ikke vidste, at året var lukket.")
    }

    // The ways out.

    public static let mergedText = Phrase(sv: "Sammanfogad text", en: "Merged text", da: "Flettet tekst")
    public static let editMerged = Phrase(
      sv: "rätta den sammanfogade texten", en: "correct the merged text", da: "ret den flettede tekst")
    public static let newParent = Phrase(
      sv: "Vart den ska flyttas", en: "Where to move it", da: "Hvor den skal flyttes hen")

    package static func moveTo(_ name: String) -> Phrase {
      Phrase(sv: "flytta posten till ”\(name)”", en: "move the record to “\(name)”", da: "flyt posten til ”\(name)”")
    }

    package static func otherValue(_ value: String) -> Phrase {
      Phrase(sv: "skriv: \(value)", en: "write: \(value)", da: "skriv: \(value)")
    }

    package static func takeValue(_ author: String, _ value: String) -> Phrase {
      Phrase(
        sv: "välj det som \(author) skrev: \(value)", en: "choose what \(author) wrote: \(value)",
        da: "vælg det, som \(author) skrev: \(value)")
    }

    // Rules.

    public static let ruleOfficial = Phrase(
      sv: "det som gäller officiellt står kvar", en: "what counts officially stays",
      da: "det, der gælder officielt, bliver stående")
    public static let ruleLatest = Phrase(
      sv: "det som kom in sist gäller", en: "what came in last counts", da: "det, der kom ind sidst, gælder")
    public static let ruleNewest = Phrase(
      sv: "när en och samma person skrev på flera enheter gäller det som personen skrev sist",
      en: "where one person wrote on several devices, what that person wrote last counts",
      da: "når én og samme person skrev på flere enheder, gælder det, som personen skrev sidst")

    package static func ruleAuthor(_ person: String) -> Phrase {
      Phrase(
        sv: "det som \(person) skrev gäller", en: "what \(person) wrote counts", da: "det, som \(person) skrev, gælder")
    }

    package static func byStandingRule(_ rule: String, _ reason: String) -> Phrase {
      let end = reason.isEmpty ? "" : " " + reason
      return Phrase(
        sv: "Enligt stående regel: \(rule).\(end)", en: "By standing rule: \(rule).\(end)",
        da: "Efter stående regel: \(rule).\(end)")
    }

    // What became of proposals.

    public static let fateWaiting = Phrase(
      sv: "väntar på administratören", en: "waiting for the administrator", da: "venter på administratoren")
    public static let fateWithdrawn = Phrase(sv: "återtaget", en: "withdrawn", da: "trukket tilbage")
    public static let fateOvertaken = Phrase(
      sv: "något nytt skrevs i stället", en: "something new was written instead", da: "noget nyt blev skrevet i stedet")
    public static let fateUnknown = Phrase(
      sv: "konflikten är inte öppen längre", en: "the conflict is no longer open",
      da: "konflikten er ikke længere åben")

    package static func fateTaken(_ by: String, _ reason: String) -> Phrase {
      let why = because(reason)
      return Phrase(
        sv: "\(by) valde det\(why)", en: "\(by) chose it\(why)", da: "\(by) valgte det\(why)")
    }

    package static func fateOtherwise(_ by: String, _ reason: String) -> Phrase {
      let why = because(reason)
      return Phrase(
        sv: "\(by) avgjorde det annorlunda\(why)", en: "\(by) settled it otherwise\(why)",
        da: "\(by) afgjorde det anderledes\(why)")
    }

    private static func because(_ reason: String) -> String { reason.isEmpty ? "" : ": ”\(reason)”" }
  }
}
