@_exported public import Crypto
public import Foundation

/// Stands where scrypt stands: one round of SHA-256, because no password is guessed here.
public enum KDF {
  public enum Scrypt {
    public static func deriveKey<P: DataProtocol, S: DataProtocol>(
      from password: P, salt: S, outputByteCount: Int, rounds: Int, blockSize: Int, parallelism: Int,
      maxMemory: Int? = nil
    ) throws -> SymmetricKey {
      SymmetricKey(data: Array(SHA256.hash(data: Array(salt) + Array(password)).prefix(outputByteCount)))
    }
  }
}
