public import Schema
internal import Words

/// A report as people and programs read it: tables under headings, one table for a spreadsheet, JSON.
public protocol PlanReport {
  var title: String { get }
  /// In the order in which they are read.
  func parts() -> [ReportPart]
  /// For a spreadsheet; codes are English, and no cell is written so that a spreadsheet runs it.
  func csv() -> [UInt8]
  /// For programs; what each report holds, its type says.
  func json() -> JSONObject
}

/// A table with what stands above it.
public struct ReportPart: Hashable, Sendable {
  /// Empty where the title says it.
  public let heading: String
  public let table: TextTable
  /// The first column that holds numbers; nil for none.
  public let numbersFrom: Int?

  init(heading: String, table: TextTable, numbersFrom: Int? = nil) {
    self.heading = heading
    self.table = table
    self.numbersFrom = numbersFrom
  }
}

extension PlanReport {
  /// The whole report in Markdown: text that people wrote stands for itself and is no markup.
  public func markdown() -> String {
    var lines = ["# " + MarkdownText.inline(title), ""]
    for part in parts() {
      if !part.heading.isEmpty { lines += ["## " + MarkdownText.inline(part.heading), ""] }
      lines += part.table.markdown(numbersFrom: part.numbersFrom ?? .max) + [""]
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }
}

enum MarkdownText {
  /// Text that stands for itself in Markdown, on one line.
  static func inline(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result += " "
      } else {
        if "\\`*_{}[]<>#|~".contains(character) { result += "\\" }
        result.append(character)
      }
    }
    return result
  }
}

extension TextTable {
  func markdown(numbersFrom first: Int) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.map(MarkdownText.inline).joined(separator: " | ") + " |" }
    let rule = headings.indices.map { $0 >= first ? "---:" : "---" }
    return [line(headings), "| " + rule.joined(separator: " | ") + " |"] + rows.map(line)
  }
}

// What reports say of an activity, and how.

extension FollowUp.Row {
  /// `2024 årligen`, `2024–2026`.
  func schedule(in language: Language) -> String {
    var text = startYear.map(String.init) ?? ""
    if isYearly { text += " " + Words.FollowUps.yearly.text(language) }
    if let until = untilYear { text += "–\(until)" }
    return text
  }

  /// `{"id","place","title","responsible","startYear","yearly","untilYear","duty","outcome"}`.
  var json: JSONObject {
    JSONObject([
      .init(key: "id", value: .string(activity.text)), .init(key: "place", value: place.map(JSONValue.string) ?? .null),
      .init(key: "title", value: .string(title)),
      .init(key: "responsible", value: .array(functions.map(JSONValue.string))),
      .init(key: "startYear", value: startYear.map { .number($0) } ?? .null),
      .init(key: "yearly", value: .boolean(isYearly)),
      .init(key: "untilYear", value: untilYear.map { .number($0) } ?? .null),
      .init(key: "duty", value: .string(duty.rawValue)), .init(key: "outcome", value: .string(outcome.code)),
    ])
  }
}

extension FollowUp.Outcome {
  /// With a mark beside the word, since nobody is to tell colours apart.
  func text(in language: Language) -> String {
    switch self {
    case .colour(let code): Words.Colours.mark(code) + " " + Words.FollowUps.colour(code).text(language)
    case .unassessed: "– " + Words.FollowUps.unassessed.text(language)
    case .unresolved: "? " + Words.FollowUps.unresolved.text(language)
    }
  }

  var code: String {
    switch self {
    case .colour(let code): code
    case .unassessed: "unassessed"
    case .unresolved: "unresolved"
    }
  }
}

extension FollowUp.Tally {
  var json: JSONValue {
    .members([
      "green": .number(green), "yellow": .number(yellow), "red": .number(red), "blue": .number(blue),
      "unassessed": .number(unassessed), "unresolved": .number(unresolved), "total": .number(total),
    ])
  }
}
