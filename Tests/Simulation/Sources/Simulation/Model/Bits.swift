/// A set of small whole numbers, in one order.
public struct Bits: Hashable, Sendable {
  private var words: [UInt64]

  public init() {
    words = []
  }

  public init(_ members: some Sequence<Int>) {
    words = []
    for member in members { insert(member) }
  }

  public subscript(_ member: Int) -> Bool {
    let word = member >> 6
    return word < words.count && words[word] & (1 << UInt64(member & 63)) != 0
  }

  public mutating func insert(_ member: Int) {
    let word = member >> 6
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(member & 63)
  }

  public mutating func remove(_ member: Int) {
    let word = member >> 6
    guard word < words.count else { return }
    words[word] &= ~(1 << UInt64(member & 63))
    while words.last == 0 { words.removeLast() }
  }

  public mutating func formUnion(_ other: Bits) {
    while words.count < other.words.count { words.append(0) }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  public mutating func subtract(_ other: Bits) {
    for index in words.indices where index < other.words.count { words[index] &= ~other.words[index] }
    while words.last == 0 { words.removeLast() }
  }

  public func subtracting(_ other: Bits) -> Bits {
    var rest = self
    rest.subtract(other)
    return rest
  }

  public func union(_ other: Bits) -> Bits {
    var both = self
    both.formUnion(other)
    return both
  }

  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// Rising.
  public var members: [Int] {
    var result: [Int] = []
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(index << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }
}
