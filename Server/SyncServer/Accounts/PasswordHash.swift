internal import CryptoExtras
internal import Foundation
internal import Merge
public import Replica

/// What the server keeps of a password: scrypt (RFC 7914) over a salt of its own, with the parameters that it was made
/// with, so that they can grow.
public struct PasswordHash: Hashable, Sendable {
  public var salt: [UInt8]
  public var hash: [UInt8]
  /// N: memory is 128 · N · `blockSize` bytes.
  public var rounds: Int
  /// r.
  public var blockSize: Int
  /// p.
  public var parallelism: Int

  public init(salt: [UInt8], hash: [UInt8], rounds: Int, blockSize: Int, parallelism: Int) {
    self.salt = salt
    self.hash = hash
    self.rounds = rounds
    self.blockSize = blockSize
    self.parallelism = parallelism
  }

  /// As short as a password may be, in characters. There is no other rule, for those make passwords worse.
  public static let lengthMin = 10
  static let bytesMax = 1024
  private static let hashBytes = 32

  /// Of a new password, with the parameters of today: 32 MiB, about a quarter of a second.
  ///
  /// - Throws: `AccountProblem.passwordTooShort` or `.passwordTooLong`.
  public init(of password: String, random: some RandomSource) throws {
    guard password.count >= Self.lengthMin else { throw AccountProblem.passwordTooShort(min: Self.lengthMin) }
    guard password.utf8.count <= Self.bytesMax else { throw AccountProblem.passwordTooLong(max: Self.bytesMax) }
    self.init(
      salt: random.bits128().bytes, hash: [], rounds: 1 << 15, blockSize: 8, parallelism: 3)
    hash = try derived(password)
  }

  /// Whether `password` is the one. Takes as long either way.
  public func isOf(_ password: String) throws -> Bool {
    // Longer ones were never set; they must not cost more than others.
    let password = password.utf8.count <= Self.bytesMax ? password : ""
    return try SecretBytes.areEqual(derived(password), hash)
  }

  /// One that no password has: what a guess at somebody who has none is compared with, so that it takes as long.
  static let nobody = PasswordHash(
    salt: Array(repeating: 0, count: 16), hash: [], rounds: 1 << 15, blockSize: 8, parallelism: 3)

  private func derived(_ password: String) throws -> [UInt8] {
    // A letter with its accent is typed as one scalar on some keyboards and as two on others.
    let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
    let key = try KDF.Scrypt.deriveKey(
      from: bytes, salt: salt, outputByteCount: Self.hashBytes, rounds: rounds, blockSize: blockSize,
      parallelism: parallelism)
    return key.withUnsafeBytes { Array($0) }
  }
}
