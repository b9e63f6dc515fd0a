import Foundation
import Testing

@Suite struct Documentation {
  @Test func linksInDocumentsLeadSomewhere() throws {
    let pattern = try Regex<(Substring, Substring)>(#"\]\(([^)\s]+)\)"#)
    for path in Tree.files(endings: ["md"]) where !path.hasPrefix(".build") {
      let folder = Tree.root.appendingPathComponent(path).deletingLastPathComponent()
      for match in try Tree.text(path).matches(of: pattern) {
        let target = String(match.output.1.split(separator: "#", omittingEmptySubsequences: false)[0])
        guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
        let file = folder.appendingPathComponent(target).standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: file.path), "\(path) links to \(target), which is not there")
      }
    }
  }

  /// What a type's name says of itself needs no words; what it promises does. Initialisers, operators, stored facts with
  /// telling names and protocol witnesses may go without; types and functions may not grow in number without one.
  @Test func publicTypesAndFunctionsSayWhatTheyPromise() throws {
    var missing: [String] = []
    for floor in ["Sources", "Protocol", "Client", "Server"] {
      // A phrase of the catalogue is its own description.
      for path in Tree.swiftSources(in: floor) where !path.hasPrefix("Sources/Words/Words+") {
        missing += try Self.undocumented(path)
      }
    }
    #expect(
      missing.count <= Self.undocumentedMax,
      "\(missing.count) public types and functions have no doc comment:\n\(missing.joined(separator: "\n"))")
  }

  /// A ratchet: how many there were when the bound was set.
  private static let undocumentedMax = 148

  static func undocumented(_ path: String) throws -> [String] {
    let lines = try Tree.lines(path)
    var result: [String] = []
    for (index, line) in lines.enumerated() {
      let trimmed = line.drop { $0 == " " }
      let words = trimmed.split(separator: " ")
      guard words.first == "public", !trimmed.contains(" import "), !trimmed.contains("static func <"),
        !trimmed.contains("static func ==")
      else { continue }
      let kinds: Set<Substring> = ["struct", "enum", "class", "protocol", "actor", "func"]
      guard words.contains(where: { kinds.contains($0) }) else { continue }
      var above = index - 1
      while above >= 0, lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
      if above < 0 || !lines[above].drop(while: { $0 == " " }).hasPrefix("///") {
        result.append("\(path):\(index + 1)")
      }
    }
    return result
  }

  @Test func nothingIsLeftToDoInTheProduct() throws {
    for floor in ["Sources", "Protocol", "Client", "Server"] {
      for path in Tree.swiftSources(in: floor) {
        for (index, line) in try Tree.lines(path).enumerated() {
          for word in ["TODO", "FIXME", "XXX", "try!", "fatalError("] {
            #expect(!line.contains(word), "\(path):\(index + 1) holds \(word)")
          }
        }
      }
    }
  }

  @Test func testsNeverSleep() throws {
    for path in Tree.swiftSources(in: "Tests") where !path.hasPrefix("Tests/HouseRules/") {
      for (index, line) in try Tree.lines(path).enumerated() {
        for word in ["Thread.sleep", "Task.sleep", "usleep("] {
          #expect(!line.contains(word), "\(path):\(index + 1) sleeps")
        }
      }
    }
  }
}
