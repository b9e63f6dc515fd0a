internal import Merge

/// What a frame's payload is. Types below 64 that a reader does not know are refused; those above are skipped.
///
/// None of the types that may open a stream is a byte that text can have, so that a page of a captive portal is known
/// as such at its second byte.
public enum FrameType: UInt8, Hashable, Sendable, CaseIterable {
  case hello = 1
  case commits = 2
  case bundleHeader = 12
  case enrolments = 14
  case welcome = 16
  case receipts = 17
  case entries = 18
  case done = 19
  case problem = 20
  case snapshotHeader = 24
  /// Of a give-back, each alone in its body.
  case points = 64
  case common = 65
  case returned = 66
  case taken = 67
  case outline = 68
  case sealedPoint = 69
  /// In files: compressed frames.
  case packed = 25
  /// In files: SHA-256 of all bytes before this frame.
  case trailer = 26
  // The answer to a question about the state; only `RepairReader` takes them, everybody else skips them.
  case repairHead = 70
  case repairBuckets = 71
  case repairSums = 72
  case repairStates = 73
  case repairEnd = 74
  /// In snapshots: what a replica made of the log beside it.
  case state = 75
}

/// One frame as it travels: the number of payload bytes as a varint, the type, the payload.
public struct Frame: Hashable, Sendable {
  /// A `FrameType`, or a type of a later version, 64 and above.
  public let type: UInt8
  public let payload: [UInt8]

  public init(_ type: FrameType, _ payload: [UInt8]) {
    self.type = type.rawValue
    self.payload = payload
  }

  /// A frame of whatever type.
  public init(type: UInt8, payload: [UInt8]) {
    self.type = type
    self.payload = payload
  }

  public var bytes: [UInt8] {
    var out: [UInt8] = []
    append(to: &out)
    return out
  }

  public func append(to out: inout [UInt8]) {
    out.reserveCapacity(out.count + payload.count + 6)
    Varint.append(UInt64(payload.count), to: &out)
    out.append(type)
    out += payload
  }
}

/// Cuts a stream of bytes, fed in pieces of any size, into frames.
///
/// A frame that claims more than the limit is refused when its length has been read; nothing is allocated for it.
public struct FrameReader {
  /// The lowest type that a reader skips when it does not know it.
  public static let skippedFrom: UInt8 = 64

  private let frameBytesMax: Int
  private let bodyBytesMax: Int
  /// What the first frame may be; a stream that begins otherwise is no frame stream.
  private let opening: [FrameType]
  /// Types from 64 on that the stream is about, and that are not skipped.
  private let extra: [FrameType]
  private var buffer: [UInt8] = []
  private var place = 0
  private var fed = 0
  private var hasOpened = false

  /// - Parameters:
  ///   - opening: the types that the first frame may have.
  ///   - extra: the types from 64 on that are handed on; all others are skipped.
  ///   - limits: `frameBytesMax` and `inflatedBytesMax` are kept here.
  public init(opening: [FrameType], extra: [FrameType] = [], limits: ProtocolLimits = .standard) {
    self.opening = opening
    self.extra = extra
    frameBytesMax = limits.frameBytesMax
    bodyBytesMax = limits.inflatedBytesMax
  }

  /// Takes in the next bytes of the stream.
  public mutating func feed(_ bytes: some Collection<UInt8>) throws(ProtocolProblem) {
    guard bytes.count <= bodyBytesMax - fed else { throw .bodyTooLarge(max: bodyBytesMax) }
    fed += bytes.count
    if place > 0, place >= buffer.count / 2 {
      buffer.removeFirst(place)
      place = 0
    }
    buffer += bytes
  }

  /// The next whole frame that this version knows; nil when more bytes are needed.
  ///
  /// - Complexity: O(bytes of the frame).
  public mutating func next() throws(ProtocolProblem) -> Frame? {
    while true {
      var reader = ByteReader(buffer[place...])
      guard let count = reader.varint() else {
        if reader.count > 9 { throw notAFrame(else: .frameTooLarge(bytes: .max, max: frameBytesMax)) }
        return nil
      }
      guard let type = reader.byte() else {
        guard count <= UInt64(frameBytesMax) || !hasOpened else {
          throw .frameTooLarge(bytes: count, max: frameBytesMax)
        }
        return nil
      }
      if !hasOpened {
        guard opening.contains(where: { $0.rawValue == type }) else { throw notAFrame(else: .cut) }
        hasOpened = true
      }
      guard count <= UInt64(frameBytesMax) else { throw .frameTooLarge(bytes: count, max: frameBytesMax) }
      guard type >= Self.skippedFrom || FrameType(rawValue: type) != nil else { throw .unknownFrame(type: type) }
      guard let payload = reader.bytes(count) else { return nil }
      place = reader.index
      guard type < Self.skippedFrom || extra.contains(where: { $0.rawValue == type }) else { continue }
      let frame = Frame(type: type, payload: Array(payload))
      if place == buffer.count {
        buffer.removeAll(keepingCapacity: true)
        place = 0
      }
      return frame
    }
  }

  /// To be called when the stream has ended and `next` gave all its frames.
  public func finish() throws(ProtocolProblem) {
    guard hasOpened else { throw buffer.isEmpty ? .cut : .notAFrameStream(firstBytes: Array(buffer.prefix(64))) }
    guard place == buffer.count else { throw .cut }
  }

  private func notAFrame(else problem: ProtocolProblem) -> ProtocolProblem {
    hasOpened ? problem : .notAFrameStream(firstBytes: Array(buffer.prefix(64)))
  }
}
