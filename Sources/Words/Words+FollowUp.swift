extension Words {
  /// The yearly follow-up.
  public enum FollowUps {
    package static func title(_ year: Int, _ workspace: String) -> Phrase {
      let year = String(year)
      return Phrase(
        sv: "Uppföljning \(year), \(workspace)", en: "Follow-up \(year), \(workspace)",
        da: "Opfølgning \(year), \(workspace)")
    }

    /// What an activity’s colour is called in the report.
    package static func colour(_ code: String) -> Phrase {
      switch code {
      case "green": Phrase(sv: "grön", en: "green", da: "grøn")
      case "yellow": Phrase(sv: "gul", en: "yellow", da: "gul")
      case "red": Phrase(sv: "röd", en: "red", da: "rød")
      case "blue": Phrase(sv: "blå", en: "blue", da: "blå")
      default: Phrase(verbatim: code)
      }
    }

    public static let unassessed = Phrase(sv: "ej bedömd", en: "not assessed", da: "ikke vurderet")
    public static let unresolved = Phrase(sv: "ej avgjord", en: "unresolved", da: "ikke afgjort")
    public static let total = Phrase(sv: "summa", en: "total", da: "i alt")
    public static let byGoal = Phrase(sv: "Övergripande mål", en: "Overall goal", da: "Overordnet mål")
    public static let bySection = Phrase(sv: "Avsnitt", en: "Section", da: "Afsnit")
    public static let byFunction = Phrase(sv: "Ansvarig", en: "Responsible", da: "Ansvarlig")
    public static let none = Phrase(sv: "(inget)", en: "(none)", da: "(intet)")
    public static let activities = Phrase(sv: "Aktiviteter", en: "Activities", da: "Aktiviteter")
    public static let place = Phrase(sv: "Plats", en: "Place", da: "Plads")
    public static let activity = Phrase(sv: "Aktivitet", en: "Activity", da: "Aktivitet")
    public static let functions = byFunction
    public static let start = Phrase(sv: "Start", en: "Start", da: "Start")
    public static let yearly = Phrase(sv: "årligen", en: "yearly", da: "årligt")
    public static let outcome = Phrase(sv: "Bedömning", en: "Assessment", da: "Vurdering")
    public static let comment = Phrase(sv: "Kommentar", en: "Comment", da: "Kommentar")
  }

  /// What a year's follow-up asks, and how far people have come.
  public enum Duties {
    package static func title(_ year: Int, _ workspace: String) -> Phrase {
      let year = String(year)
      return Phrase(
        sv: "Att bedöma för \(year), \(workspace)", en: "To assess for \(year), \(workspace)",
        da: "Skal vurderes for \(year), \(workspace)")
    }

    package static func name(_ code: String) -> Phrase {
      switch code {
      case "due": Phrase(sv: "pågår eller börjar", en: "go on or begin", da: "fortsætter eller begynder")
      case "overdue": Phrase(sv: "försenade", en: "overdue", da: "forsinkede")
      case "later": Phrase(sv: "börjar senare", en: "begin later", da: "begynder senere")
      case "over": Phrase(sv: "avslutade", en: "over", da: "afsluttede")
      default: Phrase(verbatim: code)
      }
    }

    public static let byDuty = Phrase(sv: "Vad året frågar efter", en: "What the year asks", da: "Hvad året spørger om")
    public static let byFunction = Phrase(sv: "Vem som tillfrågas", en: "Who is asked", da: "Hvem der spørges")
    public static let left = Phrase(sv: "Kvar att bedöma", en: "Left to assess", da: "Mangler vurdering")
    public static let asked = Phrase(sv: "att bedöma", en: "to assess", da: "skal vurderes")
    public static let assessed = Phrase(sv: "bedömda", en: "assessed", da: "vurderede")
    public static let expected = Phrase(sv: "Väntas", en: "Expected", da: "Ventes")
  }

  /// What begins, ends and is overdue.
  public enum Schedules {
    package static func title(_ year: Int, _ workspace: String) -> Phrase {
      let year = String(year)
      return Phrase(
        sv: "Början och slut \(year), \(workspace)", en: "Beginnings and ends \(year), \(workspace)",
        da: "Begyndelse og slut \(year), \(workspace)")
    }

    package static func turn(_ code: String) -> Phrase {
      switch code {
      case "begins": Phrase(sv: "Börjar", en: "Begins", da: "Begynder")
      case "ends": Phrase(sv: "Slutar", en: "Ends", da: "Slutter")
      case "overdue": Phrase(sv: "Försenat", en: "Overdue", da: "Forsinket")
      default: Phrase(verbatim: code)
      }
    }
  }

  /// Who does what.
  public enum WhoDoesWhat {
    package static func title(_ workspace: String) -> Phrase {
      Phrase(
        sv: "Vem som gör vad, \(workspace)", en: "Who does what, \(workspace)", da: "Hvem der gør hvad, \(workspace)")
    }

    public static let answersFor = Phrase(sv: "ansvarar", en: "responsible", da: "ansvarlig")
    public static let supports = Phrase(sv: "stödjer", en: "supports", da: "støtter")
    public static let part = Phrase(sv: "Del", en: "Part", da: "Del")
  }

  /// The meetings of a year.
  public enum Meetings {
    package static func title(_ year: Int, _ workspace: String) -> Phrase {
      let year = String(year)
      return Phrase(
        sv: "Möten \(year), \(workspace)", en: "Meetings \(year), \(workspace)", da: "Møder \(year), \(workspace)")
    }

    public static let sums = Phrase(sv: "Summor", en: "Sums", da: "Summer")
    public static let number = Phrase(sv: "Antal", en: "Number", da: "Antal")
    public static let meetings = Phrase(sv: "Möten", en: "Meetings", da: "Møder")
    public static let meeting = Phrase(sv: "Möte", en: "Meeting", da: "Møde")
    public static let invited = Phrase(sv: "Inbjudna", en: "Invited", da: "Inviterede")
    public static let invitedOrganisations = Phrase(
      sv: "Olika inbjudna organisationer", en: "Different organisations invited",
      da: "Forskellige inviterede organisationer")
    public static let present = Phrase(sv: "Närvarande", en: "Present", da: "Til stede")
    public static let presentOrganisations = Phrase(
      sv: "Olika organisationer på plats", en: "Different organisations present",
      da: "Forskellige organisationer til stede")
    public static let unresolved = Phrase(
      sv: "Möten vars antal inte är avgjort", en: "Meetings whose number is unresolved",
      da: "Møder, hvis antal ikke er afgjort")
    public static let date = Phrase(sv: "Datum", en: "Date", da: "Dato")
    public static let place = Phrase(sv: "Plats", en: "Place", da: "Sted")
    public static let host = Phrase(sv: "Värd", en: "Host", da: "Vært")
  }
}
