internal import Crypto
internal import Foundation
public import Merge

/// One part of a natural key.
public enum NaturalKeyPart: Hashable, Sendable {
  case record(RecordID)
  case integer(Int64)
  /// Taken as it stands, in NFC.
  case exact(String)
  /// What people write in several ways: case and the amount of space between words make no difference.
  case name(String)
  /// Not known. It is a part like any other: a key with a gap names one record too.
  case absent
}

extension RecordID {
  /// The namespace of all natural keys. It is the same in every workspace and every program, so that two laptops that
  /// import one plan, or assess one activity for one year, make the same records. It never changes.
  private static let naturalNamespace = RecordID(bits: 0x5081_9B04_7A00_476F_B7D2_5FB5_44ED_13C5)

  /// The id of the record of type `type` that has this natural key.
  ///
  /// A UUID of version 5 over the type's key and the parts, each with its kind and length, so that no two keys spell
  /// the same bytes.
  ///
  /// - Parameters:
  ///   - type: the type's key in the schema.
  ///   - parts: in the order that the schema declares.
  /// - Returns: the same id for the same key, everywhere.
  public static func natural(type: String, _ parts: [NaturalKeyPart]) -> RecordID {
    var name: [UInt8] = []
    Varint.append(UInt64(type.utf8.count), to: &name)
    name.append(contentsOf: type.utf8)
    for part in parts {
      let (tag, bytes): (UInt8, [UInt8]) =
        switch part {
        case .absent: (0, [])
        case .record(let record): (1, record.bytes)
        case .integer(let number): (2, Array(String(number).utf8))
        case .exact(let text): (3, Array(text.precomposedStringWithCanonicalMapping.utf8))
        case .name(let text): (4, Array(normalizedName(text).utf8))
        }
      name.append(tag)
      Varint.append(UInt64(bytes.count), to: &name)
      name.append(contentsOf: bytes)
    }
    return version5(namespace: naturalNamespace, name: name)
  }

  /// What two spellings of one name have in common: NFC, lower case, single spaces between words and none around.
  public static func normalizedName(_ name: String) -> String {
    name.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A UUID of version 5: from the SHA-1 of a namespace and a name (RFC 9562, section 5.5).
  public static func version5(namespace: RecordID, name: [UInt8]) -> RecordID {
    var hash = Insecure.SHA1()
    hash.update(data: namespace.bytes)
    hash.update(data: name)
    let bits = hash.finalize().prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    return RecordID(bits: marked(bits, version: 5))
  }

  /// A UUID of version 7: 48 bits of time, so that records sort roughly by age, and 74 random bits (RFC 9562,
  /// section 5.7).
  ///
  /// - Parameters:
  ///   - milliseconds: since 1970; what does not fit in 48 bits is cut off.
  ///   - bits: random; 74 of them are used.
  /// - Returns: an id that nobody else makes.
  public static func random(milliseconds: Int64, bits: UInt128) -> RecordID {
    let time = UInt128(UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF) << 80
    return RecordID(bits: marked(time | bits & (1 << 80 - 1), version: 7))
  }

  public static func random(milliseconds: Int64, using generator: inout some RandomNumberGenerator) -> RecordID {
    random(milliseconds: milliseconds, bits: UInt128(generator.next()) << 64 | UInt128(generator.next()))
  }

  private static func marked(_ bits: UInt128, version: UInt128) -> UInt128 {
    bits & ~(0xF << 76) & ~(0b11 << 62) | version << 76 | 0b10 << 62
  }
}
