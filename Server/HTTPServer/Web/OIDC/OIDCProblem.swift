/// Why nobody was signed in by the provider.
enum OIDCProblem: Error, Hashable, Sendable {
  /// It does not answer, or not in time.
  case unreachable
  /// It answers something else than OpenID Connect asks for; what, for the server's log.
  case garbled(String)
  /// It did not let the person in.
  case refused(String)
  /// The answer is not to a question of this browser, or comes too late, or for the second time.
  case unasked
  /// The ID token is not to be believed; why, for the server's log.
  case badToken(TokenFault)
  /// The provider does not say who it is.
  case noName
  /// Somebody who is no member.
  case notMember(String)

  /// What is wrong with an ID token.
  enum TokenFault: String, Hashable, Sendable {
    case malformed
    case algorithm
    case unknownKey = "unknown-key"
    case signature
    case issuer
    case audience
    case expired
    case early
    case nonce
    case subject
  }
}
