/// Why a schema can't follow another: what is published would change its meaning under data that exists.
public struct SchemaIncompatibility: Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    case otherName = "other-name"
    case versionNotHigher = "version-not-higher"
    case typeRemoved = "type-removed"
    case typeRenumbered = "type-renumbered"
    case fieldRemoved = "field-removed"
    case fieldRenumbered = "field-renumbered"
    case kindChanged = "kind-changed"
    case policyChanged = "policy-changed"
    case groupChanged = "group-changed"
    case naturalKeyChanged = "natural-key-changed"
    case parentsChanged = "parents-changed"
    case closingChanged = "closing-changed"
    case audienceChanged = "audience-changed"
  }

  /// As `activity/schedule`; empty for the schema itself.
  public let path: String
  public let reason: Reason
}

extension Schema {
  /// Whether replicas with this schema and with the older one can work side by side.
  public func isCompatibleSuccessor(of older: Schema) -> Bool { incompatibilities(with: older).isEmpty }

  /// What keeps this schema from following `older`; none when it may, or is the same.
  ///
  /// New types and fields may come, labels may change, an enumeration may gain codes, a reference targets, a row parts
  /// that are no key, a group members. A published number, key, kind, policy or group stays.
  public func incompatibilities(with older: Schema) -> [SchemaIncompatibility] {
    if self == older { return [] }
    var found: [SchemaIncompatibility] = []
    func note(_ path: String, _ reason: SchemaIncompatibility.Reason) {
      found.append(SchemaIncompatibility(path: path, reason: reason))
    }
    if name != older.name { note("", .otherName) }
    if version <= older.version { note("", .versionNotHigher) }
    for old in older.audiences where audience(old.audience)?.key != old.key {
      note("audiences/\(old.key)", .audienceChanged)
    }
    for old in older.types {
      guard let new = type(old.number) else {
        note(old.key, type(old.key) == nil ? .typeRemoved : .typeRenumbered)
        continue
      }
      guard new.key == old.key else {
        note(old.key, .typeRenumbered)
        continue
      }
      if new.naturalKey != old.naturalKey { note(old.key, .naturalKeyChanged) }
      if !new.parentFieldKeys.starts(with: old.parentFieldKeys) { note(old.key, .parentsChanged) }
      if old.closing != nil, new.closing != old.closing { note(old.key, .closingChanged) }
      for group in old.groups {
        let path = "\(old.key)/\(group.key)"
        guard let later = new.group(group.number), later.key == group.key,
          Set(later.memberNumbers).isSuperset(of: group.memberNumbers)
        else {
          note(path, .groupChanged)
          continue
        }
        if later.policy != group.policy { note(path, .policyChanged) }
      }
      for field in old.fields {
        let path = "\(old.key)/\(field.key)"
        guard let later = new.field(field.number), later.key == field.key else {
          note(path, new.field(field.key) == nil ? .fieldRemoved : .fieldRenumbered)
          continue
        }
        if later.group != field.group { note(path, .groupChanged) }
        if later.policy != field.policy { note(path, .policyChanged) }
        if !later.kind.isSuccessor(of: field.kind) { note(path, .kindChanged) }
      }
    }
    return found
  }
}

extension Kind {
  /// Whether every value of the older kind means the same under this one.
  func isSuccessor(of older: Kind) -> Bool {
    switch (self, older) {
    case (.enumeration(let new), .enumeration(let old)):
      return Set(new.map(\.code)).isSuperset(of: old.map(\.code))
    case (.reference(let new), .reference(let old)):
      return new.isEmpty || !old.isEmpty && Set(new).isSuperset(of: old)
    case (.row(let new), .row(let old)):
      let added = new.filter { part in !old.contains { $0.number == part.number } }
      // A row without a declared key is all key, so a new part would change what its elements are.
      if !added.isEmpty, added.contains(where: \.isKey) || !old.contains(where: \.isKey) { return false }
      return old.allSatisfy { part in
        new.contains {
          $0.number == part.number && $0.key == part.key && $0.isKey == part.isKey
            && $0.kind.isSuccessor(of: part.kind)
        }
      }
    case (.set(let new), .set(let old)), (.list(let new), .list(let old)):
      return new.isSuccessor(of: old)
    default:
      return self == older
    }
  }
}
