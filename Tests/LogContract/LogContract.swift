public import CommitFormat
internal import Merge
public import SyncServer

/// What every log with its accounts must do; each law throws `Broken` where it does not hold.
public struct LogContract {
  /// An empty log and its accounts.
  public typealias Make = (WorkspaceID) throws -> (log: any CommitLog, accounts: any AccountStore)

  public struct Broken: Error, CustomStringConvertible {
    public let description: String
  }

  public let make: Make

  public init(make: @escaping Make) {
    self.make = make
  }

  public let workspace = WorkspaceID(bits: 0xB16D)

  func expect(_ condition: Bool, _ what: String) throws {
    if !condition { throw Broken(description: what) }
  }

  func fails<Problem: Error & Equatable>(_ problem: Problem, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let found as Problem where found == problem {
      return
    }
    throw Broken(description: "expected \(problem)")
  }

  /// Entries of every kind, one after the other.
  public func entries(_ count: Int) -> [LogEntry] {
    var result: [LogEntry] = []
    var previous = Hash.zero
    var sequence: SequenceNumber = 0
    let replica = ReplicaID(bits: 7)
    for place in 1...count {
      let event: LogEntry.Event
      switch place {
      case 1:
        event = .enrolled(
          Enrolment(
            number: 1, replica: replica, user: "Åsa", device: "Åsas dator", publicKey: Array(repeating: 3, count: 32)))
      case 2: event = .schema(version: 9, json: Array("{}".utf8))
      case 3: event = .horizon(1)
      case let place where place % 5 == 0:
        sequence += 1
        previous = Hash(of: [UInt8(place % 251)])
        event = .refused(
          CommitName(replica: replica, sequence: sequence, hash: previous),
          Refusal(code: .once, field: place % 2 == 0 ? "title" : nil, reason: "set-once"))
      default:
        sequence += 1
        let commit = Commit(
          replica: replica, sequence: sequence, previous: previous, stamp: Stamp(milliseconds: -5, counter: 9),
          schemaVersion: 3,
          parts: [.init(audience: .everyone, body: .readable(Array(repeating: 8, count: place), salt: nil))])
        previous = commit.hash
        event = .accepted(commit, author: place % 3 == 0 ? "Ola" : nil)
      }
      result.append(LogEntry(position: Position(place), time: Int64(place) * 10, event: event))
    }
    return result
  }

  public func appendsWithoutGapsAndGivesBackWhatItTook() throws {
    let (log, _) = try make(workspace)
    let entries = entries(40)
    let start = try log.head()
    try expect(start.position == 0 && start.chain == LogEntry.chainStart(of: workspace), "starts empty")
    try log.append(Array(entries[..<17]), with: [])
    try fails(LogProblem.notNext(expected: 18, found: 19)) { try log.append([entries[18]], with: []) }
    try fails(LogProblem.notNext(expected: 18, found: 17)) { try log.append([entries[16]], with: []) }
    try fails(LogProblem.notNext(expected: 19, found: 20)) { try log.append([entries[17], entries[19]], with: []) }
    try expect(try log.head().position == 17, "nothing of a wrong append stays")
    let head = try log.append(Array(entries[17...]), with: [])
    var chain = start.chain
    for entry in entries {
      chain = entry.chain(after: chain)
      try expect(try log.chain(at: entry.position) == chain, "chain at \(entry.position)")
      try expect(try log.entry(at: entry.position) == entry, "entry at \(entry.position)")
      if let name = entry.commitName {
        try expect(try log.entry(of: name.replica, sequence: name.sequence) == entry, "entry by name")
      }
    }
    try expect(try log.head() == head && head.position == 40 && head.chain == chain, "head")
    try expect(try log.entries(after: 0, count: 100, bytes: .max) == entries, "all entries")
    try expect(try log.entries(after: 10, count: 5, bytes: .max) == Array(entries[10..<15]), "some entries")
    try expect(try log.entries(after: 20, count: 5, bytes: 0).count == 1, "one at least")
    try expect(try log.entries(after: 40, count: 5, bytes: .max).isEmpty, "none past the head")
    try expect(try log.chain(at: 41) == nil && log.entry(at: 41) == nil && log.entry(at: 0) == nil, "nothing outside")
    try expect(try log.chain(at: 0) == start.chain, "the chain before the first")
    try expect(try log.enrolments().map(\.position) == [1], "enrolments")
  }

  public func accountsGoWithEntriesOrNotAtAll() throws {
    let (log, accounts) = try make(workspace)
    let code = Hash(of: [1])
    try accounts.change([
      .addMember(workspace, Member(user: "Åsa", role: .editor, since: 1)),
      .addInvitation(
        Invitation(code: code, workspace: workspace, user: "Åsa", purpose: .device, createdAt: 1, expiresAt: 100)),
    ])
    let entries = entries(4)
    try log.append([entries[0]], with: [.useInvitation(code: code, at: 5)])
    try fails(AccountProblem.codeUsed) { try log.append([entries[1]], with: [.useInvitation(code: code, at: 6)]) }
    try expect(try log.head().position == 1, "an entry whose account change fails is not there")
    try fails(LogProblem.notNext(expected: 2, found: 3)) {
      try log.append([entries[2]], with: [.setRole(workspace, user: "Åsa", .administrator)])
    }
    try expect(try accounts.role(of: "Åsa", in: workspace) == .editor, "a change whose entry fails is not made")
    try expect(try accounts.invitation(code: code)?.usedAt == 5, "used once")
  }

  public func anEpochIsBegunAndKept() throws {
    let (log, _) = try make(workspace)
    try log.append(entries(3), with: [])
    let before = try log.head()
    let restoration = Restoration(
      epoch: Epoch(bits: 99), former: [before.epoch, Epoch(bits: 98)], position: 3, time: 7, discards: true,
      numbersFrom: 4096, confirmedAt: nil)
    try log.begin(restoration)
    let after = try log.head()
    try expect(after.epoch == Epoch(bits: 99) && before.epoch != after.epoch, "another epoch")
    try expect(after.position == before.position && after.chain == before.chain, "the same log")
    try expect(try log.restorations() == [restoration], "what was put back is known")
    try log.confirmRestorations(at: 11)
    try expect(try log.restorations().map(\.confirmedAt) == [11], "confirmed")
    try log.confirmRestorations(at: 12)
    try expect(try log.restorations().map(\.confirmedAt) == [11], "confirmed once")
  }

  public func accountsKeepTheirRules() throws {
    let (_, accounts) = try make(workspace)
    let other = WorkspaceID(bits: 2)
    let device = Device(
      id: DeviceID(bits: 5), workspace: workspace, user: "Åsa", name: "dator", publicKey: Array(0..<32),
      token: Hash(of: [5]), replicas: [ReplicaID(bits: 1)], createdAt: 3)
    try accounts.change([
      .addMember(workspace, Member(user: "Åsa", role: .administrator, since: 1)),
      .addMember(workspace, Member(user: "A\u{30A}sa", role: .reader, since: 2)),
      .addMember(other, Member(user: "Åsa", role: .reader, since: 1)), .addDevice(device),
    ])
    try expect(try accounts.members(of: workspace).count == 2, "names are told apart by their bytes")
    try fails(AccountProblem.userExists("Åsa")) {
      try accounts.change([.addMember(workspace, Member(user: "Åsa", role: .reader, since: 9))])
    }
    try fails(AccountProblem.lastAdministrator) { try accounts.change([.setRole(workspace, user: "Åsa", .reader)]) }
    try fails(AccountProblem.lastAdministrator) {
      try accounts.change([.removeMember(workspace, user: "Åsa", at: 4)])
    }
    try fails(AccountProblem.unknownUser("Ola")) { try accounts.change([.setRole(workspace, user: "Ola", .reader)]) }
    try fails(AccountProblem.unknownDevice) { try accounts.change([.revokeDevice(DeviceID(bits: 6), at: 1)]) }
    try fails(AccountProblem.codeUnknown) { try accounts.change([.useInvitation(code: Hash(of: [9]), at: 1)]) }
    // All or nothing.
    try fails(AccountProblem.unknownDevice) {
      try accounts.change([.setRole(workspace, user: "A\u{30A}sa", .editor), .revokeDevice(DeviceID(bits: 6), at: 1)])
    }
    try expect(try accounts.role(of: "A\u{30A}sa", in: workspace) == .reader, "nothing of a failed change stays")
    let report = DeviceReport(seenAt: 8, pending: 2, appVersion: "1.0", schemaVersion: 3, clockAhead: -4, knows: 12)
    try accounts.change([
      .addReplica(device.id, ReplicaID(bits: 9)), .report(device.id, report),
      .setRole(workspace, user: "A\u{30A}sa", .administrator), .removeMember(workspace, user: "Åsa", at: 10),
    ])
    var expected = device
    expected.replicas = [ReplicaID(bits: 1), ReplicaID(bits: 9)]
    expected.report = report
    expected.revokedAt = 10
    try expect(try accounts.device(device.id) == expected, "the device is kept and revoked")
    try accounts.change([.revokeDevice(device.id, at: 11)])
    try expect(try accounts.device(device.id)?.revokedAt == 10, "the first revocation stands")
    try expect(try accounts.device(token: Hash(of: [5])) == expected, "by token")
    try expect(try accounts.device(of: ReplicaID(bits: 9), in: workspace) == expected, "by replica")
    try expect(try accounts.device(of: ReplicaID(bits: 9), in: other) == nil, "not in another workspace")
    try expect(try accounts.devices(in: workspace) == [expected], "listed")
    try accounts.change([.setToken(device.id, Hash(of: [6]))])
    try expect(try accounts.device(token: Hash(of: [5])) == nil, "the former token opens nothing")
    for number in 1...5 {
      try accounts.change([
        .audit(
          AuditRecord(
            time: Int64(number), workspace: workspace, actor: "Åsa", action: .roleChanged, subject: "\(number)"))
      ])
    }
    let newest = try accounts.audit(of: workspace, before: nil, limit: 2)
    try expect(newest.map(\.subject) == ["5", "4"], "newest first")
    try expect(
      try accounts.audit(of: workspace, before: newest[1].id, limit: 9).map(\.subject) == ["3", "2", "1"], "older")
    try expect(try accounts.audit(of: other, before: nil, limit: 9).isEmpty, "only this workspace's")
  }
}
