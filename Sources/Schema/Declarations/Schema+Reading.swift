internal import Merge

extension Schema {
  /// Reads a schema.
  ///
  /// Members that this program does not know are kept in `document`; types and fields that it has no use for are read
  /// like any other.
  ///
  /// - Parameter json: a JSON document; it may come from anywhere.
  /// - Throws: what is wrong, and where.
  public init(json: [UInt8]) throws(SchemaError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: json, limits: JSONLimits(bytesMax: 4 << 20))
    } catch {
      throw SchemaError(path: "\(error.line):\(error.column)", reason: .notJSON(error))
    }
    let node = SchemaNode(path: "", json: document)
    let audiences = try node.audiences()
    let types = try node.nodes("types").map { node throws(SchemaError) in try node.recordType(audiences) }
    try SchemaNode.distinct(types.map { ($0.number.number, $0.key) }, path: "types")
    let keys = Set(types.map(\.key))
    for type in types {
      for field in type.fields {
        let parts = field.kind.rowParts?.compactMap(\.kind.referenceTypes).flatMap { $0 } ?? []
        for target in (field.kind.referenceTypes ?? []) + parts where !keys.contains(target) {
          throw SchemaError(path: "types/\(type.key)/fields/\(field.key)", reason: .unknownType(target))
        }
      }
    }
    for type in types {
      guard let closing = type.closing else { continue }
      let round = types.first { $0.key == closing.round }
      let kinds = round?.naturalKey?.compactMap { round?.field($0)?.kind } ?? []
      guard kinds.count == 2, case .reference = kinds[0], kinds[1] == .year,
        round?.field(closing.state)?.options.contains(where: { $0.code == closing.closed }) == true
      else { throw SchemaError(path: "types/\(type.key)/closing", reason: .badClosing) }
    }
    let version = try node.integer("version")
    guard version >= 1, let version = Int(exactly: version) else {
      throw SchemaError(path: "version", reason: .numberTooLow(version, minimum: 1))
    }
    self.init(
      name: try node.key("name", allowsHyphen: true), version: version, types: types, audiences: audiences,
      document: document)
  }
}

/// A place in a schema's document.
struct SchemaNode {
  let path: String
  let json: JSONValue

  func fail(_ reason: SchemaError.Reason, at member: String? = nil) -> SchemaError {
    SchemaError(path: member.map { path.isEmpty ? $0 : "\(path)/\($0)" } ?? path, reason: reason)
  }

  static func distinct(_ names: [(number: UInt32, key: String)], path: String) throws(SchemaError) {
    var numbers: Set<UInt32> = []
    var keys: Set<String> = []
    for name in names {
      let path = "\(path)/\(name.key)"
      guard numbers.insert(name.number).inserted else {
        throw SchemaError(path: path, reason: .duplicateNumber(name.number))
      }
      guard keys.insert(name.key).inserted else { throw SchemaError(path: path, reason: .duplicateKey(name.key)) }
    }
  }

  func required(_ member: String) throws(SchemaError) -> JSONValue {
    guard let object = json.object else { throw fail(.wrongType(expected: "object")) }
    guard let value = object[member] else { throw fail(.missing(member: member)) }
    return value
  }

  func integer(_ member: String) throws(SchemaError) -> Int64 {
    guard let number = try required(member).integer else { throw fail(.wrongType(expected: "integer"), at: member) }
    return number
  }

  func optionalInteger(_ member: String) throws(SchemaError) -> Int64? {
    json[member] == nil ? nil : try integer(member)
  }

  func number(minimum: UInt32) throws(SchemaError) -> UInt32 {
    let number = try integer("number")
    guard number >= Int64(minimum) else { throw fail(.numberTooLow(number, minimum: minimum), at: "number") }
    guard number < 1 << 28 else { throw fail(.numberTooHigh(number), at: "number") }
    return UInt32(number)
  }

  func string(_ member: String) throws(SchemaError) -> String {
    guard let string = try required(member).string else { throw fail(.wrongType(expected: "string"), at: member) }
    return string
  }

  func key(_ member: String = "key", allowsHyphen: Bool = false) throws(SchemaError) -> String {
    let key = try string(member)
    let isFine = key.utf8.enumerated().allSatisfy { index, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
      case UInt8(ascii: "-"): allowsHyphen && index > 0
      default: false
      }
    }
    guard isFine, (1...64).contains(key.utf8.count) else { throw fail(.badKey(key), at: member) }
    return key
  }

  func boolean(_ member: String) throws(SchemaError) -> Bool {
    guard let value = json[member] else { return false }
    guard let boolean = value.boolean else { throw fail(.wrongType(expected: "boolean"), at: member) }
    return boolean
  }

  func strings(_ member: String) throws(SchemaError) -> [String] {
    guard let array = try required(member).array else { throw fail(.wrongType(expected: "array"), at: member) }
    var strings: [String] = []
    for element in array {
      guard let string = element.string else { throw fail(.wrongType(expected: "string"), at: member) }
      strings.append(string)
    }
    return strings
  }

  func label(_ member: String = "label") throws(SchemaError) -> Label {
    let node = SchemaNode(path: fail(.badGroup, at: member).path, json: try required(member))
    let texts = try ["sv", "en", "da"].map { language throws(SchemaError) in
      let text = try node.string(language)
      guard text.contains(where: { !$0.isWhitespace }) else { throw node.fail(.emptyLabel(language: language)) }
      return text
    }
    return Label(sv: texts[0], en: texts[1], da: texts[2])
  }

  /// The elements of an array of objects, each with its key, code or index in its path.
  func nodes(_ member: String) throws(SchemaError) -> [SchemaNode] {
    guard let array = try required(member).array else { throw fail(.wrongType(expected: "array"), at: member) }
    return array.enumerated().map { index, element in
      let name = element["key"]?.string ?? element["code"]?.string ?? String(index)
      return SchemaNode(path: fail(.badGroup, at: "\(member)/\(name)").path, json: element)
    }
  }

  func optionalNodes(_ member: String) throws(SchemaError) -> [SchemaNode] {
    json[member] == nil ? [] : try nodes(member)
  }

  func policy() throws(SchemaError) -> Policy {
    let name = try string("policy")
    guard let policy = Policy(rawValue: name) else { throw fail(.unknownPolicy(name), at: "policy") }
    return policy
  }
}

extension SchemaNode {
  /// The kind, with what belongs to it, in the same object: `kind`, and `options`, `to`, `parts` or `of`.
  ///
  /// - Parameter nesting: 0 for a field, 1 for the elements of a set or list, 2 for the parts of a row.
  /// - Returns: the kind.
  /// - Throws: what is wrong with the declaration.
  func kind(nesting: Int = 0) throws(SchemaError) -> Kind {
    let name = try string("kind")
    switch name {
    case "text": return .text
    case "longText": return .longText
    case "integer": return .integer
    case "decimal": return .decimal
    case "boolean": return .boolean
    case "date": return .date
    case "partialDate": return .partialDate
    case "year": return .year
    case "enumeration":
      let options = try nodes("options").map { node throws(SchemaError) in
        EnumOption(code: try node.key("code"), label: try node.label())
      }
      guard !options.isEmpty else { throw fail(.missing(member: "options")) }
      try Self.distinct(options.enumerated().map { (UInt32($0), $1.code) }, path: path)
      return .enumeration(options)
    case "reference": return .reference(to: try strings("to"))
    case "row":
      guard nesting < 2 else { throw fail(.nestedTooDeep) }
      let parts = try nodes("parts").map { node throws(SchemaError) in
        RowPartDeclaration(
          number: try node.number(minimum: 1), key: try node.key(), label: try node.label(),
          kind: try node.kind(nesting: 2), isKey: try node.boolean("isKey"))
      }
      guard !parts.isEmpty else { throw fail(.missing(member: "parts")) }
      try Self.distinct(parts.map { ($0.number, $0.key) }, path: path)
      return .row(parts)
    case "set", "list":
      guard nesting == 0 else { throw fail(.nestedTooDeep) }
      let element = try SchemaNode(path: fail(.badGroup, at: "of").path, json: required("of")).kind(nesting: 1)
      return name == "set" ? .set(of: element) : .list(of: element)
    default: throw fail(.unknownKind(name), at: "kind")
    }
  }

  func recordType(_ audiences: [AudienceDeclaration]) throws(SchemaError) -> RecordType {
    let groups = try optionalNodes("groups").map { node throws(SchemaError) in
      (
        node: node, number: FieldNumber(try node.number(minimum: FieldNumber.firstOfSchema.number)),
        key: try node.key(), label: try node.label(), policy: try node.policy(), members: try node.strings("members")
      )
    }
    let fields = try nodes("fields").map { node throws(SchemaError) in
      let key = try node.key()
      let owners = groups.filter { $0.members.contains(key) }
      guard owners.count <= 1, node.json["group"] == nil || node.json["group"]?.string == owners.first?.key else {
        throw node.fail(.groupMembershipDiffers(field: key))
      }
      return try node.field(key: key, group: owners.first.map { ($0.number, $0.policy) })
    }
    try Self.distinct(
      fields.map { ($0.number.number, $0.key) } + groups.map { ($0.number.number, $0.key) }, path: path)
    let fieldsByKey = Dictionary(fields.map { ($0.key, $0) }) { first, _ in first }
    func field(_ key: String, at member: String) throws(SchemaError) -> Field {
      guard let field = fieldsByKey[key] else { throw fail(.unknownField(key), at: member) }
      return field
    }

    let declaredGroups = try groups.map { group throws(SchemaError) in
      let members = try group.members.map { key throws(SchemaError) in try field(key, at: "groups/\(group.key)") }
      guard members.count >= 2, Set(members).count == members.count, group.policy != .union, group.policy != .text,
        members.allSatisfy({ $0.kind.element == $0.kind && $0.kind.rowParts == nil })
      else { throw group.node.fail(.badGroup) }
      return FieldGroup(
        number: group.number, key: group.key, label: group.label, policy: group.policy,
        memberNumbers: members.map(\.number))
    }

    let naturalKey = json["naturalKey"] == nil ? nil : try strings("naturalKey")
    for key in naturalKey ?? [] {
      let field = try field(key, at: "naturalKey")
      switch field.kind {
      case .text, .integer, .year, .enumeration, .reference:
        guard field.group == nil else { throw fail(.badNaturalKey(field: key), at: "naturalKey") }
      default: throw fail(.badNaturalKey(field: key), at: "naturalKey")
      }
    }
    if naturalKey?.isEmpty == true { throw fail(.missing(member: "naturalKey")) }
    let nameField = json["nameField"] == nil ? nil : try string("nameField")
    if let nameField { _ = try field(nameField, at: "nameField") }
    let parents = json["parents"] == nil ? [] : try strings("parents")
    for key in parents {
      let field = try field(key, at: "parents")
      guard case .reference = field.kind, field.isParent, field.group == nil else {
        throw fail(.badParent(field: key), at: "parents")
      }
    }
    for field in fields where field.isParent && !parents.contains(field.key) {
      throw fail(.badParent(field: field.key), at: "parents")
    }
    let rules = try optionalNodes("rules").map { node throws(SchemaError) in
      let rule = try node.rule()
      for key in rule.fieldKeys { _ = try field(key, at: "rules") }
      return rule
    }
    return RecordType(
      number: TypeNumber(try number(minimum: 1)), key: try key(), label: try label(), plural: try label("plural"),
      fields: fields, groups: declaredGroups, naturalKey: naturalKey, nameField: nameField,
      isAppendOnly: try boolean("appendOnly"), parentFieldKeys: parents, rules: rules,
      closing: try closing(fieldsByKey), audience: try audienceRule(audiences, fields: fields))
  }

  private func field(key: String, group: (number: FieldNumber, policy: Policy)?) throws(SchemaError) -> Field {
    let kind = try kind()
    if let group, json["policy"] != nil, try policy() != group.policy { throw fail(.groupPolicyDiffers(field: key)) }
    let policy = if let group { group.policy } else { try self.policy() }
    if kind.isSet, policy != .union { throw fail(.setWithoutUnion) }
    if !kind.isSet, policy == .union { throw fail(.unionWithoutSet) }
    if policy == .text, !kind.isText { throw fail(.textPolicyWithoutText) }
    return Field(
      number: FieldNumber(try number(minimum: FieldNumber.firstOfSchema.number)), key: key, label: try label(),
      kind: kind, policy: policy, group: group?.number, isPersonal: try boolean("personal"),
      isRequired: try boolean("required"), isParent: try boolean("parent"),
      makesMissing: try boolean("makesMissing"), minimum: try optionalInteger("minimum"),
      maximum: try optionalInteger("maximum"))
  }

  private func closing(_ fields: [String: Field]) throws(SchemaError) -> ClosingDeclaration? {
    guard let json = json["closing"] else { return nil }
    let node = SchemaNode(path: fail(.badClosing, at: "closing").path, json: json)
    let closing = ClosingDeclaration(
      round: try node.string("round"), path: try node.strings("path"), year: try node.string("year"),
      state: try node.string("state"), closed: try node.string("closed"))
    guard fields[closing.year]?.kind == .year, fields[closing.year]?.group == nil, let first = closing.path.first,
      case .reference? = fields[first]?.kind
    else { throw node.fail(.badClosing) }
    return closing
  }

  private func rule() throws(SchemaError) -> Rule {
    let name = try string("rule")
    switch name {
    case "notBefore": return .notBefore(field: try string("field"), other: try string("other"))
    case "yearInPlan":
      return .yearInPlan(
        field: try string("field"), path: try strings("path"), from: try string("from"), to: try string("to"))
    case "unlikelyTogether":
      return .unlikelyTogether(field: try string("field"), code: try string("code"), other: try string("other"))
    case "timeOfDay": return .timeOfDay(field: try string("field"))
    default: throw fail(.unknownRule(name), at: "rule")
    }
  }
}
