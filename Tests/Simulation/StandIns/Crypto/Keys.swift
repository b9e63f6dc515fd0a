public import Foundation

public struct SymmetricKey: ContiguousBytes, Sendable {
  let bytes: [UInt8]

  public init<D: ContiguousBytes>(data: D) { bytes = data.withUnsafeBytes(Array.init) }

  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes(body)
  }
}

/// HMAC (RFC 2104).
public struct HMAC<H: HashFunction> {
  public static func authenticationCode<D: DataProtocol>(for data: D, using key: SymmetricKey) -> [UInt8] {
    var padded = key.bytes.count > 64 ? Array(H.hash(data: key.bytes)) : key.bytes
    padded.append(contentsOf: [UInt8](repeating: 0, count: 64 - padded.count))
    let inner = Array(H.hash(data: padded.map { $0 ^ 0x36 } + Array(data)))
    return Array(H.hash(data: padded.map { $0 ^ 0x5c } + inner))
  }
}

/// Stands where Ed25519 stands. It is no signature: whoever reads the public key could make one. It tells a changed
/// message, another key and a forger who does not try from the true one, which is what a simulation needs.
public enum Curve25519 {
  public enum Signing {
    public struct WrongSize: Error {}

    public struct PrivateKey: Sendable {
      public let rawRepresentation: Data

      public init() {
        var generator = SystemRandomNumberGenerator()
        rawRepresentation = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
      }

      public init<D: ContiguousBytes>(rawRepresentation: D) throws {
        let bytes = rawRepresentation.withUnsafeBytes(Array.init)
        guard bytes.count == 32 else { throw WrongSize() }
        self.rawRepresentation = Data(bytes)
      }

      public var publicKey: PublicKey { PublicKey(bytes: Array(SHA256.hash(data: rawRepresentation))) }

      public func signature<D: DataProtocol>(for data: D) throws -> Data {
        Data(Signing.signature(publicKey.bytes, Array(data)))
      }
    }

    public struct PublicKey: Sendable {
      let bytes: [UInt8]

      init(bytes: [UInt8]) { self.bytes = bytes }

      public init<D: ContiguousBytes>(rawRepresentation: D) throws {
        bytes = rawRepresentation.withUnsafeBytes(Array.init)
        guard bytes.count == 32 else { throw WrongSize() }
      }

      public var rawRepresentation: Data { Data(bytes) }

      public func isValidSignature<S: DataProtocol, D: DataProtocol>(_ signature: S, for data: D) -> Bool {
        Array(signature) == Signing.signature(bytes, Array(data))
      }
    }

    static func signature(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
      let first = Array(SHA256.hash(data: key + message))
      return first + key.indices.map { first[$0] ^ key[$0] }
    }
  }
}
