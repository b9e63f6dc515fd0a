extension Words.Status {
  /// Word to an author whose value does not stand any more.
  ///
  /// - Parameters:
  ///   - by: who wrote or chose the other value.
  ///   - record: its name.
  ///   - field: its label.
  ///   - value: the author's own.
  ///   - chosen: what stands now.
  ///   - reason: empty when none was given.
  ///   - date: `2025-01-31`.
  /// - Returns: a line or two.
  package static func told(
    by: String, record: String, field: String, value: String, chosen: String, reason: String, date: String
  ) -> Phrase {
    let why = because(reason)
    return Phrase(
      sv: "\(by) har valt ”\(chosen)” i stället för ditt ”\(value)” (\(record), \(field), \(date: date)).\(why)",
      en: "\(by) chose “\(chosen)” over your “\(value)” (\(record), \(field), \(date: date)).\(why)",
      da: "\(by) har valgt ”\(chosen)” i stedet for dit ”\(value)” (\(record), \(field), \(date: date)).\(why)")
  }

  /// Word to an author whose value went with its record.
  ///
  /// - Parameters: as of `told`.
  /// - Returns: a line or two.
  package static func toldDeleted(
    by: String, record: String, field: String, value: String, reason: String, date: String
  ) -> Phrase {
    let why = because(reason)
    return Phrase(
      sv: "\(by) tog bort \(record), där du hade skrivit ”\(value)” (\(field), \(date: date)).\(why)",
      en: "\(by) deleted \(record), where you had written “\(value)” (\(field), \(date: date)).\(why)",
      da: "\(by) slettede \(record), hvor du havde skrevet ”\(value)” (\(field), \(date: date)).\(why)")
  }

  /// Word to an author of a record, or of its restoration, that it went.
  package static func toldGone(by: String, record: String, reason: String, date: String) -> Phrase {
    let why = because(reason)
    return Phrase(
      sv: "\(by) tog bort \(record), som du ville ha kvar (\(date: date)).\(why)",
      en: "\(by) deleted \(record), which you wanted to keep (\(date: date)).\(why)",
      da: "\(by) slettede \(record), som du ville beholde (\(date: date)).\(why)")
  }

  /// Word to somebody who deleted a record that stays.
  package static func toldKept(by: String, record: String, reason: String, date: String) -> Phrase {
    let why = because(reason)
    return Phrase(
      sv: "\(by) har behållit \(record), som du hade tagit bort (\(date: date)).\(why)",
      en: "\(by) kept \(record), which you had deleted (\(date: date)).\(why)",
      da: "\(by) har beholdt \(record), som du havde slettet (\(date: date)).\(why)")
  }

  private static func because(_ reason: String) -> Phrase {
    reason.isEmpty
      ? Phrase(verbatim: "")
      : Phrase(sv: " Skäl: \(reason)", en: " Reason: \(reason)", da: " Begrundelse: \(reason)")
  }
}

extension Words {
  /// Records that look like one thing made twice.
  package enum Twins {
    package static let title = Phrase(
      sv: "Ser ut att vara samma sak två gånger", en: "These look like one thing made twice",
      da: "Det ligner samme ting to gange")

    /// Two records that look like one.
    ///
    /// - Parameters:
    ///   - type: the label of their type.
    ///   - first: name and reference of one, with its author.
    ///   - second: of the other.
    /// - Returns: a line.
    package static func pair(_ type: String, _ first: String, _ second: String) -> Phrase {
      Phrase(
        sv: "\(type): \(first) och \(second)", en: "\(type): \(first) and \(second)",
        da: "\(type): \(first) og \(second)")
    }

    /// Why two records are thought to be one.
    ///
    /// - Parameter code: `name` or `occasion`.
    /// - Returns: a few words.
    package static func reason(_ code: String) -> Phrase {
      switch code {
      case "occasion":
        Phrase(sv: "samma dag och plats", en: "the same day and place", da: "samme dag og sted")
      default: Phrase(sv: "samma namn", en: "the same name", da: "samme navn")
      }
    }

    package static func wayOut(_ command: String) -> Phrase {
      Phrase(
        sv: "Är de samma: \(command). Är de inte det behövs ingenting.",
        en: "If they are the same: \(command). If not, nothing needs to be done.",
        da: "Er de den samme: \(command). Er de ikke, skal der ikke gøres noget.")
    }

    package static func more(_ count: Int) -> Phrase {
      Phrase(sv: "… och \(count) par till.", en: "… and \(count) more pairs.", da: "… og \(count) par til.")
    }
  }
}
