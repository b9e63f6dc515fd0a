public import CommitFormat
internal import Merge

/// One browser that is signed in, as a member of one workspace.
public struct WebSession: Hashable, Sendable {
  /// How somebody came in.
  public enum Way: String, Hashable, Sendable, CaseIterable {
    /// A one-time link from the server's administrator.
    case link
    /// An invitation code, with which a password was chosen.
    case invitation
    case password
    /// The organisation's own sign-in.
    case oidc
  }

  /// Hash of the token; the token itself only the browser has.
  public var token: Hash
  public var workspace: WorkspaceID
  public var user: String
  public var way: Way
  /// What the browser calls itself, shortened; empty when it says nothing.
  public var browser: String
  /// Milliseconds since 1970-01-01 00:00 UTC, as all times here.
  public var createdAt: Int64
  /// When it was used last, to the minute.
  public var seenAt: Int64
  /// What somebody had typed when a former session ended, until its page is opened again.
  public var kept: KeptForm?

  public init(
    token: Hash, workspace: WorkspaceID, user: String, way: Way, browser: String, createdAt: Int64, seenAt: Int64,
    kept: KeptForm? = nil
  ) {
    self.token = token
    self.workspace = workspace
    self.user = user
    self.way = way
    self.browser = browser
    self.createdAt = createdAt
    self.seenAt = seenAt
    self.kept = kept
  }

  /// Names the session to people and programs; opens nothing. 16 hexadecimal digits.
  public var id: String { String(token.hex.prefix(16)) }

  /// A session that nobody uses ends after 8 hours.
  public static let idleMilliseconds: Int64 = 8 * 3_600_000
  /// Every session ends after 14 days.
  public static let wholeMilliseconds: Int64 = 14 * 86_400_000

  /// Whether it is good at `time`.
  public func isOpen(at time: Int64) -> Bool {
    time - seenAt < Self.idleMilliseconds && time - createdAt < Self.wholeMilliseconds
  }
}

/// A form that came without a session: where it was to go, and what was typed.
public struct KeptForm: Hashable, Sendable {
  /// A path of this server.
  public var path: String
  /// `application/x-www-form-urlencoded`.
  public var body: [UInt8]

  public init(path: String, body: [UInt8]) {
    self.path = path
    self.body = body
  }

  /// What is kept at most, path and body together.
  public static let bytesMax = 64 << 10
}
