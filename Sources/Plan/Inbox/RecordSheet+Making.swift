public import CommitFormat
public import Merge
public import Replica
internal import Schema
internal import Words

extension RecordSheet {
  /// The sheet of a record.
  ///
  /// - Parameters:
  ///   - record: which.
  ///   - only: the one conflict to show; nil for all.
  ///   - text: for values, in the reader's language; over the same state as `reading`.
  ///   - reading: one unchanging state.
  ///   - viewer: who reads; their own drafts are shown.
  /// - Returns: the sheet; nil when nothing is known of the record. A record without conflicts has a sheet without any.
  /// - Throws: what the store throws.
  /// - Complexity: O(history of the registers in conflict).
  public static func make(
    of record: RecordID, only: ConflictID? = nil, text: ValueText, reading: any ReplicaReading, viewer: String
  ) throws -> RecordSheet? {
    guard let view = try reading.view(record) else { return nil }
    let lookup = text.lookup
    let type = lookup.schema.type(view.type)
    let opened = try reading.openConflicts(of: record).filter { only == nil || $0.id == only }
    let maker = try SheetMaker(reading, text: text, viewer: viewer)
    var authors: [(name: String, time: Int64)] = []
    for candidate in opened.flatMap(\.candidates) { authors.append((candidate.author, candidate.time)) }
    var agreed: [FieldLine] = []
    for field in view.fields where !view.conflicts.contains(where: { $0.register?.field == field.field }) {
      guard let declaration = type?.register(field.field) else { continue }
      agreed.append(
        FieldLine(
          key: declaration.key, label: text.label(declaration.label), text: try maker.text(field.content, declaration)))
    }
    let row = try InboxRowMaker(reading, InboxCaches()).place(of: view)
    return RecordSheet(
      record: record, reference: try lookup.reference(of: record), typeKey: type?.key ?? "#\(view.type.number)",
      typeName: type.map { text.label($0.label) } ?? "#\(view.type.number)", name: try lookup.name(of: view),
      place: row, isDeleted: view.isDeleted, conflicts: try opened.map { try maker.sheet($0) }, agreed: agreed,
      said: try AuthorVoice(reading, lookup: lookup).quotes(of: authors, about: view), seen: try reading.seenNow())
  }
}

extension ConflictSheet {
  /// The sheet of one open conflict by itself; parameters as `RecordSheet.make`.
  public static func make(
    _ open: OpenConflict, text: ValueText, reading: any ReplicaReading, viewer: String
  ) throws -> ConflictSheet {
    try SheetMaker(reading, text: text, viewer: viewer).sheet(open)
  }
}

/// Makes the sheets of conflicts.
struct SheetMaker {
  private let reading: any ReplicaReading
  private let text: ValueText
  private let viewer: String
  private let user: String
  private let proposals: ProposalBook
  private var language: Language { text.language }

  init(_ reading: any ReplicaReading, text: ValueText, viewer: String) throws {
    self.reading = reading
    self.text = text
    self.viewer = viewer
    user = try reading.header()?.user ?? ""
    proposals = try ProposalBook(reading)
  }

  func sheet(_ open: OpenConflict) throws -> ConflictSheet {
    let type = text.lookup.schema.type(open.view.type)
    let register = open.conflict.register
    let field = register.map { text.label($0, of: type) } ?? ""
    let name = try text.lookup.name(of: open.view)
    let columns = try columns(open, type: type)
    let kind = open.conflict.kind
    let base = baseText(open)
    let heads = open.candidates.map { $0.write.value.text ?? "" }
    return ConflictSheet(
      id: open.id.text, record: open.view.id, kind: kind,
      kindName: Words.Conflicts.kind(kind.rawValue).text(language),
      typeName: type.map { text.label($0.label) } ?? "#\(open.view.type.number)",
      reference: try text.lookup.reference(of: open.view.id), recordName: name,
      fieldKey: register.map { register in
        register == .alias ? "same" : type?.register(register.field)?.key ?? "#\(register.field.number)"
      },
      field: field, explanation: try explanation(open, field: field, name: name),
      advice: Words.Conflicts.advice(kind.rawValue)?.text(language) ?? "", columns: columns,
      parts: try parts(open, type: type, hasBase: columns.first?.number == nil),
      merged: open.textMerge.map { merge in
        base.map { MergedSegment.segments(of: merge, base: $0, heads: heads) } ?? []
      } ?? [],
      markedText: open.textMerge?.marked(
        names: open.candidates.map { $0.author }, baseName: Words.Inbox.before.text(language)) ?? "",
      ways: try ways(open, type: type), proposals: try proposalLines(open, type: type),
      asksReason: OfficialStatus.isStatus(open, schema: text.lookup.schema))
  }

  private func baseText(_ open: OpenConflict) -> String? {
    guard open.textMerge != nil else { return nil }
    return open.base.map { $0.text ?? "" } ?? ""
  }

  // What happened.

  private func explanation(_ open: OpenConflict, field: String, name: String) throws -> String {
    var writers: [String] = []
    var deleters: [String] = []
    for candidate in open.candidates {
      let isDeletion = candidate.register == .life
      let who = candidate.author.isEmpty ? Words.Settling.somebody.text(language) : candidate.author
      if isDeletion, !deleters.contains(who) { deleters.append(who) }
      if !isDeletion, !writers.contains(who) { writers.append(who) }
    }
    let phrase: Phrase
    switch open.conflict.kind {
    case .edit where open.conflict.register == .alias: phrase = Words.Settling.explainAlias(writers)
    case .edit where writers.count == 1:
      phrase = Words.Settling.explainDevices(writers[0], field, open.candidates.map(\.device))
    case .edit: phrase = Words.Settling.explainEdit(writers, field)
    case .text: phrase = Words.Settling.explainText(writers, field)
    case .delete: phrase = Words.Settling.explainDelete(deleters, writers)
    case .orphan:
      let parent = try open.view.parent.map { try text.name(of: $0) } ?? ""
      phrase = Words.Settling.explainOrphan(name, parent, deleters)
    case .ring: phrase = Words.Settling.explainRing(name, writers)
    case .closedYear: phrase = Words.Settling.explainClosedYear(field)
    }
    return phrase.text(language)
  }

  // The values.

  private func columns(_ open: OpenConflict, type: RecordType?) throws -> [ConflictSheet.Column] {
    var columns: [ConflictSheet.Column] = []
    if let base = open.base, let register = open.conflict.register {
      columns.append(
        ConflictSheet.Column(
          number: nil, dot: "", heading: Words.Inbox.before.text(language), author: "", device: "", time: "",
          instant: "", note: "", text: try text.text(base, register: register, of: type), isOfficial: false,
          isSynced: true))
    }
    for (index, candidate) in open.candidates.enumerated() {
      let isSynced = candidate.logged != nil
      let heading: Phrase =
        if candidate.isOfficial, isSynced {
          Words.Inbox.onServer
        } else if isSynced || candidate.author != user {
          Words.Inbox.arrived
        } else {
          Words.Inbox.here
        }
      columns.append(
        ConflictSheet.Column(
          number: index + 1, dot: DotLabel.text(candidate.write.dot), heading: heading.text(language),
          author: candidate.author, device: candidate.device,
          time: candidate.time == 0 ? "" : Instant.local(candidate.time),
          instant: candidate.time == 0 ? "" : Instant.iso(candidate.time), note: candidate.note,
          text: try words(of: candidate, in: open, type: type), isOfficial: candidate.isOfficial, isSynced: isSynced))
    }
    return columns
  }

  private func words(of candidate: Candidate, in open: OpenConflict, type: RecordType?) throws -> String {
    let value = try text.text(candidate.write.value, register: candidate.register, of: type)
    if candidate.register == .life {
      // What was deleted is the record itself, or what it lies in.
      guard open.conflict.kind == .orphan, let parent = open.view.parent else { return value }
      return "\(try text.name(of: parent)): \(value)"
    }
    if open.conflict.register == nil { return "\(text.label(candidate.register, of: type)): \(value)" }
    return value
  }

  func text(_ content: FieldContent, _ declaration: RegisterDeclaration) throws -> String {
    switch (content, declaration.shape) {
    case (.elements(let elements), .set(let field, _)):
      return try elements.map { try text.text($0, of: field) }.sorted(by: swedishOrder).joined(separator: ", ")
    case (.value(let value), .field(let field)): return try text.text(value, of: field)
    case (.value(let value), .group(let group, let members)):
      return try members.compactMap { member in
        let part = group.member(member.number, of: value)
        return part.isCleared ? nil : "\(text.label(member.label)) \(try text.text(part, of: member))"
      }.joined(separator: ", ")
    default: return "?"
    }
  }

  /// Of a group its members, of a list its entries, beside each other in the order of the columns.
  private func parts(_ open: OpenConflict, type: RecordType?, hasBase: Bool) throws -> [ConflictSheet.Part] {
    guard let register = open.conflict.register, let shape = type?.register(register.field)?.shape else { return [] }
    let values = (hasBase ? [open.base ?? .cleared] : []) + open.candidates.map(\.write.value)
    let rows: [(label: String, texts: [String])]
    switch shape {
    case .group(let group, let members):
      rows = try members.map { member in
        (text.label(member.label), try values.map { try text.text(group.member(member.number, of: $0), of: member) })
      }
    case .field(let field):
      guard case .list = field.kind else { return [] }
      let count = values.map { $0.parts?.count ?? 0 }.max() ?? 0
      rows = try (0..<count).map { index in
        let texts = try values.map { value in
          guard let parts = value.parts, index < parts.count else { return "" }
          return try text.text(Value(.row([parts[index]])), of: field)
        }
        return (language.number(index + 1), texts)
      }
    case .set: return []
    }
    return rows.filter { row in row.texts.contains { !$0.isEmpty } }.map { row in
      ConflictSheet.Part(label: row.label, texts: row.texts, isDifferent: Set(row.texts).count > 1)
    }
  }

  // The ways out.

  private func ways(_ open: OpenConflict, type: RecordType?) throws -> [ConflictSheet.Way] {
    let id = open.id.text
    func way(
      _ choice: String, _ phrase: Phrase, _ option: String, inputs: [ConflictSheet.Input] = [], column: Int? = nil
    ) -> ConflictSheet.Way {
      ConflictSheet.Way(
        choice: choice, label: phrase.text(language), command: "bygd resolve \(id) \(option)", inputs: inputs,
        column: column)
    }
    let move = way(
      "move", Words.Inbox.move, "--move REF", inputs: [parentInput(open, type: type)])
    switch open.conflict.kind {
    case .delete:
      return [way("keep", Words.Inbox.keep, "--keep"), way("delete", Words.Inbox.delete, "--delete")]
    case .orphan:
      return [
        way("keep", Words.Inbox.restoreParent, "--keep"), move, way("delete", Words.Inbox.delete, "--delete"),
      ]
    case .ring: return [move]
    case .edit, .text, .closedYear:
      var ways = open.candidates.enumerated().map { index, candidate in
        way(
          "take-" + DotLabel.text(candidate.write.dot), takePhrase(candidate, open), "--take \(index + 1)",
          column: index + 1)
      }
      if open.textMerge != nil {
        let marked = ConflictSheet.Input(
          key: "value", label: Words.Settling.mergedText.text(language), control: .area,
          text: open.textMerge?.marked(
            names: open.candidates.map(\.author), baseName: Words.Inbox.before.text(language)) ?? "")
        ways.append(way("merged", Words.Settling.editMerged, "--edit", inputs: [marked]))
      }
      if isText(open, type: type) { ways.append(way("keepBoth", Words.Inbox.keepBoth, "--keep-both")) }
      let inputs = try inputs(open, type: type)
      if !inputs.isEmpty { ways.append(way("value", Words.Inbox.write, "--value …", inputs: inputs)) }
      return ways
    }
  }

  /// Somebody's own two devices are told apart by their names.
  private func takePhrase(_ candidate: Candidate, _ open: OpenConflict) -> Phrase {
    let isAlone = open.candidates.count { $0.author == candidate.author } == 1
    let who = candidate.author.isEmpty ? Words.Settling.somebody.text(language) : candidate.author
    return Words.Inbox.take(isAlone || candidate.device.isEmpty ? who : "\(who) (\(candidate.device))")
  }

  private func isText(_ open: OpenConflict, type: RecordType?) -> Bool {
    guard let register = open.conflict.register, register != .alias,
      case .field(let field)? = type?.register(register.field)?.shape
    else { return false }
    return field.kind.isText
  }

  private func parentInput(_ open: OpenConflict, type: RecordType?) -> ConflictSheet.Input {
    let types = open.conflict.register.flatMap { type?.field($0.field)?.kind.referenceTypes } ?? []
    return ConflictSheet.Input(
      key: "value", label: Words.Settling.newParent.text(language), control: .reference(types: types), text: "")
  }

  private func inputs(_ open: OpenConflict, type: RecordType?) throws -> [ConflictSheet.Input] {
    guard let register = open.conflict.register else { return [] }
    if register == .alias {
      return [
        ConflictSheet.Input(
          key: "value", label: text.label(register, of: type),
          control: .reference(types: type.map { [$0.key] } ?? []), text: "")
      ]
    }
    let official = open.candidates.first?.write.value ?? .cleared
    switch type?.register(register.field)?.shape {
    case .field(let field)?:
      let shown = open.conflict.kind == .text ? open.view.value(field.number) ?? .cleared : official
      return try [input("value", field, shown)]
    case .group(let group, let members)?:
      return try members.map { try input($0.key, $0, group.member($0.number, of: official)) }
    case .set?, nil: return []
    }
  }

  private func input(_ key: String, _ field: Field, _ value: Value) throws -> ConflictSheet.Input {
    ConflictSheet.Input(
      key: key, label: text.label(field.label), control: control(field),
      text: field.print(value) { (try? text.lookup.reference(of: $0)) ?? $0.text } ?? "")
  }

  private func control(_ field: Field) -> ConflictSheet.Control {
    switch field.elementKind {
    case .text: .line
    case .longText, .row, .list, .set: .area
    case .integer, .decimal: .number
    case .year: .year
    case .date: .date
    case .partialDate: .partialDate
    case .boolean: .yesNo
    case .enumeration(let options):
      .choice(options.map { ConflictSheet.Choice(code: $0.code, label: text.label($0.label)) })
    case .reference(let types): .reference(types: types)
    }
  }

  // Proposals.

  private func proposalLines(_ open: OpenConflict, type: RecordType?) throws -> [ConflictSheet.ProposalLine] {
    try proposals.about(open.id).filter { $0.state == .proposed || $0.author == viewer }.enumerated()
      .map { index, proposal in
        ConflictSheet.ProposalLine(
          record: proposal.record, number: index + 1, author: proposal.author,
          text: try DecisionText(text, reading).text(proposal.decision, about: open), reason: proposal.reason,
          isDraft: proposal.state == .draft, decision: proposal.decision)
      }
  }
}
