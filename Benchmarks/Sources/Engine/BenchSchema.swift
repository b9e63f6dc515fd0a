import Merge
import Schema
import Workload

/// The bundled schema with one more type: the workload's.
enum BenchSchema {
  static let row = TypeNumber(90)
  static let updated = FieldNumber(13)

  static func field(_ field: EditedField) -> FieldNumber { FieldNumber(UInt32(8 + field.rawValue)) }

  static func value(_ value: FieldValue) -> Value {
    switch value {
    case .text(let text): .text(text)
    case .number(let number): Value(.integer(Int64(number)))
    }
  }

  static func make() throws -> Schema {
    func label(_ text: String) -> JSONValue {
      .members(["sv": .string(text), "en": .string(text), "da": .string(text)])
    }
    func field(_ number: Int64, _ key: String, _ kind: String) -> JSONValue {
      .members([
        "number": .number(number), "key": .string(key), "label": label(key), "policy": .string("review"),
        "kind": .string(kind),
      ])
    }
    var document = Schema.bundled.document.object ?? JSONObject([])
    var types = document["types"]?.array ?? []
    types.append(
      .members([
        "number": .number(90), "key": .string("row"), "label": label("row"), "plural": label("rows"),
        "nameField": .string("title"),
        "fields": .array([
          field(8, "title", "text"), field(9, "responsible", "text"), field(10, "startYear", "integer"),
          field(11, "status", "text"), field(12, "note", "text"), field(13, "updated", "integer"),
        ]),
      ]))
    document["types"] = .array(types)
    document["version"] = .number(Int64(Schema.bundled.version + 1))
    return try Schema(json: JSONValue.object(document).bytes())
  }
}
