internal import CommitFormat
internal import Merge
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol

/// The JSON object that a request brings. What the document does not name is refused, so that no misspelt member is
/// passed over in silence: what can't be read is `malformed`, what reads well and is not possible here is `refused`.
struct BodyObject {
  let object: JSONObject

  /// - Parameters:
  ///   - json: the whole body.
  ///   - keys: the members that it may have.
  /// - Throws: a problem that names the first member that is none of them.
  init(_ json: JSONValue, keys: [String]) throws {
    guard let object = json.object else { throw ProblemAnswer(.malformed, subject: "json") }
    for member in object.members where !keys.contains(where: { $0.utf8.elementsEqual(member.key.utf8) }) {
      throw ProblemAnswer(.malformed, subject: member.key, details: [.init(key: "known", value: .strings(keys))])
    }
    self.object = object
  }

  /// A text of at most `max` Unicode scalars; nil when it is left out.
  func text(_ key: String, max: Int = 4096) throws -> String? {
    guard let value = object[key] else { return nil }
    guard let text = value.string, text.unicodeScalars.count <= max else {
      throw ProblemAnswer(.malformed, subject: key)
    }
    return text
  }

  func requiredText(_ key: String, max: Int = 4096) throws -> String {
    guard let text = try text(key, max: max) else { throw ProblemAnswer(.malformed, subject: key) }
    return text
  }

  /// A reason or a message: as it may stand in a commit.
  func note(_ key: String) throws -> String {
    guard let text = try text(key) else { return "" }
    return try Self.clean(text, subject: key)
  }

  static func clean(_ text: String, subject: String) throws -> String {
    do {
      return try CleanText.make(text, bytesMax: 16384)
    } catch {
      throw ProblemAnswer(
        .refused, subject: subject, details: [.init(key: "code", value: .string(error.code.rawValue))])
    }
  }

  func flag(_ key: String) throws -> Bool {
    guard let value = object[key] else { return false }
    guard let flag = value.boolean else { throw ProblemAnswer(.malformed, subject: key) }
    return flag
  }

  /// Nil when it is left out.
  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let value = object[key] else { return nil }
    guard let number = value.integer.flatMap({ Int(exactly: $0) }), range.contains(number) else {
      throw ProblemAnswer(.malformed, subject: key)
    }
    return number
  }

  func objects(_ key: String) throws -> JSONObject? {
    guard let value = object[key] else { return nil }
    guard let object = value.object else { throw ProblemAnswer(.malformed, subject: key) }
    return object
  }

  /// At most 1,024 texts; nil when they are left out.
  func texts(_ key: String) throws -> [String]? {
    guard let value = object[key] else { return nil }
    guard let array = value.array, array.count <= 1024 else { throw ProblemAnswer(.malformed, subject: key) }
    return try array.map { element in
      guard let text = element.string, text.unicodeScalars.count <= 4096 else {
        throw ProblemAnswer(.malformed, subject: key)
      }
      return text
    }
  }

  /// What the caller had seen; nil when it is left out.
  func seen() throws -> SeenToken? {
    guard let text = try text("seen", max: 1024) else { return nil }
    return try Self.seen(text)
  }

  static func seen(_ text: String) throws -> SeenToken {
    guard let token = SeenToken(text) else { throw ProblemAnswer(.refused, subject: "seen") }
    return token
  }

  func role(_ key: String) throws -> Role {
    guard let role = Role(rawValue: try requiredText(key)) else { throw ProblemAnswer(.malformed, subject: key) }
    return role
  }
}

extension JSONValue {
  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  static func text(orNull text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  /// An object with `schema`, which every document begins with.
  static func document(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject([.init(key: "schema", value: .number(1))] + members.map { .init(key: $0.key, value: $0.value) }))
  }
}
