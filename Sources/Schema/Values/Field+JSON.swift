public import Merge

extension Field {
  /// The value that a JSON document gives the field, or one element when it is a set.
  ///
  /// Null clears. A reference is a text that names a record, or an object whose `id`, else `ref`, does. Numbers may also
  /// stand as text, and decimals should.
  public func value(
    of json: JSONValue, resolving resolve: @escaping ReferenceResolver = ReferenceQuery.idsOnly
  ) throws(FieldProblem) -> Value {
    let value = try ValueReader(resolve: resolve, makesMissing: makesMissing).value(json, elementKind)
    if let problem = rangeProblem(of: value) { throw problem }
    return value
  }

  /// The value, or one element of a set, as JSON.
  ///
  /// - Parameters:
  ///   - value: of the field's register, or one element.
  ///   - reference: how a record is written.
  /// - Returns: nil for a cleared value, whose key is left out, and for one that is not of the field's kind.
  public func json(_ value: Value, reference: (RecordID) -> JSONValue = { .members(["id": .string($0.text)]) })
    -> JSONValue?
  {
    elementKind.json(value, reference: reference)
  }
}

extension Kind {
  /// The value as JSON: decimals as text, so that no reader rounds them; a row as an object by the parts' keys. Parts
  /// that this schema does not know stand as `#`, their number, and their bytes in hexadecimal.
  public func json(_ value: Value, reference: (RecordID) -> JSONValue = { .members(["id": .string($0.text)]) })
    -> JSONValue?
  {
    switch (self, value.content) {
    case (.integer, .integer(let number)?), (.year, .integer(let number)?): return .number(number)
    case (.boolean, .boolean(let flag)?): return .boolean(flag)
    case (.reference, .reference(let record)?): return reference(record)
    case (.set(let element), _): return element.json(value, reference: reference)
    case (.row(let declarations), .row(let parts)?):
      var object = JSONObject()
      for part in parts {
        if let declaration = declarations.first(where: { $0.number == part.number }),
          let json = declaration.kind.json(part.value, reference: reference)
        {
          object[declaration.key] = json
        } else {
          object["#\(part.number)"] = .string(Hexadecimal.text(part.value.bytes))
        }
      }
      return .object(object)
    case (.list(let element), .row(let parts)?):
      return .array(parts.compactMap { element.json($0.value, reference: reference) })
    default:
      return value.isCleared ? nil : print(value).map(JSONValue.string)
    }
  }
}

extension ValueReader {
  func value(_ json: JSONValue, _ kind: Kind) throws(FieldProblem) -> Value {
    switch (kind, json) {
    case (_, .null): return .cleared
    case (.set(let element), _): return try value(json, element)
    case (.row(let declarations), .object(let object)): return try row(object, declarations)
    case (.list(let element), .array(let array)): return try list(array, element)
    case (.row, _), (.list, _): throw .wrongKind(expected: kind.name)
    case (_, .string(let text)): return try value(text, kind)
    case (.boolean, .boolean(let flag)): return Value(.boolean(flag))
    case (.integer, .number(let text)), (.decimal, .number(let text)), (.year, .number(let text)):
      return try value(text, kind)
    case (.reference, .object(let object)):
      guard let name = object["id"]?.string ?? object["ref"]?.string, !name.isEmpty else {
        throw .wrongKind(expected: kind.name)
      }
      return try value(name, kind)
    default: throw .wrongKind(expected: kind.name)
    }
  }

  private func row(_ object: JSONObject, _ declarations: [RowPartDeclaration]) throws(FieldProblem) -> Value {
    var parts: [RowPart] = []
    for member in object.members {
      if let declaration = declarations.first(where: { $0.key == member.key }) {
        parts.append(RowPart(number: declaration.number, value: try value(member.value, declaration.kind)))
      } else if member.key.hasPrefix("#"), let number = UInt32(member.key.dropFirst()),
        "#\(number)" == member.key, !declarations.contains(where: { $0.number == number }),
        let bytes = member.value.string.flatMap(Hexadecimal.bytes)
      {
        parts.append(RowPart(number: number, value: Value(bytes: bytes)))
      } else {
        throw .unknownPart(member.key)
      }
    }
    parts.removeAll(where: \.value.isCleared)
    return parts.isEmpty ? .cleared : Value(.row(parts))
  }

  private func list(_ array: [JSONValue], _ element: Kind) throws(FieldProblem) -> Value {
    guard array.count <= Kind.Limits.listCountMax else {
      throw .tooMany(count: array.count, countMax: Kind.Limits.listCountMax)
    }
    var parts: [RowPart] = []
    for json in array {
      let value = try value(json, element)
      if !value.isCleared { parts.append(RowPart(number: UInt32(parts.count + 1), value: value)) }
    }
    return parts.isEmpty ? .cleared : Value(.row(parts))
  }
}

enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
