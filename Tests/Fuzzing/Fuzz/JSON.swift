import Merge
import Schema

/// JSON bodies, schemas, and values by the bundled schema's fields.
func fuzzJSON(_ bytes: [UInt8]) {
  var input = InputReader(bytes)
  switch input.choice(3) {
  case 0: document(input.remaining())
  case 1: schema(input.remaining())
  default: fieldValue(&input)
  }
}

private func document(_ bytes: [UInt8]) {
  let limits = JSONLimits(bytesMax: 1 << 20, depthMax: 32)
  guard let value = try? JSONValue(parsing: bytes, limits: limits) else { return }
  let written = value.bytes()
  guard let again = try? JSONValue(parsing: written, limits: JSONLimits(bytesMax: 8 << 20, depthMax: 32)) else {
    return must(false, "a document that can't be read again")
  }
  must(again.bytes() == written, "a document is not what it was written from")
  let sorted = value.bytes(.canonical)
  must((try? JSONValue(parsing: sorted))?.bytes(.canonical) == sorted, "a canonical form that is none")
}

private func schema(_ bytes: [UInt8]) {
  guard let schema = try? Schema(json: bytes) else { return }
  for type in schema.types {
    must(schema.type(type.number)?.key == type.key, "a type that can't be found")
    for field in type.fields { must(type.field(field.number)?.key == field.key, "a field that can't be found") }
  }
}

private let fields = Schema.bundled.types.flatMap(\.fields)

private func fieldValue(_ input: inout InputReader) {
  let field = fields[input.choice(fields.count)]
  let isJSON = input.byte() & 1 == 1
  let bytes = input.remaining()
  let resolve: ReferenceResolver = { query in query.text.isEmpty ? .unknown : .found(Known.records[0]) }
  do throws(FieldProblem) {
    let value: Value
    if isJSON {
      guard let json = try? JSONValue(parsing: bytes) else { return }
      value = try field.value(of: json, resolving: resolve)
    } else {
      value = try field.parse(String(decoding: bytes, as: UTF8.self), resolving: resolve)
    }
    must(value.isCleared || value.content != nil, "a value that says nothing")
  } catch {}
}
