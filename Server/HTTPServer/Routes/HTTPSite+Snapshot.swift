internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// The newest snapshot, whole or a range of it. Its bytes never change, so that it can be gone on with.
  @Sendable func snapshot(_ call: Call, _ caller: Caller) async throws -> Response {
    let floor = call.headers[.snapshotFloor].flatMap { Position($0) } ?? 0
    let file = try await pool.run { try caller.server.snapshot(for: caller.actor.user, reaching: floor) }
    let tag = "\"\(file.hash.hex)\""
    var headers: HTTPFields = [
      .eTag: tag, .acceptRanges: "bytes", .cacheControl: "private, no-cache",
      .snapshotHash: file.hash.hex, .snapshotPosition: String(file.position),
    ]
    if let known = call.headers[.ifNoneMatch],
      known == "*"
        || known.split(separator: ",").contains(where: {
          $0.filter { $0 != " " } == tag
        })
    {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentType] = SyncHTTP.snapshotContentType
    var range = 0..<file.byteCount
    var status = HTTPResponse.Status.ok
    // A range of another file than the one here is of no use to anybody (RFC 9110, section 13.1.5).
    if let asked = call.headers[.range], call.headers[.ifRange].map({ $0 == tag }) ?? true {
      switch ByteRange.read(asked, of: file.byteCount) {
      case .whole: break
      case .part(let part):
        range = part
        status = .partialContent
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.byteCount)"
      case .outside:
        var answer = ProblemAnswer(.rangeNotSatisfiable)
        answer.headers[.contentRange] = "bytes */\(file.byteCount)"
        throw answer
      }
    }
    headers[.contentLength] = String(range.count)
    let pool = pool
    let part = range
    let metrics = metrics
    return Response(
      status: status, headers: headers,
      body: ResponseBody(contentLength: part.count) { writer in
        var place = part.lowerBound
        while place < part.upperBound {
          let step = place..<min(place + 256 << 10, part.upperBound)
          let bytes = try await Self.piece(step, of: file, for: caller, on: pool)
          try await writer.write(ByteBuffer(bytes: bytes))
          metrics.count(bytesOut: bytes.count)
          place = step.upperBound
        }
        try await writer.finish(nil)
      })
  }

  /// A piece of a download that may take its time: it ends when its device is shut out.
  private static func piece(
    _ step: Range<Int>, of file: SnapshotFile, for caller: Caller, on pool: BlockingPool
  ) async throws -> [UInt8] {
    try await pool.run { () throws -> [UInt8] in
      try caller.server.accounts.requireWelcome(caller.device.id)
      return try file.bytes(step)
    }
  }
}

/// One range of bytes as a request asks for it (RFC 9110, section 14.1.2). Several at once are answered with the whole.
enum ByteRange: Hashable {
  case whole
  case part(Range<Int>)
  case outside

  static func read(_ text: String, of count: Int) -> ByteRange {
    guard text.hasPrefix("bytes=") else { return .whole }
    let parts = text.dropFirst(6).filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return .whole }
    switch (digits(parts[0]), digits(parts[1])) {
    case (let first?, nil) where parts[1].isEmpty: return first < count ? .part(first..<count) : .outside
    case (let first?, let last?):
      guard first <= last else { return .whole }
      return first < count ? .part(first..<min(last, count - 1) + 1) : .outside
    case (nil, let suffix?) where parts[0].isEmpty:
      return suffix > 0 && count > 0 ? .part(max(0, count - suffix)..<count) : .outside
    default: return .whole
    }
  }

  private static func digits(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
