public import CommitFormat
public import SyncProtocol

/// Why something about accounts was not done. Nothing was changed.
public enum AccountProblem: Error, Hashable, Sendable {
  /// No token, or one that no device has.
  case notSignedIn
  case deviceRevoked
  case notAllowed(needs: Role)
  case codeUnknown
  case codeUsed
  case codeExpired
  case unknownUser(String)
  case userExists(String)
  /// Empty, too long, or with characters that can't be seen.
  case badName(String)
  case unknownDevice
  /// The workspace's schema declares none of that key.
  case unknownAudience(String)
  /// The key is not one of Ed25519.
  case badPublicKey
  /// The replica's id is another device's.
  case replicaTaken
  /// A workspace keeps at least one administrator.
  case lastAdministrator
  /// The name or the password; nobody is told which.
  case wrongPassword
  /// In characters.
  case passwordTooShort(min: Int)
  /// In bytes.
  case passwordTooLong(max: Int)
  case unknownSession
  /// Nothing of that number is in the quarantine.
  case unknownQuarantined
  /// Somebody was faster.
  case alreadyDecided

  /// What is answered over the wire.
  public var code: ProblemCode {
    switch self {
    case .notSignedIn, .wrongPassword: .notSignedIn
    case .deviceRevoked: .deviceRevoked
    case .notAllowed, .lastAdministrator, .replicaTaken: .notAllowed
    case .codeUnknown: .codeUnknown
    case .codeUsed: .codeUsed
    case .codeExpired: .codeExpired
    case .unknownUser, .unknownDevice, .unknownSession, .unknownAudience, .unknownQuarantined: .notFound
    case .alreadyDecided: .conflictMoved
    case .userExists: .userExists
    case .badName, .badPublicKey, .passwordTooShort, .passwordTooLong: .refused
    }
  }
}
