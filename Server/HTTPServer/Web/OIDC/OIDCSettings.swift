/// Somebody else who vouches for members: an OpenID Connect provider.
public struct OIDCSettings: Hashable, Sendable {
  /// The provider's name for itself, from which everything else is discovered.
  public let issuer: String
  /// Our name there.
  public let clientID: String
  /// Our secret there; nil for a public client, which is protected by PKCE alone.
  public let clientSecret: String?
  /// The claim that is the member's name.
  public let claim: String
  /// How long an answer of the provider is waited for.
  public let waitSeconds: Int

  /// Nil when the issuer is no `https` address, or one of this machine, without a query.
  public init?(
    issuer: String, clientID: String, clientSecret: String? = nil, claim: String = "preferred_username",
    waitSeconds: Int = 10
  ) {
    guard ProviderURL(issuer) != nil, !issuer.contains("?"), !issuer.contains("#"), !clientID.isEmpty else {
      return nil
    }
    self.issuer = issuer
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.claim = claim
    self.waitSeconds = waitSeconds
  }
}

/// An address of the provider: `https`, or plain `http` on this machine.
struct ProviderURL: Hashable, Sendable {
  let text: String

  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let mark = text.firstRange(of: "://") else { return nil }
    let rest = text[mark.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@"), let origin = WebOrigin(text[..<mark.lowerBound] + "://" + authority) else {
      return nil
    }
    guard origin.scheme == "https" || Self.isThisMachine(origin.authority) else { return nil }
    self.text = text
  }

  private static func isThisMachine(_ authority: String) -> Bool {
    ListenAddress(authority)?.isLoopback ?? ListenAddress(authority + ":80")?.isLoopback ?? false
  }

  /// With these items behind it, in a query that may have some already.
  func adding(_ items: [(name: String, value: String)]) -> String {
    text + (text.contains("?") ? "&" : "?") + FormText.encoded(items)
  }
}

/// `application/x-www-form-urlencoded`, as we write it.
enum FormText {
  static func encoded(_ items: [(name: String, value: String)]) -> String {
    items.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
  }

  static func encoded(_ text: String) -> String {
    var out: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.append(byte)
      default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
