extension Value {
  /// Which audience a value of the audience register says; nil for any other.
  public var audience: Audience? {
    integer.flatMap { UInt32(exactly: $0) }.map { Audience($0) }
  }
}

extension RecordState {
  /// The audience that the record belongs to, in which all its writes are made: the one that it was moved to last, else
  /// that of its first creation. `everyone` for a record of which nothing is known.
  public var audience: Audience {
    for entry in entries where entry.id == .audience {
      if let audience = entry.register.standing.last?.value.audience { return audience }
    }
    for entry in entries where entry.id == .type {
      if let creation = entry.register.logged.first ?? entry.register.pending.first { return creation.dot.audience }
    }
    for entry in entries {
      if let write = entry.register.logged.first ?? entry.register.pending.first { return write.dot.audience }
    }
    return .everyone
  }

  /// The audience in whose digest the logged state counts: as `audience`, whatever unlogged commits say.
  public var loggedAudience: Audience {
    if let audience = self[.audience].logged.last?.value.audience { return audience }
    if let creation = self[.type].logged.first { return creation.dot.audience }
    return entries.lazy.compactMap { $0.register.logged.first?.dot.audience }.first ?? audience
  }

  /// The logged state as it travels when the record moves: without where it has been.
  public var departing: RecordState {
    var result = self
    result.dropPending()
    result.update(.audience) { $0 = Register() }
    return result
  }
}
