import Merge
import Schema
import TestSupport
import Testing

/// Schemas as documents: what is refused, what is kept, what may follow what.
struct SchemaDocumentTests {
  static let label = #""label": {"sv": "a", "en": "b", "da": "c"}"#

  static func document(fields: String, more: String = "", version: Int = 1) -> String {
    """
    {"name": "small", "version": \(version), "types": [{"number": 1, "key": "thing", \(label),
    "plural": {"sv": "a", "en": "b", "da": "c"}, "fields": [\(fields)]\(more)}]}
    """
  }

  static func field(_ number: Int, _ key: String, _ rest: String = #""kind": "text", "policy": "latest""#) -> String {
    "{\"number\": \(number), \"key\": \"\(key)\", \(label), \(rest)}"
  }

  func schema(_ text: String) throws(SchemaError) -> Schema { try Schema(json: Array(text.utf8)) }

  func reason(_ text: String) -> SchemaError.Reason? {
    do {
      _ = try schema(text)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func whatIsWrongIsRefusedByName() {
    let group =
      ##", "groups": [{"number": 20, "key": "g", "policy": "review", \##(Self.label), "members": ["a", "b"]}]"##
    let cases: [(String, SchemaError.Reason)] = [
      (Self.document(fields: Self.field(8, "a") + "," + Self.field(8, "b")), .duplicateNumber(8)),
      (Self.document(fields: Self.field(8, "a") + "," + Self.field(9, "a")), .duplicateKey("a")),
      (Self.document(fields: Self.field(7, "a")), .numberTooLow(7, minimum: 8)),
      (Self.document(fields: Self.field(8, "a", #""kind": "text", "policy": "mine""#)), .unknownPolicy("mine")),
      (Self.document(fields: Self.field(8, "a", #""kind": "blob", "policy": "latest""#)), .unknownKind("blob")),
      (Self.document(fields: Self.field(8, "a", #""kind": "year", "policy": "text""#)), .textPolicyWithoutText),
      (Self.document(fields: Self.field(8, "a", #""kind": "year", "policy": "union""#)), .unionWithoutSet),
      (
        Self.document(fields: Self.field(8, "a", #""kind": "set", "of": {"kind": "text"}, "policy": "latest""#)),
        .setWithoutUnion
      ),
      (
        Self.document(fields: Self.field(8, "a", #""kind": "reference", "to": ["ghost"], "policy": "latest""#)),
        .unknownType("ghost")
      ),
      (
        Self.document(fields: Self.field(8, "a") + "," + Self.field(9, "b"), more: group),
        .groupPolicyDiffers(field: "a")
      ),
      (
        Self.document(fields: Self.field(8, "a", #""kind": "text", "group": "g""#)),
        .groupMembershipDiffers(field: "a")
      ),
      (Self.document(fields: Self.field(8, "a b")), .badKey("a b")),
      (Self.document(fields: Self.field(8, "a"), more: #", "nameField": "z""#), .unknownField("z")),
      (Self.document(fields: #"{"number": 8, "key": "a"}"#), .missing(member: "kind")),
    ]
    for (text, expected) in cases { #expect(reason(text) == expected, "\(text)") }
    #expect(reason(Self.document(fields: Self.field(8, "a"))) == nil)
    #expect(reason("{") != nil)
    #expect(reason("[]") == .wrongType(expected: "object"))
  }

  @Test func anErrorSaysWhere() {
    do {
      _ = try schema(Self.document(fields: Self.field(8, "a") + "," + Self.field(3, "b")))
      Issue.record("a number of the engine was taken")
    } catch {
      #expect(error.path == "types/thing/fields/b/number")
    }
  }

  @Test func aClosingThatNamesNoRoundIsRefused() {
    let text = String(decoding: Schema.bundled.json(), as: UTF8.self)
    for (old, new) in [
      (#""closed":"closed""#, #""closed":"shut""#), (#""round":"round""#, #""round":"plan""#),
      (#""path":["activity""#, #""path":["colour""#), (#""state":"state""#, #""state":"year""#),
    ] {
      let parts = text.split(separator: old, omittingEmptySubsequences: false)
      #expect(parts.count == 2)
      #expect(reason(parts.joined(separator: new)) == .badClosing, "\(new)")
    }
  }

  /// The bundled schema with bytes and members changed: read or refused, never a crash; what is read is written and
  /// read again.
  @Test func hostileDocuments() throws {
    let bytes = Schema.bundled.json()
    let snippets = ["8", "\"plan\"", "\"union\"", "\"set\"", "null", "-1", "99999999999999999999", "[]", "{}", "1.5"]
    var taken = 0
    for seed in UInt64(0)..<150 {
      var random = SeededGenerator(seed: seed)
      var mutant = bytes
      let index = Int.random(in: 0..<bytes.count, using: &random)
      let colon = bytes[index...].firstIndex(of: UInt8(ascii: ":")) ?? index
      let end = bytes[colon...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}")].contains($0) } ?? bytes.count
      if random.oneIn(4) {
        mutant[index] = UInt8.random(in: 0...255, using: &random)
      } else if colon < end {
        mutant.replaceSubrange((colon + 1)..<end, with: Array((snippets.randomElement(using: &random) ?? "").utf8))
      }
      guard let schema = try? Schema(json: mutant) else { continue }
      taken += 1
      #expect(try Schema(json: schema.json()) == schema, "seed \(seed)")
      _ = schema.incompatibilities(with: .bundled)
    }
    #expect(taken > 5)
  }

  @Test func unknownMembersAreWrittenOutAgain() throws {
    let text = Self.document(
      fields: Self.field(8, "a", #""kind": "text", "policy": "latest", "future": {"z": [1.50]}"#))
    let once = try schema(text).json()
    #expect(String(decoding: once, as: UTF8.self).contains(#""future":{"z":[1.50]}"#))
    #expect(try Schema(json: once).json() == once)
  }

  @Test func theBundledSchemaIsCanonicalOnceWritten() throws {
    let once = Schema.bundled.json()
    let again = try Schema(json: once)
    #expect(again.json() == once)
    #expect(again == .bundled)
    #expect(again.types == Schema.bundled.types)
  }

  @Test func whatMayFollowAndWhatMayNot() throws {
    let text = #""kind": "text", "policy": "latest""#
    let colours = { (codes: [String]) in
      let options = codes.map { "{\"code\": \"\($0)\", \(Self.label)}" }.joined(separator: ",")
      return "\"kind\": \"enumeration\", \"policy\": \"review\", \"options\": [\(options)]"
    }
    let old = try schema(
      Self.document(fields: Self.field(8, "a", text) + "," + Self.field(9, "c", colours(["red"]))))
    func after(_ fields: String...) throws -> Set<SchemaIncompatibility.Reason> {
      let new = try schema(Self.document(fields: fields.joined(separator: ","), version: 2))
      return Set(new.incompatibilities(with: old).map(\.reason))
    }
    let a = Self.field(8, "a", text)
    let c = Self.field(9, "c", colours(["red"]))
    #expect(try after(a, Self.field(9, "c", colours(["blue", "red"])), Self.field(10, "d", text)).isEmpty)
    #expect(try after(a, Self.field(9, "c", colours(["blue"]))) == [.kindChanged])
    #expect(try after(a) == [.fieldRemoved])
    #expect(try after(Self.field(10, "a", text), c) == [.fieldRenumbered])
    #expect(try after(Self.field(8, "a", #""kind": "longText", "policy": "latest""#), c) == [.kindChanged])
    #expect(try after(Self.field(8, "a", #""kind": "text", "policy": "text""#), c) == [.policyChanged])
    #expect(old.isCompatibleSuccessor(of: old))
    let same = try schema(Self.document(fields: a + "," + c + "," + Self.field(10, "d", text), version: 1))
    #expect(same.incompatibilities(with: old).map(\.reason) == [.versionNotHigher])
  }

  @Test func aFieldThatJoinsAGroupIsRefused() throws {
    let two = Self.field(8, "a", #""kind": "text""#) + "," + Self.field(9, "b", #""kind": "text""#)
    let group =
      ##", "groups": [{"number": 10, "key": "g", "policy": "latest", \##(Self.label), "members": ["a", "b"]}]"##
    let old = try schema(Self.document(fields: Self.field(8, "a") + "," + Self.field(9, "b")))
    let new = try schema(Self.document(fields: two, more: group, version: 2))
    #expect(Set(new.incompatibilities(with: old).map(\.reason)) == [.groupChanged])
    #expect(Set(new.incompatibilities(with: old).map(\.path)) == ["thing/a", "thing/b"])
    let thing = try #require(new.type("thing"))
    #expect(thing.register(FieldNumber(8)) == nil)
    #expect(thing.register("b")?.key == "g")
    #expect(thing.registers.map(\.key) == ["g"])
  }
}
