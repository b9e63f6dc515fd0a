import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import Words

struct Resolve: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.resolve))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.conflictID), valueName: "id"))
  var id: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.take), valueName: "n"))
  var take: Int?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.value), valueName: "value"))
  var value: String?

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.editValue)))
  var edit = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.keep)))
  var keep = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.deleteRecord)))
  var delete = false

  @Flag(name: .customLong("keep-both"), help: ArgumentHelp(Spoken.text(Words.Help.keepBoth)))
  var keepBoth = false

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.reason), valueName: "text"))
  var reason: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.seen), valueName: "token"))
  var seen: String?

  func validate() throws {
    let chosen = [take != nil, value != nil, edit, keep, delete, keepBoth].filter { $0 }.count
    guard chosen == 1 else { throw ValidationError(Spoken.text(Words.Arguments.oneDecision)) }
  }

  func run() throws {
    let writing = Writing(options, change)
    let replica = try writing.session.writer()
    let token = try seen.map { text in
      guard let token = SeenToken(text) else { throw CommandProblem.badToken }
      return token
    }
    let open = try Conflicts.find(id, in: replica)
    let record = open.view.id
    if edit {
      let settled = try ConflictForm(open, writing.session).edit { settlement, makings in
        let draft = Draft(makings + [.settle(record, open.conflict, settlement)], note: reason ?? "", seen: token)
        _ = try replica.check(draft)
        return draft
      }
      try writing.write(settled.draft, showing: record, done: Words.Inbox.settled)
      unlink(settled.path)
      return
    }
    let (settlement, makings) = try decision(open, writing)
    let draft = Draft(makings + [.settle(record, open.conflict, settlement)], note: reason ?? "", seen: token)
    try writing.write(draft, showing: record, done: Words.Inbox.settled)
  }

  private func decision(_ open: OpenConflict, _ writing: Writing) throws -> (Settlement, [RecordChange]) {
    if keep { return (.keep, []) }
    if delete { return (.delete, []) }
    if keepBoth { return (.keepBoth, []) }
    if let take {
      guard open.candidates.indices.contains(take - 1) else {
        throw CommandProblem.noCandidate(take, open.candidates.count)
      }
      return (.take(open.candidates[take - 1].write.dot), [])
    }
    return try writing.draft { try SettledValue.read(value ?? "", for: open, maker: $0) }
  }
}

/// A value that a person wrote to settle a conflict.
enum SettledValue {
  static func read(
    _ text: String, for open: OpenConflict, maker: RecordMaker
  ) throws -> (Settlement, [RecordChange]) {
    switch open.conflict.kind {
    case .orphan, .ring:
      return (.move(try maker.record(text)), [])
    case .delete: throw EditProblem.cannotSettle(.delete)
    case .edit, .text, .closedYear: break
    }
    guard let register = open.conflict.register else { throw EditProblem.cannotSettle(open.conflict.kind) }
    if register == .alias { return (.value(text.isEmpty ? .cleared : Value(.reference(try maker.record(text)))), []) }
    guard let type = maker.lookup.schema.type(open.view.type) else {
      throw EditProblem.unknownType(open.view.type.number)
    }
    switch type.register(register.field)?.shape {
    case .field(let field)?:
      let value = try maker.reader.value(try fileOrText(text), of: field)
      return (.value(value), maker.makingsSoFar)
    case .group(let group, let members)?:
      let json: JSONValue
      do {
        json = try JSONValue(parsing: try fileOrText(text))
      } catch let error as JSONError {
        throw AssignmentProblem.badValue(field: group.key, text: text, .badJSON(error))
      }
      var parts: [FieldNumber: Value] = [:]
      for member in json.object?.members ?? [] {
        guard let field = members.first(where: { $0.key == member.key }) else {
          throw AssignmentProblem.unknownField(member.key, known: members.map(\.key))
        }
        parts[field.number] = try maker.reader.value(member.value, of: field)
      }
      // The members that are not named are those of the official value.
      let official = open.candidates.first { $0.isOfficial }?.write.value ?? .cleared
      return (.value(group.tuple(parts, over: official)), maker.makingsSoFar)
    case .set?, nil: throw EditProblem.cannotSettle(open.conflict.kind)
    }
  }

  private static func fileOrText(_ text: String) throws -> String {
    guard text.hasPrefix("@") else { return text }
    let rest = String(text.dropFirst())
    return rest.hasPrefix("@") ? rest : try Session.readText(rest)
  }
}

/// A conflict in the person's editor: the official value, or the text with the places marked where changes meet.
struct ConflictForm {
  private let open: OpenConflict
  private let session: Session
  private let path: String
  private let begun: String

  init(_ open: OpenConflict, _ session: Session) throws {
    self.open = open
    self.session = session
    path = "\(session.folder)/drafts/conflict-\(open.id.text)-\(getpid()).txt"
    let output = session.output
    begun = try session.look { look in
      let user = try look.reading.header()?.user ?? ""
      guard
        let record = try RecordSheet.make(
          of: open.view.id, only: open.id, text: look.text, reading: look.reading, viewer: user),
        let sheet = record.conflicts.first
      else { throw EditProblem.conflictMoved(open.view.id) }
      var lines = ["#! \(sheet.typeName) \(sheet.reference)  \(PlainText.oneLine(sheet.recordName))"]
      lines.append("#! \(sheet.field): \(sheet.kindName)")
      lines.append("#! " + output.text(Words.Forms.conflictInstructions))
      for column in sheet.columns {
        let number = column.number.map { "\($0) " } ?? ""
        lines.append("#! \(number)\(column.heading) \(column.author):")
        lines += column.text.split(separator: "\n", omittingEmptySubsequences: false).map { "#!    \($0)" }
      }
      return lines.joined(separator: "\n") + "\n" + (try Self.content(open, look, output)) + "\n"
    }
  }

  private static func content(_ open: OpenConflict, _ look: Look, _ output: Output) throws -> String {
    if let merge = open.textMerge {
      let names = open.candidates.map { PlainText.oneLine($0.author) }
      return merge.marked(names: names, baseName: output.text(Words.Inbox.before))
    }
    guard let register = open.conflict.register, let first = open.candidates.first else { return "" }
    let type = look.lookup.schema.type(open.view.type)
    switch type?.register(register.field)?.shape {
    case .field(let field)?:
      return field.print(first.write.value) { (try? look.lookup.reference(of: $0)) ?? $0.text } ?? ""
    case .group?:
      return try look.json().value(first.write.value, register: register, type: type).text(.indented)
    default: return ""
    }
  }

  /// Opens the form until what stands in it settles the conflict, or it comes back as it was with its mistake.
  func edit(
    _ take: (Settlement, [RecordChange]) throws -> Draft
  ) throws -> (draft: Draft, path: String) {
    var text = begun
    var failures: [String] = []
    while true {
      try Editor.write(text, to: path)
      try Editor.open(path)
      guard let edited = try? Session.readText(path) else { throw CommandProblem.editorFailed(kept: path) }
      if !failures.isEmpty, edited.utf8.elementsEqual(text.utf8) {
        throw CommandProblem.formNotTaken(kept: path, failures)
      }
      do {
        var lines = edited.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#!") }
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        let value = lines.joined(separator: "\n")
        if let merge = open.textMerge, value.contains(String(repeating: "<", count: merge.markerLength)) {
          throw CommandProblem.markersLeft
        }
        let replica = try session.writer()
        let (settlement, makings) = try replica.store.read { reading in
          try SettledValue.read(
            value.hasPrefix("@") ? "@" + value : value, for: open, maker: try session.maker(reading))
        }
        return (try take(settlement, makings), path)
      } catch {
        let failure = Failure(error, unsynced: 0)
        guard failure.status == .badInput || failure.status == .usage else { throw error }
        failures = failure.text(session.language).split(separator: "\n").map(String.init)
        text = failures.map { "#! ! \($0)\n" }.joined() + Self.withoutFailures(edited)
      }
    }
  }

  private static func withoutFailures(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#! ! ") }
      .joined(separator: "\n")
  }
}
