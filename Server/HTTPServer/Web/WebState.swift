internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Pages
internal import SyncServer

/// What the pages share, beside what all routes do.
final class WebState: Sendable {
  let settings: WebSettings
  /// Whether people reach the server over TLS, here or at a proxy before it.
  let isSecure: Bool
  let cookies: CookieMaker
  let ledger = FormLedger()
  /// Forms that came without a session, by the cookie of whoever sent them: 16 MiB, for an hour.
  let kept = BoundedShelf<Hash, KeptForm>(bytesMax: 16 << 20, milliseconds: 3_600_000)
  /// Those who are at the provider: a thousand, for ten minutes.
  let pending = BoundedShelf<Hash, PendingSignIn>(bytesMax: 4 << 20, milliseconds: 600_000)
  let oidc: OIDCProvider?
  let notices = BoundedShelf<Hash, PageFrame.Notice>(bytesMax: 4 << 20, milliseconds: 600_000)
  /// Codes that were just made, until the page that shows them is opened.
  let codes = BoundedShelf<Hash, MadeCode>(bytesMax: 1 << 20, milliseconds: 600_000)
  /// Wrong passwords of one member, whoever guesses.
  let guesses = RateLimiter(perMinute: 6)
  /// Each password takes a quarter of a second and 32 MiB.
  let passwords = BlockingPool(threads: 2)

  init(settings: WebSettings, hasTLS: Bool) {
    self.settings = settings
    oidc = settings.oidc.map { OIDCProvider($0) }
    isSecure = hasTLS || settings.publicURL?.scheme == "https"
    cookies = CookieMaker(isSecure: isSecure)
  }

  /// The address that a request was sent to, as its sender writes it.
  func origin(_ call: Call) -> WebOrigin? {
    if let known = settings.publicURL { return known }
    return call.request.head.authority.flatMap { WebOrigin((isSecure ? "https://" : "http://") + $0) }
  }
}
