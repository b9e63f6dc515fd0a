internal import Merge
public import Replica
public import Schema
internal import Words

/// A record as a text that a person edits: a heading line for each field, its content below.
///
/// ```
/// == title  Aktivitet
/// Läsfrämjande insatser
///
/// == responsible  Ansvarig (en per rad)
/// Kulturchef
/// ```
///
/// Lines that begin with `#!` are remarks. A content line that begins like a heading, a remark or `\` has a `\` before it.
public struct RecordForm: Hashable, Sendable {
  /// One field of the form.
  public struct Entry: Hashable, Sendable {
    public let key: String
    public let label: String
    public let isSet: Bool
    /// As `Field.parse` reads it; of a set one element per line.
    public var content: String
  }

  public var entries: [Entry]

  /// The form of a record: all fields of its type that can be edited, empty ones too.
  ///
  /// - Parameters:
  ///   - view: the record as it reads.
  ///   - type: its type.
  ///   - text: for labels and names.
  ///   - includesOnce: whether fields that are set once are open, as they are while the record is not made yet.
  /// - Throws: what the store throws.
  public init(_ view: RecordView, type: RecordType, text: ValueText, includesOnce: Bool = false) throws {
    entries = try type.fields.compactMap { field in
      guard includesOnce || field.policy != .once else { return nil }
      return Entry(
        key: field.key, label: text.label(field.label), isSet: field.kind.isSet,
        content: try Self.content(of: field, in: view, lookup: text.lookup))
    }
  }

  private static func content(of field: Field, in view: RecordView, lookup: Lookup) throws -> String {
    func print(_ value: Value) throws -> String {
      var failure: (any Error)?
      let text = field.print(value) { record in
        do {
          // A name that means this record and no other is what people know.
          let name = try lookup.name(of: record)
          if try lookup.find(name, types: field.kind.referenceTypes ?? []) == .found(record) { return name }
          return try lookup.reference(of: record)
        } catch {
          failure = error
          return record.text
        }
      }
      if let failure { throw failure }
      return text ?? ""
    }
    if field.kind.isSet {
      return try view.elements(field.number).map(print)
        .sorted { swedishCollationKey($0) < swedishCollationKey($1) }.joined(separator: "\n")
    }
    return try lookup.value(of: field, in: view).map(print) ?? ""
  }

  /// The text that an editor opens.
  ///
  /// - Parameters:
  ///   - remarks: lines to stand above, for the reader.
  ///   - onePerLine: what is said of a set's heading.
  /// - Returns: the text, which `changes` reads.
  public func text(remarks: [String], onePerLine: String) -> String {
    var lines = remarks.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map { "#! " + $0 }
    for entry in entries {
      lines.append("")
      lines.append("== \(entry.key)  \(entry.label)\(entry.isSet ? " (\(onePerLine))" : "")")
      guard !entry.content.isEmpty else { continue }
      lines += entry.content.split(separator: "\n", omittingEmptySubsequences: false).map { Self.escape(String($0)) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What differs in an edited text from this form, as assignments.
  ///
  /// A field whose heading was taken out stays as it is. White space at the end of the content is no content.
  ///
  /// - Returns: a whole new value for a plain field; for a set, the elements added and removed.
  /// - Throws: `RequestProblem.notAnAssignment` for a heading of no field of the form.
  public func changes(in text: String) throws(RequestProblem) -> [Assignment] {
    var contents: [(key: String, lines: [String])] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let line = line.hasSuffix("\r") ? String(line.dropLast()) : line
      if line.hasPrefix("#!") { continue }
      if line.hasPrefix("== ") {
        let key = line.dropFirst(3).split(separator: " ").first.map(String.init) ?? ""
        guard entries.contains(where: { $0.key == key }) else { throw .notAnAssignment(line) }
        contents.append((key, []))
      } else if !contents.isEmpty {
        contents[contents.count - 1].lines.append(line.hasPrefix("\\") ? String(line.dropFirst()) : line)
      } else if !line.allSatisfy(\.isWhitespace) {
        throw .notAnAssignment(line)
      }
    }
    var result: [Assignment] = []
    for entry in entries {
      let found = contents.filter { $0.key == entry.key }
      guard !found.isEmpty else { continue }
      var lines = found.flatMap(\.lines)
      while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
      if entry.isSet {
        let before = entry.content.split(separator: "\n").map(String.init)
        let after = lines.map(\.trimmed).filter { !$0.isEmpty }
        result += before.filter { !after.contains($0) }.map { Assignment(key: entry.key, .remove, $0) }
        result += after.filter { !before.contains($0) }.map { Assignment(key: entry.key, .add, $0) }
      } else {
        let after = lines.joined(separator: "\n")
        var before = entry.content[...]
        while let last = before.last, last.isWhitespace { before.removeLast() }
        if !after.utf8.elementsEqual(before.utf8) { result.append(Assignment(key: entry.key, .set, after)) }
      }
    }
    return result
  }

  private static func escape(_ line: String) -> String {
    line.hasPrefix("== ") || line.hasPrefix("#!") || line.hasPrefix("\\") ? "\\" + line : line
  }
}
