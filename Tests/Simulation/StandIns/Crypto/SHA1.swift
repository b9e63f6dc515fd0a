public import Foundation

public enum Insecure {
  /// SHA-1 (FIPS 180-4), for UUIDs of version 5.
  public struct SHA1: HashFunction, Sendable {
    public typealias Digest = HashDigest
    private var bytes: [UInt8] = []

    public init() {}

    public mutating func update<D: DataProtocol>(data: D) { bytes.append(contentsOf: data) }

    public func finalize() -> HashDigest {
      var message = bytes
      let bits = UInt64(bytes.count) * 8
      message.append(0x80)
      message.append(contentsOf: [UInt8](repeating: 0, count: (120 - message.count % 64) % 64))
      for shift in stride(from: 56, through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
      }
      var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
      var w = [UInt32](repeating: 0, count: 80)
      for start in stride(from: 0, to: message.count, by: 64) {
        for i in 0..<16 {
          let at = start + i * 4
          w[i] = message[at..<(at + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        }
        for i in 16..<80 { w[i] = Self.rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1) }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for i in 0..<80 {
          let (f, k): (UInt32, UInt32) =
            switch i {
            case 0..<20: ((b & c) | (~b & d), 0x5a82_7999)
            case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
            case 40..<60: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
            default: (b ^ c ^ d, 0xca62_c1d6)
            }
          let next = Self.rotate(a, 5) &+ f &+ e &+ k &+ w[i]
          (e, d, c, b, a) = (d, c, Self.rotate(b, 30), a, next)
        }
        for (i, word) in [a, b, c, d, e].enumerated() { state[i] = state[i] &+ word }
      }
      return HashDigest(
        bytes: state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - $0 * 8)) } })
    }

    private static func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value << by | value >> (32 - by) }
  }
}
