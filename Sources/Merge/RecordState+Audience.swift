extension RecordState {
  /// The audience that the record belongs to: that of its first creation, in which all its writes are made. `everyone`
  /// for a record of which nothing is known.
  public var audience: Audience {
    let type = self[.type]
    if let creation = type.logged.first ?? type.pending.first { return creation.dot.audience }
    for entry in entries {
      if let write = entry.register.logged.first ?? entry.register.pending.first { return write.dot.audience }
    }
    return .everyone
  }
}
