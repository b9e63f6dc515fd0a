extension Browser {
  /// Keys as WebDriver names them, a code point of the private use area each.
  public enum Key {
    public static let backspace = "\u{E003}"
    public static let tab = "\u{E004}"
    public static let enter = "\u{E007}"
    public static let shift = "\u{E008}"
    public static let control = "\u{E009}"
    public static let alt = "\u{E00A}"
    public static let escape = "\u{E00C}"
    public static let space = " "
    public static let end = "\u{E010}"
    public static let home = "\u{E011}"
    public static let left = "\u{E012}"
    public static let up = "\u{E013}"
    public static let right = "\u{E014}"
    public static let down = "\u{E015}"
  }

  /// Presses keys one after the other, wherever the focus is, while `held` are held down.
  public func press(_ keys: String..., holding held: [String] = []) throws {
    var actions = held.map { KeyAction(type: "keyDown", value: $0) }
    for key in keys {
      actions.append(KeyAction(type: "keyDown", value: key))
      actions.append(KeyAction(type: "keyUp", value: key))
    }
    actions += held.reversed().map { KeyAction(type: "keyUp", value: $0) }
    try post("actions", KeyActions(actions: [.init(actions: actions)]))
  }

  /// Types a text by its keys, wherever the focus is.
  public func type(_ text: String) throws {
    let actions = text.flatMap { letter in
      ["keyDown", "keyUp"].map { KeyAction(type: $0, value: letter == "\n" ? Key.enter : String(letter)) }
    }
    try post("actions", KeyActions(actions: [.init(actions: actions)]))
  }

  /// Goes on with Tab until the focus is on what a CSS selector names, as a person without a mouse does.
  ///
  /// - Throws: `BrowserTrouble` when so many presses did not lead there.
  public func tab(to css: String, most: Int = 150, back: Bool = false) throws {
    for _ in 0..<most {
      if try hasFocus(css) { return }
      try press(Key.tab, holding: back ? [Key.shift] : [])
    }
    if try hasFocus(css) { return }
    throw BrowserTrouble("\(most) times Tab did not lead to \(css) on \(try url())")
  }

  /// Whether the focus is on something that a CSS selector names.
  public func hasFocus(_ css: String) throws -> Bool {
    try run(
      "return document.activeElement !== null && document.activeElement.matches(arguments[0])", [.text(css)],
      as: Bool.self)
  }

  private struct KeyActions: Encodable {
    struct Keyboard: Encodable {
      let type = "key"
      let id = "keyboard"
      let actions: [KeyAction]
    }
    let actions: [Keyboard]
  }

  private struct KeyAction: Encodable {
    let type: String
    let value: String
  }
}
