public import CommitFormat
public import Merge

extension Replica {
  /// All open conflicts, by record.
  ///
  /// - Complexity: opens every one of them; a list needs no more than `InboxIndex` of the room Plan holds.
  public func conflicts() throws -> [OpenConflict] {
    try store.read { reading in
      try reading.recordsInConflict().flatMap { try reading.openConflicts(of: $0) }
    }
  }

  /// The open conflicts of one record; empty when it has none.
  public func openConflicts(of record: RecordID) throws -> [OpenConflict] {
    try store.read { try $0.openConflicts(of: record) }
  }

  /// One open conflict; nil when none of that id is open.
  ///
  /// - Complexity: O(records in conflict), and opens none but that one.
  public func openConflict(_ id: ConflictID) throws -> OpenConflict? {
    try store.read { reading in
      guard let place = try reading.conflictPlaces(idPrefix: id.text).first else { return nil }
      return try reading.openConflict(id, of: place.record)
    }
  }
}

/// Which record an open conflict is in.
public struct ConflictPlace: Hashable, Sendable {
  public let id: ConflictID
  public let record: RecordID

  public init(id: ConflictID, record: RecordID) {
    self.id = id
    self.record = record
  }
}

extension ReplicaReading {
  /// The open conflicts of one record, those about the record itself first; empty when it has none.
  public func openConflicts(of record: RecordID) throws -> [OpenConflict] {
    guard let view = try view(record), !view.conflicts.isEmpty else { return [] }
    let schema = try currentSchema()
    return try view.conflicts.map { try open($0, view: view, schema: schema) }
  }

  /// The open conflict of that id in a record; nil when it is open no more.
  public func openConflict(_ id: ConflictID, of record: RecordID) throws -> OpenConflict? {
    guard let view = try view(record), let conflict = view.conflicts.first(where: { ConflictID($0) == id }) else {
      return nil
    }
    return try open(conflict, view: view, schema: try currentSchema())
  }

  /// The open conflicts whose id begins with these hexadecimal digits, by record.
  ///
  /// - Complexity: O(records in conflict); none of them is opened.
  public func conflictPlaces(idPrefix: String) throws -> [ConflictPlace] {
    var found: [(record: RecordID, ids: [ConflictID])] = []
    try eachConflict { record, conflicts in
      let ids = conflicts.map(ConflictID.init).filter { $0.text.utf8.starts(with: idPrefix.utf8) }
      if !ids.isEmpty { found.append((record, ids)) }
    }
    return found.sorted { $0.record < $1.record }.flatMap { place in
      place.ids.map { ConflictPlace(id: $0, record: place.record) }
    }
  }
}
