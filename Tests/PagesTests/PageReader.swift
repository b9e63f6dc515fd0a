import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page, read as XML: which elements it has, with which attributes, and what can be read in it.
final class PageReader: NSObject, XMLParserDelegate {
  /// `input(name,type,value)`: an element with the names of its attributes.
  private(set) var shapes: Set<String> = []
  private(set) var text = ""
  private(set) var attributes: [(element: String, values: [String: String])] = []
  private(set) var headings: [Int] = []

  init(_ html: String) throws {
    super.init()
    // A document type is no part of what is tried here, and fetches nothing.
    let parser = XMLParser(data: Data(html.replacing("<!DOCTYPE html>", with: "").utf8))
    parser.delegate = self
    guard parser.parse() else { throw Broken(line: parser.lineNumber, page: html) }
  }

  struct Broken: Error, CustomStringConvertible {
    let line: Int
    let page: String
    var description: String { "not well-formed at line \(line)" }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes values: [String: String]
  ) {
    shapes.insert("\(name)(\(values.keys.sorted().joined(separator: ",")))")
    attributes.append((name, values))
    if name.count == 2, name.hasPrefix("h"), let level = Int(name.dropFirst()) { headings.append(level) }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

  /// The values of an attribute, in the order of the page.
  func values(_ attribute: String, of element: String? = nil) -> [String] {
    attributes.compactMap { element == nil || $0.element == element ? $0.values[attribute] : nil }
  }

  func inputs(named name: String) -> [[String: String]] {
    attributes.map(\.values).filter { $0["name"] == name }
  }
}
