public import CommitFormat
public import Merge
internal import Schema

/// What a replica finds when it looks at itself.
public struct SelfCheck: Hashable, Sendable {
  /// The digest as it was kept up to date.
  public let kept: StateDigest
  /// The digest as the rows have it.
  public let recomputed: StateDigest
  public let records: Int
  /// Commits whose bytes have another hash than they were stored under, or do not follow on the one before.
  public let damagedCommits: [CommitName]

  public var isSound: Bool { kept == recomputed && damagedCommits.isEmpty }
}

extension Replica {
  /// Recomputes the digest from the rows and the hashes of the unsent commits.
  ///
  /// - Complexity: O(records + unsent commits).
  public func selfCheck() throws -> SelfCheck {
    try store.read { reading in
      var digest = StateDigest()
      var records = 0
      try reading.eachRecord { state in
        digest.add(state)
        records += 1
      }
      let damaged = try reading.unlogged().filter { $0.commit.hash != $0.hash }.map(\.name)
      return SelfCheck(
        kept: try reading.requiredHeader().digest, recomputed: digest, records: records, damagedCommits: damaged)
    }
  }

  /// Digests of the logged state by bucket: the first byte of the hash of a record's id. They add up to the whole.
  public func bucketDigests() throws -> [StateDigest] {
    try store.read { reading in
      var buckets = Array(repeating: StateDigest(), count: 256)
      try reading.eachRecord { state in buckets[Self.bucket(of: state.id)].add(state) }
      return buckets
    }
  }

  /// The bucket that a record belongs to, 0 to 255.
  public static func bucket(of record: RecordID) -> Int {
    Int(Hash(of: record.bytes).high >> 120)
  }
}

extension Schema {
  /// The field change that writes a register as a creation had it; nil for the engine's own registers.
  func change(_ write: Operation.FieldWrite, type: TypeNumber) -> FieldChange? {
    guard write.register.field >= .firstOfSchema else { return nil }
    if let key = write.register.element {
      return .add(write.register.field, SetElement(key: key, rest: write.value).whole)
    }
    return .set(write.register.field, write.value)
  }
}
