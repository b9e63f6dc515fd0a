public import CommitFormat
internal import Crypto
internal import Foundation
public import Merge
internal import SwiftProtobuf

/// What begins a bundle.
public struct BundleHeader: Hashable, Sendable {
  public var workspace: WorkspaceID
  public var schemaVersion: UInt32
  public var appVersion: String
  /// When it was made, by the device's clock: milliseconds since 1970-01-01 00:00 UTC.
  public var deviceClock: Int64

  public init(workspace: WorkspaceID, schemaVersion: UInt32, appVersion: String, deviceClock: Int64) {
    self.workspace = workspace
    self.schemaVersion = schemaVersion
    self.appVersion = appVersion
    self.deviceClock = deviceClock
  }
}

/// Who made commits of a bundle, for a reader that has not pulled their enrolment. What is claimed here proves nothing:
/// a reader shows it, and believes the log.
public struct ClaimedEnrolment: Hashable, Sendable {
  /// Nil when the log has not given one yet.
  public let number: UInt32?
  public let replica: ReplicaID
  public let user: String
  public let device: String
  /// 32 bytes.
  public let publicKey: [UInt8]

  public init(number: UInt32?, replica: ReplicaID, user: String, device: String, publicKey: [UInt8]) {
    self.number = number
    self.replica = replica
    self.user = user
    self.device = device
    self.publicKey = publicKey
  }
}

/// Commits in a file: what travels by USB stick, and what is saved from a damaged replica.
public struct Bundle: Hashable, Sendable {
  public var header: BundleHeader
  public var enrolments: [ClaimedEnrolment]
  public var commits: [SealedCommits]

  public init(header: BundleHeader, enrolments: [ClaimedEnrolment] = [], commits: [SealedCommits]) {
    self.header = header
    self.enrolments = enrolments
    self.commits = commits
  }

  /// What every bundle begins with.
  public static let magic: [UInt8] = Array("BYGDB1\n".utf8)

  /// The file's bytes: magic, header, enrolments if any, sealed commits packed, trailer.
  public var bytes: [UInt8] {
    var writer = ExchangeFileWriter(magic: Self.magic)
    writer.append(header.frame)
    if !enrolments.isEmpty { writer.append(ClaimedEnrolment.frame(enrolments)) }
    for commits in commits { writer.appendPacked(commits.frame) }
    return writer.finished()
  }

  /// Reads a bundle. Its hash is checked before anything in it is; whether the seals are true, the reader of the
  /// commits says.
  public init(bytes: [UInt8], limits: ProtocolLimits = .standard) throws(ProtocolProblem) {
    var reader = try ExchangeFileReader(bytes, magic: Self.magic, opening: .bundleHeader, limits: limits)
    guard let first = try reader.next() else { throw .cut }
    header = try BundleHeader(first)
    enrolments = []
    commits = []
    while let frame = try reader.next() {
      switch FrameType(rawValue: frame.type) {
      case .enrolments: enrolments += try ClaimedEnrolment.read(frame)
      case .commits: commits.append(try SealedCommits(frame, commitsMax: Int.max))
      default: throw .unexpectedFrame(type: frame.type)
      }
    }
  }
}

/// What begins a snapshot.
public struct SnapshotHeader: Hashable, Sendable {
  public var workspace: WorkspaceID
  public var epoch: Epoch
  /// The last position in it.
  public var position: Position
  /// The chain hash there.
  public var chain: Hash
  /// Of the state there.
  public var digest: StateDigest
  public var entryCount: UInt64
  public var recordCount: UInt64
  /// Whose parts are readable in it; rising.
  public var audiences: [Audience]
  public var schemaVersion: UInt32
  /// The server's cursor at the position, from which a new replica goes on.
  public var cursor: Cursor?

  public init(
    workspace: WorkspaceID, epoch: Epoch, position: Position, chain: Hash, digest: StateDigest, entryCount: UInt64,
    recordCount: UInt64, audiences: [Audience] = [.everyone], schemaVersion: UInt32, cursor: Cursor? = nil
  ) {
    self.workspace = workspace
    self.epoch = epoch
    self.position = position
    self.chain = chain
    self.digest = digest
    self.entryCount = entryCount
    self.recordCount = recordCount
    self.audiences = audiences
    self.schemaVersion = schemaVersion
    self.cursor = cursor
  }
}

/// How a new replica starts: the log up to a position in one file, and what a replica that has read it holds where a
/// glance at the log does not say it.
///
/// Whoever reads the log alone passes over the rest. A snapshot with state is: state, then each page with state behind it,
/// then any number of states.
public enum Snapshot {
  /// What every snapshot begins with.
  public static let magic: [UInt8] = Array("BYGDS1\n".utf8)

  /// Writes a snapshot piece by piece: no more than a page is in memory.
  public struct Writer {
    private var writer: ExchangeFileWriter

    public init(_ header: SnapshotHeader) {
      writer = ExchangeFileWriter(magic: Snapshot.magic)
      writer.append(header.frame)
    }

    /// Takes in the next page, without own commits.
    public mutating func append(_ page: LogPage) {
      writer.appendPacked(page.frame)
    }

    /// Takes in what a store says of itself, at most a frame's bytes of it.
    public mutating func append(state: [UInt8]) {
      writer.append(Frame(.state, Compression.zstd.whole(state)))
    }

    /// The bytes since the last call.
    public mutating func take() -> [UInt8] { writer.take() }

    /// The last bytes, the hash among them.
    public mutating func finish() -> [UInt8] { writer.finished() }
  }

  /// A piece of a snapshot, as they follow one another.
  public enum Piece: Hashable, Sendable {
    case page(LogPage)
    case state([UInt8])
  }

  /// Reads a snapshot piece by piece, from the bytes of a whole file, whose hash is checked first.
  ///
  /// Chain and digest are for the caller to check, as it takes the entries in.
  public struct Reader {
    public let header: SnapshotHeader
    private var reader: ExchangeFileReader
    private let limits: ProtocolLimits

    public init(bytes: [UInt8], limits: ProtocolLimits = .standard) throws(ProtocolProblem) {
      self.limits = limits
      reader = try ExchangeFileReader(
        bytes, magic: Snapshot.magic, opening: .snapshotHeader, extra: [.state], limits: limits)
      guard let first = try reader.next() else { throw .cut }
      header = try SnapshotHeader(first)
    }

    /// The next page of the log; nil at the end.
    public mutating func next() throws(ProtocolProblem) -> LogPage? {
      while let frame = try reader.next() {
        guard frame.type != FrameType.state.rawValue else { continue }
        return try page(frame)
      }
      return nil
    }

    /// The next piece; nil at the end.
    public mutating func nextPiece() throws(ProtocolProblem) -> Piece? {
      guard let frame = try reader.next() else { return nil }
      guard frame.type == FrameType.state.rawValue else { return .page(try page(frame)) }
      var inner = limits
      inner.inflatedBytesMax = limits.frameBytesMax
      // Rows that are all alike may become as short as they like: a frame is bounded by its size.
      inner.inflationRatioMax = .max
      return .state(try Compression.zstd.unpacked(frame.payload, limits: inner))
    }

    private func page(_ frame: Frame) throws(ProtocolProblem) -> LogPage {
      guard frame.type == FrameType.entries.rawValue else { throw .unexpectedFrame(type: frame.type) }
      return LogPage(bytes: frame.payload)
    }
  }
}

/// Frames in a file: magic, frames, packed frames, and a trailer with the hash of all before it.
struct ExchangeFileWriter {
  private var pending: [UInt8]
  private var hash = SHA256()

  init(magic: [UInt8]) {
    pending = magic
    hash.update(data: magic)
  }

  mutating func append(_ frame: Frame) {
    let bytes = frame.bytes
    hash.update(data: bytes)
    pending += bytes
  }

  /// Appends a frame within a packed one, if that is smaller.
  mutating func appendPacked(_ frame: Frame) {
    let (compression, packed) = Compression.zstd.packed(frame.bytes)
    append(compression == .zstd ? Frame(.packed, packed) : frame)
  }

  mutating func take() -> [UInt8] {
    defer { pending = [] }
    return pending
  }

  mutating func finished() -> [UInt8] {
    pending += Frame(.trailer, Array(hash.finalize())).bytes
    return take()
  }
}

/// Reads what `ExchangeFileWriter` wrote, a little at a time.
struct ExchangeFileReader {
  private let bytes: [UInt8]
  private var frames: FrameReader
  private let limits: ProtocolLimits
  /// What has not been cut into frames yet.
  private var left: Range<Int>

  /// The frame of the trailer: 32, its type, the hash.
  private static let trailerBytes = 34
  private static let step = 1 << 20

  init(
    _ bytes: [UInt8], magic: [UInt8], opening: FrameType, extra: [FrameType] = [], limits: ProtocolLimits
  ) throws(ProtocolProblem) {
    guard bytes.starts(with: magic.dropLast(2)) else {
      throw .notAFrameStream(firstBytes: Array(bytes.prefix(64)))
    }
    guard bytes.starts(with: magic) else {
      let digit = bytes.dropFirst(magic.count - 2).first.map(UInt32.init) ?? 0
      throw .unsupportedVersion(digit >= 0x30 ? digit - 0x30 : digit)
    }
    let end = bytes.count - Self.trailerBytes
    guard end >= magic.count else { throw .cut }
    let trailer = bytes[end...]
    guard trailer.starts(with: [32, FrameType.trailer.rawValue]) else { throw .cut }
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<end])) }
    guard hash.finalize().elementsEqual(trailer.dropFirst(2)) else { throw .damagedFile }
    var unlimited = limits
    unlimited.inflatedBytesMax = Int.max
    self.limits = limits
    self.bytes = bytes
    left = magic.count..<end
    frames = FrameReader(opening: [opening], extra: extra, limits: unlimited)
  }

  private mutating func nextAsItIs() throws(ProtocolProblem) -> Frame? {
    while true {
      if let frame = try frames.next() { return frame }
      guard !left.isEmpty else { break }
      let piece = left.prefix(Self.step)
      try frames.feed(bytes[piece])
      left = piece.upperBound..<left.upperBound
    }
    try frames.finish()
    return nil
  }

  /// The next frame, unpacked; nil at the end.
  mutating func next() throws(ProtocolProblem) -> Frame? {
    guard let frame = try nextAsItIs() else { return nil }
    guard frame.type == FrameType.packed.rawValue else { return frame }
    var inner = limits
    inner.inflatedBytesMax = limits.frameBytesMax + 16
    let bytes = try Compression.zstd.unpacked(frame.payload, limits: inner)
    var reader = FrameReader(opening: [.commits, .entries], limits: limits)
    try reader.feed(bytes)
    guard let unpacked = try reader.next() else { throw frame.malformed }
    try reader.finish()
    return unpacked
  }
}

extension BundleHeader {
  fileprivate var frame: Frame {
    var wire = WireBundleHeader()
    wire.workspace = Data(workspace.bits.bytes)
    wire.schemaVersion = schemaVersion
    wire.appVersion = appVersion
    wire.deviceClock = deviceClock
    return Frame(.bundleHeader, wire.wireBytes)
  }

  fileprivate init(_ frame: Frame) throws(ProtocolProblem) {
    let wire = try frame.message(WireBundleHeader.self)
    guard let workspace = Bits128.value(wire.workspace) else { throw frame.malformed }
    self.init(
      workspace: WorkspaceID(bits: workspace), schemaVersion: wire.schemaVersion, appVersion: wire.appVersion,
      deviceClock: wire.deviceClock)
  }
}

extension ClaimedEnrolment {
  fileprivate static func frame(_ enrolments: [ClaimedEnrolment]) -> Frame {
    var wire = WireEnrolments()
    wire.enrolments = enrolments.map { enrolment in
      var out = WireEnrolment()
      out.number = enrolment.number ?? 0
      out.replica = Data(enrolment.replica.bytes)
      out.user = enrolment.user
      out.device = enrolment.device
      out.publicKey = Data(enrolment.publicKey)
      return out
    }
    return Frame(.enrolments, wire.wireBytes)
  }

  fileprivate static func read(_ frame: Frame) throws(ProtocolProblem) -> [ClaimedEnrolment] {
    var result: [ClaimedEnrolment] = []
    for wire in try frame.message(WireEnrolments.self).enrolments {
      guard let replica = Bits128.value(wire.replica), wire.publicKey.count == 32 else { throw frame.malformed }
      result.append(
        ClaimedEnrolment(
          number: wire.number == 0 ? nil : wire.number, replica: ReplicaID(bits: replica), user: wire.user,
          device: wire.device, publicKey: Array(wire.publicKey)))
    }
    return result
  }
}

extension SnapshotHeader {
  fileprivate var frame: Frame {
    var wire = WireSnapshotHeader()
    wire.workspace = Data(workspace.bits.bytes)
    wire.epoch = Data(epoch.bits.bytes)
    wire.position = position
    wire.chain = Data(chain.bytes)
    wire.digest = Data(digest.bits.bytes)
    wire.entryCount = entryCount
    wire.recordCount = recordCount
    wire.audiences = audiences.map(\.number)
    wire.schemaVersion = schemaVersion
    if let cursor { wire.cursor = Data(cursor.bytes) }
    return Frame(.snapshotHeader, wire.wireBytes)
  }

  fileprivate init(_ frame: Frame) throws(ProtocolProblem) {
    let wire = try frame.message(WireSnapshotHeader.self)
    guard let workspace = Bits128.value(wire.workspace), let epoch = Bits128.value(wire.epoch),
      let chain = Hash(bytes: wire.chain), let digest = Bits128.value(wire.digest)
    else { throw frame.malformed }
    var cursor: Cursor?
    if !wire.cursor.isEmpty {
      cursor = Cursor(bytes: wire.cursor)
      guard cursor != nil else { throw frame.malformed }
    }
    self.init(
      workspace: WorkspaceID(bits: workspace), epoch: Epoch(bits: epoch), position: wire.position, chain: chain,
      digest: StateDigest(bits: digest), entryCount: wire.entryCount, recordCount: wire.recordCount,
      audiences: wire.audiences.map(Audience.init), schemaVersion: wire.schemaVersion, cursor: cursor)
  }
}
