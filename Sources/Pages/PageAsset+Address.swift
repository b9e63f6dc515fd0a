internal import CommitFormat

extension PageAsset {
  /// Of the content; 16 hexadecimal digits of SHA-256.
  public var hash: String { String(Hash(of: Array(text.utf8)).hex.prefix(16)) }

  /// Where browsers fetch it: the content's hash stands in the name, so that it may be kept for long.
  public var address: String {
    let parts = name.split(separator: ".", maxSplits: 1)
    return "/assets/\(parts[0]).\(hash).\(parts.dropFirst().joined())"
  }

  /// The addresses of all, by name without its ending.
  static let addresses: [String: String] = Dictionary(
    all.map { (String($0.name.prefix { $0 != "." }), $0.address) }, uniquingKeysWith: { first, _ in first })
}
