/// Bounds on what one workspace's server takes and gives.
public struct ServerLimits: Hashable, Sendable {
  /// Bytes of one commit's body.
  public var commitBytesMax: Int
  /// Bytes of log pages in one response, where the client does not ask for less.
  public var responseBytes: Int
  /// Bytes of commits that one transaction takes in together, at which the pushes behind wait for the next.
  public var batchBytes: Int
  /// How many entries a snapshot may be behind before a new one is made.
  public var snapshotLag: UInt64
  /// How long somebody who asks for a snapshot may wait for what is told beside the log; after that it is the log alone.
  public var snapshotSeconds = 8.0
  /// How many names a device's replica may have had: each is an entry of the log.
  public var replicasPerDeviceMax: Int
  /// What waits in the quarantine at the most, of what one device brought.
  public var quarantinePerDevice = QuarantineLoad(commits: 2000, bytes: 8 << 20)
  /// And of all.
  public var quarantine = QuarantineLoad(commits: 10_000, bytes: 32 << 20)
  /// How many refusals of a kind are noted of one device in a minute: the audit log is no place to fill a disk.
  public var refusalNotesPerMinute = 12

  public init(
    commitBytesMax: Int = 4 << 20, responseBytes: Int = 4 << 20, batchBytes: Int = 8 << 20, snapshotLag: UInt64 = 1000,
    replicasPerDeviceMax: Int = 256
  ) {
    self.commitBytesMax = commitBytesMax
    self.responseBytes = responseBytes
    self.batchBytes = batchBytes
    self.snapshotLag = snapshotLag
    self.replicasPerDeviceMax = replicasPerDeviceMax
  }

  public static let standard = ServerLimits()
}
