internal import Crypto
public import Merge

/// A device's pair of keys; the private one never leaves the device.
public struct DeviceKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new pair from the system's random source.
  public init() {
    key = Curve25519.Signing.PrivateKey()
  }

  /// Nil unless `secret` is 32 bytes that `secret` gave.
  public init?(secret: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret) else { return nil }
    self.key = key
  }

  /// 32 bytes, to be kept where only the user can read them.
  public var secret: [UInt8] { Array(key.rawRepresentation) }

  /// 32 bytes.
  public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// Proves all commits of `replica` up to and including `sequence`, because each carries the hash of the one before.
  public func seal(replica: ReplicaID, sequence: SequenceNumber, hash: Hash) throws -> Seal {
    let signature = try key.signature(for: Seal.preimage(replica: replica, sequence: sequence, hash: hash))
    return Seal(replica: replica, sequence: sequence, hash: hash, signature: Array(signature))
  }
}

/// A device's Ed25519 signature (RFC 8032) over a replica, a sequence and the hash of that commit.
public struct Seal: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: SequenceNumber
  /// Of the commit `sequence` of `replica`.
  public let hash: Hash
  /// 64 bytes when it is a true one.
  public let signature: [UInt8]

  public init(replica: ReplicaID, sequence: SequenceNumber, hash: Hash, signature: [UInt8]) {
    self.replica = replica
    self.sequence = sequence
    self.hash = hash
    self.signature = signature
  }

  /// Whether the device that holds the private half of `publicKey` made it.
  public func isValid(publicKey: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: Self.preimage(replica: replica, sequence: sequence, hash: hash))
  }

  static func preimage(replica: ReplicaID, sequence: SequenceNumber, hash: Hash) -> [UInt8] {
    var preimage = Preimage("bygd seal 1")
    preimage.append(replica.bytes)
    preimage.append(sequence)
    preimage.append(hash.bytes)
    return preimage.bytes
  }
}
