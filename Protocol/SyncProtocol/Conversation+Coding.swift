internal import CommitFormat
internal import Foundation
internal import Merge
internal import SwiftProtobuf

extension SwiftProtobuf.Message {
  /// Our own messages have no required fields and stay far below protobuf's 2 GiB, the two reasons that encoding has to
  /// fail.
  var wireBytes: [UInt8] {
    do {
      return try serializedBytes()
    } catch {
      preconditionFailure("a message that cannot be encoded: \(error)")
    }
  }
}

extension Frame {
  /// The protobuf message that is the payload. Fields that this version does not know are passed over.
  func message<M: SwiftProtobuf.Message>(_ type: M.Type) throws(ProtocolProblem) -> M {
    do {
      return try M(serializedBytes: payload)
    } catch {
      throw malformed
    }
  }

  var malformed: ProtocolProblem { .malformed(frame: type) }
}

extension Hello {
  var frame: Frame {
    var wire = WireHello()
    wire.protocolVersion = protocolVersion
    wire.schemaVersion = schemaVersion
    wire.replica = Data(replica.bytes)
    if let own {
      wire.ownSequence = own.sequence
      wire.ownHash = Data(own.hash.bytes)
    }
    if let cursor { wire.cursor = Data(cursor.bytes) }
    if let digest { wire.digest = Data(digest.bits.bytes) }
    wire.pageBytes = pageBytes
    wire.unsentCount = unsentCount
    wire.appVersion = appVersion
    wire.deviceClock = deviceClock
    if let former { wire.former = Data(former.bytes) }
    return Frame(.hello, wire.wireBytes)
  }

  init(_ frame: Frame) throws(ProtocolProblem) {
    let wire = try frame.message(WireHello.self)
    guard let replica = Bits128.value(wire.replica) else { throw frame.malformed }
    self.init(
      protocolVersion: wire.protocolVersion, schemaVersion: wire.schemaVersion, replica: ReplicaID(bits: replica),
      pageBytes: wire.pageBytes, unsentCount: wire.unsentCount, appVersion: wire.appVersion,
      deviceClock: wire.deviceClock)
    if wire.ownSequence > 0 {
      own = try KnownCommit(sequence: wire.ownSequence, hash: wire.ownHash, in: frame)
    }
    if !wire.cursor.isEmpty {
      guard let cursor = Cursor(bytes: wire.cursor) else { throw frame.malformed }
      self.cursor = cursor
    }
    if wire.hasDigest {
      guard let bits = Bits128.value(wire.digest) else { throw frame.malformed }
      digest = StateDigest(bits: bits)
    }
    if wire.hasFormer {
      guard let bits = Bits128.value(wire.former) else { throw frame.malformed }
      former = ReplicaID(bits: bits)
    }
  }
}

extension KnownCommit {
  init(sequence: SequenceNumber, hash: some Collection<UInt8>, in frame: Frame) throws(ProtocolProblem) {
    guard let hash = Hash(bytes: hash), (1...FormatLimits.sequenceMax).contains(sequence) else {
      throw frame.malformed
    }
    self.init(sequence: sequence, hash: hash)
  }
}

extension Role {
  var wireNumber: UInt32 {
    switch self {
    case .reader: 1
    case .editor: 2
    case .administrator: 3
    }
  }

  init?(wireNumber: UInt32) {
    guard let role = Self.allCases.first(where: { $0.wireNumber == wireNumber }) else { return nil }
    self = role
  }
}

extension Welcome {
  /// Leaves out what the hello said already.
  func frame(answering hello: Hello) -> Frame {
    var wire = WireWelcome()
    wire.serverTime = serverTime
    if hello.cursor?.workspace != workspace { wire.workspace = Data(workspace.bits.bytes) }
    if hello.cursor?.epoch != epoch { wire.epoch = Data(epoch.bits.bytes) }
    if let known {
      if known == hello.own {
        wire.known = .knownIsOwn(true)
      } else {
        var other = WireKnownCommit()
        other.sequence = known.sequence
        other.hash = Data(known.hash.bytes)
        wire.known = .knownOther(other)
      }
    }
    wire.user = user
    wire.role = role.wireNumber
    wire.replicaNumber = replicaNumber ?? 0
    if schemaVersion != hello.schemaVersion { wire.schemaVersion = schemaVersion }
    wire.audiencesChanged = audiencesChanged
    return Frame(.welcome, wire.wireBytes)
  }

  init(_ frame: Frame, answering hello: Hello) throws(ProtocolProblem) {
    let wire = try frame.message(WireWelcome.self)
    let workspace = wire.hasWorkspace ? Bits128.value(wire.workspace) : hello.cursor?.workspace.bits
    let epoch = wire.hasEpoch ? Bits128.value(wire.epoch) : hello.cursor?.epoch.bits
    guard let workspace, let epoch, let role = Role(wireNumber: wire.role) else { throw frame.malformed }
    let known: KnownCommit?
    switch wire.known {
    case nil: known = nil
    case .knownIsOwn:
      guard let own = hello.own else { throw frame.malformed }
      known = own
    case .knownOther(let other): known = try KnownCommit(sequence: other.sequence, hash: other.hash, in: frame)
    }
    self.init(
      serverTime: wire.serverTime, workspace: WorkspaceID(bits: workspace), epoch: Epoch(bits: epoch), known: known,
      user: wire.user, role: role, replicaNumber: wire.replicaNumber == 0 ? nil : wire.replicaNumber,
      schemaVersion: wire.schemaVersion == 0 ? hello.schemaVersion : wire.schemaVersion,
      audiencesChanged: wire.audiencesChanged)
  }
}

extension Done {
  func frame(answering hello: Hello) -> Frame {
    var wire = WireDone()
    if let cursor, cursor != hello.cursor { wire.cursor = Data(cursor.bytes) }
    if let digest { wire.digest = Data(digest.bits.bytes) }
    wire.more = more
    wire.retryAfterSeconds = retryAfterSeconds
    wire.openConflicts = openConflicts
    return Frame(.done, wire.wireBytes)
  }

  init(_ frame: Frame, answering hello: Hello) throws(ProtocolProblem) {
    let wire = try frame.message(WireDone.self)
    var cursor = hello.cursor
    if wire.hasCursor {
      guard let moved = Cursor(bytes: wire.cursor) else { throw frame.malformed }
      cursor = moved
    }
    self.init(
      cursor: cursor, more: wire.more, retryAfterSeconds: wire.retryAfterSeconds, openConflicts: wire.openConflicts)
    if wire.hasDigest {
      guard let bits = Bits128.value(wire.digest) else { throw frame.malformed }
      digest = StateDigest(bits: bits)
    }
  }
}

extension Problem {
  public var frame: Frame {
    var wire = WireProblem()
    wire.code = code
    wire.retryAfterSeconds = retryAfterSeconds
    wire.limit = limit ?? 0
    wire.versionMin = versions?.lowerBound ?? 0
    wire.versionMax = versions?.upperBound ?? 0
    wire.subject = subject
    return Frame(.problem, wire.wireBytes)
  }

  init(_ frame: Frame) throws(ProtocolProblem) {
    let wire = try frame.message(WireProblem.self)
    guard wire.versionMin <= wire.versionMax else { throw frame.malformed }
    self.init(
      code: wire.code, retryAfterSeconds: wire.retryAfterSeconds, limit: wire.limit == 0 ? nil : wire.limit,
      versions: wire.versionMax == 0 ? nil : wire.versionMin...wire.versionMax, subject: wire.subject)
  }
}
