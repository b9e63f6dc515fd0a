public import CommitFormat
internal import Crypto
public import Merge

/// How far a replica has pulled a log: what it means, and the server's seal over that. A replica keeps it as bytes.
public struct Cursor: Hashable, Sendable {
  public let workspace: WorkspaceID
  public let epoch: Epoch
  /// Whose parts were readable on the way; rising.
  public let audiences: [Audience]
  public let position: Position
  /// The chain hash at the position.
  public let chain: Hash
  /// 16 bytes: `CursorSeal` makes and checks them.
  public let mac: [UInt8]

  private init(
    workspace: WorkspaceID, epoch: Epoch, audiences: [Audience], position: Position, chain: Hash, mac: [UInt8]
  ) {
    self.workspace = workspace
    self.epoch = epoch
    self.audiences = audiences
    self.position = position
    self.chain = chain
    self.mac = mac
  }

  private static let formatVersion: UInt8 = 1
  private static let audiencesMax = 1024

  /// Format version, workspace, epoch, position, chain hash, number of audiences, audiences as steps, 16 bytes of seal.
  public var bytes: [UInt8] { sealedBytes + mac }

  fileprivate var sealedBytes: [UInt8] {
    var out = [Self.formatVersion]
    out += workspace.bits.bytes
    out += epoch.bits.bytes
    Varint.append(position, to: &out)
    out += chain.bytes
    Varint.append(UInt64(audiences.count), to: &out)
    var last: UInt32 = 0
    for audience in audiences {
      Varint.append(UInt64(audience.number - last), to: &out)
      last = audience.number
    }
    return out
  }

  /// Nil when the bytes are no cursor; whether the seal is true, `CursorSeal` says.
  public init?(bytes: some Collection<UInt8>) {
    var reader = ByteReader(Array(bytes))
    guard reader.byte() == Self.formatVersion, let workspace = reader.bits128(), let epoch = reader.bits128(),
      let position = reader.varint(), let chainBytes = reader.bytes(32), let chain = Hash(bytes: chainBytes),
      let count = reader.varint(), count <= UInt64(Self.audiencesMax)
    else { return nil }
    var audiences: [Audience] = []
    for _ in 0..<count {
      guard let step = reader.varint() else { return nil }
      let (number, over) = UInt64(audiences.last?.number ?? 0).addingReportingOverflow(step)
      guard !over, number <= UInt64(UInt32.max), step > 0 || audiences.isEmpty else { return nil }
      audiences.append(Audience(UInt32(number)))
    }
    guard let mac = reader.bytes(16), reader.isAtEnd else { return nil }
    self.init(
      workspace: WorkspaceID(bits: workspace), epoch: Epoch(bits: epoch), audiences: audiences, position: position,
      chain: chain, mac: Array(mac))
  }

  fileprivate static func sealed(
    workspace: WorkspaceID, epoch: Epoch, audiences: some Sequence<Audience>, position: Position, chain: Hash,
    mac: ([UInt8]) -> [UInt8]
  ) -> Cursor {
    let open = Cursor(
      workspace: workspace, epoch: epoch, audiences: Set(audiences).sorted(), position: position, chain: chain, mac: [])
    return Cursor(
      workspace: workspace, epoch: epoch, audiences: open.audiences, position: position, chain: chain,
      mac: mac(open.sealedBytes))
  }
}

/// The server's seal over cursors: HMAC-SHA-256 (RFC 2104), cut to 16 bytes, with a key kept apart from the data. So a
/// cursor that is shown to a restored server proves that this server once had a log so long.
public struct CursorSeal: Sendable {
  private let key: SymmetricKey

  /// Nil unless the key has 32 bytes.
  public init?(key: [UInt8]) {
    guard key.count == 32 else { return nil }
    self.key = SymmetricKey(data: key)
  }

  public func cursor(
    workspace: WorkspaceID, epoch: Epoch, audiences: some Sequence<Audience> = [.everyone], position: Position,
    chain: Hash
  ) -> Cursor {
    Cursor.sealed(
      workspace: workspace, epoch: epoch, audiences: audiences, position: position, chain: chain, mac: mac)
  }

  /// Whether this seal's key made it. In constant time.
  public func isValid(_ cursor: Cursor) -> Bool {
    let expected = mac(cursor.sealedBytes)
    guard expected.count == cursor.mac.count else { return false }
    return zip(expected, cursor.mac).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func mac(_ bytes: [UInt8]) -> [UInt8] {
    let label = Array("bygd cursor 1".utf8) + [0]
    return Array(HMAC<SHA256>.authenticationCode(for: label + bytes, using: key).prefix(16))
  }
}
