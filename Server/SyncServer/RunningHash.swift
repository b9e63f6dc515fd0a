internal import CommitFormat
internal import Crypto
internal import Foundation

/// SHA-256 of bytes that come piece by piece.
struct RunningHash {
  private var hash = SHA256()

  mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  consuming func finish() -> Hash {
    Hash(bytes: Array(hash.finalize())) ?? .zero
  }
}
