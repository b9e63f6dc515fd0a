import Foundation
import Schema
import TestSupport
import Testing

struct JSONTests {
  func code(_ text: String, _ limits: JSONLimits = JSONLimits()) -> JSONError.Code? { code(Array(text.utf8), limits) }

  func code(_ bytes: [UInt8], _ limits: JSONLimits = JSONLimits()) -> JSONError.Code? {
    do {
      _ = try JSONValue(parsing: bytes, limits: limits)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func whatIsNoJSONIsRefusedByName() {
    let cases: [(String, JSONError.Code)] = [
      ("", .empty), (" \n", .empty), ("{", .cut), ("[1,", .cut), ("\"a", .cut), ("-", .cut), ("tru", .cut),
      ("[1,]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("'a'", .unexpectedByte),
      ("1 2", .trailingBytes), ("01", .trailingBytes), ("1.", .cut), ("1.x", .badNumber), ("1e", .cut),
      ("+1", .unexpectedByte), ("NaN", .unexpectedByte), ("// x", .unexpectedByte), ("\u{FEFF}1", .unexpectedByte),
      (#"{"a":1,"a":2}"#, .duplicateKey), (#"{"a":1,"\u0061":2}"#, .duplicateKey),
      (#"{"\u00e5":1,"a\u030a":2}"#, .duplicateKey), (#""\ud800""#, .loneSurrogate),
      (#""\udc00\ud800""#, .loneSurrogate),
      (#""\ud800\u0041""#, .loneSurrogate), (#""\x41""#, .badEscape), (#""\u00g0""#, .badEscape),
      ("\"a\u{1}\"", .controlCharacter), ("\"a\nb\"", .controlCharacter),
    ]
    for (text, expected) in cases { #expect(code(text) == expected, "\(text)") }
    #expect(code([0x22, 0xC3, 0x22]) == .notUTF8)
    #expect(code([0x22, 0xED, 0xA0, 0x80, 0x22]) == .notUTF8)
    #expect(code([0x22, 0xC0, 0x80, 0x22]) == .notUTF8)
  }

  @Test func limitsHold() {
    let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(code(deep) == nil)
    #expect(code("[\(deep)]") == .tooDeep)
    #expect(code(String(repeating: "[", count: 1_000_000)) == .tooDeep)
    #expect(code(String(repeating: "{\"a\":", count: 100_000)) == .tooDeep)
    #expect(code("[1,2,3]", JSONLimits(bytesMax: 6)) == .tooLarge)
    #expect(code(String(repeating: "9", count: 65)) == .badNumber)
  }

  @Test func anErrorSaysWhere() {
    do {
      _ = try JSONValue(parsing: "{\n  \"å\": ?\n}")
      Issue.record("a question mark was taken for a value")
    } catch {
      #expect((error.offset, error.line, error.column) == (10, 2, 9))
    }
  }

  @Test func escapesAndLetters() throws {
    let value = try JSONValue(parsing: #""\"\\\/\b\f\n\r\t\u00e5\ud83d\ude00 åäö Åsa đŋš""#)
    #expect(value == .string("\"\\/\u{8}\u{C}\n\r\tå😀 åäö Åsa đŋš"))
    #expect(value.text() == #""\"\\/\u0008\u000c\n\r\tå😀 åäö Åsa đŋš""#)
    #expect(JSONValue.string("\u{0}\u{1F}\u{7F}").text() == #""\u0000\u001f\u007f""#)
  }

  @Test func layouts() throws {
    let value = try JSONValue(parsing: #"{"b":[1,{}],"å":[],"a":1.50e+2}"#)
    #expect(value.text() == #"{"b":[1,{}],"å":[],"a":1.50e+2}"#)
    #expect(value.text(.canonical) == #"{"a":1.50e+2,"b":[1,{}],"å":[]}"#)
    #expect(value.text(.indented) == "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"å\": [],\n  \"a\": 1.50e+2\n}")
    #expect(try JSONValue(parsing: value.text(.indented)) == value)
  }

  @Test func objectsKeepTheirOrder() {
    var object = JSONObject([.init(key: "a", value: 1), .init(key: "b", value: 2), .init(key: "a", value: 3)])
    #expect(object.members.map(\.key) == ["a", "b"])
    object["c"] = .null
    object["a"] = nil
    object["b"] = .boolean(true)
    #expect(JSONValue.object(object).text() == #"{"b":true,"c":null}"#)
  }

  @Test func whatIsPrintedIsRead() throws {
    for seed in UInt64(0)..<400 {
      var random = SeededGenerator(seed: seed)
      let value = Self.random(depth: 4, using: &random)
      for layout in [JSONValue.Layout.compact, .canonical, .indented] {
        let bytes = value.bytes(layout)
        let read = try JSONValue(parsing: bytes)
        #expect(read.bytes(.canonical) == value.bytes(.canonical), "seed \(seed)")
        #expect(read.bytes(layout) == bytes, "seed \(seed)")
        _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      }
    }
  }

  /// Documents with bytes changed, cut, doubled and moved: never a crash, and what is taken is printed and read again.
  @Test func hostileBytes() throws {
    var taken = 0
    for seed in UInt64(0)..<4000 {
      var random = SeededGenerator(seed: seed)
      var bytes = Self.random(depth: 3, using: &random).bytes(random.oneIn(2) ? .compact : .indented)
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] = Array("{}[]\",:\\u0d8-+eE.tfn ".utf8).randomElement(using: &random) ?? 0
        case 2: bytes.removeSubrange(index...)
        case 3: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
        default: bytes.remove(at: index)
        }
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      taken += 1
      #expect(try JSONValue(parsing: value.bytes()) == value, "seed \(seed)")
      // What we take, a second reader takes too.
      #expect(
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil,
        "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(taken > 100)
    for seed in UInt64(0)..<2000 {
      var random = SeededGenerator(seed: seed)
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = try? JSONValue(parsing: bytes)
    }
  }

  static func random(depth: Int, using random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
    case 0: return .null
    case 1: return .boolean(random.oneIn(2))
    case 2: return .number(["0", "-0", "12", "-3.50", "1e9", "0.1E-7"].randomElement(using: &random) ?? "0")
    case 3, 4: return .string(text(using: &random))
    case 5:
      let count = Int.random(in: 0...4, using: &random)
      return .array((0..<count).map { _ in Self.random(depth: depth - 1, using: &random) })
    default:
      let count = Int.random(in: 0...4, using: &random)
      return .object(
        JSONObject(
          (0..<count).map { _ in
            JSONObject.Member(key: text(using: &random), value: Self.random(depth: depth - 1, using: &random))
          }))
    }
  }

  static func text(using random: inout SeededGenerator) -> String {
    let pieces = ["a", "å", "Ö", "\"", "\\", "\n", "\u{0}", "\u{7F}", "😀", "e\u{301}", "š", "/", " ", "\u{2028}"]
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }
}

extension JSONValue: Swift.ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self = .number(value) }
}
