public import CommitFormat
public import Merge

/// What a replica asks of the server's state when its digest at the same cursor is another one.
public enum RepairQuestion: Hashable, Sendable {
  /// The digest in 256 sums, by the first byte of the hash of a record's id.
  case buckets
  /// The sum of each record of these buckets, 0 to 255.
  case sums(buckets: [Int])
  /// The logged state of these records.
  case states([RecordID])

  /// How many records one question may name: their ids stand in the request's address.
  public static let recordsMax = 64

  /// The query's part behind `at`.
  var query: String {
    switch self {
    case .buckets: return ""
    case .sums(let buckets):
      var bits = [UInt8](repeating: 0, count: 32)
      for bucket in buckets where (0..<256).contains(bucket) { bits[bucket >> 3] |= 0x80 >> UInt8(bucket & 7) }
      return "&buckets=\(Hex.string(bits))"
    case .states(let records): return "&records=\(Hex.string(records.flatMap(\.bytes)))"
    }
  }

  /// Reads what the query says: `buckets` as 64 hexadecimal digits, one bit for each, the first bucket the highest bit
  /// of the first byte; or `records` as ids of 32 digits side by side.
  ///
  /// - Returns: nil for what is none of it.
  public init?(buckets: String?, records: String?) {
    switch (buckets, records) {
    case (nil, nil): self = .buckets
    case (let text?, nil):
      guard text.utf8.count == 64, let bits = Hex.bytes(text) else { return nil }
      self = .sums(buckets: (0..<256).filter { bits[$0 >> 3] & 0x80 >> UInt8($0 & 7) != 0 })
    case (nil, let text?):
      guard text.utf8.count <= 32 * Self.recordsMax, text.utf8.count % 32 == 0, let bytes = Hex.bytes(text) else {
        return nil
      }
      var reader = ByteReader(bytes)
      var ids: [RecordID] = []
      while let id = reader.record() { ids.append(id) }
      self = .states(ids)
    default: return nil
    }
  }
}

/// Where the server's state stood when it answered.
public struct RepairHead: Hashable, Sendable {
  public var epoch: Epoch
  public var position: Position
  /// The chain hash there.
  public var chain: Hash
  /// Of the logged state there.
  public var digest: StateDigest
  /// Whose parts the sums are over; rising.
  public var audiences: [Audience]

  public init(
    epoch: Epoch, position: Position, chain: Hash, digest: StateDigest, audiences: [Audience] = [.everyone]
  ) {
    self.epoch = epoch
    self.position = position
    self.chain = chain
    self.digest = digest
    self.audiences = audiences
  }
}

/// The sum of one record.
public struct RecordSum: Hashable, Sendable {
  public let record: RecordID
  public let digest: StateDigest

  public init(record: RecordID, digest: StateDigest) {
    self.record = record
    self.digest = digest
  }
}

/// What a server answers to a question about its state, in order: one head, what was asked for, an end. A head alone
/// says that the state stands at another position by now. A problem may stand in place of the rest.
public enum RepairFrame: Hashable, Sendable {
  case head(RepairHead)
  /// 256 of them.
  case buckets([StateDigest])
  /// Rising by id.
  case sums([RecordSum])
  /// As they were asked for; a record that is not known has no registers. None holds an unlogged write.
  case states([RecordState])
  case end
  case problem(Problem)

  /// The frames: more than one where much is to be said.
  public var frames: [Frame] {
    switch self {
    case .head(let head): return [head.frame]
    case .buckets(let sums): return [Frame(.repairBuckets, sums.flatMap(\.bits.bytes))]
    case .sums(let sums):
      return stride(from: 0, to: sums.count, by: Self.sumsPerFrame).map { start in
        let part = sums[start..<min(start + Self.sumsPerFrame, sums.count)]
        return Frame(.repairSums, part.flatMap { $0.record.bytes + $0.digest.bits.bytes })
      }
    case .states(let states):
      var frames: [Frame] = []
      var bytes: [UInt8] = []
      for state in states {
        StateBytes.append(state, to: &bytes)
        if bytes.count >= ProtocolLimits.frameBytesWished {
          frames.append(Frame(.repairStates, bytes))
          bytes = []
        }
      }
      return bytes.isEmpty ? frames : frames + [Frame(.repairStates, bytes)]
    case .end: return [Frame(.repairEnd, [])]
    case .problem(let problem): return [problem.frame]
    }
  }

  private static let sumsPerFrame = 32_768

  public var bytes: [UInt8] {
    var out: [UInt8] = []
    for frame in frames { frame.append(to: &out) }
    return out
  }
}

/// Reads an answer from bytes fed in pieces of any size.
public struct RepairReader {
  private enum Stage {
    case start, open, ended
  }

  private var frames: FrameReader
  private var stage = Stage.start

  public init(limits: ProtocolLimits = .standard) {
    frames = FrameReader(
      opening: [.repairHead, .problem],
      extra: [.repairHead, .repairBuckets, .repairSums, .repairStates, .repairEnd], limits: limits)
  }

  /// Takes in the next bytes of the answer.
  public mutating func feed(_ bytes: some Collection<UInt8>) throws(ProtocolProblem) { try frames.feed(bytes) }

  /// The next part of the answer; nil when more bytes are needed.
  public mutating func next() throws(ProtocolProblem) -> RepairFrame? {
    guard let frame = try frames.next() else { return nil }
    switch (FrameType(rawValue: frame.type), stage) {
    case (.repairHead, .start):
      stage = .open
      return .head(try RepairHead(frame))
    case (.repairBuckets, .open):
      guard frame.payload.count == 256 * 16 else { throw frame.malformed }
      var reader = ByteReader(frame.payload)
      var sums: [StateDigest] = []
      while let bits = reader.bits128() { sums.append(StateDigest(bits: bits)) }
      return .buckets(sums)
    case (.repairSums, .open):
      guard frame.payload.count % 32 == 0 else { throw frame.malformed }
      var reader = ByteReader(frame.payload)
      var sums: [RecordSum] = []
      while let record = reader.record(), let bits = reader.bits128() {
        sums.append(RecordSum(record: record, digest: StateDigest(bits: bits)))
      }
      return .sums(sums)
    case (.repairStates, .open):
      var reader = ByteReader(frame.payload)
      var states: [RecordState] = []
      while !reader.isAtEnd {
        guard let state = StateBytes.read(&reader) else { throw frame.malformed }
        states.append(state)
      }
      return .states(states)
    case (.repairEnd, .open):
      guard frame.payload.isEmpty else { throw frame.malformed }
      stage = .ended
      return .end
    case (.problem, .start), (.problem, .open):
      stage = .ended
      return .problem(try Problem(frame))
    default: throw .unexpectedFrame(type: frame.type)
    }
  }

  /// To be called at the end of the body. Throws `cut` when neither an end nor a problem came.
  public func finish() throws(ProtocolProblem) {
    try frames.finish()
    guard stage == .ended else { throw .cut }
  }
}

extension RepairHead {
  /// Epoch, position, chain hash, digest, number of audiences, audiences as steps.
  fileprivate var frame: Frame {
    var out = epoch.bits.bytes
    Varint.append(position, to: &out)
    out += chain.bytes + digest.bits.bytes
    Varint.append(UInt64(audiences.count), to: &out)
    var last: UInt32 = 0
    for audience in audiences {
      Varint.append(UInt64(audience.number - last), to: &out)
      last = audience.number
    }
    return Frame(.repairHead, out)
  }

  fileprivate init(_ frame: Frame) throws(ProtocolProblem) {
    var reader = ByteReader(frame.payload)
    guard let epoch = reader.bits128(), let position = reader.varint(), let bytes = reader.bytes(32),
      let chain = Hash(bytes: bytes), let digest = reader.bits128(), let count = reader.varint(), count <= 1024
    else { throw frame.malformed }
    var audiences: [Audience] = []
    for _ in 0..<count {
      guard let step = reader.varint() else { throw frame.malformed }
      let (number, over) = UInt64(audiences.last?.number ?? 0).addingReportingOverflow(step)
      guard !over, number <= UInt64(UInt32.max), step > 0 || audiences.isEmpty else { throw frame.malformed }
      audiences.append(Audience(UInt32(number)))
    }
    guard reader.isAtEnd else { throw frame.malformed }
    self.init(
      epoch: Epoch(bits: epoch), position: position, chain: chain, digest: StateDigest(bits: digest),
      audiences: audiences)
  }
}
