internal import CommitFormat
internal import Merge

extension SeenToken {
  /// The token as programs carry it: hexadecimal, opaque to them.
  public var text: String {
    var out = replica.bytes
    Varint.append(sequence, to: &out)
    if let epoch { out += [1] + epoch.bits.bytes } else { out.append(0) }
    Varint.append(position, to: &out)
    for (replica, sequence) in others.entries {
      out += replica.bytes
      Varint.append(sequence, to: &out)
    }
    return Hex.string(out)
  }

  /// Nil when `text` is no token.
  public init?(_ text: String) {
    guard let bytes = Hex.bytes(text) else { return nil }
    var reader = ByteReader(bytes)
    guard let replica = reader.replica(), let sequence = reader.varint(), let hasEpoch = reader.byte(), hasEpoch < 2
    else { return nil }
    var epoch: Epoch?
    if hasEpoch == 1 {
      guard let bits = reader.bits128() else { return nil }
      epoch = Epoch(bits: bits)
    }
    guard let position = reader.varint() else { return nil }
    var others: [(ReplicaID, SequenceNumber)] = []
    while !reader.isAtEnd {
      guard let other = reader.replica(), let sequence = reader.varint() else { return nil }
      others.append((other, sequence))
    }
    self.init(
      replica: replica, sequence: sequence, epoch: epoch, position: position, others: Frontier(others))
  }
}

extension ReplicaReading {
  /// What one sees who looks now.
  public func seenNow() throws -> SeenToken {
    let header = try requiredHeader()
    var others = Frontier()
    for stored in try unlogged() where stored.commit.replica != header.replica {
      others[stored.commit.replica] = max(others[stored.commit.replica], stored.commit.sequence)
    }
    return SeenToken(
      replica: header.replica, sequence: try head(of: header.replica)?.sequence ?? 0,
      epoch: header.cursor?.epoch, position: header.cursor?.position ?? 0, others: others)
  }

  /// Whether somebody who held `token` had seen the write `dot`.
  func wasSeen(_ dot: Dot, by token: SeenToken) throws -> Bool {
    let header = try requiredHeader()
    if token.replica == header.replica {
      if dot.replica == token.replica { return dot.sequence <= token.sequence }
    } else if let former = header.former.first(where: { $0.replica == token.replica }) {
      // Under the name that this copy had then, another copy has written too: only the own chain was seen.
      if dot.sequence <= token.sequence, try chain(former.chain, at: dot.sequence) == dot.replica { return true }
    } else if dot.replica == token.replica {
      return dot.sequence <= token.sequence
    }
    if dot.sequence <= token.others[dot.replica] { return true }
    guard token.epoch == header.cursor?.epoch, let logged = try place(of: dot.replica, dot.sequence) else {
      return false
    }
    return logged.position <= token.position
  }
}
