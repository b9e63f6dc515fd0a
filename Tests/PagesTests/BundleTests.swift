import Foundation
import Pages
import Testing
import Words

@Suite struct BundleTests {
  @Test func theProgramCarriesTheFilesAsTheyAre() throws {
    let names = try Files.templateNames()
    #expect(bundledTemplates.map(\.name) == names, "run bundle-pages.sh")
    for (name, text) in bundledTemplates {
      #expect(try Files.bundled("Templates/\(name).mustache") == text, "\(name) is old: run bundle-pages.sh")
    }
    #expect(try Files.bundled("style.css") == bundledStyle)
    #expect(try Files.bundled("keys.js") == bundledScript)
  }

  @Test func everyTemplateCanBeReadAndEscapes() {
    #expect(PageLibrary.unreadable.isEmpty)
    for (name, text) in bundledTemplates {
      #expect(text.hasPrefix("{{% CONTENT_TYPE:BYGD}}"), "\(name) does not ask for our escaping")
      // Nothing of ours is put in without escaping: pictures are templates too.
      #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name) leaves something unescaped")
    }
  }

  @Test func noTemplateHasStyleOrScriptOfItsOwn() {
    for (name, text) in bundledTemplates {
      for forbidden in ["<style", " style=", "javascript:", " onclick", " onload", " onchange", " onsubmit"] {
        #expect(!text.contains(forbidden), "\(name) has \(forbidden)")
      }
      if name != "layout" { #expect(!text.contains("<script"), "\(name) has a script") }
    }
  }

  /// An indented partial would put its indentation before each line, also within a text that people edit.
  @Test func partialsStandAtTheBeginningOfTheirLines() {
    for (name, text) in bundledTemplates {
      for line in text.split(separator: "\n") { #expect(!line.hasPrefix(" "), "\(name): \(line)") }
    }
  }

  @Test func everyPartialIsThere() throws {
    let names = Set(bundledTemplates.map(\.name))
    for (name, text) in bundledTemplates {
      for match in text.matches(of: /\{\{[><]\s*([a-z-]+)\}\}/) {
        #expect(names.contains(String(match.1)), "\(name) asks for \(match.1)")
      }
    }
  }

  @Test func everyWordIsThereAndUsed() {
    var used: Set<String> = []
    for (name, text) in bundledTemplates {
      for match in text.matches(of: /\{\{t\.([A-Za-z0-9]+)\}\}/) {
        #expect(Words.Pages.byName[String(match.1)] != nil, "\(name) asks for the word \(match.1)")
        used.insert(String(match.1))
      }
    }
    for shortcut in HelpPage.shortcuts { used.insert(shortcut.name) }
    for name in Words.Pages.byName.keys.sorted() { #expect(used.contains(name), "nobody uses the word \(name)") }
  }

  @Test func theHelpListsTheKeysOfTheScriptAndNoOthers() throws {
    var keys: Set<String> = []
    for match in bundledScript.matches(of: /case "([^"]+)":/) { keys.insert(String(match.1)) }
    keys.subtract(["ArrowDown", "ArrowUp"])
    #expect(bundledScript.contains("event.key === \"Escape\""))
    #expect(bundledScript.contains("/^[1-9]$/"))
    var listed = Set(HelpPage.shortcuts.flatMap(\.keys))
    #expect(listed.isSuperset(of: ["1", "9", "Esc"]))
    listed.subtract(["1", "9", "Esc"])
    #expect(keys == listed)
  }
}

enum Files {
  private static let room = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources/Pages")

  static func templateNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: room.appendingPathComponent("Templates").path)
      .filter { $0.hasSuffix(".mustache") }.sorted().map { String($0.dropLast(9)) }
  }

  /// A file as the script bundles it: without indentation.
  static func bundled(_ path: String) throws -> String {
    try String(contentsOf: room.appendingPathComponent(path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0.drop { $0 == " " }) }.joined(separator: "\n")
  }
}
