public import CommitFormat
public import Merge

/// A point of a log as a replica remembers it.
public struct KnownPoint: Hashable, Sendable {
  public let position: Position
  public let chain: Hash

  public init(position: Position, chain: Hash) {
    self.position = position
    self.chain = chain
  }
}

/// What a replica asks and says when the server has lost the end of a log: one frame in each request, answered by one.
///
/// Every request carries a cursor that the server sealed once. As each chain hash covers all before it, the seal proves
/// whatever leads to it; so anybody may give back anybody's commits, and nobody can make any up.
public enum GiveBackRequest: Hashable, Sendable {
  /// Which of these points is on the log as the server has it? At most 256, rising.
  case points(Cursor, [KnownPoint])
  /// Gives the hashes of the entries between a point and the cursor, so that the server seals the point too. So a long
  /// tail is proved in pieces, from its end.
  case outline(Cursor, after: KnownPoint, [Hash])
  /// Gives back the entries between a point and the cursor.
  case entries(Cursor, after: KnownPoint, [LogEntry])

  public var cursor: Cursor {
    switch self {
    case .points(let cursor, _), .outline(let cursor, _, _), .entries(let cursor, _, _): cursor
    }
  }

  public static let pointsMax = 256
  /// Entries, or hashes of them, in one request.
  public static let entriesMax = 65_536

  /// The whole body.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    Varint.append(UInt64(cursor.bytes.count), to: &out)
    out += cursor.bytes
    func append(_ point: KnownPoint) {
      Varint.append(point.position, to: &out)
      out += point.chain.bytes
    }
    switch self {
    case .points(_, let points):
      Varint.append(UInt64(points.count), to: &out)
      for point in points { append(point) }
      return Frame(.points, out).bytes
    case .outline(_, let point, let hashes):
      append(point)
      Varint.append(UInt64(hashes.count), to: &out)
      for hash in hashes { out += hash.bytes }
      return Frame(.outline, out).bytes
    case .entries(_, let point, let entries):
      append(point)
      Varint.append(UInt64(entries.count), to: &out)
      for entry in entries {
        let bytes = entry.bytes
        Varint.append(UInt64(bytes.count), to: &out)
        out += bytes
      }
      return Frame(.returned, out).bytes
    }
  }

  /// - Throws: `ProtocolProblem` for bytes that are no such request.
  public init(bytes: [UInt8], limits: ProtocolLimits = .standard) throws(ProtocolProblem) {
    let frame = try Frame(only: bytes, limits: limits)
    var reader = ByteReader(frame.payload)
    let malformed = ProtocolProblem.malformed(frame: frame.type)
    guard let cursor = reader.block().flatMap({ Cursor(bytes: $0) }) else { throw malformed }
    func point() throws(ProtocolProblem) -> KnownPoint {
      guard let point = KnownPoint(&reader) else { throw malformed }
      return point
    }
    func count(max: Int) throws(ProtocolProblem) -> Int {
      guard let count = reader.varint(), count <= UInt64(max) else { throw malformed }
      return Int(count)
    }
    switch FrameType(rawValue: frame.type) {
    case .points:
      var points: [KnownPoint] = []
      for _ in 0..<(try count(max: Self.pointsMax)) { points.append(try point()) }
      guard zip(points, points.dropFirst()).allSatisfy({ $0.position < $1.position }) else { throw malformed }
      self = .points(cursor, points)
    case .outline:
      let after = try point()
      let count = try count(max: Self.entriesMax)
      guard reader.count == count * 32 else { throw malformed }
      var hashes: [Hash] = []
      for _ in 0..<count {
        guard let hash = reader.bytes(32).flatMap({ Hash(bytes: $0) }) else { throw malformed }
        hashes.append(hash)
      }
      self = .outline(cursor, after: after, hashes)
    case .returned:
      let after = try point()
      var entries: [LogEntry] = []
      for index in 0..<(try count(max: Self.entriesMax)) {
        let (position, over) = after.position.addingReportingOverflow(UInt64(index) + 1)
        guard !over, let bytes = reader.block(), let entry = LogEntry(position: position, bytes: bytes) else {
          throw malformed
        }
        entries.append(entry)
      }
      self = .entries(cursor, after: after, entries)
    default: throw .unexpectedFrame(type: frame.type)
    }
    guard reader.isAtEnd else { throw malformed }
  }

  /// Whether what the request says leads from its point to its cursor.
  public var leadsToCursor: Bool {
    let point: KnownPoint
    let hashes: [Hash]
    switch self {
    case .points: return true
    case .outline(_, let after, let given): (point, hashes) = (after, given)
    case .entries(_, let after, let entries): (point, hashes) = (after, entries.map(\.hash))
    }
    var (position, chain) = (point.position, point.chain)
    for hash in hashes {
      let (next, over) = position.addingReportingOverflow(1)
      guard !over else { return false }
      position = next
      chain = LogEntry.chain(after: chain, position: position, entryHash: hash)
    }
    return position == cursor.position && chain == cursor.chain
  }
}

/// The server's answer to a `GiveBackRequest`.
public enum GiveBackAnswer: Hashable, Sendable {
  /// Where the server's log ends, and the last of the points that were asked for which it has: sealed anew, in the epoch
  /// of today, so that the replica can go on from there. Nil when it has none of them; position 0 is always shared.
  case common(head: Position, Cursor?)
  /// The point of an outline, sealed in the epoch of the cursor that proved it.
  case sealed(Cursor)
  case taken(Taken)
  case problem(Problem)

  /// What became of entries that were given back, each counted once.
  public struct Taken: Hashable, Sendable {
    /// New to the server: in its log again.
    public var appended = 0
    /// In its log before.
    public var known = 0
    /// Not linked to what it holds: kept aside for its administrator.
    public var quarantined = 0

    public init(appended: Int = 0, known: Int = 0, quarantined: Int = 0) {
      self.appended = appended
      self.known = known
      self.quarantined = quarantined
    }
  }

  /// The whole body.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    switch self {
    case .common(let head, let cursor):
      Varint.append(head, to: &out)
      out += cursor?.bytes ?? []
      return Frame(.common, out).bytes
    case .sealed(let cursor): return Frame(.sealedPoint, cursor.bytes).bytes
    case .taken(let taken):
      for number in [taken.appended, taken.known, taken.quarantined] { Varint.append(UInt64(number), to: &out) }
      return Frame(.taken, out).bytes
    case .problem(let problem): return problem.frame.bytes
    }
  }

  /// - Throws: `ProtocolProblem` for bytes that are no such answer.
  public init(bytes: [UInt8], limits: ProtocolLimits = .standard) throws(ProtocolProblem) {
    let frame = try Frame(only: bytes, limits: limits)
    var reader = ByteReader(frame.payload)
    let malformed = ProtocolProblem.malformed(frame: frame.type)
    switch FrameType(rawValue: frame.type) {
    case .common:
      guard let head = reader.varint() else { throw malformed }
      guard !reader.isAtEnd else {
        self = .common(head: head, nil)
        return
      }
      guard let cursor = Cursor(bytes: reader.rest()) else { throw malformed }
      self = .common(head: head, cursor)
    case .sealedPoint:
      guard let cursor = Cursor(bytes: frame.payload) else { throw malformed }
      self = .sealed(cursor)
    case .taken:
      var numbers: [Int] = []
      for _ in 0..<3 {
        guard let number = reader.varint32() else { throw malformed }
        numbers.append(Int(number))
      }
      guard reader.isAtEnd else { throw malformed }
      self = .taken(Taken(appended: numbers[0], known: numbers[1], quarantined: numbers[2]))
    case .problem: self = .problem(try Problem(frame))
    default: throw .unexpectedFrame(type: frame.type)
    }
  }
}

extension KnownPoint {
  init?(_ reader: inout ByteReader) {
    guard let position = reader.varint(), let chain = reader.bytes(32).flatMap({ Hash(bytes: $0) }) else { return nil }
    self.init(position: position, chain: chain)
  }
}

extension Frame {
  /// The frame that is a whole body.
  init(only bytes: [UInt8], limits: ProtocolLimits) throws(ProtocolProblem) {
    var reader = ByteReader(bytes)
    guard let count = reader.varint(), let type = reader.byte() else { throw .cut }
    guard let known = FrameType(rawValue: type),
      [.points, .outline, .returned, .common, .sealedPoint, .taken, .problem].contains(known)
    else { throw .notAFrameStream(firstBytes: Array(bytes.prefix(64))) }
    guard count <= UInt64(limits.frameBytesMax) else { throw .frameTooLarge(bytes: count, max: limits.frameBytesMax) }
    guard let payload = reader.bytes(count), reader.isAtEnd else { throw .cut }
    self.init(known, Array(payload))
  }
}
