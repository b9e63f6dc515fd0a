public import Merge

extension Schema {
  /// Whether a value fits a register, taken by itself.
  ///
  /// - Parameters:
  ///   - register: a field or group; the engine's own registers are not looked at.
  ///   - value: the register's value. Of a set, one whole element, `SetElement.whole`; cleared is a removal.
  ///   - type: the record's type.
  ///   - context: what else is known.
  /// - Returns: nothing when the value fits.
  public func violations(
    register: FieldNumber, value: Value, type: TypeNumber, context: ValidationContext = ValidationContext()
  ) -> [Violation] {
    guard register >= .firstOfSchema else { return [] }
    guard let recordType = self.type(type) else {
      return context.allowsUnknown ? [] : [Violation(field: nil, problem: .unknownType(type.number))]
    }
    guard let declaration = recordType.register(register) else {
      return context.allowsUnknown ? [] : [Violation(field: nil, problem: .unknownField(register.number))]
    }
    let check = ValueCheck(schema: self, context: context)
    switch declaration.shape {
    case .field(let field):
      if value.isCleared { return field.isRequired ? [Violation(field: field.key, problem: .requiredMissing)] : [] }
      return check.violations(value, field)
    case .set(let field, _):
      return value.isCleared ? [] : check.violations(value, field)
    case .group(let group, let members):
      if value.isCleared { return members.filter(\.isRequired).map { missing($0) } }
      guard let parts = value.parts else {
        return [Violation(field: group.key, problem: .wrongKind(expected: "row"))]
      }
      var found: [Violation] = []
      for part in parts {
        if let member = members.first(where: { $0.number.number == part.number }) {
          found += check.violations(part.value, member)
        } else if !context.allowsUnknown {
          found.append(Violation(field: group.key, problem: .unknownPart("#\(part.number)")))
        }
      }
      for member in members where member.isRequired {
        if !parts.contains(where: { $0.number == member.number.number }) { found.append(missing(member)) }
      }
      return found
    }
  }

  /// Whether a write's value fits its register, an element of a set included.
  ///
  /// - Parameters:
  ///   - register: of an element, with the element's key; `SetElement` says what that and its value are.
  ///   - value: what the write sets.
  ///   - type: the record's type.
  ///   - context: what else is known.
  /// - Returns: nothing when the value fits.
  public func violations(
    write register: RegisterID, value: Value, type: TypeNumber, context: ValidationContext = ValidationContext()
  ) -> [Violation] {
    let declaration = self.type(type)?.register(register.field)
    guard case .set(let field, let kind)? = declaration?.shape else {
      if declaration != nil, register.element != nil {
        return [Violation(field: declaration?.key, problem: .wrongKind(expected: "no-element"))]
      }
      return violations(register: register.field, value: value, type: type, context: context)
    }
    guard let key = register.element else {
      return [Violation(field: field.key, problem: .wrongKind(expected: "element"))]
    }
    let element = SetElement(key: key, rest: value.isCleared ? SetElement.nothingMore : value)
    // Parted again, the whole must give the same key and rest: else one element could stand under two names.
    guard kind.part(element.whole) == element else {
      return [Violation(field: field.key, problem: .wrongKind(expected: kind.name))]
    }
    return violations(register: register.field, value: element.whole, type: type, context: context)
  }

  private func missing(_ member: Field) -> Violation {
    Violation(field: member.key, problem: .missingPart(member.key))
  }

  /// What a record breaks as a whole: required fields that are missing, and the type's rules.
  ///
  /// - Parameters:
  ///   - valueOf: gives a register's value by its number, as it is after the write; nil for a set, or where there is none.
  ///   - type: the record's type.
  ///   - changed: the registers that were written; only what they have to do with is looked at. Nil looks at all, as at
  ///     the creation of a record.
  ///   - context: what else is known.
  /// - Returns: warnings too.
  public func violations(
    record valueOf: (FieldNumber) -> Value?, type: TypeNumber, changed: [FieldNumber]? = nil,
    context: ValidationContext = ValidationContext()
  ) -> [Violation] {
    guard let recordType = self.type(type) else {
      return context.allowsUnknown ? [] : [Violation(field: nil, problem: .unknownType(type.number))]
    }
    func value(_ key: String) -> Value? {
      guard let field = recordType.field(key), let held = valueOf(field.register) else { return nil }
      let value = recordType.group(of: field).map { $0.member(field.number, of: held) } ?? held
      return value.isCleared ? nil : value
    }
    func isLookedAt(_ key: String) -> Bool {
      guard let changed else { return true }
      return recordType.field(key).map { changed.contains($0.register) } ?? false
    }
    var found: [Violation] = []
    for field in recordType.fields where field.isRequired && !field.kind.isSet && isLookedAt(field.key) {
      let isBlank = value(field.key).map { $0.text?.allSatisfy(\.isWhitespace) ?? false } ?? true
      if isBlank { found.append(Violation(field: field.key, problem: .requiredMissing)) }
    }
    for rule in recordType.rules where rule.fieldKeys.contains(where: isLookedAt) {
      if let violation = rule.violation(value: value, valueOfField: context.valueOfField) { found.append(violation) }
    }
    return found
  }
}

extension Rule {
  /// What the rule has to say about a record.
  ///
  /// - Parameters:
  ///   - value: the value of a field of the record, by its key; nil when it is cleared.
  ///   - valueOfField: as in `ValidationContext`.
  /// - Returns: nil when it is kept, or can't be judged.
  func violation(value: (String) -> Value?, valueOfField: (RecordID, String) -> Value?) -> Violation? {
    switch self {
    case .notBefore(let field, let other):
      guard let left = value(field)?.content, let right = value(other)?.content else { return nil }
      let isBefore: Bool =
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.decimal(let left), .decimal(let right)): Decimal.isLess(left, right)
        case (.date(let left), .date(let right)): left.isSurelyBefore(right)
        default: false
        }
      return isBefore ? Violation(field: field, problem: .notBefore(other: other)) : nil
    case .yearInPlan(let field, let path, let from, let to):
      guard case .integer(let year)? = value(field)?.content, let first = path.first,
        var record = value(first)?.reference
      else { return nil }
      for step in path.dropFirst() {
        guard let next = valueOfField(record, step)?.reference else { return nil }
        record = next
      }
      guard case .integer(let first)? = valueOfField(record, from)?.content,
        case .integer(let last)? = valueOfField(record, to)?.content, first <= last
      else { return nil }
      return (first...last).contains(year)
        ? nil : Violation(field: field, problem: .outsidePlan(from: first, to: last))
    case .unlikelyTogether(let field, let code, let other):
      guard value(field)?.content == .code(code), value(other) != nil else { return nil }
      return Violation(field: field, problem: .unlikelyTogether(other: other))
    case .timeOfDay(let field):
      guard let text = value(field)?.text, !Self.isTimeOfDay(text) else { return nil }
      return Violation(field: field, problem: .badTimeOfDay(text))
    }
  }

  private static func isTimeOfDay(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1])
    else { return false }
    return hour < 24 && minute < 60
  }
}

extension PartialDate {
  /// Whether it is earlier however both are made more precise: 2025 is not surely before 2025-03.
  fileprivate func isSurelyBefore(_ other: PartialDate) -> Bool {
    if year != other.year { return year < other.year }
    guard let month, let otherMonth = other.month, month == otherMonth else {
      guard let month, let otherMonth = other.month else { return false }
      return month < otherMonth
    }
    guard let day, let otherDay = other.day else { return false }
    return day < otherDay
  }
}

/// Looks at one value under its field's declaration.
private struct ValueCheck {
  let schema: Schema
  let context: ValidationContext

  func violations(_ value: Value, _ field: Field) -> [Violation] {
    guard value.bytes.count <= Kind.Limits.valueBytesMax + 1 else {
      let problem = FieldProblem.tooLong(bytes: value.bytes.count, bytesMax: Kind.Limits.valueBytesMax)
      return [Violation(field: field.key, problem: problem)]
    }
    if let problem = field.rangeProblem(of: value) { return [Violation(field: field.key, problem: problem)] }
    return violations(value, field.elementKind, field: field.key, part: nil)
  }

  private func violations(_ value: Value, _ kind: Kind, field: String, part: String?) -> [Violation] {
    switch (kind, value.content) {
    case (.row(let declarations), .row(let parts)?):
      return row(parts, declarations, field: field)
    case (.list(let element), .row(let parts)?):
      guard parts.count <= Kind.Limits.listCountMax else {
        let problem = FieldProblem.tooMany(count: parts.count, countMax: Kind.Limits.listCountMax)
        return [Violation(field: field, problem: problem)]
      }
      return parts.flatMap { violations($0.value, element, field: field, part: nil) }
    default:
      return problem(value, kind).map { [Violation(field: field, part: part, problem: $0)] } ?? []
    }
  }

  private func row(_ parts: [RowPart], _ declarations: [RowPartDeclaration], field: String) -> [Violation] {
    var found: [Violation] = []
    for part in parts {
      if let declaration = declarations.first(where: { $0.number == part.number }) {
        found += violations(part.value, declaration.kind, field: field, part: declaration.key)
      } else if !context.allowsUnknown {
        found.append(Violation(field: field, problem: .unknownPart("#\(part.number)")))
      }
    }
    let numbers = Set(parts.map(\.number))
    // When every part is key, as in a printed pointer that nobody has resolved, one of them will do.
    let keys = declarations.filter(\.isKey)
    let needed = keys.count == declarations.count ? [] : keys
    for key in needed where !numbers.contains(key.number) {
      found.append(Violation(field: field, part: key.key, problem: .missingPart(key.key)))
    }
    if parts.isEmpty, let first = declarations.first {
      found.append(Violation(field: field, part: first.key, problem: .missingPart(first.key)))
    }
    return found
  }

  private func problem(_ value: Value, _ kind: Kind) -> FieldProblem? {
    switch (kind, value.content) {
    case (.text, .text(let text)?): return CleanText.problem(text, bytesMax: Kind.Limits.textBytesMax)
    case (.longText, .text(let text)?): return CleanText.problem(text, bytesMax: Kind.Limits.longTextBytesMax)
    case (.integer, .integer?), (.boolean, .boolean?), (.partialDate, .date?): return nil
    case (.decimal, .decimal(let number)?):
      return number.scale <= Decimal.scaleMax ? nil : .badNumber(number.text)
    case (.date, .date(let date)?): return date.day == nil ? .badDate(date.text) : nil
    case (.year, .integer(let year)?): return Kind.Limits.years.contains(year) ? nil : .badYear(String(year))
    case (.enumeration(let options), .code(let code)?):
      let isKnown = options.contains { $0.code.utf8.elementsEqual(code.utf8) }
      return isKnown || context.allowsUnknown ? nil : .unknownOption(code, known: options.map(\.code))
    case (.reference(let types), .reference(let record)?):
      guard !types.isEmpty, let number = context.typeOfRecord(record) else { return nil }
      guard let type = schema.type(number) else {
        return context.allowsUnknown ? nil : .unknownType(number.number)
      }
      return types.contains(type.key) || context.allowsUnknown
        ? nil : .wrongReferenceType(type.key, expected: types)
    default: return .wrongKind(expected: kind.name)
    }
  }
}
