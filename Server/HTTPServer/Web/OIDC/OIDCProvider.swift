internal import AsyncHTTPClient
internal import CommitFormat
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Schema
internal import Synchronization

/// An OpenID Connect provider, spoken to as a client: discovery, and the code flow with PKCE (RFC 7636).
final class OIDCProvider: Sendable {
  /// What discovery told.
  struct Places: Sendable {
    let authorization: ProviderURL
    let token: ProviderURL
    let keys: ProviderURL
    /// Whether our secret goes into the body, because the header is not taken.
    let postsSecret: Bool
  }

  /// What a browser was sent to the provider with. All of it follows from a secret that the browser keeps meanwhile.
  struct Question: Sendable {
    let state: String
    let nonce: String
    let verifier: String
    let redirect: String

    /// RFC 7636, section 4.2: S256.
    var challenge: String { Base64URL.text(Hash(of: Array(verifier.utf8)).bytes) }
  }

  let settings: OIDCSettings
  private let client: HTTPClient
  private let known = Mutex<(places: Places?, placesAt: Int64, keys: ProviderKeys?)>((nil, 0, nil))
  private let refetches = RateLimiter(perMinute: 12)

  private static let placesMilliseconds: Int64 = 3_600_000
  private static let bytesMax = 256 << 10

  init(_ settings: OIDCSettings) {
    self.settings = settings
    let wait = TimeAmount.seconds(Int64(settings.waitSeconds))
    client = HTTPClient(
      eventLoopGroup: HTTPClient.defaultEventLoopGroup,
      configuration: HTTPClient.Configuration(
        redirectConfiguration: .disallow, timeout: .init(connect: wait, read: wait, write: wait)))
  }

  func stop() async {
    // A connection that would not close in order is closed all the same.
    try? await client.shutdown()
  }

  /// Where a browser is to be sent.
  func address(for question: Question, now: Int64) async throws -> String {
    try await places(now: now).authorization.adding([
      ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", question.redirect),
      ("scope", settings.claim == "email" ? "openid email" : "openid profile email"), ("state", question.state),
      ("nonce", question.nonce), ("code_challenge", question.challenge), ("code_challenge_method", "S256"),
    ])
  }

  /// Exchanges the code that a browser has brought back, and says who it is.
  ///
  /// - Parameters:
  ///   - code: as the provider gave it.
  ///   - question: what the browser was sent there with.
  ///   - now: by the server's clock, which the token's times are held against.
  ///   - uptime: by a clock that nobody sets.
  /// - Returns: the member's name, as the provider says it.
  /// - Throws: `OIDCProblem`.
  func name(for code: String, question: Question, now: Int64, uptime: Int64) async throws -> String {
    let places = try await places(now: uptime)
    let token = try await token(for: code, question, at: places)
    var keys = known.withLock(\.keys)
    if keys?.know(token) != true {
      // Keys change, and a name that nobody knows must not make us ask again and again.
      guard keys == nil || refetches.take("keys", now: uptime) == nil else { throw OIDCProblem.badToken(.unknownKey) }
      let fetched = try ProviderKeys(try await json(HTTPClientRequest(url: places.keys.text), "jwks"))
      known.withLock { $0.keys = fetched }
      keys = fetched
    }
    guard let keys else { throw OIDCProblem.badToken(.unknownKey) }
    return try await token.name(signedBy: keys, settings: settings, nonce: question.nonce, now: now)
  }

  private func token(for code: String, _ question: Question, at places: Places) async throws -> IDToken {
    var items = [
      (name: "grant_type", value: "authorization_code"), ("code", code), ("redirect_uri", question.redirect),
      ("code_verifier", question.verifier), ("client_id", settings.clientID),
    ]
    var request = HTTPClientRequest(url: places.token.text)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    if let secret = settings.clientSecret {
      if places.postsSecret {
        items.append((name: "client_secret", value: secret))
      } else {
        // RFC 6749, section 2.3.1: both are encoded as in a form first.
        let pair = FormText.encoded(settings.clientID) + ":" + FormText.encoded(secret)
        request.headers.add(name: "Authorization", value: "Basic " + Data(pair.utf8).base64EncodedString())
      }
    }
    request.body = .bytes(ByteBuffer(string: FormText.encoded(items)))
    let answer = try await json(request, "token")
    guard let text = answer["id_token"]?.string else { throw OIDCProblem.garbled("id_token") }
    return try IDToken(text)
  }

  private func places(now: Int64) async throws -> Places {
    let (found, at, _) = known.withLock { $0 }
    if let found, now - at < Self.placesMilliseconds { return found }
    let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
    let document = try await json(HTTPClientRequest(url: base + "/.well-known/openid-configuration"), "discovery")
    // Discovery 1.0, section 4.3: else one provider could speak for another.
    guard document["issuer"]?.string?.utf8.elementsEqual(settings.issuer.utf8) == true else {
      throw OIDCProblem.garbled("issuer")
    }
    func place(_ name: String) throws -> ProviderURL {
      guard let url = document[name]?.string.flatMap(ProviderURL.init) else { throw OIDCProblem.garbled(name) }
      return url
    }
    let methods = document["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string)
    let places = Places(
      authorization: try place("authorization_endpoint"), token: try place("token_endpoint"),
      keys: try place("jwks_uri"),
      postsSecret: methods.map { !$0.contains("client_secret_basic") && $0.contains("client_secret_post") } ?? false)
    known.withLock { known in
      known.places = places
      known.placesAt = now
    }
    return places
  }

  /// A document of the provider, waited for so long and no longer, however slowly it comes.
  private func json(_ request: HTTPClientRequest, _ what: String) async throws -> JSONValue {
    var request = request
    request.headers.replaceOrAdd(name: "Accept", value: "application/json")
    request.headers.replaceOrAdd(name: "User-Agent", value: "bygd-server")
    let wire = request
    let client = client
    let seconds = settings.waitSeconds
    let (status, bytes) = try await withThrowingTaskGroup(of: (UInt, [UInt8]).self) { group in
      group.addTask {
        do {
          let response = try await client.execute(wire, deadline: .now() + .seconds(Int64(seconds)))
          var bytes: [UInt8] = []
          for try await buffer in response.body {
            bytes += buffer.readableBytesView
            guard bytes.count <= Self.bytesMax else { throw OIDCProblem.garbled(what) }
          }
          return (response.status.code, bytes)
        } catch let problem as OIDCProblem {
          throw problem
        } catch {
          throw OIDCProblem.unreachable
        }
      }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        throw OIDCProblem.unreachable
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw OIDCProblem.unreachable }
      return first
    }
    guard let document = try? JSONValue(parsing: bytes, limits: JSONLimits(bytesMax: Self.bytesMax)) else {
      throw status == 200 ? OIDCProblem.garbled(what) : OIDCProblem.unreachable
    }
    guard status == 200 else {
      // RFC 6749, section 5.2: a code that was used or is too old.
      if what == "token", let code = document["error"]?.string { throw OIDCProblem.refused(code) }
      throw OIDCProblem.garbled(what)
    }
    return document
  }
}
