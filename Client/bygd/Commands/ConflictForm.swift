import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import Words

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
      let record = try RecordSheet.shown(open, look)
      guard let sheet = record.conflicts.first else { throw EditProblem.conflictMoved(open.view.id) }
      var lines = ["#! \(sheet.typeName) \(sheet.reference)  \(PlainText.oneLine(sheet.recordName))"]
      lines.append("#! \(sheet.field): \(sheet.kindName)")
      lines.append("#! " + PlainText.oneLine(sheet.explanation))
      lines.append("#! " + output.text(Words.Forms.conflictInstructions))
      for column in sheet.columns {
        let number = column.number.map { "\($0) " } ?? ""
        lines.append("#! \(number)\(column.heading) \(column.author):")
        lines += column.text.split(separator: "\n", omittingEmptySubsequences: false).map { "#!    \($0)" }
      }
      return lines.joined(separator: "\n") + "\n" + (try Self.content(open, sheet, look)) + "\n"
    }
  }

  private static func content(_ open: OpenConflict, _ sheet: ConflictSheet, _ look: Look) throws -> String {
    if open.textMerge != nil { return sheet.markedText }
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
  func edit(_ take: (Decision) throws -> Draft) throws -> (draft: Draft, path: String) {
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
        return (try take(open.textMerge == nil ? .text(value) : .mergedText(value)), path)
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
