package import Merge
package import Replica
package import Schema
package import Workload

/// The bundled schema with one more type: the workload's.
package enum BenchSchema {
  package static let row = TypeNumber(90)
  static let updated = FieldNumber(13)

  package static func field(_ field: EditedField) -> FieldNumber { FieldNumber(UInt32(8 + field.rawValue)) }

  package static func value(_ value: FieldValue) -> Value {
    switch value {
    case .text(let text): .text(text)
    case .number(let number): Value(.integer(Int64(number)))
    }
  }

  package static func make() throws -> Schema {
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

  /// One field of one record.
  package static func draft(_ edit: FieldEdit) -> Draft {
    Draft([.update(RecordID(bits: edit.id), [.set(field(edit.field), value(edit.value))])])
  }

  /// Records, in commits of as many as an import makes.
  package static func drafts(_ rows: [ActivityRow]) -> [Draft] {
    stride(from: 0, to: rows.count, by: recordsPerCommit).map { start in
      Draft(
        rows[start..<min(start + recordsPerCommit, rows.count)].map { row in
          var changes = EditedField.allCases.map { FieldChange.set(field($0), value(row[$0])) }
          changes.append(.set(updated, Value(.integer(Int64(row.updated)))))
          return .create(Self.row, RecordID(bits: row.id), changes)
        })
    }
  }

  private static let recordsPerCommit = 500
}
