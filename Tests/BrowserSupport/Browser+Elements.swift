import Foundation

extension Browser {
  /// Something on the page that is shown; another page makes it stale.
  public struct Element {
    fileprivate let id: String
    fileprivate let browser: Browser

    fileprivate var path: String { "element/\(id)" }

    /// As a person sees it: with styles applied, without what is hidden.
    public func text() throws -> String { try browser.get("\(path)/text") }
    public func attribute(_ name: String) throws -> String? { try browser.get("\(path)/attribute/\(name)") }
    /// What a field holds now.
    public func value() throws -> String { try browser.get("\(path)/property/value") ?? "" }
    public func style(_ name: String) throws -> String { try browser.get("\(path)/css/\(name)") }
    public func isShown() throws -> Bool { try browser.get("\(path)/displayed") }
    public func isSelected() throws -> Bool { try browser.get("\(path)/selected") }
    public func isEnabled() throws -> Bool { try browser.get("\(path)/enabled") }
    /// The role and the name that assistive programs are told.
    public func role() throws -> String { try browser.get("\(path)/computedrole") }
    public func label() throws -> String { try browser.get("\(path)/computedlabel") }

    public func click() throws { try browser.post("\(path)/click", Nothing()) }
    public func clear() throws { try browser.post("\(path)/clear", Nothing()) }
    /// Types after what stands there.
    public func type(_ text: String) throws { try browser.post("\(path)/value", ["text": text]) }

    /// Types in place of what stands there.
    public func write(_ text: String) throws {
      try clear()
      if !text.isEmpty { try type(text) }
    }

    public func find(_ css: String) throws -> Element {
      Element(id: try browser.reference("\(path)/element", css), browser: browser)
    }

    public func findAll(_ css: String) throws -> [Element] {
      try browser.references("\(path)/elements", css).map { Element(id: $0, browser: browser) }
    }
  }

  /// The first element that a CSS selector names.
  ///
  /// - Throws: `BrowserTrouble` that shows what the page says instead.
  public func find(_ css: String) throws -> Element {
    do {
      return try onThePageThatStays { Element(id: try reference("element", css), browser: self) }
    } catch let trouble as BrowserTrouble where trouble.code == "no such element" {
      let text = (try? text()) ?? ""
      throw BrowserTrouble("no \(css) on \((try? url()) ?? "?"): \(text.prefix(1500))", code: trouble.code)
    }
  }

  /// All elements that a CSS selector names, in the page's order.
  public func findAll(_ css: String) throws -> [Element] {
    try onThePageThatStays { try references("elements", css).map { Element(id: $0, browser: self) } }
  }

  /// Asks again when the page that was asked went meanwhile: to look changes nothing.
  private func onThePageThatStays<Answer>(_ look: () throws -> Answer) throws -> Answer {
    for _ in 0..<20 {
      do {
        return try look()
      } catch let trouble as BrowserTrouble where trouble.code == BrowserTrouble.stale {}
    }
    return try look()
  }

  public func has(_ css: String) throws -> Bool { try !findAll(css).isEmpty }

  /// What the page says, as a person reads it.
  public func text() throws -> String { try onThePageThatStays { try find("body").text() } }

  public func click(_ css: String) throws { try find(css).click() }
  public func write(_ css: String, _ text: String) throws { try find(css).write(text) }

  /// Clicks on what leads to another page, or sends a form, and waits until that page is there.
  public func follow(_ css: String) throws { try follow(try find(css)) }

  /// Clicks on what leads to another page, or sends a form, and waits until that page is there.
  public func follow(_ element: Element) throws { try leave { try element.click() } }

  /// Does what leads to another page, and waits until that page is there.
  ///
  /// A click is answered when the page that it leads to has been loaded, but only if the browser had begun to leave by
  /// then, which a busy machine does not promise.
  public func leave(by act: () throws -> Void) throws {
    let page = try find("html")
    try act()
    try wait("another page") {
      do {
        _ = try page.isEnabled()
        return false
      } catch let trouble as BrowserTrouble where trouble.code == BrowserTrouble.stale {
        return true
      }
    }
  }

  /// The element that keys go to.
  public func focus() throws -> Element {
    let reference: Reference = try get("element/active")
    return Element(id: reference.id, browser: self)
  }

  /// Asks again and again until something is so.
  ///
  /// - Parameters:
  ///   - what: that is waited for, in words.
  ///   - seconds: after which it has failed.
  ///   - isSo: asks the browser; an element that went meanwhile counts as not yet.
  /// - Throws: `BrowserTrouble` that shows what the page says instead.
  public func wait(_ what: String, seconds: Double = 180, until isSo: () throws -> Bool) throws {
    let begun = ContinuousClock.now
    while true {
      do {
        if try isSo() { return }
      } catch let trouble as BrowserTrouble
        where [BrowserTrouble.stale, "no such element", "javascript error"].contains(trouble.code)
      {}
      guard ContinuousClock.now - begun < .seconds(seconds) else {
        throw BrowserTrouble("not within \(seconds) s: \(what), on \((try? url()) ?? "?"): \((try? text()) ?? "")")
      }
      // The browser itself lets the next frame pass, where pages may run script; else the request takes its time.
      if settings.runsScript {
        _ = try? run("requestAnimationFrame(() => arguments[0]())", isAsync: true, as: Ignored.self)
      }
    }
  }

  // MARK: script

  public enum Argument: Encodable {
    case text(String)
    case number(Int)
    case element(Element)

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      case .element(let element): try container.encode(Reference(id: element.id))
      }
    }
  }

  /// Runs the body of a function in the page and answers what it returns. With `isAsync`, its last argument is called
  /// with that. It runs on pages whose policy allows no script of theirs, too.
  @discardableResult
  public func run<Answer: Decodable>(
    _ script: String, _ arguments: [Argument] = [], isAsync: Bool = false, as type: Answer.Type
  ) throws -> Answer {
    try wire.send(
      "POST", "\(path)/execute/\(isAsync ? "async" : "sync")", Script(script: script, args: arguments), as: type)
  }

  private struct Script: Encodable {
    let script: String
    let args: [Argument]
  }

  // MARK: references

  private struct Reference: Codable {
    let id: String
    enum CodingKeys: String, CodingKey {
      case id = "element-6066-11e4-a52e-4f735466cecf"
    }
  }

  private struct Selector: Encodable {
    let using = "css selector"
    let value: String
  }

  fileprivate func reference(_ what: String, _ css: String) throws -> String {
    try wire.send("POST", "\(path)/\(what)", Selector(value: css), as: Reference.self).id
  }

  fileprivate func references(_ what: String, _ css: String) throws -> [String] {
    try wire.send("POST", "\(path)/\(what)", Selector(value: css), as: [Reference].self).map(\.id)
  }
}
