public import Merge

extension Field {
  /// The value that a person wrote: of the field, or of one element when it is a set.
  ///
  /// Dates are `2025-01-31`, `2025-01` or `2025`, decimals have a point or a comma, enumerations are named by code or
  /// by label in any language, rows and lists are JSON. No text at all clears the field.
  ///
  /// - Throws: what is wrong; nothing is guessed.
  public func parse(
    _ text: String, resolving resolve: @escaping ReferenceResolver = ReferenceQuery.idsOnly
  ) throws(FieldProblem) -> Value {
    let value = try ValueReader(resolve: resolve, makesMissing: makesMissing).value(text, elementKind)
    if let problem = rangeProblem(of: value) { throw problem }
    return value
  }

  /// The value, or one element of a set, as `parse` reads it.
  ///
  /// - Parameters:
  ///   - value: of the field's register, or one element.
  ///   - reference: what a record is called.
  /// - Returns: empty for a cleared value; nil for one that is not of the field's kind.
  public func print(_ value: Value, reference: (RecordID) -> String = { $0.text }) -> String? {
    elementKind.print(value, reference: reference)
  }

  /// What one register of the field holds: the kind, or the element's when it is a set.
  public var elementKind: Kind {
    guard case .set(let element) = kind else { return kind }
    return element
  }

  /// Whether a number is less or greater than the field allows.
  func rangeProblem(of value: Value) -> FieldProblem? {
    let isFine: Bool =
      switch value.content {
      case .integer(let number)?: number >= minimum ?? .min && number <= maximum ?? .max
      case .decimal(let number)?:
        minimum.map { !Decimal.isLess(number, Decimal(mantissa: $0, scale: 0)) } ?? true
          && maximum.map { !Decimal.isLess(Decimal(mantissa: $0, scale: 0), number) } ?? true
      default: true
      }
    return isFine ? nil : .outOfRange(minimum: minimum, maximum: maximum)
  }
}

extension Kind {
  /// The value as `Field.parse` reads it.
  public func print(_ value: Value, reference: (RecordID) -> String = { $0.text }) -> String? {
    if value.isCleared { return "" }
    switch (self, value.content) {
    case (.text, .text(let text)?), (.longText, .text(let text)?): return text
    case (.integer, .integer(let number)?), (.year, .integer(let number)?): return String(number)
    case (.decimal, .decimal(let decimal)?): return decimal.text
    case (.boolean, .boolean(let flag)?): return flag ? "true" : "false"
    case (.date, .date(let date)?), (.partialDate, .date(let date)?): return date.text
    case (.enumeration, .code(let code)?): return code
    case (.reference, .reference(let record)?): return reference(record)
    case (.set(let element), _): return element.print(value, reference: reference)
    case (.row, .row?), (.list, .row?): return json(value) { .string(reference($0)) }?.text()
    default: return nil
    }
  }
}

/// Reads values from text and from JSON.
struct ValueReader {
  let resolve: ReferenceResolver
  let makesMissing: Bool

  func value(_ text: String, _ kind: Kind) throws(FieldProblem) -> Value {
    if text.isEmpty { return .cleared }
    switch kind {
    case .text: return .text(try CleanText.make(text, bytesMax: Kind.Limits.textBytesMax))
    case .longText: return .text(try CleanText.make(text, bytesMax: Kind.Limits.longTextBytesMax))
    case .integer:
      guard let number = Decimal(text: text), number.scale == 0 else { throw .badNumber(text) }
      return Value(.integer(number.mantissa))
    case .decimal:
      guard let number = Decimal(text: text) else { throw .badNumber(text) }
      return Value(.decimal(number))
    case .year:
      guard text.utf8.count == 4, let date = PartialDate(text: text),
        Kind.Limits.years.contains(Int64(date.year))
      else { throw .badYear(text) }
      return Value(.integer(Int64(date.year)))
    case .boolean:
      switch text.lowercased() {
      case "true", "yes", "ja", "1": return Value(.boolean(true))
      case "false", "no", "nej", "0": return Value(.boolean(false))
      default: throw .badBoolean(text)
      }
    case .date:
      guard let date = PartialDate(text: text), date.day != nil else { throw .badDate(text) }
      return Value(.date(date))
    case .partialDate:
      guard let date = PartialDate(text: text) else { throw .badDate(text) }
      return Value(.date(date))
    case .enumeration(let options): return Value(.code(try Self.code(text, options)))
    case .reference(let types): return try reference(text, types)
    case .set(let element): return try value(text, element)
    case .row, .list:
      let json: JSONValue
      do {
        json = try JSONValue(parsing: text)
      } catch {
        throw .badJSON(error)
      }
      return try value(json, kind)
    }
  }

  private static func code(_ text: String, _ options: [EnumOption]) throws(FieldProblem) -> String {
    if let exact = options.first(where: { $0.code == text }) { return exact.code }
    let name = RecordID.normalizedName(text)
    let named = options.filter { option in
      RecordID.normalizedName(option.code) == name || option.label.all.contains { RecordID.normalizedName($0) == name }
    }
    // One word may stand for two codes in two languages; then only the code will do.
    guard named.count == 1, let option = named.first else {
      throw .unknownOption(text, known: options.map(\.code))
    }
    return option.code
  }

  private func reference(_ text: String, _ types: [String]) throws(FieldProblem) -> Value {
    switch resolve(ReferenceQuery(text: text, types: types, makesMissing: makesMissing)) {
    case .found(let record): return Value(.reference(record))
    case .unknown: throw .unknownReference(text)
    case .ambiguous(let candidates): throw .ambiguousReference(text, candidates: candidates)
    }
  }
}
