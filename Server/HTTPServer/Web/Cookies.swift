internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import SyncProtocol

/// The cookies of a request (RFC 6265, section 4.2).
struct Cookies: Sendable {
  private let values: [String: String]

  init(_ headers: HTTPFields) {
    var values: [String: String] = [:]
    for line in headers[values: .cookie] {
      for item in line.split(separator: ";") {
        let parts = item.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { continue }
        let name = String(parts[0].drop { $0 == " " })
        // Of two with one name the first counts, which browsers sort to be the one with the longest path.
        if values[name] == nil { values[name] = String(parts[1]) }
      }
    }
    self.values = values
  }

  subscript(name: String) -> String? { values[name] }

  var names: [String] { values.keys.sorted() }
}

/// The names and attributes of our cookies.
///
/// They are `Lax` and not `Strict`: a link in a letter or a chat to a conflict must find whoever follows it signed in.
/// That costs nothing, for no `GET` changes anything, and every `POST` needs the session's form token.
struct CookieMaker: Sendable {
  /// Whether people reach the server over TLS.
  let isSecure: Bool

  private var prefix: String { isSecure ? "__Host-bygd" : "bygd" }

  /// One per workspace, so that one can be signed in to several, and two servers on one machine don't take each
  /// other's: cookies know no ports.
  func session(_ workspace: WorkspaceID) -> String { "\(prefix)-\(workspace.text)" }
  /// Of somebody who has not signed in yet.
  var before: String { prefix + "-before" }
  /// Of somebody who is signing in elsewhere.
  var oidc: String { prefix + "-oidc" }
  var language: String { "bygd-lang" }

  /// The line of a cookie that no script reads. It is kept for `seconds`; where that is nil, as long as the browser is
  /// open.
  func secret(_ name: String, _ value: String, seconds: Int64? = nil) -> String {
    "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")\(Self.age(seconds))"
  }

  func gone(_ name: String) -> String { secret(name, "", seconds: 0) }

  func plain(_ name: String, _ value: String, seconds: Int64) -> String {
    "\(name)=\(value); Path=/; SameSite=Lax\(isSecure ? "; Secure" : "")\(Self.age(seconds))"
  }

  private static func age(_ seconds: Int64?) -> String { seconds.map { "; Max-Age=\($0)" } ?? "" }
}

extension Response {
  /// Adds a `Set-Cookie` line.
  mutating func set(cookie: String) {
    headers.append(HTTPField(name: .setCookie, value: cookie))
  }
}
