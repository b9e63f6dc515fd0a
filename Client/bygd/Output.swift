import Foundation
import Plan
import Schema
import Words

/// One of the standard streams, written whole.
struct StandardStream {
  let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// - Returns: whether all of it went out that somebody reads.
  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var place = 0
    while place < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress.map { $0 + place }, $0.count - place)
      }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        // Whoever read has had enough (`bygd list | head`): that is no failure of what was done.
        if errno == EPIPE { return true }
        return false
      }
      place += count
    }
    return true
  }

  /// Columns of the terminal; nil when it is none.
  var columns: Int? {
    guard isTerminal else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// Where a command prints: data on standard output, messages on standard error.
struct Output {
  let json: Bool
  let language: Language
  let out = StandardStream(STDOUT_FILENO)
  let errors = StandardStream(STDERR_FILENO)

  /// Whether a person sits there who can be asked.
  var canAsk: Bool { !json && isatty(STDIN_FILENO) == 1 && errors.isTerminal }

  var hasColour: Bool {
    let environment = ProcessInfo.processInfo.environment
    return out.isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  func text(_ phrase: Phrase) -> String { phrase.text(language) }

  func print(_ text: String) throws {
    guard out.write(text + "\n") else { throw CommandProblem.notWritten }
  }

  func print(_ phrase: Phrase) throws { try print(PlainText.safe(text(phrase))) }

  /// A document for programs, with the version of our contract in front.
  func print(_ document: JSONObject) throws {
    let members = [JSONObject.Member(key: "schema", value: .number(1))] + document.members
    let bytes = JSONValue.object(JSONObject(members)).bytes(out.isTerminal ? .indented : .compact)
    guard out.write(bytes + [0x0A]) else { throw CommandProblem.notWritten }
  }

  func print(_ members: KeyValuePairs<String, JSONValue>) throws {
    try print(JSONObject(members.map { JSONObject.Member(key: $0.key, value: $0.value) }))
  }

  /// Word to the person.
  func say(_ phrase: Phrase) {
    errors.write(PlainText.safe(text(phrase)) + "\n")
  }

  func print(_ table: TextTable) throws {
    try print(TableLayout(table, columns: out.columns, isBold: hasColour).text)
  }

  func bold(_ text: String) -> String { hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// Asks for a line; empty when none is given.
  func ask(_ question: Phrase) -> String {
    errors.write(PlainText.safe(text(question)) + " ")
    return readLine(strippingNewline: true) ?? ""
  }

  /// Asks; no answer is no.
  func confirm(_ question: Phrase) -> Bool {
    errors.write(PlainText.safe(text(question)) + " ")
    guard let answer = readLine(strippingNewline: true)?.lowercased() else { return false }
    return ["j", "ja", "y", "yes"].contains(answer)
  }
}

/// A table laid out for a terminal or a file.
struct TableLayout {
  let text: String

  /// - Parameters:
  ///   - table: what to lay out.
  ///   - columns: of the terminal, which no line passes; nil to cut nothing.
  ///   - isBold: whether the headings are to stand out.
  init(_ table: TextTable, columns: Int?, isBold: Bool) {
    let rows = ([table.headings] + table.rows).map { $0.map { PlainText.oneLine($0) } }
    var widths = Array(repeating: 0, count: table.headings.count)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell)) }
    }
    let gaps = max(0, widths.filter { $0 > 0 }.count - 1) * 2
    if let columns {
      // The widest columns give way first, and none below what says something.
      while widths.reduce(0, +) + gaps > columns, let widest = widths.max(), widest > 8,
        let index = widths.lastIndex(of: widest)
      {
        widths[index] -= 1
      }
    }
    var lines: [String] = []
    for (number, row) in rows.enumerated() {
      var line = ""
      for (index, cell) in row.enumerated() where widths[index] > 0 {
        if !line.isEmpty { line += "  " }
        line += DisplayWidth.fit(cell, to: widths[index])
      }
      while line.hasSuffix(" ") { line.removeLast() }
      lines.append(number == 0 && isBold ? "\u{1B}[1m\(line)\u{1B}[0m" : line)
    }
    text = lines.joined(separator: "\n")
  }
}
