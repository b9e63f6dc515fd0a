import Crypto
import CryptoExtras
import Foundation
import Glibc
import Schema
import Synchronization

/// An OpenID Connect provider on this machine: it asks nobody anything, gives out codes, and signs real tokens; or
/// answers as a hostile or broken one would.
final class TestProvider: Sendable {
  /// What is odd about it.
  enum Trick: String, Sendable, CaseIterable {
    case none
    case rsa
    case wrongNonce
    case noNonce
    case wrongIssuer
    case wrongAudience
    case sharedAudience
    case otherParty
    case expired
    case notYet
    case noExpiry
    case algorithmNone
    case algorithmHMAC
    case critical
    case otherKey
    case unknownKey
    case changedClaims
    case twiceTheSameClaim
    case noSubject
    case noName
    case garbledToken
    case noToken
    case garbledKeys
    case garbledDiscovery
    case otherIssuerDiscovered
    case plainHTTPEndpoint
    case refusedCode
    case huge
    case silent
    case dripping
  }

  let clientID = "bygd"
  let secret = "hemligt: 100 %"
  let port: UInt16
  private let listener: Int32
  private let ended = DispatchSemaphore(value: 0)

  private struct State {
    var trick = Trick.none
    var name = "Eva"
    var now: Int64 = 0
    /// Of the newest key; older ones are not published any more.
    var keyNumber = 1
    var key = P256.Signing.PrivateKey()
    var codes: [String: [String: String]] = [:]
    var claims: [String: JSONValue] = [:]
    var count: [String: Int] = [:]
    var held: [Int32] = []
  }
  private let state = Mutex(State())
  private let rsaKey: _RSA.Signing.PrivateKey

  init() throws {
    rsaKey = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard bound else { throw Wire.Cut() }
    port = UInt16(bigEndian: address.sin_port)
    Thread { [self] in serve() }.start()
  }

  var issuer: String { "http://127.0.0.1:\(port)/realms/kultur" }

  /// Stops listening.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    ended.wait()
    close(listener)
    state.withLock { state in
      for connection in state.held { close(connection) }
      state.held = []
    }
  }

  /// How it is from now on.
  func be(_ trick: Trick, name: String = "Eva", now: Int64, claims: [String: JSONValue] = [:]) {
    state.withLock { state in
      state.trick = trick
      state.name = name
      state.now = now
      state.claims = claims
    }
  }

  /// Another key takes the former one's place.
  func changeKey() {
    state.withLock { state in
      state.keyNumber += 1
      state.key = P256.Signing.PrivateKey()
    }
  }

  /// How often a place was asked.
  func count(_ place: String) -> Int { state.withLock { $0.count[place] ?? 0 } }

  // The server.

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      Thread { [self] in answer(connection) }.start()
    }
    ended.signal()
  }

  private struct Asked {
    var method = ""
    var path = ""
    var query: [String: String] = [:]
    var authorization = ""
    var form: [String: String] = [:]
  }

  private func answer(_ connection: Int32) {
    guard let asked = Self.read(connection) else {
      close(connection)
      return
    }
    let place = asked.path.split(separator: "/").last.map(String.init) ?? ""
    let trick = state.withLock { state in
      state.count[place, default: 0] += 1
      if state.trick == .silent, place == "token" { state.held.append(connection) }
      return state.trick
    }
    if trick == .silent, place == "token" { return }
    var (status, headers, body): (String, String, [UInt8]) =
      switch place {
      case "openid-configuration": discovery(trick)
      case "authorize": authorize(asked)
      case "token": token(asked, trick)
      case "jwks": keys(trick)
      default: ("404 Not Found", "", [])
      }
    if trick == .huge, place == "token" { body = Array(repeating: UInt8(ascii: " "), count: 1 << 20) }
    headers += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    let bytes = Array("HTTP/1.1 \(status)\r\n\(headers)".utf8) + body
    guard trick == .dripping, place == "token" else {
      Self.send(connection, bytes)
      close(connection)
      return
    }
    // The head, and then a byte now and then for as long as somebody listens.
    Self.send(connection, Array(bytes.prefix(bytes.count - body.count)))
    var item = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
    while poll(&item, 1, 100) == 0, Self.send(connection, [UInt8(ascii: " ")]) {}
    close(connection)
  }

  @discardableResult
  private static func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      place += count
    }
    return true
  }

  private static func read(_ connection: Int32) -> Asked? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    func fill() -> Bool {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return false }
      bytes += piece[..<count]
      return true
    }
    let gap = Array("\r\n\r\n".utf8)
    while bytes.firstRange(of: gap) == nil { guard fill() else { return nil } }
    guard let end = bytes.firstRange(of: gap) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var asked = Asked()
    let first = lines[0].split(separator: " ")
    guard first.count == 3 else { return nil }
    asked.method = String(first[0])
    let target = first[1].split(separator: "?", maxSplits: 1)
    asked.path = String(target[0])
    asked.query = target.count > 1 ? items(String(target[1])) : [:]
    var length = 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      let value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
      switch parts[0].lowercased() {
      case "content-length": length = Int(value) ?? 0
      case "authorization": asked.authorization = value
      default: break
      }
    }
    while bytes.count - end.upperBound < length { guard fill() else { return nil } }
    asked.form = items(String(decoding: bytes[end.upperBound...], as: UTF8.self))
    return asked
  }

  static func items(_ text: String) -> [String: String] {
    var items: [String: String] = [:]
    for item in text.split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1)
      items[String(parts[0])] = parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : ""
    }
    return items
  }
}

// What it answers.
extension TestProvider {
  private typealias Answer = (String, String, [UInt8])

  private func json(_ members: KeyValuePairs<String, JSONValue>, status: String = "200 OK") -> Answer {
    (status, "", JSONValue.members(members).bytes())
  }

  private func discovery(_ trick: Trick) -> Answer {
    if trick == .garbledDiscovery { return ("200 OK", "", Array("<html>".utf8)) }
    let token = trick == .plainHTTPEndpoint ? "http://provider.example/token" : issuer + "/token"
    return json([
      "issuer": .string(trick == .otherIssuerDiscovered ? issuer + "/other" : issuer),
      "authorization_endpoint": .string(issuer + "/authorize?tenant=1"), "token_endpoint": .string(token),
      "jwks_uri": .string(issuer + "/jwks"),
    ])
  }

  /// Everybody is let in at once: the browser goes back with a code.
  private func authorize(_ asked: Asked) -> Answer {
    let query = asked.query
    guard query["response_type"] == "code", query["client_id"] == clientID, query["code_challenge_method"] == "S256",
      query["tenant"] == "1", query["scope"]?.split(separator: " ").contains("openid") == true,
      let redirect = query["redirect_uri"], let state = query["state"]
    else { return ("400 Bad Request", "", []) }
    let code = UUID().uuidString
    self.state.withLock { $0.codes[code] = query }
    return ("302 Found", "Location: \(redirect)?code=\(code)&state=\(state)\r\n", [])
  }

  private func token(_ asked: Asked, _ trick: Trick) -> Answer {
    let pair = TestBrowser.encoded(clientID) + ":" + TestBrowser.encoded(secret)
    func plain(_ header: String) -> String? {
      guard header.hasPrefix("Basic "), let data = Data(base64Encoded: String(header.dropFirst(6))) else { return nil }
      return String(data: data, encoding: .utf8)?.lowercased()
    }
    let refused = json(["error": .string("invalid_grant")], status: "400 Bad Request")
    guard trick != .refusedCode, plain(asked.authorization) == pair.lowercased(),
      asked.form["grant_type"] == "authorization_code",
      let code = asked.form["code"], let query = state.withLock({ $0.codes.removeValue(forKey: code) }),
      asked.form["redirect_uri"] == query["redirect_uri"], let verifier = asked.form["code_verifier"],
      verifier.utf8.count >= 43,
      Self.base64URL(Array(SHA256.hash(data: Data(verifier.utf8)))) == query["code_challenge"]
    else { return refused }
    if trick == .noToken { return json(["access_token": .string("x"), "token_type": .string("Bearer")]) }
    let text = trick == .garbledToken ? "a.b" : idToken(trick, nonce: query["nonce"] ?? "")
    return json(["access_token": .string("x"), "token_type": .string("Bearer"), "id_token": .string(text)])
  }

  private func keys(_ trick: Trick) -> Answer {
    if trick == .garbledKeys { return ("200 OK", "", Array("{\"keys\":7}".utf8)) }
    let (key, number) = state.withLock { ($0.key, $0.keyNumber) }
    let point = Array(key.publicKey.x963Representation)
    var published: [JSONValue] = [
      // Of a kind that nobody here knows, and one that is not for signing.
      .members(["kty": .string("XYZ"), "kid": .string("odd")]),
      .members([
        "kty": .string("EC"), "crv": .string("P-256"), "kid": .string("key \(number)"), "use": .string("sig"),
        "x": .string(Self.base64URL(Array(point[1...32]))), "y": .string(Self.base64URL(Array(point[33...64]))),
      ]),
    ]
    if let numbers = try? rsaKey.publicKey.getKeyPrimitives() {
      published.append(
        .members([
          "kty": .string("RSA"), "kid": .string("rsa"), "alg": .string("RS256"),
          "n": .string(Self.base64URL(Array(numbers.modulus))),
          "e": .string(Self.base64URL(Array(numbers.publicExponent))),
        ]))
    }
    return json(["keys": .array(published)])
  }

  private func idToken(_ trick: Trick, nonce: String) -> String {
    let state = state.withLock { ($0.now / 1000, $0.name, $0.keyNumber, $0.key, $0.claims) }
    let (now, name, number, key, extra) = state
    var claims: [String: JSONValue] = [
      "iss": .string(issuer), "sub": .string("4711"), "aud": .string(clientID), "exp": .number(now + 300),
      "iat": .number(now), "nonce": .string(nonce), "preferred_username": .string(name),
    ]
    var header: [String: JSONValue] = ["alg": .string("ES256"), "kid": .string("key \(number)")]
    switch trick {
    case .rsa: header = ["alg": .string("RS256"), "kid": .string("rsa"), "typ": .string("JWT")]
    case .wrongNonce: claims["nonce"] = .string(String(nonce.reversed()))
    case .noNonce: claims["nonce"] = nil
    case .wrongIssuer: claims["iss"] = .string("https://provider.example")
    case .wrongAudience: claims["aud"] = .string("somebody")
    case .sharedAudience: claims["aud"] = .array([.string(clientID), .string("somebody")])
    case .otherParty: claims["azp"] = .string("somebody")
    case .expired: claims["exp"] = .number(now - 61)
    case .notYet: claims["iat"] = .number(now + 301)
    case .noExpiry: claims["exp"] = nil
    case .noSubject: claims["sub"] = nil
    case .noName: claims["preferred_username"] = nil
    case .algorithmNone: header = ["alg": .string("none")]
    case .algorithmHMAC: header["alg"] = .string("HS256")
    case .critical: header["crit"] = .array([.string("exp")])
    case .unknownKey: header["kid"] = .string("nobody’s")
    default: break
    }
    for (name, value) in extra { claims[name] = value }
    var payload = Self.object(claims)
    if trick == .twiceTheSameClaim { payload = Array("{\"nonce\":\"x\",".utf8) + payload.dropFirst() }
    let signed = Self.base64URL(Self.object(header)) + "." + Self.base64URL(payload)
    let signature: [UInt8]
    switch trick {
    case .algorithmNone: signature = []
    case .algorithmHMAC:
      // The public key as if it were a shared one.
      let shared = SymmetricKey(data: key.publicKey.x963Representation)
      signature = Array(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: shared))
    case .rsa:
      let made = try? rsaKey.signature(for: SHA256.hash(data: Data(signed.utf8)), padding: .insecurePKCS1v1_5)
      signature = made.map { Array($0.rawRepresentation) } ?? []
    default:
      let signing = trick == .otherKey ? P256.Signing.PrivateKey() : key
      signature = (try? signing.signature(for: Data(signed.utf8))).map { Array($0.rawRepresentation) } ?? []
    }
    guard trick == .changedClaims else { return signed + "." + Self.base64URL(signature) }
    claims["preferred_username"] = .string("Bo")
    return Self.base64URL(Self.object(header)) + "." + Self.base64URL(Self.object(claims)) + "."
      + Self.base64URL(signature)
  }

  private static func object(_ members: [String: JSONValue]) -> [UInt8] {
    JSONValue.object(JSONObject(members.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) })).bytes()
  }

  static func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}
