extension JSONValue {
  /// How a document is laid out. None of the layouts changes what it says.
  public struct Layout: Hashable, Sendable {
    /// Members by the bytes of their keys, rather than in their own order.
    public var sortsKeys: Bool
    /// A line for each member and element.
    public var isIndented: Bool

    public init(sortsKeys: Bool = false, isIndented: Bool = false) {
      self.sortsKeys = sortsKeys
      self.isIndented = isIndented
    }

    /// No space, members in order: the same document always gives the same bytes.
    public static let canonical = Layout(sortsKeys: true)
    /// No space, members as they stand.
    public static let compact = Layout()
    /// For people.
    public static let indented = Layout(isIndented: true)
  }

  /// The document's bytes, UTF-8, with no line end after it. Only `"`, `\` and control characters are escaped.
  ///
  /// - Complexity: O(bytes), and the sorting of keys.
  public func bytes(_ layout: Layout = .compact) -> [UInt8] {
    var out: [UInt8] = []
    write(to: &out, layout: layout, depth: 0)
    return out
  }

  public func text(_ layout: Layout = .compact) -> String {
    String(decoding: bytes(layout), as: UTF8.self)
  }

  private func write(to out: inout [UInt8], layout: Layout, depth: Int) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .boolean(let boolean): out.append(contentsOf: (boolean ? "true" : "false").utf8)
    case .number(let text): out.append(contentsOf: text.utf8)
    case .string(let string): Self.write(string, to: &out)
    case .array(let elements):
      Self.write(elements, between: "[", and: "]", to: &out, layout: layout, depth: depth) { element, out in
        element.write(to: &out, layout: layout, depth: depth + 1)
      }
    case .object(let object):
      let members =
        layout.sortsKeys
        ? object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : object.members
      Self.write(members, between: "{", and: "}", to: &out, layout: layout, depth: depth) { member, out in
        Self.write(member.key, to: &out)
        out.append(contentsOf: (layout.isIndented ? ": " : ":").utf8)
        member.value.write(to: &out, layout: layout, depth: depth + 1)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between open: Unicode.Scalar, and close: Unicode.Scalar, to out: inout [UInt8], layout: Layout,
    depth: Int, each: (Item, inout [UInt8]) -> Void
  ) {
    out.append(UInt8(ascii: open))
    for (index, item) in items.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      if layout.isIndented { newLine(depth: depth + 1, to: &out) }
      each(item, &out)
    }
    if layout.isIndented, !items.isEmpty { newLine(depth: depth, to: &out) }
    out.append(UInt8(ascii: close))
  }

  private static func newLine(depth: Int, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private static func write(_ string: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0x0A: out.append(contentsOf: "\\n".utf8)
      case 0x0D: out.append(contentsOf: "\\r".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        out.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
