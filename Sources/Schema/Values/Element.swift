public import Merge

/// An element of a set, parted into what tells it from others and the rest: the name and the value of its register.
public struct SetElement: Hashable, Sendable {
  /// The element itself; for a row, the row of its key parts.
  public let key: Value
  /// The row of the other parts; for what is all key, the row without parts. Never cleared: that is a removal.
  public let rest: Value

  public init(key: Value, rest: Value) {
    self.key = key
    self.rest = rest
  }

  /// The rest of an element that is all key.
  public static let nothingMore = Value(.row([]))

  /// The element's whole value again, as it was before it was parted.
  public var whole: Value {
    guard case .row(let keyParts)? = key.content else { return key }
    return Value(.row(keyParts + (rest.parts ?? [])))
  }
}

extension Kind {
  /// Parts an element of a set of this kind, or of a set that is this kind.
  ///
  /// - Parameter element: the whole value, as `Field.parse` gives it.
  /// - Returns: nil when it is cleared or a row without any key part.
  public func part(_ element: Value) -> SetElement? {
    if element.isCleared { return nil }
    guard let declarations = rowParts, declarations.contains(where: \.isKey),
      case .row(let parts)? = element.content
    else { return SetElement(key: element, rest: SetElement.nothingMore) }
    let keyNumbers = Set(declarations.filter(\.isKey).map(\.number))
    let key = parts.filter { keyNumbers.contains($0.number) }
    if key.isEmpty { return nil }
    return SetElement(key: Value(.row(key)), rest: Value(.row(parts.filter { !keyNumbers.contains($0.number) })))
  }
}
