/// Bounds on what one side takes from the other. Each has its own problem.
public struct ProtocolLimits: Hashable, Sendable {
  /// Bytes of one frame's payload.
  public var frameBytesMax: Int
  /// Bytes of one body as they come over the line.
  public var bodyBytesMax: Int
  /// Bytes of one body after inflating.
  public var inflatedBytesMax: Int
  public var commitsPerRequestMax: Int
  /// How many bytes one compressed byte may become, past as many as a frame may have: within that, a commit of one letter
  /// again and again is an honest one. Deflate cannot exceed 1,032.
  public var inflationRatioMax: Int

  public init(
    frameBytesMax: Int = 16 << 20, bodyBytesMax: Int = 64 << 20, inflatedBytesMax: Int = 256 << 20,
    commitsPerRequestMax: Int = 20_000, inflationRatioMax: Int = 1_100
  ) {
    self.frameBytesMax = frameBytesMax
    self.bodyBytesMax = bodyBytesMax
    self.inflatedBytesMax = inflatedBytesMax
    self.commitsPerRequestMax = commitsPerRequestMax
    self.inflationRatioMax = inflationRatioMax
  }

  public static let standard = ProtocolLimits()

  /// Entries in one log page; a writer begins a new page before.
  public static let entriesPerPageMax = 65_536
  /// Bytes of commits in one frame, at which a writer begins a new one. One commit may be larger.
  public static let frameBytesWished = 1 << 20
}

/// Versions of the protocol.
public enum ProtocolVersion {
  public static let current: UInt32 = 1
  /// What a server of this version speaks: its own and the two before.
  public static let spoken: ClosedRange<UInt32> = 1...1
}
