import Foundation
import Merge
import Schema
import TestSupport
import Testing

struct RecordIDTests {
  @Test func version5AsInTheRFC() throws {
    // RFC 9562, appendix A.4.
    let dns = try #require(RecordID(text: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
    let id = RecordID.version5(namespace: dns, name: Array("www.example.com".utf8))
    #expect(id.text == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
  }

  @Test func version7AsInTheRFC() {
    // RFC 9562, appendix A.6: rand_a CC3, rand_b 18C4DC0C0C07398F.
    let bits: UInt128 = 0xCC3 << 64 | 0x18C4_DC0C_0C07_398F
    #expect(RecordID.random(milliseconds: 0x017F_22E2_79B0, bits: bits).text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    let hostile = RecordID.random(milliseconds: -1, bits: .max).text
    #expect(hostile == "ffffffff-ffff-7fff-bfff-ffffffffffff")
  }

  @Test func textRoundTrips() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<500 {
      let id = RecordID(bits: UInt128(random.next()) << 64 | UInt128(random.next()))
      #expect(RecordID(text: id.text) == id)
      #expect(RecordID(text: id.text.uppercased()) == id)
      #expect(UUID(uuidString: id.text)?.uuidString.lowercased() == id.text)
    }
    for wrong in [
      "", "x", "6ba7b8109dad11d180b400c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
      "6ba7b810-9dad-11d1-80b4_00c04fd430c8", "{6ba7b810-9dad-11d1-80b4-00c04fd430c}",
    ] {
      #expect(RecordID(text: wrong) == nil)
    }
  }

  @Test func crockfordVectors() {
    let vectors = [
      "": "", "f": "cr", "fo": "csqg", "foo": "csqpy", "foob": "csqpyrg", "fooba": "csqpyrk1", "foobar": "csqpyrk1e8",
    ]
    for (plain, coded) in vectors {
      #expect(CrockfordBase32.encode(Array(plain.utf8)) == coded)
      #expect(CrockfordBase32.decode(coded) == Array(plain.utf8))
    }
    #expect(CrockfordBase32.canonical("OoIiLl-Zz") == "001111zz")
    #expect(CrockfordBase32.canonical("u") == nil)
    #expect(CrockfordBase32.canonical("-") == nil)
    #expect(CrockfordBase32.decode("c") == nil)
    #expect(CrockfordBase32.decode("cz") == nil)
  }

  @Test func crockfordRoundTrips() {
    var random = SeededGenerator(seed: 32)
    for length in 0..<70 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(CrockfordBase32.decode(CrockfordBase32.encode(bytes).uppercased()) == bytes)
    }
  }

  @Test func aReferenceIsTheBeginningOfTheHash() {
    // SHA-256 of 16 zero bytes begins 374708FFF7; made with another program.
    let id = RecordID(bits: 0)
    #expect(id.referenceLetters() == "6x3ghzz")
    #expect(id.referenceLetters(RecordID.referenceLengthMax).utf8.count == 52)
    #expect(id.referenceLetters(8) == "6x3ghzzq")
    #expect(id.answers(toReference: "6X3GHZZ"))
    #expect(id.answers(toReference: "6x3"))
    #expect(!id.answers(toReference: "6x3ghzy"))
    #expect(!id.answers(toReference: ""))
  }

  @Test func naturalKeysMeet() throws {
    let plan = RecordID(bits: 1)
    let one = RecordID.natural(type: "function", [.record(plan), .name("Kultur-  chef Örebro ")])
    #expect(one == .natural(type: "function", [.record(plan), .name("kultur- CHEF o\u{308}rebro")]))
    // Stands in replicas all over the region: it may never change.
    #expect(
      RecordID.natural(type: "assessment", [.record(plan), .integer(2025)]).text
        == "eea2db3c-8e5a-5d33-9101-7b1c5bb4066e")
    #expect(one.text.dropFirst(14).first == "5")
  }

  @Test func differentKeysNeverSpellTheSame() {
    let parts: [NaturalKeyPart] = [
      .absent, .exact(""), .exact("a"), .exact("A"), .exact("ab"), .name("a"), .name("ab"), .integer(1), .exact("1"),
      .record(RecordID(bits: 1)),
    ]
    var ids: Set<RecordID> = []
    var count = 0
    for type in ["a", "ab"] {
      for first in parts {
        ids.insert(.natural(type: type, [first]))
        count += 1
        for second in parts {
          ids.insert(.natural(type: type, [first, second]))
          count += 1
        }
      }
    }
    #expect(ids.count == count)
  }

  @Test func twoPeopleAssessOneActivityForOneYear() throws {
    let type = try #require(Schema.bundled.type("assessment"))
    let activity = try #require(type.field("activity"))
    let year = try #require(type.field("year"))
    let values = [activity.number: Value(.reference(RecordID(bits: 5))), year.number: Value(.integer(2025))]
    let id = try #require(type.naturalID { values[$0] })
    #expect(id == type.naturalID { values[$0] })
    #expect(type.naturalID { $0 == year.number ? nil : values[$0] } == nil)
    #expect(type.naturalID { $0 == year.number ? Value(.integer(2026)) : values[$0] } != id)
    let function = try #require(Schema.bundled.type("function"))
    let name = try #require(function.field("name"))
    #expect(function.naturalID { $0 == name.number ? .text("Kulturchef") : nil } != nil)
    #expect(Schema.bundled.type("visit")?.naturalID { _ in nil } == nil)
  }
}
