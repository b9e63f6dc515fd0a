internal import Merge
internal import Plan
internal import Schema
internal import Words

/// One differing field on the page of a conflict: what stood before, what each wrote, and what is to stand.
struct ConflictRow: Sendable {
  struct Column: Sendable {
    let heading: String
    let isBefore: Bool
    let isOfficial: Bool
    let author: String?
    let device: String?
    let time: ShownTime?
    let note: String?
    let text: String?
    let parts: [Part]
    let hasParts: Bool
    let said: [ConflictPage.Said]
    let radio: Radio?
  }

  struct Part: Sendable {
    let label: String
    let text: String
  }

  struct Radio: Sendable {
    let id: String
    let name: String
    let value: String
    let label: String
    let key: String
    let isChosen: Bool
  }

  /// Another value, or where to move the record: a radio button with what is typed for it.
  struct Writing: Sendable {
    let radio: Radio
    let inputs: [Input]
    let isSingle: Bool
  }

  struct Input: Sendable {
    let id: String
    let name: String
    let label: String
    let value: FormText
    let hint: String?
    let isArea: Bool
    let isChoice: Bool
    let isLine: Bool
    let options: [FormOption]
    let mode: String?
    let rows: String
    let hasProblem: Bool
    let problemID: String
    let isBesideRadio: Bool
  }

  struct Proposal: Sendable {
    let author: String
    let text: String
    let reason: String?
    let record: String
    let label: String
  }

  /// A part of the merged text.
  struct Segment: Sendable {
    let plain: String?
    let changed: String?
    let changedBy: String
    let isOverlap: Bool
    let alternatives: [Alternative]
  }

  struct Alternative: Sendable {
    let who: String
    let text: String?
  }

  let id: String
  let anchor: String
  let fieldKey: String
  let legend: String
  let kindName: String
  let explanation: String
  let advice: String
  let columns: [Column]
  let equalParts: [Part]
  let hasEqualParts: Bool
  let segments: [Segment]
  let hasSegments: Bool
  let others: [Radio]
  let hasOthers: Bool
  let writings: [Writing]
  let later: Radio
  let proposals: [Proposal]
  let hasProposals: Bool
  let isDrafted: Bool
  let problem: String?
  let problemID: String

  init(
    _ sheet: ConflictSheet, number: Int, answer: ConflictAnswers.Answer?, said: [AuthorSaid], problem: String?,
    canAct: Bool, base: String, language: Language
  ) {
    id = sheet.id
    anchor = "conflict-\(number)"
    problemID = "problem-\(number)"
    fieldKey = sheet.fieldKey ?? ""
    legend = sheet.field.isEmpty ? Words.Pages.wholeRecord.text(language) : Language.capitalized(sheet.field)
    kindName = sheet.kindName
    explanation = sheet.explanation
    advice = sheet.advice
    self.problem = problem
    let ways = sheet.ways.filter { $0.choice != "merged" }
    // A draft names a write by its label or number; the ways name writes by their labels.
    let chosen = Self.choice(answer, sheet)
    func radio(_ way: ConflictSheet.Way) -> Radio {
      let place = ways.firstIndex { $0.choice == way.choice } ?? 0
      return Radio(
        id: "choice-\(sheet.id)-\(place + 1)", name: "choice-\(sheet.id)", value: way.choice,
        label: Language.capitalized(way.label), key: String(place + 1), isChosen: way.choice == chosen)
    }
    let isGrouped = !sheet.parts.isEmpty
    columns = sheet.columns.enumerated().map { index, column in
      let way = canAct ? ways.first { $0.column != nil && $0.column == column.number } : nil
      let parts = sheet.parts.filter(\.isDifferent).map {
        Part(label: $0.label, text: index < $0.texts.count ? $0.texts[index] : "")
      }
      return Column(
        heading: column.heading, isBefore: column.number == nil, isOfficial: column.isOfficial,
        author: column.number == nil ? nil : Self.name(column.author, language),
        device: column.device.isEmpty ? nil : column.device,
        time: ShownTime(instant: column.instant, local: column.time, language),
        note: column.note.isEmpty ? nil : column.note,
        text: column.text.isEmpty ? nil : column.text, parts: parts, hasParts: isGrouped && !parts.isEmpty,
        said: column.number == nil
          ? []
          : said.filter { $0.author == column.author && $0.isAboutRecord }.prefix(2)
            .map { ConflictPage.Said($0, base: base, language: language) },
        radio: way.map(radio))
    }
    let equal = sheet.parts.filter { !$0.isDifferent }
    equalParts = equal.map { Part(label: $0.label, text: $0.texts.first ?? "") }
    hasEqualParts = !equal.isEmpty
    let authors = sheet.columns.filter { $0.number != nil }.map { Self.name($0.author, language) }
    segments = sheet.merged.map { Segment($0, authors: authors, language: language) }
    hasSegments = !segments.isEmpty
    let free = canAct ? ways.filter { $0.column == nil } : []
    others = free.filter(\.inputs.isEmpty).map(radio)
    hasOthers = !others.isEmpty
    writings = free.filter { !$0.inputs.isEmpty }.map { way in
      Writing(
        radio: radio(way),
        inputs: way.inputs.map { input in
          Input(
            input, conflict: sheet.id, way: way.choice, typed: way.choice == chosen ? answer?.typed[input.key] : nil,
            count: way.inputs.count, problemID: problem == nil ? nil : "problem-\(number)", language: language)
        }, isSingle: way.inputs.count == 1)
    }
    later = Radio(
      id: "choice-\(sheet.id)-later", name: "choice-\(sheet.id)", value: "",
      label: Words.Pages.decideLater.text(language), key: "", isChosen: chosen.isEmpty)
    proposals = sheet.proposals.filter { !$0.isDraft }.map {
      Proposal(
        author: $0.author, text: $0.text, reason: $0.reason.isEmpty ? nil : $0.reason, record: $0.record.text,
        label: Words.Pages.useProposal($0.author).text(language))
    }
    hasProposals = !proposals.isEmpty
    isDrafted = sheet.proposals.contains(where: \.isDraft)
  }

  private static func choice(_ answer: ConflictAnswers.Answer?, _ sheet: ConflictSheet) -> String {
    guard let choice = answer?.choice else { return "" }
    if choice == "merged" { return "value" }
    guard choice.hasPrefix("take-"), let number = Int(choice.dropFirst(5)) else { return choice }
    return sheet.ways.first { $0.column == number }?.choice ?? ""
  }

  private static func name(_ author: String, _ language: Language) -> String {
    author.isEmpty ? Language.capitalized(Words.Settling.somebody.text(language)) : author
  }
}

extension ConflictRow.Input {
  init(
    _ input: ConflictSheet.Input, conflict: String, way: String, typed: String?, count: Int, problemID: String?,
    language: Language
  ) {
    id = "typed-\(conflict)-\(way)-\(input.key)"
    name = "typed-\(conflict)-\(input.key)"
    label = input.label
    let text = typed ?? input.text
    value = FormText(text)
    self.problemID = problemID ?? ""
    hasProblem = problemID != nil
    isBesideRadio = count == 1
    var options: [FormOption] = []
    var mode: String?
    var hint: Phrase?
    var isArea = false
    switch input.control {
    case .line: break
    case .area: isArea = true
    case .number: mode = "decimal"
    case .year:
      mode = "numeric"
      hint = Words.Pages.hintYear
    case .date: hint = Words.Pages.hintDate
    case .partialDate: hint = Words.Pages.hintPartialDate
    case .yesNo:
      options = [("true", true), ("false", false)].map {
        FormOption($0.0, Words.Pages.answer($0.1).text(language), isChosen: text == $0.0)
      }
    case .choice(let choices):
      options = choices.map { FormOption($0.code, $0.label, isChosen: $0.code == text) }
      // A code of a newer schema is not lost by looking at it here.
      if !text.isEmpty, !choices.contains(where: { $0.code == text }) {
        options.append(FormOption(text, text, isChosen: true))
      }
    case .reference: hint = Words.Pages.hintReference
    }
    self.options = options
    self.mode = mode
    self.hint = hint?.text(language)
    self.isArea = isArea
    isChoice = !options.isEmpty
    isLine = !isArea && options.isEmpty
    rows = String(min(18, max(4, text.utf8.count / 70 + text.utf8.count { $0 == 0x0A } + 2)))
  }
}

extension ConflictRow.Segment {
  init(_ segment: MergedSegment, authors: [String], language: Language) {
    func names(_ heads: [Int]) -> String {
      language.list(heads.compactMap { authors.indices.contains($0) ? authors[$0] : nil })
    }
    switch segment {
    case .equal(let text):
      self.init(plain: text, changed: nil, changedBy: "", isOverlap: false, alternatives: [])
    case .changed(_, let text, let heads):
      self.init(
        plain: nil, changed: text.isEmpty ? nil : text, changedBy: names(heads), isOverlap: false, alternatives: [])
    case .overlap(let before, let alternatives):
      let all =
        alternatives.map {
          ConflictRow.Alternative(who: names($0.heads), text: $0.text.isEmpty ? nil : $0.text)
        } + [
          ConflictRow.Alternative(
            who: Words.Inbox.before.text(language), text: before.isEmpty ? nil : before)
        ]
      self.init(plain: nil, changed: nil, changedBy: "", isOverlap: true, alternatives: all)
    }
  }
}

extension ShownTime {
  /// Of a time that stands in a sheet: as programs write it, and by this device's time zone.
  init?(instant: String, local: String, _ language: Language) {
    guard !instant.isEmpty else { return nil }
    iso = instant
    text =
      local.count == 16
      ? Words.Pages.moment(language.date(String(local.prefix(10))), String(local.dropFirst(11))).text(language) : local
  }
}
