public import Merge
public import Schema

extension RecordView {
  /// What a field holds: for a member of a group, the member of its tuple.
  public func content(_ number: FieldNumber, schema: Schema) -> FieldContent? {
    if let content = self[number] { return content }
    guard let type = schema.type(type), let field = type.field(number), let group = type.group(of: field),
      let tuple = value(group.number)
    else { return nil }
    let member = group.member(number, of: tuple)
    return member.isCleared ? nil : .value(member)
  }
}

extension RecordQuery {
  /// Whether a record belongs in the list, apart from who has touched it. One that is read as another does not.
  public func matches(_ view: RecordView, schema: Schema) -> Bool {
    guard view.joinedInto == nil else { return false }
    if let type, view.type != type { return false }
    switch deleted {
    case .without: if view.isDeleted { return false }
    case .only: if !view.isDeleted { return false }
    case .with: break
    }
    if isUnsynced, !view.isUnsynced { return false }
    if inConflict, view.conflicts.isEmpty { return false }
    if let parent, view.parent != parent { return false }
    return filters.allSatisfy { filter in
      switch view.content(filter.field, schema: schema) {
      case .value(let value)?: filter.accepts(value)
      case .elements(let elements)?: elements.contains(where: filter.accepts)
      case nil: filter.value.isCleared
      }
    }
  }

  /// The page of `count` that is asked for, as a range of places.
  public func page(of count: Int) -> Range<Int> {
    let start = min(max(0, offset), count)
    return start..<min(count, start + min(max(0, limit ?? count), count))
  }
}
