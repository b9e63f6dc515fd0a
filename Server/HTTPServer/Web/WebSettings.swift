internal import Foundation

/// How the server's pages are reached, and who vouches for those who sign in.
public struct WebSettings: Sendable {
  /// The address that people write, where it is another than the one that is listened at: `https://bygd.example.se`.
  public var publicURL: WebOrigin?

  /// The organisation's own sign-in.
  public var oidc: OIDCSettings?

  public init(publicURL: WebOrigin? = nil, oidc: OIDCSettings? = nil) {
    self.publicURL = publicURL
    self.oidc = oidc
  }
}

/// Scheme, host and port, as browsers send them in `Origin` (RFC 6454): `https://bygd.example.se`.
public struct WebOrigin: Hashable, Sendable {
  public let scheme: String
  /// Host, and the port where it is not the scheme's own; lower case.
  public let authority: String

  /// Nil unless `text` is `http` or `https` and a host, with nothing behind but a slash.
  public init?(_ text: String) {
    let lowered = text.lowercased()
    guard let mark = lowered.range(of: "://") else { return nil }
    let scheme = String(lowered[..<mark.lowerBound])
    guard scheme == "http" || scheme == "https" else { return nil }
    var rest = lowered[mark.upperBound...]
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let allowed = rest.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard allowed, !rest.isEmpty else { return nil }
    let own = scheme == "https" ? ":443" : ":80"
    if rest.hasSuffix(own) { rest = rest.dropLast(own.utf8.count) }
    self.scheme = scheme
    authority = String(rest)
  }

  public var text: String { scheme + "://" + authority }
}
