internal import CommitFormat
internal import Foundation
internal import JWTKit
internal import Schema

/// An ID token (OpenID Connect Core 1.0, section 2), not yet believed.
struct IDToken: Sendable {
  /// Asymmetric ones alone: no `none`, and no key that the provider and we would both have to keep.
  static let algorithms: Set<String> = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
  ]
  private static let bytesMax = 64 << 10

  let text: String
  let algorithm: String
  let keyID: String?
  private let claims: JSONValue

  init(_ text: String) throws(OIDCProblem) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.bytesMax, parts.count == 3, let header = Self.json(parts[0]),
      let claims = Self.json(parts[1]), claims.object != nil
    else { throw .badToken(.malformed) }
    guard let algorithm = header["alg"]?.string, Self.algorithms.contains(algorithm), header["crit"] == nil else {
      throw .badToken(.algorithm)
    }
    self.text = text
    self.algorithm = algorithm
    self.claims = claims
    keyID = header["kid"]?.string
  }

  private static func json(_ part: Substring) -> JSONValue? {
    Base64URL.bytes(part).flatMap { try? JSONValue(parsing: $0, limits: JSONLimits(bytesMax: bytesMax)) }
  }

  /// Believes the token when `keys` have signed it, and it was made for us, now, and for this question.
  ///
  /// - Returns: the claim that is the member's name.
  func name(
    signedBy keys: ProviderKeys, settings: OIDCSettings, nonce: String, now: Int64
  ) async throws(OIDCProblem) -> String {
    try await keys.check(self)
    guard claims["iss"]?.string?.utf8.elementsEqual(settings.issuer.utf8) == true else { throw .badToken(.issuer) }
    let audience = claims["aud"]?.array?.map(\.string) ?? [claims["aud"]?.string]
    guard audience.contains(settings.clientID), audience.count == 1 || claims["azp"] != nil,
      claims["azp"].map({ $0.string == settings.clientID }) ?? true
    else { throw .badToken(.audience) }
    guard let expires = seconds("exp"), now / 1000 < expires + Self.leewaySeconds else { throw .badToken(.expired) }
    guard let issued = seconds("iat"), issued <= now / 1000 + Self.aheadSeconds,
      (seconds("nbf") ?? issued) <= now / 1000 + Self.aheadSeconds
    else { throw .badToken(.early) }
    guard claims["nonce"]?.string == nonce else { throw .badToken(.nonce) }
    guard claims["sub"]?.string?.isEmpty == false else { throw .badToken(.subject) }
    guard let name = claims[settings.claim]?.string, !name.isEmpty else { throw .noName }
    // An address that nobody has checked is what anybody calls themselves.
    if settings.claim == "email", claims["email_verified"]?.boolean == false { throw .noName }
    return name
  }

  /// How far the provider's clock may be behind ours, and ahead of it.
  private static let leewaySeconds: Int64 = 60
  private static let aheadSeconds: Int64 = 300

  private func seconds(_ claim: String) -> Int64? { claims[claim]?.integer }
}

/// The provider's keys, as it publishes them (RFC 7517).
struct ProviderKeys: Sendable {
  private let keys: [String: JWK]
  private let unnamed: [JWK]
  private static let keysMax = 64

  /// - Throws: `garbled` when it is no set of keys. Keys of kinds that we don't know are passed over.
  init(_ document: JSONValue) throws(OIDCProblem) {
    guard let all = document["keys"]?.array else { throw .garbled("jwks") }
    var keys: [String: JWK] = [:]
    var unnamed: [JWK] = []
    for key in all.prefix(Self.keysMax) where (key["use"]?.string ?? "sig") == "sig" {
      guard let key = try? JWK(json: key.text()) else { continue }
      if let name = key.keyIdentifier?.string { keys[name] = key } else { unnamed.append(key) }
    }
    self.keys = keys
    self.unnamed = unnamed
  }

  /// Whether the key that the token names is among them.
  func know(_ token: IDToken) -> Bool { token.keyID.map { keys[$0] != nil } ?? true }

  /// - Throws: `badToken` when none of them has signed it.
  func check(_ token: IDToken) async throws(OIDCProblem) {
    let candidates: [JWK]
    if let name = token.keyID {
      guard let key = keys[name] else { throw .badToken(.unknownKey) }
      candidates = [key]
    } else {
      candidates = unnamed + keys.sorted { $0.key < $1.key }.map(\.value)
    }
    for key in candidates where key.algorithm == nil || key.algorithm?.rawValue == token.algorithm {
      if await Self.isSigned(token, by: key) { return }
    }
    throw .badToken(candidates.isEmpty ? .unknownKey : .signature)
  }

  private static func isSigned(_ token: IDToken, by key: JWK) async -> Bool {
    var key = key
    key.keyIdentifier = "key"
    key.algorithm = JWK.Algorithm(rawValue: token.algorithm)
    let collection = JWTKeyCollection()
    do {
      try await collection.add(jwk: key, isDefault: true)
      _ = try await collection.verify(token.text, as: AnyClaims.self)
      return true
    } catch {
      return false
    }
  }

  /// The claims are read elsewhere; here it is the signature alone.
  private struct AnyClaims: JWTPayload {
    func verify(using algorithm: some JWTAlgorithm) async throws {}
  }
}

/// Base 64 for addresses, without padding (RFC 4648, section 5).
enum Base64URL {
  static func text(_ bytes: [UInt8]) -> String {
    var text = Data(bytes).base64EncodedString()
    while text.hasSuffix("=") { text.removeLast() }
    return String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
  }

  /// Nil when it is none.
  static func bytes(_ text: Substring) -> [UInt8]? {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isPlain else { return nil }
    var plain = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    return Data(base64Encoded: plain).map { Array($0) }
  }
}
