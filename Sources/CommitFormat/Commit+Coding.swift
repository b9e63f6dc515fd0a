public import Merge

extension Commit {
  fileprivate enum PartFlag {
    static let salted: UInt64 = 1
    static let withheld: UInt64 = 2
    static let erased: UInt64 = 3
  }

  /// The bytes in which the commit is stored and travels, without its replica, sequence and previous hash, which a
  /// reader knows from where it stands.
  ///
  /// Layout, numbers as varints: stamp milliseconds (zigzag), stamp counter, schema version, number of parts; per part:
  /// audience, flags (1 salted, 2 withheld, 3 erased), then 32 bytes of hash if withheld or erased, 16 bytes of salt if
  /// salted, and unless withheld the number of bytes, the bytes.
  public var body: [UInt8] {
    var out: [UInt8] = []
    Varint.append(Varint.zigzag(stamp.milliseconds), to: &out)
    Varint.append(UInt64(stamp.counter), to: &out)
    Varint.append(UInt64(schemaVersion), to: &out)
    Varint.append(UInt64(parts.count), to: &out)
    for part in parts { part.append(to: &out) }
    return out
  }

  /// Reads what `body` wrote. Nil when the bytes are not exactly one body within the limits.
  public init?(
    replica: ReplicaID, origin: ReplicaID? = nil, sequence: SequenceNumber, previous: Hash,
    body: some Collection<UInt8>
  ) {
    guard body.count <= FormatLimits.commitBytesMax, (1...FormatLimits.sequenceMax).contains(sequence) else {
      return nil
    }
    var reader = ByteReader(Array(body))
    guard let milliseconds = reader.varint(), let counter = reader.varint32(), let schemaVersion = reader.varint32(),
      let count = reader.varint(), (1...UInt64(FormatLimits.partsPerCommitMax)).contains(count)
    else { return nil }
    var parts: [Part] = []
    for _ in 0..<count {
      guard let part = Part(&reader) else { return nil }
      if let last = parts.last, last.audience >= part.audience { return nil }
      parts.append(part)
    }
    guard reader.isAtEnd else { return nil }
    self.init(
      replica: replica, origin: origin, sequence: sequence, previous: previous,
      stamp: Stamp(milliseconds: Varint.unzigzag(milliseconds), counter: counter), schemaVersion: schemaVersion,
      parts: parts)
  }

  /// The commit as somebody may see it who reads only `audiences`: the same hash, the other parts withheld.
  public func withholding(except audiences: Set<Audience>) -> Commit {
    Commit(
      replica: replica, origin: origin, sequence: sequence, previous: previous, stamp: stamp,
      schemaVersion: schemaVersion,
      parts: parts.map { part in
        audiences.contains(part.audience) ? part : Part(audience: part.audience, body: .withheld(part.hash))
      })
  }

  /// The commit with the hash alone of one part; its own hash is the same.
  public func withholding(_ audience: Audience) -> Commit {
    withholding(except: Set(parts.map(\.audience).filter { $0 != audience }))
  }

  /// Whether every part can be read here as its author wrote it.
  public var isWhole: Bool {
    parts.allSatisfy { part in
      if case .readable = part.body { return true }
      return false
    }
  }

  /// Whether a part is withheld here that `other`, the same commit, lets be read.
  public func withholdsMore(than other: Commit) -> Bool {
    zip(parts, other.parts).contains { mine, theirs in
      guard case .withheld = mine.body, case .readable = theirs.body else { return false }
      return true
    }
  }
}

extension Commit.Part {
  /// As it stands in a commit's body: audience, flags, and what belongs to them.
  public func append(to out: inout [UInt8]) {
    Varint.append(UInt64(audience.number), to: &out)
    switch body {
    case .withheld(let hash):
      Varint.append(Commit.PartFlag.withheld, to: &out)
      out += hash.bytes
    case .readable(let bytes, let salt):
      Varint.append(salt == nil ? 0 : Commit.PartFlag.salted, to: &out)
      out += salt ?? []
      Varint.append(UInt64(bytes.count), to: &out)
      out += bytes
    case .erased(let hash, let bytes):
      Varint.append(Commit.PartFlag.erased, to: &out)
      out += hash.bytes
      Varint.append(UInt64(bytes.count), to: &out)
      out += bytes
    }
  }

  /// Reads what `append` wrote; nil when the bytes are something else.
  public init?(_ reader: inout ByteReader) {
    guard let audience = reader.varint32(), let flags = reader.varint() else { return nil }
    switch flags {
    case Commit.PartFlag.withheld, Commit.PartFlag.erased:
      guard let bytes = reader.bytes(32), let hash = Hash(bytes: bytes) else { return nil }
      if flags == Commit.PartFlag.withheld {
        self.init(audience: Audience(audience), body: .withheld(hash))
      } else {
        guard let left = reader.block() else { return nil }
        self.init(audience: Audience(audience), body: .erased(hash, Array(left)))
      }
    case 0, Commit.PartFlag.salted:
      var salt: [UInt8]?
      if flags == Commit.PartFlag.salted {
        guard let bytes = reader.bytes(16) else { return nil }
        salt = Array(bytes)
      }
      guard let bytes = reader.block() else { return nil }
      self.init(audience: Audience(audience), body: .readable(Array(bytes), salt: salt))
    default: return nil
    }
  }
}
