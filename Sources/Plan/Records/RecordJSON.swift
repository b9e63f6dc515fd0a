public import Merge
public import Replica
public import Schema

/// Writes records as programs read them: the JSON of the command line and of the server.
public struct RecordJSON {
  private let lookup: Lookup
  private let reading: any ReplicaReading
  private let seen: String
  private let refused: Set<RecordID>

  /// Over one unchanging state, so that `seen` belongs to what is shown; `lookup` is over the same.
  public init(_ reading: any ReplicaReading, lookup: Lookup) throws {
    self.reading = reading
    self.lookup = lookup
    seen = try reading.seenNow().text
    var refused: Set<RecordID> = []
    for entry in try reading.refused() {
      for step in try reading.operations(of: entry.commit) { refused.insert(step.operation.record) }
    }
    self.refused = refused
  }

  /// `{"ref","id","type","fields","conflicts","state","deleted","seen"}`.
  public func record(_ view: RecordView) throws -> JSONValue {
    let type = lookup.schema.type(view.type)
    var keys: [String] = []
    for conflict in view.conflicts {
      guard let register = conflict.register else { continue }
      let key = try key(of: register.field, in: type)
      if !keys.contains(key) { keys.append(key) }
    }
    let state = refused.contains(view.id) ? "refused" : view.isUnsynced ? "unsynced" : "synced"
    return .members([
      "ref": .string(try lookup.reference(of: view.id)),
      "id": .string(view.id.text),
      "type": .string(type?.key ?? "#\(view.type.number)"),
      "fields": .object(try fields(view, type: type)),
      "conflicts": .array(keys.map(JSONValue.string)),
      "state": .string(state),
      "deleted": .boolean(view.isDeleted),
      "seen": .string(seen),
    ])
  }

  /// The fields by their keys; the members of a group stand flat among them, empty ones are left out.
  public func fields(_ view: RecordView, type: RecordType?) throws -> JSONObject {
    var object = JSONObject()
    for field in view.fields {
      switch type?.register(field.field)?.shape {
      case .group(let group, let members)?:
        guard case .value(let tuple) = field.content else { continue }
        for member in members { object[member.key] = try json(group.member(member.number, of: tuple), of: member) }
      case .field(let declaration)?:
        if case .value(let value) = field.content { object[declaration.key] = try json(value, of: declaration) }
      case .set(let declaration, _)?:
        if case .elements(let elements) = field.content { object[declaration.key] = try set(elements, of: declaration) }
      case nil: break
      }
    }
    return object
  }

  /// A register's value as JSON: of a group an object by its members' keys.
  public func value(_ value: Value, register: RegisterID, type: RecordType?) throws -> JSONValue {
    guard !value.isCleared else { return .null }
    switch type?.register(register.field)?.shape {
    case .group(let group, let members)?:
      var object = JSONObject()
      for member in members { object[member.key] = try json(group.member(member.number, of: value), of: member) }
      return .object(object)
    case .field(let field)?:
      return try json(value, of: field) ?? .null
    case .set(let field, _)?:
      guard let key = register.element else { return .null }
      return try json(SetElement(key: key, rest: value).whole, of: field) ?? .null
    case nil:
      if register == .alias, let record = value.reference { return try reference(record) }
      if register == .audience, let audience = value.audience {
        return .string(lookup.schema.audience(audience)?.key ?? "everyone")
      }
      if register == .life { return .string(value == .tombstone ? "deleted" : "kept") }
      return .null
    }
  }

  /// The key of a field or group; the engine's own registers have English names.
  public func key(of register: FieldNumber, in type: RecordType?) throws -> String {
    switch register {
    case .alias: "same"
    case .audience: "audience"
    case .life: "deleted"
    default: type?.register(register)?.key ?? "#\(register.number)"
    }
  }

  /// `{"ref","id","name"}`, of what the record turned out to be.
  public func reference(_ named: RecordID) throws -> JSONValue {
    let record = try lookup.shown(named)
    return .members([
      "ref": .string(try lookup.reference(of: record)),
      "id": .string(record.text),
      "name": .string(try lookup.name(of: record)),
    ])
  }

  private func set(_ elements: [Value], of field: Field) throws -> JSONValue {
    var named: [(name: String, json: JSONValue)] = []
    for element in elements {
      guard let json = try json(element, of: field) else { continue }
      named.append((json["name"]?.string ?? json.string ?? json.text(.canonical), json))
    }
    named.sort { ($0.name, $0.json["id"]?.string ?? "") < ($1.name, $1.json["id"]?.string ?? "") }
    return .array(named.map(\.json))
  }

  private func json(_ value: Value, of field: Field) throws -> JSONValue? {
    var failure: (any Error)?
    let json = field.json(value) { record in
      do {
        return try self.reference(record)
      } catch {
        failure = error
        return .null
      }
    }
    if let failure { throw failure }
    return json
  }
}
