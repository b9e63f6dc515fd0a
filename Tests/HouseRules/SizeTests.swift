import Testing

/// Files and functions stay readable: a ratchet that stops growth. What is longer than the bound stands in a list with
/// its length, and the list may only shrink.
@Suite struct Sizes {
  private static let fileLinesMax = 450
  private static let functionLinesMax = 90

  /// Longer than the bound when the bound was set, with the lines they may have at the most.
  private static let longFiles: [String: Int] = [:]
  private static let longFunctions: [String: Int] = [:]

  private static let folders = ["Sources", "Protocol", "Client", "Server"]

  @Test func filesAreShort() throws {
    for folder in Self.folders {
      for path in Tree.swiftSources(in: folder) {
        let count = try Tree.lines(path).count
        let most = Self.longFiles[path] ?? Self.fileLinesMax
        #expect(count <= most, "\(path) has \(count) lines; at most \(most) are allowed")
      }
    }
  }

  @Test func functionsAreShort() throws {
    for folder in Self.folders {
      for path in Tree.swiftSources(in: folder) {
        for function in Self.functions(try Tree.lines(path)) {
          let name = "\(path):\(function.name)"
          let most = Self.longFunctions[name] ?? Self.functionLinesMax
          #expect(function.lines <= most, "\(name) has \(function.lines) lines; at most \(most) are allowed")
        }
      }
    }
  }

  @Test func theListsOnlyNameWhatIsStillLong() throws {
    for (path, most) in Self.longFiles {
      let count = try Tree.lines(path).count
      #expect(count > Self.fileLinesMax && count == most, "\(path) has \(count) lines: lower or remove its entry")
    }
  }

  /// Functions by their indentation, which the formatter keeps true.
  static func functions(_ lines: [Substring]) -> [(name: String, lines: Int)] {
    var result: [(String, Int)] = []
    for (index, line) in lines.enumerated() {
      let indent = line.prefix { $0 == " " }
      let rest = line.dropFirst(indent.count)
      guard rest.contains("func ") || rest.hasPrefix("init(") || rest.contains(" init("), !rest.hasPrefix("//"),
        !rest.hasPrefix("///")
      else { continue }
      guard let end = lines[(index + 1)...].firstIndex(where: { $0 == indent + "}" }) else { continue }
      // A protocol's requirement has no body of its own.
      let body = lines[index...end].first { $0.hasSuffix("{") }
      guard body != nil else { continue }
      result.append((String(rest.prefix { $0 != "(" }), end - index + 1))
    }
    return result
  }
}
