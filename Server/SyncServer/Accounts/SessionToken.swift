public import CommitFormat
internal import Merge
public import Replica

/// What a browser shows at each request: 256 random bits, as 64 hexadecimal digits.
public struct SessionToken: Hashable, Sendable {
  private let bytes: [UInt8]

  public init(random: some RandomSource) {
    bytes = random.bits128().bytes + random.bits128().bytes
  }

  /// Nil unless `text` is 64 hexadecimal digits.
  public init?(_ text: String) {
    guard text.utf8.count == 64, let bytes = Hex.bytes(text) else { return nil }
    self.bytes = bytes
  }

  public var text: String { Hex.string(bytes) }

  /// All that the server keeps.
  public var hash: Hash { derived("bygd session 1") }

  /// What every form of the session's pages carries. It follows from the token and tells nothing about it, and whoever
  /// reads the server's tables can't make it.
  public var formToken: String { derived("bygd form 1").hex }

  /// A secret for one purpose that follows from the token.
  public func derived(_ purpose: String) -> Hash { Hash(of: Array(purpose.utf8) + [0] + bytes) }

  /// Whether `text` is the session's form token, in a time that does not depend on where they differ.
  public func isFormToken(_ text: String) -> Bool { SecretBytes.areEqual(Array(formToken.utf8), Array(text.utf8)) }
}

/// Comparing what must not be guessed byte by byte.
enum SecretBytes {
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (a, b) in zip(left, right) { difference |= a ^ b }
    return difference == 0
  }
}
