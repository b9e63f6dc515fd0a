/// Where a server is: `https://host`, `http://host:8080`, `https://host/bygd`, `https://host/w/WORKSPACE`.
public struct ServerAddress: Hashable, Sendable {
  public enum Scheme: String, Hashable, Sendable {
    case http
    case https
  }

  public let scheme: Scheme
  /// A name, an IPv4 address, or an IPv6 address without brackets.
  public let host: String
  public let port: Int
  /// Before every path of the protocol; empty or `/…` without a slash at the end.
  public let pathPrefix: String
  /// The workspace that the address names; nil when it leaves that to the invitation.
  public let workspace: String?

  /// - Parameter text: an address without user, query or fragment. A bare host means `https`, on this machine `http`.
  /// - Throws: `SyncProblem.badAddress`.
  public init(_ text: String) throws(SyncProblem) {
    let trimmed = String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    guard !trimmed.isEmpty, trimmed.utf8.count <= 2048,
      trimmed.unicodeScalars.allSatisfy({
        (0x21...0x7E).contains($0.value) && !"?#@\\\"<>^`{|}".contains(Character($0))
      })
    else { throw .badAddress(text) }
    var rest = trimmed[...]
    var scheme: Scheme?
    if let mark = Self.place(of: "://", in: rest) {
      scheme = Scheme(rawValue: rest[..<mark].lowercased())
      guard scheme != nil else { throw .badAddress(text) }
      rest = rest[rest.index(mark, offsetBy: 3)...]
    }
    let authority = rest.prefix { $0 != "/" }
    var path = rest[authority.endIndex...]
    var host: Substring
    var portText: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw .badAddress(text) }
      host = authority[authority.index(after: authority.startIndex)..<end]
      let after = authority[authority.index(after: end)...]
      guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }),
        after.isEmpty || after.hasPrefix(":")
      else { throw .badAddress(text) }
      if !after.isEmpty { portText = after.dropFirst() }
    } else {
      let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      host = parts[0]
      if parts.count == 2 { portText = parts[1] }
      guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._~".contains($0) }) else {
        throw .badAddress(text)
      }
    }
    let name = host.lowercased()
    let scheme_ = scheme ?? (Self.isLoopback(name) ? .http : .https)
    if let portText {
      guard let port = Int(portText), (1...65535).contains(port) else { throw .badAddress(text) }
      self.port = port
    } else {
      port = scheme_ == .https ? 443 : 80
    }
    while path.hasSuffix("/") { path = path.dropLast() }
    var segments = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard !segments.contains(where: { $0 == "." || $0 == ".." }) else { throw .badAddress(text) }
    var workspace: String?
    if segments.count >= 2, segments[segments.count - 2] == "w" {
      workspace = segments[segments.count - 1]
      segments.removeLast(2)
    }
    self.workspace = workspace
    pathPrefix = segments.map { "/" + $0 }.joined()
    self.scheme = scheme_
    self.host = name
  }

  private static func place(of mark: String, in text: Substring) -> Substring.Index? {
    text.indices.first { text[$0...].hasPrefix(mark) }
  }

  /// This machine: `localhost`, 127.0.0.0/8, ::1.
  public var isLoopback: Bool { Self.isLoopback(host) }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Host and port as they stand in an address; the usual port is left out.
  public var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (scheme == .https ? 443 : 80) ? name : "\(name):\(port)"
  }

  /// The address without the workspace, as it is kept and shown.
  public var text: String { "\(scheme.rawValue)://\(authority)\(pathPrefix)" }

  /// The whole address of a path of the protocol.
  public func url(_ path: String) -> String { text + path }
}
