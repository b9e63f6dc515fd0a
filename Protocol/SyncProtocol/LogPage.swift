public import CommitFormat
public import Merge

/// What a receiver holds of the log below a page.
public protocol LogNames {
  /// The replica that an enrolment entry gave this number.
  func replica(numbered number: UInt32) throws -> ReplicaID?
  /// The hash of a logged commit, accepted or refused.
  func hash(of replica: ReplicaID, sequence: SequenceNumber) throws -> Hash?
  /// Nil for a replica that is no branch.
  func branch(_ id: ReplicaID) throws -> Branch?
  /// The hash of a commit of the receiver's own that the log has at a position: before it is taken in, it may bear another
  /// name here.
  func ownHash(of replica: ReplicaID, sequence: SequenceNumber, at position: Position) throws -> Hash?
}

extension LogNames {
  public func ownHash(of replica: ReplicaID, sequence: SequenceNumber, at position: Position) throws -> Hash? {
    try hash(of: replica, sequence: sequence)
  }

  public func branch(_ id: ReplicaID) -> Branch? { nil }
}

/// What a sender knows to say shorter.
public protocol LogNumbers {
  /// The number of the replica's enrolment entry, if the receiver has it by the end of the page: it is at or below the
  /// page's last position.
  func number(of replica: ReplicaID) throws -> UInt32?
}

/// One entry of the log as it was pulled.
public struct PulledEntry: Hashable, Sendable {
  public let position: Position
  /// The server's time, milliseconds since 1970-01-01 00:00 UTC.
  public let time: Int64
  public let event: Event

  public init(position: Position, time: Int64, event: Event) {
    self.position = position
    self.time = time
    self.event = event
  }

  public enum Event: Hashable, Sendable {
    case entry(LogEntry.Event)
    /// A commit of the pulling replica's own, accepted: it holds the bytes.
    case own(SequenceNumber, author: String?)
  }

  public init(_ entry: LogEntry) {
    self.init(position: entry.position, time: entry.time, event: .entry(entry.event))
  }

  /// The entry as it stands in the log.
  ///
  /// - Parameter own: gives the replica's own commit of a sequence.
  /// - Returns: nil when the entry is an own commit that `own` does not have.
  public func entry(own: (SequenceNumber) throws -> Commit?) rethrows -> LogEntry? {
    switch event {
    case .entry(let event): return LogEntry(position: position, time: time, event: event)
    case .own(let sequence, let author):
      guard let commit = try own(sequence) else { return nil }
      return LogEntry(position: position, time: time, event: .accepted(commit, author: author))
    }
  }
}

/// Entries of the log that follow one another, as they travel: in columns, without what the receiver can derive.
///
/// Previous hashes are not sent: a replica's commits stand in the log in the order of their sequences, so the receiver
/// has the one before, in the page or below it. Whether all of it was derived rightly, the chain hash shows.
public struct LogPage: Hashable, Sendable {
  /// The payload of the frame.
  public let bytes: [UInt8]

  /// Takes bytes as they came; `entries` tells whether they mean something.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  public var frame: Frame { Frame(.entries, bytes) }

  enum Kind {
    static let accepted: UInt64 = 0
    static let acceptedWithAuthor: UInt64 = 1
    static let own: UInt64 = 2
    static let ownWithAuthor: UInt64 = 3
    static let refused: UInt64 = 4
    static let enrolled: UInt64 = 5
    static let schema: UInt64 = 6
    static let horizon: UInt64 = 7
    static let erased: UInt64 = 8
    static let branched: UInt64 = 20
  }

  /// Writes entries that follow one another without gaps.
  ///
  /// - Parameters:
  ///   - entries: at least one, at most `ProtocolLimits.entriesPerPageMax`, positions rising by one. Each replica's
  ///     commits follow one another, from one that the receiver has below the page.
  ///   - own: of the replica that pulls, the sequences that it holds itself, with the same hashes; those travel as a
  ///     number each, where all of the commit is for the receiver.
  ///   - numbers: the short names that the receiver understands.
  /// - Throws: what `numbers` throws.
  public init(
    _ entries: some Collection<LogEntry>, own: (replica: ReplicaID, sequences: ClosedRange<SequenceNumber>)? = nil,
    numbers: some LogNumbers
  ) throws {
    var writer = PageWriter()
    var kinds: [UInt8] = []
    var times: [UInt8] = []
    var time: Int64 = 0
    for entry in entries {
      Varint.append(Varint.zigzag(entry.time &- time), to: &times)
      time = entry.time
      Varint.append(try writer.append(entry.event, own: own, numbers: numbers), to: &kinds)
    }
    var out: [UInt8] = []
    Varint.append(entries.first?.position ?? 0, to: &out)
    Varint.append(UInt64(entries.count), to: &out)
    out += kinds
    out += times
    writer.finish(to: &out)
    bytes = out
  }

  /// The first position and how many entries follow, without reading the rest.
  public var span: (first: Position, count: Int)? {
    var reader = ByteReader(bytes)
    return Self.span(&reader)
  }

  private static func span(_ reader: inout ByteReader) -> (first: Position, count: Int)? {
    guard let first = reader.varint(), first > 0, let count = reader.varint(), count > 0,
      count <= UInt64(ProtocolLimits.entriesPerPageMax), first <= UInt64.max - count
    else { return nil }
    return (first, Int(count))
  }

  /// Reads the page.
  ///
  /// - Parameters:
  ///   - receiver: whose own commits are left out.
  ///   - names: what is known below the page.
  /// - Returns: at least one entry.
  /// - Throws: `ProtocolProblem`, or what `names` throws.
  /// - Complexity: O(bytes), as every commit is hashed; one look-up per replica in the page.
  public func entries(receiver: ReplicaID? = nil, names: some LogNames) throws -> [PulledEntry] {
    var reader = ByteReader(bytes)
    let malformed = ProtocolProblem.malformed(frame: FrameType.entries.rawValue)
    guard let (first, count) = Self.span(&reader), let kinds = CommitColumns.numbers(count, from: &reader),
      let times = CommitColumns.steps(count, from: &reader)
    else { throw malformed }
    var page = PageReader(names: names, receiver: receiver, malformed: malformed)
    let events = try page.read(kinds, at: first, from: &reader)
    guard reader.isAtEnd else { throw malformed }
    return events.enumerated().map { place, event in
      PulledEntry(position: first + UInt64(place), time: times[place], event: event)
    }
  }

  /// Collects the columns that only some entries have.
  private struct PageWriter {
    /// Rows of the page's table of replicas: commits of one row follow one another by sequence.
    private var rows: [ReplicaID: (row: Int, next: SequenceNumber)] = [:]
    private var rowCount = 0
    private var table: [UInt8] = []
    private var references: [UInt8] = []
    private var authors = SingleSet.Dictionary()
    private var commits: [Commit] = []
    private var others: [UInt8] = []

    mutating func append(
      _ event: LogEntry.Event, own: (replica: ReplicaID, sequences: ClosedRange<SequenceNumber>)?,
      numbers: some LogNumbers
    ) throws -> UInt64 {
      switch event {
      case .accepted(let commit, let author):
        try refer(commit.replica, commit.sequence, numbers: numbers)
        if let author { authors.append(Array(author.utf8)[...]) }
        // Of what its author may not read any more, the author is told by a commit that lacks it.
        if let own, commit.isWhole, commit.replica == own.replica, own.sequences.contains(commit.sequence) {
          return author == nil ? Kind.own : Kind.ownWithAuthor
        }
        commits.append(commit)
        return author == nil ? Kind.accepted : Kind.acceptedWithAuthor
      case .refused(let name, let refusal):
        try refer(name.replica, name.sequence, numbers: numbers)
        others += name.hash.bytes
        append(refusal.code.rawValue)
        others.append(refusal.field == nil ? 0 : 1)
        if let field = refusal.field { append(field) }
        append(refusal.reason)
        return Kind.refused
      case .enrolled(let enrolment):
        Varint.append(UInt64(enrolment.number), to: &others)
        others += enrolment.replica.bytes
        append(enrolment.user)
        append(enrolment.device)
        Varint.append(UInt64(enrolment.publicKey.count), to: &others)
        others += enrolment.publicKey
        return Kind.enrolled
      case .schema(let version, let json):
        Varint.append(UInt64(version), to: &others)
        Varint.append(UInt64(json.count), to: &others)
        others += json
        return Kind.schema
      case .horizon(let position):
        Varint.append(position, to: &others)
        return Kind.horizon
      case .erased(let erasure):
        erasure.append(to: &others)
        return Kind.erased
      case .branched(let branch):
        others += branch.id.bytes
        others += branch.origin.bytes
        others += branch.parent.bytes
        Varint.append(branch.first, to: &others)
        others += branch.previous.bytes
        return Kind.branched
      }
    }

    private mutating func refer(
      _ replica: ReplicaID, _ sequence: SequenceNumber, numbers: some LogNumbers
    ) throws {
      if let known = rows[replica], known.next == sequence {
        rows[replica] = (known.row, sequence + 1)
        Varint.append(UInt64(known.row), to: &references)
        return
      }
      Varint.append(UInt64(rowCount), to: &references)
      rows[replica] = (rowCount, sequence + 1)
      rowCount += 1
      if let number = try numbers.number(of: replica) {
        Varint.append(UInt64(number), to: &table)
      } else {
        table.append(0)
        table += replica.bytes
      }
      Varint.append(sequence, to: &table)
    }

    private mutating func append(_ text: String) {
      Varint.append(UInt64(text.utf8.count), to: &others)
      others += text.utf8
    }

    func finish(to out: inout [UInt8]) {
      out += references
      authors.append(to: &out)
      out += others
      out += table
      CommitColumns.append(commits, to: &out)
    }
  }
}
