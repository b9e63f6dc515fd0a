import Merge
import Schema

/// A small workspace with a field of each policy, so that seeds collide.
enum SimSchema {
  static let thing = TypeNumber(1)
  static let score = TypeNumber(2)

  enum Thing {
    static let title = FieldNumber(8)
    static let tag = FieldNumber(9)
    static let labels = FieldNumber(10)
    static let body = FieldNumber(11)
    static let born = FieldNumber(12)
    static let meeting = FieldNumber(13)
    static let place = FieldNumber(14)
    static let year = FieldNumber(15)
    static let parent = FieldNumber(16)
    static let secret = FieldNumber(17)
    /// Since version 2.
    static let extra = FieldNumber(18)
  }

  enum Score {
    static let thing = FieldNumber(8)
    static let year = FieldNumber(9)
    static let grade = FieldNumber(10)
    static let remark = FieldNumber(11)
  }

  /// The schema of a workspace, before and after it is changed.
  struct Versions {
    let first: Schema
    let second: Schema
  }

  static let plain = Versions(first: schema(version: 1), second: schema(version: 2))
  /// With two audiences beside everyone.
  static let guarded = Versions(
    first: schema(version: 1, hasAudiences: true), second: schema(version: 2, hasAudiences: true))
  static let first = plain.first
  static let second = plain.second

  static let protected = Audience(1)
  static let municipality = Audience(2)

  static func key(of audience: Audience) -> String { audience == protected ? "protected" : "municipality" }

  /// How a register of either version is read.
  static func policy(_ register: FieldNumber, of type: TypeNumber) -> Policy {
    if register < .firstOfSchema { return .review }
    if type == score {
      switch register {
      case Score.grade: return .review
      case Score.remark: return .text
      default: return .once
      }
    }
    switch register {
    case Thing.tag: return .latest
    case Thing.labels: return .union
    case Thing.body: return .text
    case Thing.born: return .once
    default: return .review
    }
  }

  static func parentField(of type: TypeNumber) -> FieldNumber { type == score ? Score.thing : Thing.parent }

  static func name(_ register: RegisterID, of type: TypeNumber) -> String {
    if register == .life { return "life" }
    if register == .type { return "type" }
    if register == .alias { return "same" }
    let key = first.type(type)?.register(register.field)?.key ?? second.type(type)?.register(register.field)?.key
    return key ?? "field \(register.field.number)"
  }

  private static func schema(version: Int, hasAudiences: Bool = false) -> Schema {
    let audiences =
      hasAudiences
      ? """
      "audiences": [{"number": 1, "key": "protected", "label": \(label("protected"))},
                    {"number": 2, "key": "municipality", "label": \(label("municipality"))}],
      """ : ""
    let extra = version > 1 ? "," + field(18, "extra", "\"policy\": \"review\", \"kind\": \"text\"") : ""
    let json = """
      {"name": "sim", "version": \(version), \(audiences) "types": [
        {"number": 1, "key": "thing", "label": \(label("thing")), "plural": \(label("things")), "nameField": "title",
         "parents": ["parent"], "fields": [
          \(field(8, "title", "\"policy\": \"review\", \"kind\": \"text\"")),
          \(field(9, "tag", "\"policy\": \"latest\", \"kind\": \"text\"")),
          \(field(10, "labels", "\"policy\": \"union\", \"kind\": \"set\", \"of\": {\"kind\": \"text\"}")),
          \(field(11, "body", "\"policy\": \"text\", \"kind\": \"longText\"")),
          \(field(12, "born", "\"policy\": \"once\", \"kind\": \"year\"")),
          \(field(14, "place", "\"group\": \"meeting\", \"kind\": \"text\"")),
          \(field(15, "year", "\"group\": \"meeting\", \"kind\": \"year\"")),
          \(field(16, "parent", "\"policy\": \"review\", \"kind\": \"reference\", \"to\": [\"thing\"], \"parent\": true")),
          \(field(17, "secret", "\"policy\": \"review\", \"kind\": \"text\", \"personal\": true"))\(extra)],
         "groups": [{"number": 13, "key": "meeting", "label": \(label("meeting")), "policy": "review",
                     "members": ["place", "year"]}]},
        {"number": 2, "key": "score", "label": \(label("score")), "plural": \(label("scores")), "nameField": "thing",
         "naturalKey": ["thing", "year"], "parents": ["thing"], "fields": [
          \(field(8, "thing", "\"policy\": \"once\", \"kind\": \"reference\", \"to\": [\"thing\"], \"parent\": true")),
          \(field(9, "year", "\"policy\": \"once\", \"kind\": \"year\"")),
          \(field(10, "grade", "\"policy\": \"review\", \"kind\": \"integer\"")),
          \(field(11, "remark", "\"policy\": \"text\", \"kind\": \"longText\""))]}
      ]}
      """
    do {
      return try Schema(json: Array(json.utf8))
    } catch {
      preconditionFailure("the simulation's own schema: \(error)")
    }
  }

  private static func label(_ word: String) -> String {
    "{\"sv\": \"\(word)\", \"en\": \"\(word)\", \"da\": \"\(word)\"}"
  }

  private static func field(_ number: Int, _ key: String, _ rest: String) -> String {
    "{\"number\": \(number), \"key\": \"\(key)\", \"label\": \(label(key)), \(rest)}"
  }
}
