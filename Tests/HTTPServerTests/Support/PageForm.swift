import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as a person's browser has it: well-formed, with its forms filled in as they came.
final class ShownPage: NSObject, XMLParserDelegate {
  struct Form {
    var action = ""
    var fields: [(name: String, value: String)] = []
    /// The values of its buttons and radio buttons, by name.
    var choices: [String: [String]] = [:]

    mutating func set(_ name: String, _ value: String) {
      fields.removeAll { $0.name == name }
      fields.append((name, value))
    }

    func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
  }

  /// By id; those without one by number.
  private(set) var forms: [String: Form] = [:]
  /// Their keys, in the order of the page.
  private(set) var order: [String] = []
  private(set) var text = ""
  private(set) var heading = ""
  private(set) var notice = ""
  private(set) var lang = ""
  private(set) var ids: Set<String> = []

  private var open: String?
  private var area: String?
  private var select: String?
  private var path: [(element: String, id: String)] = []

  struct NotWellFormed: Error {
    let line: Int
    let page: String
  }

  /// The first form that goes there.
  func form(to path: String) -> Form? { order.lazy.compactMap { self.forms[$0] }.first { $0.action.hasSuffix(path) } }

  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.replacingOccurrences(of: "<!DOCTYPE html>", with: "").utf8))
    parser.delegate = self
    guard parser.parse() else { throw NotWellFormed(line: parser.lineNumber, page: html) }
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    path.append((element, attributes["id"] ?? ""))
    if let id = attributes["id"] { ids.insert(id) }
    if element == "html" { lang = attributes["lang"] ?? "" }
    let name = attributes["name"] ?? ""
    let value = attributes["value"] ?? ""
    switch element {
    case "form":
      let key = attributes["id"] ?? "form \(forms.count + 1)"
      open = key
      order.append(key)
      forms[key] = Form(action: attributes["action"] ?? "")
    case "button": add(choice: value, to: name)
    case "input" where attributes["type"] == "radio" || attributes["type"] == "checkbox":
      add(choice: value, to: name)
      if attributes["checked"] != nil { add(name, value) }
    case "input": add(name, value)
    case "textarea":
      area = ""
      add(name, "")
    case "select":
      select = name
      add(name, "")
    case "option":
      if let select, attributes["selected"] != nil, let open { forms[open]?.set(select, value) }
    default: break
    }
  }

  private func add(choice value: String, to name: String) {
    if let open, !name.isEmpty { forms[open]?.choices[name, default: []].append(value) }
  }

  private func add(_ name: String, _ value: String) {
    if let open, !name.isEmpty { forms[open]?.fields.append((name, value)) }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    text += characters
    area? += characters
    if path.contains(where: { $0.element == "h1" }) { heading += characters }
    if path.contains(where: { $0.id == "notice" }) { notice += characters }
  }

  func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
    path.removeLast()
    switch element {
    case "form": open = nil
    case "select": select = nil
    case "textarea":
      if let open, let text = area, let last = forms[open]?.fields.indices.last {
        // The line feed behind the tag is no part of the text.
        forms[open]?.fields[last].value = text.hasPrefix("\n") ? String(text.dropFirst()) : text
      }
      area = nil
    default: break
    }
  }
}
