internal import CZlib
internal import CZstd

/// How a body is packed; the raw value is the content coding of HTTP.
public enum Compression: String, Hashable, Sendable, CaseIterable {
  case identity
  case gzip
  case zstd

  /// What is offered in `Accept-Encoding`.
  public static let accepted = "zstd, gzip"

  /// The best of what the other side takes, by its `Accept-Encoding`: zstd, else gzip, else identity. A coding with
  /// `q=0` is not taken.
  public static func best(acceptEncoding: String?) -> Compression {
    var taken: Set<String> = []
    for item in (acceptEncoding ?? "").utf8.split(separator: UInt8(ascii: ",")) {
      let parts = item.split(separator: UInt8(ascii: ";")).map { part in
        let visible = part.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return String(decoding: visible, as: UTF8.self).lowercased()
      }
      guard let name = parts.first else { continue }
      let isRefused = parts.dropFirst().contains { part in
        part.hasPrefix("q=") && Double(part.dropFirst(2)).map { $0 <= 0 } ?? true
      }
      if !isRefused { taken.insert(name) }
    }
    return [.zstd, .gzip].first { taken.contains($0.rawValue) } ?? .identity
  }

  /// The coding that a `Content-Encoding` names; nil for one that this version does not know.
  public init?(contentEncoding: String?) {
    let name = (contentEncoding ?? "").filter { !$0.isWhitespace }.lowercased()
    switch name {
    case "": self = .identity
    case "x-gzip": self = .gzip
    default: self.init(rawValue: name)
    }
  }

  /// Packs a whole body, or leaves it as it is when it would not become smaller.
  ///
  /// - Parameters:
  ///   - bytes: of the body.
  ///   - thoroughly: for who sends little over a slow line: an eighth smaller, and takes five times as long, 0.1 µs a byte.
  /// - Returns: the coding that was used, and the bytes.
  public func packed(_ bytes: [UInt8], thoroughly: Bool = false) -> (Compression, [UInt8]) {
    // Below this, the frames of either coding eat what they save.
    guard self != .identity, bytes.count >= 128 else { return (.identity, bytes) }
    let compressor = Compressor(self, level: thoroughly ? thoroughLevel : nil)
    var out = compressor.append(bytes)
    out += compressor.finish()
    return out.count < bytes.count ? (self, out) : (.identity, bytes)
  }

  private var thoroughLevel: Int32? {
    switch self {
    case .identity: nil
    case .gzip: 9
    case .zstd: 12
    }
  }

  /// Packs all of `bytes`, also where that makes them longer.
  func whole(_ bytes: [UInt8]) -> [UInt8] {
    let compressor = Compressor(self)
    return compressor.append(bytes) + compressor.finish()
  }

  /// Unpacks a whole body.
  public func unpacked(
    _ bytes: [UInt8], limits: ProtocolLimits = .standard
  ) throws(ProtocolProblem) -> [UInt8] {
    let decompressor = Decompressor(self, limits: limits)
    let out = try decompressor.append(bytes)
    try decompressor.finish()
    return out
  }
}

/// Packs a stream. Not for use by several tasks at once.
public final class Compressor {
  public let compression: Compression
  private var deflate = z_stream()
  private var zstd: OpaquePointer?
  private lazy var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private var hasEnded = false

  /// - Parameters:
  ///   - compression: the coding.
  ///   - level: of the coding; by default 3 for zstd and 2 for gzip, which suit a busy server.
  public init(_ compression: Compression, level: Int32? = nil) {
    self.compression = compression
    switch compression {
    case .identity: break
    case .gzip:
      // Window bits above 15 ask for gzip's frame.
      let result = deflateInit2_(
        &deflate, level ?? 2, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
      precondition(result == Z_OK, "out of memory for a deflate stream")
    case .zstd:
      zstd = ZSTD_createCCtx()
      precondition(zstd != nil, "out of memory for a zstd stream")
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, level ?? 3)
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1)
    }
  }

  deinit {
    if compression == .gzip { deflateEnd(&deflate) }
    ZSTD_freeCCtx(zstd)
  }

  /// Takes in bytes and gives what is ready; with `flush`, all of it, so that the other side can read everything up to
  /// here, for a few bytes more.
  public func append(_ bytes: [UInt8], flush: Bool = false) -> [UInt8] {
    precondition(!hasEnded, "a finished stream takes no more")
    switch compression {
    case .identity: return bytes
    case .gzip: return deflated(bytes, flush ? Z_SYNC_FLUSH : Z_NO_FLUSH)
    case .zstd: return zstandard(bytes, flush ? ZSTD_e_flush : ZSTD_e_continue)
    }
  }

  /// The end of the stream; to be called once.
  public func finish() -> [UInt8] {
    precondition(!hasEnded, "a stream ends once")
    hasEnded = true
    switch compression {
    case .identity: return []
    case .gzip: return deflated([], Z_FINISH)
    case .zstd: return zstandard([], ZSTD_e_end)
    }
  }

  private func deflated(_ bytes: [UInt8], _ mode: Int32) -> [UInt8] {
    var out: [UInt8] = []
    var input = bytes
    input.withUnsafeMutableBufferPointer { source in
      var offset = 0
      repeat {
        let step = min(source.count - offset, 1 << 30)
        deflate.next_in = source.baseAddress.map { $0 + offset }
        deflate.avail_in = UInt32(step)
        offset += step
        let isLast = offset == source.count
        var room: UInt32 = 0
        repeat {
          room = buffer.withUnsafeMutableBufferPointer { target in
            deflate.next_out = target.baseAddress
            deflate.avail_out = UInt32(target.count)
            // Its only failure is a full buffer, which is no failure.
            _ = CZlib.deflate(&deflate, isLast ? mode : Z_NO_FLUSH)
            return deflate.avail_out
          }
          out += buffer.prefix(buffer.count - Int(room))
        } while room == 0
      } while offset < source.count
    }
    deflate.next_in = nil
    return out
  }

  private func zstandard(_ bytes: [UInt8], _ mode: ZSTD_EndDirective) -> [UInt8] {
    var out: [UInt8] = []
    bytes.withUnsafeBytes { source in
      var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
      var left = 0
      repeat {
        let written = buffer.withUnsafeMutableBytes { target in
          var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
          left = ZSTD_compressStream2(zstd, &output, &input, mode)
          return output.pos
        }
        precondition(ZSTD_isError(left) == 0, "zstd cannot go on")
        out += buffer.prefix(written)
      } while mode == ZSTD_e_continue ? input.pos < input.size : left > 0
    }
    return out
  }
}

/// Unpacks a stream that may be hostile. Not for use by several tasks at once.
///
/// Once it has thrown, it throws at every further call.
public final class Decompressor {
  public let compression: Compression
  private let bytesMax: Int
  private let ratioMax: Int
  private var inflate = z_stream()
  private var zstd: OpaquePointer?
  private lazy var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private var taken = 0
  private var given = 0
  private var isComplete = false
  private var problem: ProtocolProblem?

  /// Bytes that any stream may give, whatever their ratio: a text of one letter is an honest one.
  private let ratioFreeBytes: Int
  /// 2²³: more memory than that per connection nobody may ask for.
  private static let zstdWindowLogMax: Int32 = 23

  /// - Parameters:
  ///   - compression: the coding.
  ///   - limits: `inflatedBytesMax` and `inflationRatioMax` are kept.
  public init(_ compression: Compression, limits: ProtocolLimits = .standard) {
    self.compression = compression
    bytesMax = limits.inflatedBytesMax
    ratioMax = limits.inflationRatioMax
    ratioFreeBytes = limits.frameBytesMax
    switch compression {
    case .identity: isComplete = true
    case .gzip:
      let result = inflateInit2_(&inflate, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      precondition(result == Z_OK, "out of memory for an inflate stream")
    case .zstd:
      zstd = ZSTD_createDCtx()
      precondition(zstd != nil, "out of memory for a zstd stream")
      ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, Self.zstdWindowLogMax)
    }
  }

  deinit {
    if compression == .gzip { inflateEnd(&inflate) }
    ZSTD_freeDCtx(zstd)
  }

  /// Takes in bytes and gives what they unpack to.
  public func append(_ bytes: [UInt8]) throws(ProtocolProblem) -> [UInt8] {
    if let problem { throw problem }
    taken += bytes.count
    do {
      switch compression {
      case .identity:
        try count(bytes.count)
        return bytes
      case .gzip: return try inflated(bytes)
      case .zstd: return try zstandard(bytes)
      }
    } catch {
      problem = error
      throw error
    }
  }

  /// To be called at the end of the body. Throws `cut` when the stream has not come to its end.
  public func finish() throws(ProtocolProblem) {
    if let problem { throw problem }
    guard isComplete else { throw .cut }
  }

  private func count(_ more: Int) throws(ProtocolProblem) {
    given += more
    guard given <= bytesMax else { throw .inflatedTooLarge(max: bytesMax) }
    guard compression == .identity || given <= ratioFreeBytes || given / max(1, taken) <= ratioMax else {
      throw .inflatedTooLarge(max: taken * ratioMax)
    }
  }

  private func inflated(_ bytes: [UInt8]) throws(ProtocolProblem) -> [UInt8] {
    var out: [UInt8] = []
    var place = 0
    var isFull = false
    while place < bytes.count || isFull {
      guard !isComplete else { throw .damagedCompression }
      let step = min(bytes.count - place, 1 << 20)
      var result: Int32 = Z_OK
      var piece = Array(bytes[place..<(place + step)])
      var left = 0
      let written = piece.withUnsafeMutableBufferPointer { source in
        buffer.withUnsafeMutableBufferPointer { target in
          inflate.next_in = source.baseAddress
          inflate.avail_in = UInt32(source.count)
          inflate.next_out = target.baseAddress
          inflate.avail_out = UInt32(target.count)
          result = CZlib.inflate(&inflate, Z_NO_FLUSH)
          left = Int(inflate.avail_in)
          return target.count - Int(inflate.avail_out)
        }
      }
      inflate.next_in = nil
      place += step - left
      isFull = written == buffer.count
      guard result == Z_OK || result == Z_STREAM_END || (result == Z_BUF_ERROR && written == 0) else {
        throw .damagedCompression
      }
      try count(written)
      out += buffer.prefix(written)
      if result == Z_STREAM_END {
        isComplete = true
        isFull = false
      } else if result == Z_BUF_ERROR, place < bytes.count {
        throw .damagedCompression
      } else if result == Z_BUF_ERROR {
        isFull = false
      }
    }
    return out
  }

  private func zstandard(_ bytes: [UInt8]) throws(ProtocolProblem) -> [UInt8] {
    var out: [UInt8] = []
    var place = 0
    var isFull = false
    while place < bytes.count || isFull {
      var result = 0
      let written = bytes.withUnsafeBytes { source in
        buffer.withUnsafeMutableBytes { target in
          var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: place)
          var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
          result = ZSTD_decompressStream(zstd, &output, &input)
          place = input.pos
          return output.pos
        }
      }
      guard ZSTD_isError(result) == 0 else { throw .damagedCompression }
      try count(written)
      out += buffer.prefix(written)
      isFull = written == buffer.count && result != 0
      // Frames may follow one another; the stream is whole after any of them.
      isComplete = result == 0
    }
    return out
  }
}
