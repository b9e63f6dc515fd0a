extension Register {
  /// Two registers read as one, because their records turned out to be one: what is logged as official here stays
  /// official; the last of both in the log is the last.
  ///
  /// For reading alone: a write that settles what it shows sets each record's register, with that register's names.
  ///
  /// - Parameters:
  ///   - other: the same field of the other record.
  ///   - position: of a logged write, the place of its commit in the log; asked for only when both hold logged writes.
  /// - Returns: a register with the standing writes of both.
  public func joined(with other: Register, position: (Dot) throws -> Position) rethrows -> Register {
    guard !other.isEmpty else { return self }
    guard !isEmpty else { return other }
    let official = loggedOfficial ?? other.loggedOfficial
    var logged = logged + other.logged
    if !self.logged.isEmpty, !other.logged.isEmpty {
      let placed = try logged.map { (place: try position($0.dot), write: $0) }
      logged = placed.sorted { ($0.place, $0.write.dot) < ($1.place, $1.write.dot) }.map(\.write)
    }
    // A range means its author's writes of one record's register; in the joined one it would mean the other's too.
    let pending = (spelledOut + other.spelledOut).sorted { ($0.stamp, $0.dot) < ($1.stamp, $1.dot) }
    let officialIndex = logged.firstIndex { $0.dot == official?.dot } ?? 0
    return Register(logged: logged, officialIndex: officialIndex, pending: pending) ?? self
  }

  /// The unlogged writes, with what they replace here named one by one.
  private var spelledOut: [Write] {
    pending.map { write in
      let replaced = (logged + pending).filter { $0.dot != write.dot && write.replaces($0) }
      return Write(
        dot: write.dot, value: write.value, mark: write.mark, replaces: Replaces(dots: replaced.map(\.dot)),
        stamp: write.stamp, covers: write.covers)
    }
  }
}

extension RecordState {
  /// This record with the registers of its aliases read into it. Life, type and alias stay this record's own.
  ///
  /// - Parameters:
  ///   - others: the records that turned out to be this one.
  ///   - position: as in `Register.joined`.
  /// - Returns: a state for reading, never to be stored.
  public func joined(with others: [RecordState], position: (Dot) throws -> Position) rethrows -> RecordState {
    var result = self
    for other in others {
      for entry in other.entries where entry.id.field >= .firstOfSchema {
        let both = try result[entry.id].joined(with: entry.register, position: position)
        result.update(entry.id) { $0 = both }
      }
    }
    return result
  }

  /// The record that this one's own register says it turned out to be; nil for none.
  public var alias: RecordID? {
    guard let other = self[.alias].official?.value.reference, other != id else { return nil }
    return other
  }
}
