extension TextMerge {
  /// The character count of the marker lines: 7, or one more than the longest row of marker characters that begins a
  /// line of the texts, so that no line of theirs can be taken for a marker.
  public var markerLength: Int {
    max(6, Self.readings(of: pieces).map(Self.markerRow).max() ?? 0) + 1
  }

  /// The text for an editor: what is settled as it is, and each overlap as whole lines between marker lines.
  ///
  /// ```
  /// <<<<<<< Åsa
  /// Vi ses på torsdag.
  /// ======= Bo
  /// Vi ses på fredag.
  /// ||||||| before
  /// Vi ses på onsdag.
  /// >>>>>>>
  /// ```
  ///
  /// Every alternative stands under a line with the name of its head; heads with the same words share one, and a head
  /// that left the place as it was is not shown. An overlap in the middle of a line is shown with the whole line, other
  /// changes included; overlaps that share a line share the markers. An alternative without a line feed at its end gets
  /// one, so a text without overlaps is the only one that comes out byte for byte.
  ///
  /// - Parameters:
  ///   - names: one per head, in the order in which they were given. Line ends in them are shown as spaces.
  ///   - baseName: over the words as they were.
  /// - Returns: the text with its marker lines.
  public func marked(names: [String], baseName: String) -> String {
    var result = ""
    /// What was settled since the last line end: it belongs to the overlap that may follow.
    var lineStart = ""
    var block: [Piece] = []
    let length = markerLength

    func close() {
      result += Self.block(block, names: names, baseName: baseName, markerLength: length)
      block = []
    }

    for piece in pieces {
      switch piece {
      case .overlap:
        if block.isEmpty, !lineStart.isEmpty { block.append(.settled(lineStart)) }
        lineStart = ""
        block.append(piece)
        if Self.endsLines(block) { close() }
      case .settled(let text):
        var rest = text[...]
        if !block.isEmpty {
          guard let feed = rest.utf8.firstIndex(of: 0x0A) else {
            block.append(piece)
            continue
          }
          let after = rest.utf8.index(after: feed)
          block.append(.settled(String(rest[..<after])))
          rest = rest[after...]
          close()
        }
        let lastLine = rest.utf8.lastIndex(of: 0x0A).map { rest.utf8.index(after: $0) } ?? rest.startIndex
        result += rest[..<lastLine]
        lineStart = String(rest[lastLine...])
      }
    }
    if !block.isEmpty { close() }
    return result + lineStart
  }

  /// Whether each reading of the pieces is whole lines.
  private static func endsLines(_ block: [Piece]) -> Bool {
    readings(of: block).allSatisfy { $0.utf8.last == nil || $0.utf8.last == 0x0A }
  }

  /// What the pieces read as: the base first, then each head.
  private static func readings(of block: [Piece]) -> [String] {
    var headCount = 0
    for case .overlap(_, let heads) in block { headCount = heads.count }
    let sides: [Int?] = [nil] + (0..<headCount).map { $0 }
    return sides.map { side in block.reduce(into: "") { $0 += $1.text(of: side) } }
  }

  private static func block(_ block: [Piece], names: [String], baseName: String, markerLength: Int) -> String {
    let all = readings(of: block)
    var alternatives: [(names: String, text: String)] = []
    for (head, text) in all.dropFirst().enumerated() where !text.utf8.elementsEqual(all[0].utf8) {
      let name = head < names.count ? names[head] : "\(head + 1)"
      if let known = alternatives.firstIndex(where: { $0.text.utf8.elementsEqual(text.utf8) }) {
        alternatives[known].names += ", " + name
      } else {
        alternatives.append((name, text))
      }
    }
    var result = ""
    func add(_ marker: Character, _ name: String, _ text: String) {
      let row = String(repeating: marker, count: markerLength)
      result += row + " " + String(name.map { $0.isNewline ? " " : $0 }) + "\n" + text
      if let last = text.utf8.last, last != 0x0A { result += "\n" }
    }
    for (index, alternative) in alternatives.enumerated() {
      add(index == 0 ? "<" : "=", alternative.names, alternative.text)
    }
    add("|", baseName, all[0])
    return result + String(repeating: ">", count: markerLength) + "\n"
  }

  /// The length of the longest row of one marker character at the beginning of a line.
  private static func markerRow(in text: String) -> Int {
    var longest = 0
    var row = 0
    var first: UInt8? = 0x0A
    for byte in text.utf8 {
      if byte == 0x0A {
        (row, first) = (0, 0x0A)
      } else if first == 0x0A, byte == 0x3C || byte == 0x3D || byte == 0x3E || byte == 0x7C {
        (row, first) = (1, byte)
        longest = max(longest, row)
      } else if let mark = first, mark == byte {
        row += 1
        longest = max(longest, row)
      } else {
        first = nil
      }
    }
    return longest
  }
}
