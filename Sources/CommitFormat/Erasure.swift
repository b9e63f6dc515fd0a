public import Merge

/// That something of one part of an accepted commit was erased by decision, and what is left of it.
///
/// The part that it carries is salted. It says which fields it is about and what is left; whoever may not read the
/// commit's part gets this one's hash alone.
public struct Erasure: Hashable, Sendable {
  /// The commit that something is erased of.
  public let commit: CommitName
  /// What `ErasedContent` says, for the audience of the commit's part; only its hash where that may not be read, or a
  /// later erasure of the same part has taken its place.
  public let part: Commit.Part

  public var audience: Audience { part.audience }

  public init(commit: CommitName, part: Commit.Part) {
    self.commit = commit
    self.part = part
  }

  /// As somebody gets it who may not read the part.
  public var withheld: Erasure {
    Erasure(commit: commit, part: Commit.Part(audience: part.audience, body: .withheld(part.hash)))
  }

  /// Nil where it may not be read, or its bytes are something else.
  public var content: ErasedContent? {
    guard case .readable(let bytes, _) = part.body else { return nil }
    return ErasedContent(bytes: bytes)
  }

  /// Replica, sequence, hash, part.
  public func append(to out: inout [UInt8]) {
    out += commit.replica.bytes
    Varint.append(commit.sequence, to: &out)
    out += commit.hash.bytes
    part.append(to: &out)
  }

  /// Reads what `append` wrote; nil when the bytes are something else.
  public init?(_ reader: inout ByteReader) {
    guard let replica = reader.replica(), let sequence = reader.varint(),
      (1...FormatLimits.sequenceMax).contains(sequence), let hash = reader.bytes(32).flatMap({ Hash(bytes: $0) }),
      let part = Commit.Part(&reader)
    else { return nil }
    switch part.body {
    case .withheld: break
    case .readable(let bytes, salt: .some): guard ErasedContent(bytes: bytes) != nil else { return nil }
    case .readable, .erased: return nil
    }
    self.init(commit: CommitName(replica: replica, sequence: sequence, hash: hash), part: part)
  }
}

/// What an erasure says of a part: of which fields something was taken out of it, and what is left.
public struct ErasedContent: Hashable, Sendable {
  /// A field of a record.
  public struct Place: Hashable, Comparable, Sendable {
    public let record: RecordID
    public let field: FieldNumber

    public init(record: RecordID, field: FieldNumber) {
      self.record = record
      self.field = field
    }

    public static func < (left: Self, right: Self) -> Bool {
      (left.record, left.field.number) < (right.record, right.field.number)
    }
  }

  /// When it was decided, by the server's clock, milliseconds since 1970-01-01 00:00 UTC.
  public let decided: Int64
  /// Rising, each once.
  public let places: [Place]
  /// The part's bytes without it, as `PartContent` reads them.
  public let left: [UInt8]

  public init(decided: Int64, places: some Sequence<Place>, left: [UInt8]) {
    self.decided = decided
    self.places = Set(places).sorted()
    self.left = left
  }

  /// The time (zigzag), how many places, per place the record's 16 bytes and the field; then what is left.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    Varint.append(Varint.zigzag(decided), to: &out)
    Varint.append(UInt64(places.count), to: &out)
    for place in places {
      out += place.record.bytes
      Varint.append(UInt64(place.field.number), to: &out)
    }
    return out + left
  }

  /// Nil when these are not the bytes of one.
  public init?(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let decided = reader.varint().map(Varint.unzigzag), let count = reader.varint(),
      count <= UInt64(reader.count / 17)
    else { return nil }
    var places: [Place] = []
    for _ in 0..<count {
      guard let record = reader.record(), let field = reader.varint32() else { return nil }
      let place = Place(record: record, field: FieldNumber(field))
      if let last = places.last, !(last < place) { return nil }
      places.append(place)
    }
    self.init(decided: decided, places: places, left: Array(reader.rest()))
  }
}

extension LogEntry {
  /// What an erasure leaves of this entry: of the accepted commit that it is about, the part without what was erased; of
  /// an earlier erasure of that part, its hash. Any other entry is itself. Hash and chain stay what they were.
  public func erasing(_ erasure: LogEntry) -> LogEntry {
    guard case .erased(let later) = erasure.event, position < erasure.position else { return self }
    switch event {
    case .accepted(let commit, let author):
      guard let erased = commit.erasing(later) else { return self }
      return LogEntry(position: position, time: time, event: .accepted(erased, author: author))
    case .erased(let earlier) where earlier.commit == later.commit && earlier.audience == later.audience:
      return LogEntry(position: position, time: time, event: .erased(earlier.withheld))
    default: return self
    }
  }
}

extension Commit {
  /// The commit with the hash alone of every part of which something was erased.
  public var withholdingErased: Commit {
    guard parts.contains(where: \.isErased) else { return self }
    return withholding(except: Set(parts.filter { !$0.isErased }.map(\.audience)))
  }

  /// The commit as an erasure leaves it, with the same hash; nil where it is about another one, the part or what is left
  /// of it may not be read here, or nothing changes.
  public func erasing(_ erasure: Erasure) -> Commit? {
    guard replica == erasure.commit.replica, sequence == erasure.commit.sequence, let content = erasure.content else {
      return nil
    }
    return erasing(erasure.audience, leaving: content.left).flatMap { $0.hash == erasure.commit.hash ? $0 : nil }
  }

  /// The commit with only `left` of the part of one audience, and the same hash; nil where that part may not be read
  /// here, or nothing changes.
  public func erasing(_ audience: Audience, leaving left: [UInt8]) -> Commit? {
    guard let index = parts.firstIndex(where: { $0.audience == audience }), parts[index].content != nil else {
      return nil
    }
    var changed = parts
    changed[index] = Part(audience: audience, body: .erased(parts[index].hash, left))
    guard changed[index] != parts[index] else { return nil }
    return Commit(
      replica: replica, origin: origin, sequence: sequence, previous: previous, stamp: stamp,
      schemaVersion: schemaVersion, parts: changed)
  }
}
