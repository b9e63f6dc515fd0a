public import CommitFormat
public import Merge

/// Where and how the protocol lies on HTTP.
public enum SyncHTTP {
  public static let contentType = "application/vnd.bygd.sync"
  public static let snapshotContentType = "application/vnd.bygd.snapshot"
  public static let bundleContentType = "application/vnd.bygd.bundle"
  public static let problemContentType = "application/problem+json"
  /// Request and response header: the protocol's version.
  public static let versionHeader = "Bygd-Protocol"
  /// Response header: the server's time, milliseconds since 1970-01-01 00:00 UTC, on problems too.
  public static let timeHeader = "Bygd-Time"
  /// Response header of a snapshot: SHA-256 of the whole file, as hex.
  /// In a request: a position that the snapshot must reach.
  public static let snapshotFloorHeader = "Bygd-Snapshot-Reaching"
  public static let snapshotHashHeader = "Bygd-Snapshot-SHA256"
  /// Response header of a snapshot: the position that it goes up to.
  public static let snapshotPositionHeader = "Bygd-Snapshot-Position"

  public static let joinPath = "/v1/join"
  public static let healthPath = "/healthz"
  public static let readyPath = "/readyz"
  public static let metricsPath = "/metrics"

  public static func workspacePath(_ workspace: WorkspaceID) -> String { "/v1/workspaces/\(workspace.text)" }
  public static func syncPath(_ workspace: WorkspaceID) -> String { workspacePath(workspace) + "/sync" }
  public static func snapshotPath(_ workspace: WorkspaceID) -> String { workspacePath(workspace) + "/snapshot" }
  public static func eventsPath(_ workspace: WorkspaceID) -> String { workspacePath(workspace) + "/events" }
  public static func repairPath(_ workspace: WorkspaceID) -> String { workspacePath(workspace) + "/repair" }
  /// A question about the state at `position`.
  public static func repairPath(_ workspace: WorkspaceID, _ question: RepairQuestion, at position: Position) -> String {
    "\(repairPath(workspace))?at=\(position)\(question.query)"
  }
  /// Where a replica gives back what a server has lost of its log.
  public static func returnPath(_ workspace: WorkspaceID) -> String { workspacePath(workspace) + "/return" }
  /// Where a device hands in what it may not send any more.
  public static func quarantinePath(_ workspace: WorkspaceID) -> String { workspacePath(workspace) + "/quarantine" }
  /// Where somebody sees what became of what they may not write any more.
  public static func ownQuarantinePath(_ workspace: WorkspaceID) -> String {
    workspacePath(workspace) + "/me/quarantine"
  }
  public static func blobPath(_ workspace: WorkspaceID, sha256: Hash) -> String {
    workspacePath(workspace) + "/blobs/\(sha256.hex)"
  }
}

extension WorkspaceID {
  /// 32 lower-case hexadecimal digits.
  public var text: String { Bits128.text(bits) }

  /// Nil unless `text` is 32 hexadecimal digits.
  public init?(text: String) {
    guard let bits = Bits128.value(text) else { return nil }
    self.init(bits: bits)
  }
}

extension Epoch {
  /// 32 lower-case hexadecimal digits.
  public var text: String { Bits128.text(bits) }

  /// Nil unless `text` is 32 hexadecimal digits.
  public init?(text: String) {
    guard let bits = Bits128.value(text) else { return nil }
    self.init(bits: bits)
  }
}
