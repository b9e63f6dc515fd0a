internal import Foundation
internal import Merge

/// Text as people search for it and as Swedish readers expect it in order. Every store uses these, so that all answer
/// alike.
public enum Folding {
  /// The words of a text in the form in which words are compared: lower case, letters without their marks.
  ///
  /// A word is a run of letters and digits. Å and ä become a, ö and ø become o, æ becomes a, đ, ŋ and ŧ become d, n and
  /// t; what has no Latin base letter stays as it is.
  ///
  /// - Complexity: O(bytes).
  public static func words(of text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func close() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39, 0x61...0x7A: word.append(UInt8(scalar.value))
      case 0x41...0x5A: word.append(UInt8(scalar.value) | 0x20)
      case 0..<0x80: close()
      case 0x300...0x36F: continue
      default:
        if let letters = plainLetters(scalar) {
          word.append(contentsOf: letters)
        } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
          word.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        } else {
          close()
        }
      }
    }
    close()
    return words
  }

  /// All words that a record can be found by: those of the texts in its fields.
  public static func words(of view: RecordView) -> [String] {
    var found: [String] = []
    func add(_ value: Value) {
      switch value.content {
      case .text(let text)?: found += words(of: text)
      case .row(let parts)?: for part in parts { add(part.value) }
      default: break
      }
    }
    for field in view.fields {
      switch field.content {
      case .value(let value): add(value)
      case .elements(let elements): for element in elements { add(element) }
      }
    }
    return found
  }

  /// Bytes that compare as a Swedish reader sorts: å, ä and ö after z; æ with ä, ø with ö, ü with y; other marks and
  /// case make no difference.
  public static func swedishKey(_ text: String) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(text.utf8.count)
    let hasMarks = text.unicodeScalars.contains { (0x300...0x36F).contains($0.value) }
    let composed = hasMarks ? text.precomposedStringWithCanonicalMapping : text
    for scalar in composed.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A: key.append(UInt8(scalar.value) | 0x20)
      case 0x7B...0x7F: key.append(UInt8(scalar.value) - 0x60)
      case 0..<0x80: key.append(UInt8(scalar.value))
      case 0xC5, 0xE5: key.append(0x7B)
      case 0xC4, 0xE4, 0xC6, 0xE6: key.append(0x7C)
      case 0xD6, 0xF6, 0xD8, 0xF8: key.append(0x7D)
      case 0xDC, 0xFC: key.append(UInt8(ascii: "y"))
      case 0x300...0x36F: continue
      default:
        if let letters = plainLetters(scalar) {
          key.append(contentsOf: letters)
        } else {
          let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
          key += [0xFF, UInt8(lower.value >> 16), UInt8(lower.value >> 8 & 0xFF), UInt8(lower.value & 0xFF)]
        }
      }
    }
    return key
  }

  /// The letters a to z that a marked or Nordic letter is searched as; nil when it has none.
  private static func plainLetters(_ scalar: Unicode.Scalar) -> [UInt8]? {
    if let letters = special[scalar.value] { return letters }
    guard scalar.value < 0x250 || (0x1E00..<0x1F00).contains(scalar.value),
      let base = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars.first, base.isASCII,
      base.properties.isAlphabetic
    else { return nil }
    return [UInt8(base.value) | 0x20]
  }

  /// Latin letters that do not come apart into a base and a mark.
  private static let special: [UInt32: [UInt8]] = {
    let pairs: KeyValuePairs<String, String> = [
      "æ": "a", "Æ": "a", "ø": "o", "Ø": "o", "å": "a", "Å": "a", "ä": "a", "Ä": "a", "ö": "o", "Ö": "o", "é": "e",
      "É": "e", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ŋ": "n", "Ŋ": "n", "ŧ": "t", "Ŧ": "t", "ł": "l", "Ł": "l",
      "ħ": "h", "Ħ": "h", "þ": "th", "Þ": "th", "ß": "ss", "œ": "oe", "Œ": "oe", "ǥ": "g", "Ǥ": "g", "ʒ": "z",
      "Ʒ": "z", "ǯ": "z", "Ǯ": "z", "ı": "i",
    ]
    var table: [UInt32: [UInt8]] = [:]
    for (letter, plain) in pairs {
      if let scalar = letter.unicodeScalars.first { table[scalar.value] = Array(plain.utf8) }
    }
    return table
  }()
}

/// Where a field's content stands in a sorted list. Keys compare by their bytes.
public struct SortKey: Hashable, Comparable, Sendable {
  private let bytes: [UInt8]

  /// What is empty comes last.
  public init(_ content: FieldContent?) {
    switch content {
    case .value(let value)?: bytes = Self.bytes(value)
    case .elements(let elements)?: bytes = elements.first.map(Self.bytes) ?? [0xFF]
    case nil: bytes = [0xFF]
    }
  }

  /// Of a text.
  public init(text: String) {
    bytes = [6] + Folding.swedishKey(text)
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.bytes.withUnsafeBytes { left in
      right.bytes.withUnsafeBytes { right in
        guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else {
          return left.count < right.count
        }
        let order = memcmp(leftBase, rightBase, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
      }
    }
  }

  private static func bytes(_ value: Value) -> [UInt8] {
    switch value.content {
    case .boolean(let flag)?: return [1, flag ? 1 : 0]
    case .integer(let number)?: return [2] + ordered(number) + [UInt8](repeating: 0, count: 16)
    case .decimal(let decimal)?: return [2] + ordered(decimal)
    case .date(let date)?:
      return [3, UInt8(date.year >> 8), UInt8(date.year & 0xFF), UInt8(date.month ?? 0), UInt8(date.day ?? 0)]
    case .code(let code)?: return [4] + Array(code.utf8)
    case .reference(let record)?: return [5] + record.bytes
    case .text(let text)?: return SortKey(text: text).bytes
    case .row(let parts)?: return parts.first.map { bytes($0.value) } ?? [0xFF]
    case nil: return value.isCleared ? [0xFF] : [0xFE] + value.bytes
    }
  }

  private static func ordered(_ number: Int64) -> [UInt8] {
    let shifted = UInt64(bitPattern: number) ^ 1 << 63
    return stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: shifted >> UInt64($0)) }
  }

  /// The whole part rounded down, then what is left in units of 10^−38.
  private static func ordered(_ decimal: Merge.Decimal) -> [UInt8] {
    guard decimal.scale <= 37 else { return ordered(decimal.mantissa < 0 ? -1 : 0) + UInt128(1).bytes }
    let unit = (0..<Int(decimal.scale)).reduce(Int128(1)) { power, _ in power * 10 }
    var whole = Int128(decimal.mantissa) / unit
    var rest = Int128(decimal.mantissa) % unit
    if rest < 0 {
      whole -= 1
      rest += unit
    }
    let fraction = (Int(decimal.scale)..<38).reduce(UInt128(rest)) { power, _ in power * 10 }
    return ordered(Int64(clamping: whole)) + fraction.bytes
  }
}
