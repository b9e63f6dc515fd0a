/// Tables as text, after RFC 4180 and what spreadsheets make of it.
enum CSVText {
  struct Record: Hashable {
    /// 1-based line where the record begins.
    var line: Int
    var cells: [String]
  }

  /// The records of a table; blank lines are left out.
  ///
  /// The separator is the one of `;`, `,` and tab that the first record uses most; a first line `sep=;` names it. A table
  /// whose lines were each wrapped into one quoted cell (a spreadsheet with another separator does that) is unwrapped.
  /// - Throws: ``ImportError/truncated(offset:)`` when the text ends inside a quoted cell.
  /// - Complexity: O(bytes).
  static func records(_ text: String) throws(ImportError) -> [Record] {
    var bytes = Array(text.utf8)
    var named: UInt8?
    if bytes.count > 4, String(decoding: bytes[0..<4], as: UTF8.self).lowercased() == "sep=" {
      named = bytes[4]
      let end = bytes.firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
      // Blanks keep the numbers of the lines.
      for index in 0..<end { bytes[index] = UInt8(ascii: " ") }
    }
    let separator = named ?? commonSeparator(bytes)
    let records = try parse(bytes, separator: separator)
    guard let head = records.first, head.cells.count == 1, named == nil else { return records }
    let wrapped = Array(head.cells[0].utf8)
    guard wrapped.count(where: { $0 == commonSeparator(wrapped) }) >= 3, records.allSatisfy({ $0.cells.count == 1 })
    else {
      return records
    }
    var unwrapped: [Record] = []
    for record in records {
      let inner = try parse(Array(record.cells[0].utf8), separator: commonSeparator(wrapped))
      unwrapped.append(contentsOf: inner.map { Record(line: record.line + $0.line - 1, cells: $0.cells) })
    }
    return unwrapped
  }

  private static func commonSeparator(_ bytes: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var quoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if quoted { continue }
      if byte == 10 || byte == 13, !counts.isEmpty { break }
      if byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",") || byte == 9 { counts[byte, default: 0] += 1 }
    }
    let order: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: ","), 9]
    return order.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ";")
  }

  private static func parse(_ bytes: [UInt8], separator: UInt8) throws(ImportError) -> [Record] {
    let quote = UInt8(ascii: "\"")
    var records: [Record] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var line = 1
    var recordLine = 1
    var index = 0
    var atStart = true
    func isBlank() -> Bool { cells.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
    func endCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
      atStart = true
    }
    func endRecord() {
      endCell()
      if !isBlank() { records.append(Record(line: recordLine, cells: cells)) }
      cells.removeAll(keepingCapacity: true)
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == quote && atStart {
        let opened = index
        index += 1
        var closed = false
        while index < bytes.count {
          if bytes[index] == quote {
            if index + 1 < bytes.count, bytes[index + 1] == quote {
              cell.append(quote)
              index += 2
              continue
            }
            index += 1
            closed = true
            break
          }
          if bytes[index] == 10 || (bytes[index] == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10)) {
            line += 1
          }
          cell.append(bytes[index])
          index += 1
        }
        guard closed else { throw .truncated(offset: opened) }
        atStart = false
      } else if byte == separator {
        endCell()
        index += 1
      } else if byte == 10 || byte == 13 {
        endRecord()
        index += byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
        line += 1
        recordLine = line
      } else {
        cell.append(byte)
        atStart = false
        index += 1
      }
    }
    if !cell.isEmpty || !cells.isEmpty || !atStart { endRecord() }
    return records
  }

  /// UTF-8 with its mark, CRLF, semicolons: what a Nordic spreadsheet opens as a table.
  static func bytes(_ records: [[String]]) -> [UInt8] {
    var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    for record in records {
      for (index, cell) in record.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ";")) }
        let guarded = guarded(cell)
        if guarded.utf8.contains(where: { $0 == 34 || $0 == 59 || $0 == 10 || $0 == 13 || $0 == 44 || $0 == 9 })
          || guarded.first?.isWhitespace == true || guarded.last?.isWhitespace == true
        {
          bytes.append(34)
          for byte in guarded.utf8 {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
          }
          bytes.append(34)
        } else {
          bytes.append(contentsOf: guarded.utf8)
        }
      }
      bytes.append(contentsOf: [13, 10])
    }
    return bytes
  }

  // MARK: Cells that a spreadsheet would run or change

  /// First characters that make a spreadsheet run a cell, with their wide forms.
  private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
  private static let apostrophe: Unicode.Scalar = "'"

  private static func isGuardable(_ first: Unicode.Scalar) -> Bool {
    formulaStarts.contains(first) || first == apostrophe || ("0"..."9").contains(first)
  }

  /// The cell with an apostrophe before it when a spreadsheet would run it as a formula or change it into a number or a date.
  static func guarded(_ cell: String) -> String {
    guard let first = cell.unicodeScalars.first else { return cell }
    if formulaStarts.contains(first) || first == apostrophe { return "'" + cell }
    guard ("0"..."9").contains(first) else { return cell }
    let isPlainNumber =
      cell.utf8.count <= 9 && cell.utf8.allSatisfy { (48...57).contains($0) } && (first != "0" || cell == "0")
    return isPlainNumber || !cell.unicodeScalars.allSatisfy { "0123456789.,:/-–eE+ %".unicodeScalars.contains($0) }
      ? cell : "'" + cell
  }

  /// The cell without the apostrophe that ``guarded(_:)`` put before it.
  static func unguarded(_ cell: String) -> String {
    let scalars = cell.unicodeScalars
    guard scalars.first == apostrophe, let second = scalars.dropFirst().first else {
      return cell
    }
    guard isGuardable(second) else { return cell }
    return String(String.UnicodeScalarView(scalars.dropFirst()))
  }

  // MARK: Lists in a cell

  /// `one; two`, with a backslash before what would be read otherwise.
  static func list(_ items: [String]) -> String {
    items.map { item in
      let scalars = Array(item.unicodeScalars)
      var written = String.UnicodeScalarView()
      for (index, scalar) in scalars.enumerated() {
        let atEdge = index == 0 || index == scalars.count - 1
        if scalar == ";" || scalar == "\\" || (atEdge && scalar.properties.isWhitespace) { written.append("\\") }
        written.append(scalar)
      }
      return String(written)
    }.joined(separator: "; ")
  }

  /// The items of ``list(_:)``; empty items are left out.
  static func items(_ cell: String) -> [String] {
    var items: [String] = []
    var current: [(scalar: Unicode.Scalar, literal: Bool)] = []
    func end() {
      var kept = current[...]
      while let first = kept.first, !first.literal, first.scalar.properties.isWhitespace { kept.removeFirst() }
      while let last = kept.last, !last.literal, last.scalar.properties.isWhitespace { kept.removeLast() }
      if !kept.isEmpty { items.append(String(String.UnicodeScalarView(kept.map(\.scalar)))) }
      current.removeAll()
    }
    var escaped = false
    for scalar in cell.unicodeScalars {
      if escaped {
        current.append((scalar, true))
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else if scalar == ";" {
        end()
      } else {
        current.append((scalar, false))
      }
    }
    if escaped { current.append(("\\", true)) }
    end()
    return items
  }
}
