import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Synchronization

struct FixedClock: Clock {
  func now() -> Int64 { 1_700_000_000_000 }
}

final class CountingRandom: RandomSource {
  private let count = Mutex<UInt64>(0)

  func bits128() -> UInt128 {
    let hash = Hash(
      of: count.withLock { count in
        count += 1
        return RecordID(bits: UInt128(count)).bytes
      })
    return hash.high
  }
}

/// A member's device that seals whatever it is told to: commits by numbers that the input names, and commits of bytes.
/// Whatever the server makes of them, it stays sound, and who pulls has what it has.
func fuzzWorkspace(_ bytes: [UInt8]) {
  var input = InputReader(bytes)
  do {
    if input.choice(8) == 0 { return try fuzzApplying(&input) }
    let world = try FuzzedWorld()
    while !input.isAtEnd, world.pushes < 24 { try world.step(&input) }
    try world.settle()
  } catch {
    must(false, "fails otherwise: \(error)")
  }
}

private let deviceKey = DeviceKey()

private final class FuzzedWorld {
  static let id = WorkspaceID(bits: 5)
  let log = MemoryLog(workspace: FuzzedWorld.id, name: "Plan", epoch: Epoch(bits: 1))
  let server: WorkspaceServer
  /// One who forges, with a replica's place in its own chain, and one who only reads.
  private var writers: [(id: ReplicaID, device: Device, actor: Actor, last: Commit?)] = []
  private let reader = Replica(store: MemoryStore(), clock: FixedClock(), random: CountingRandom())
  private let readerID = ReplicaID(bits: 77)
  private let readerDevice: (Device, Actor)
  private(set) var pushes = 0
  private var records = Known.records
  private var dots: [Dot] = []

  init() throws {
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    server = try WorkspaceServer(
      replica: Replica(store: MemoryStore(), clock: FixedClock(), random: CountingRandom()), log: log, accounts: log,
      seal: seal)
    let accounts = server.accounts
    for (user, role) in [("Åsa", Role.editor), ("Bo", .administrator)] {
      let code = try accounts.addMember(user, role: role, by: .console)
      let id = Known.replicas[writers.count]
      let joined = try server.join(code: code.text, device: "dator", publicKey: deviceKey.publicKey, replica: id)
      writers.append((id, joined.device, Actor(user: user, role: role), nil))
    }
    let code = try accounts.addMember("Eva", role: .reader, by: .console)
    let joined = try server.join(code: code.text, device: "dator", publicKey: deviceKey.publicKey, replica: readerID)
    readerDevice = (joined.device, Actor(user: "Eva", role: .reader))
    try reader.setUp(
      ReplicaHeader(
        replica: readerID, workspace: Self.id, workspaceName: "Plan", user: "Eva", device: "dator", role: .reader))
  }

  func step(_ input: inout InputReader) throws {
    let who = input.choice(2)
    let part: [UInt8]
    if input.byte() & 3 == 0 {
      part = input.block()
    } else {
      var operations: [Operation] = []
      for _ in 0...input.choice(4) { operations.append(operation(&input)) }
      let content = PartContent(note: input.byte() & 7 == 0 ? input.text() : "", operations: operations)
      guard let bytes = try? content.encoded(author: writers[who].id, names: Names(server: server)) else { return }
      part = bytes
    }
    try push(part, who: who, &input)
  }

  private func push(_ part: [UInt8], who: Int, _ input: inout InputReader) throws {
    pushes += 1
    let writer = writers[who]
    let audience = input.byte() < 16 ? Audience(UInt32(input.byte())) : .everyone
    let body: Commit.Body =
      input.byte() < 8
      ? .withheld(.zero) : .readable(part, salt: audience == .everyone ? nil : Array(repeating: 1, count: 16))
    let commit = Commit(
      replica: writer.id, sequence: (writer.last?.sequence ?? 0) + 1, previous: writer.last?.hash ?? .zero,
      stamp: Stamp(milliseconds: input.byte() < 8 ? Int64(bitPattern: input.number()) : 1_700_000_000_000),
      schemaVersion: input.byte() < 8 ? UInt32(input.byte()) : UInt32(Schema.bundled.version),
      parts: [.init(audience: audience, body: body)])
    let runs = try SealedCommits.sealing([commit], by: deviceKey)
    let hello = Hello(schemaVersion: 1, replica: writer.id, deviceClock: 0)
    let frames: [ResponseFrame]
    do {
      frames = try server.sync(hello, runs, device: writer.device, actor: writer.actor)
    } catch is Problem {
      return
    }
    for case .receipts(let receipts) in frames {
      for receipt in receipts {
        switch receipt.outcome {
        case .accepted:
          writers[who].last = commit
          for index in 0..<4 {
            dots.append(Dot(replica: writer.id, sequence: commit.sequence, audience: audience, index: UInt32(index)))
          }
        case .refused: writers[who].last = commit
        case .deferred, .damaged: break
        }
      }
    }
    if input.byte() & 3 == 0 { try pull() }
  }

  private func operation(_ input: inout InputReader) -> Operation {
    let record = records[input.choice(records.count)]
    switch input.choice(8) {
    case 6: return .leave(record)
    case 7:
      // Only the server says so; here a laptop does.
      var state = RecordState(id: record)
      state.update(RegisterID(FieldNumber(8))) {
        $0.log(Write(dot: Dot(replica: ReplicaID(bits: 3), sequence: 1, index: 0), value: value(&input)))
      }
      return .arrive(state)
    case 0, 1:
      let types = Schema.bundled.types
      let type = types[input.choice(types.count)]
      let fields = (0..<input.choice(4)).map { _ in
        Operation.FieldWrite(register: register(&input, type), value: value(&input))
      }
      return .create(record, type.number, fields: fields)
    case 2: return .tombstone(record, covers: replaces(&input), replaces: replaces(&input))
    case 3: return .keep(record, covers: replaces(&input), replaces: replaces(&input))
    default:
      let types = Schema.bundled.types
      let marks: [Mark] = [.plain, .plain, .plain, .closing, .reopening]
      return .set(
        record, register(&input, types[input.choice(types.count)]), value(&input), replaces: replaces(&input),
        mark: marks[input.choice(marks.count)])
    }
  }

  private func register(_ input: inout InputReader, _ type: RecordType) -> RegisterID {
    let field =
      input.byte() & 15 == 0
      ? FieldNumber(UInt32(input.byte())) : type.fields[input.choice(type.fields.count)].register
    return RegisterID(field, element: input.byte() & 7 == 0 ? value(&input) : nil)
  }

  private func value(_ input: inout InputReader) -> Value {
    switch input.choice(8) {
    case 0: Value(bytes: input.block())
    case 1: .cleared
    case 2: Value(.integer(Int64(bitPattern: input.number())))
    case 3: Value(.code(["done", "green", "red", "hedemora"][input.choice(4)]))
    case 4: Value(.reference(records[input.choice(records.count)]))
    case 5: PartialDate(year: Int(input.byte()) + 1900, month: 1, day: 2).map { Value(.date($0)) } ?? .cleared
    default: .text(input.text())
    }
  }

  private func replaces(_ input: inout InputReader) -> Replaces {
    var named: [Replaces.Named] = []
    for _ in 0..<input.choice(4) where !dots.isEmpty {
      named.append(Replaces.Named(dot: dots[input.choice(dots.count)]))
    }
    return Replaces(named: named)
  }

  private func pull() throws {
    for _ in 0..<50 {
      let header = try reader.header()
      let hello = Hello(
        schemaVersion: 1, replica: readerID, cursor: header.cursor.flatMap { Cursor(bytes: $0.token) }, deviceClock: 0)
      let frames = try server.sync(hello, [], device: readerDevice.0, actor: readerDevice.1)
      var incoming: [IncomingEntry] = []
      var names = LogNamesInMemory()
      // What the reader has by now: each replica's last commit is the one before the next page's.
      let end = header.cursor?.position ?? 0
      for entry in log.entries(after: 0, count: 10_000, bytes: .max) where entry.position <= end { names.note(entry) }
      for frame in frames {
        switch frame {
        case .entries(let page):
          for pulled in try page.entries(receiver: readerID, names: names) {
            guard case .entry(let event) = pulled.event else { return must(false, "an own commit of who has none") }
            incoming.append(.entry(LogEntry(position: pulled.position, time: pulled.time, event: event)))
          }
        case .done(let done):
          guard let cursor = done.cursor, !incoming.isEmpty else { return }
          let stretch = LogStretch(
            entries: incoming,
            end: LogPoint(epoch: cursor.epoch, position: cursor.position, chain: cursor.chain, token: cursor.bytes))
          _ = try reader.apply(stretch)
          must(try reader.apply(stretch).fetched == 0, "a page that comes twice")
          if !done.more { return }
        default: break
        }
      }
    }
  }

  func settle() throws {
    try pull()
    must(try reader.selfCheck().isSound, "the reader is not sound")
    must(try server.replica.selfCheck().isSound, "the server is not sound")
    must(try reader.header().digest == server.replica.header().digest, "the reader has something else")
    let (theirs, ours) = (try reader.conflicts(), try server.replica.conflicts())
    must(theirs.count == ours.count, "the reader sees other conflicts")
    for record in Known.records { _ = try reader.store.read { try $0.view(record) } }
  }

  private struct Names: NameWriter {
    let server: WorkspaceServer

    func number(of replica: ReplicaID) throws -> UInt32? {
      try server.log.enrolments().first { $0.enrolment.replica == replica }?.enrolment.number
    }
    func creation(of record: RecordID) -> Dot? { nil }
  }
}

/// Entries that no server of ours would send, with a chain that fits: taken in whole, or refused.
private func fuzzApplying(_ input: inout InputReader) throws {
  let desk = try Desk()
  var names = LogNamesInMemory()
  var chain = LogEntry.chainStart(of: WorkspaceID(bits: 5))
  var position: Position = 0
  var enrolled: [IncomingEntry] = []
  for (index, replica) in Known.replicas.enumerated() {
    position += 1
    let enrolment = Enrolment(
      number: UInt32(index) + 1, replica: replica, user: "Åsa", device: "dator", publicKey: deviceKey.publicKey)
    let entry = LogEntry(position: position, time: 1, event: .enrolled(enrolment))
    names.note(entry)
    chain = entry.chain(after: chain)
    enrolled.append(.entry(entry))
  }
  _ = try desk.replica.apply(
    LogStretch(entries: enrolled, end: LogPoint(epoch: Epoch(bits: 1), position: position, chain: chain)))
  while !input.isAtEnd {
    let before = try desk.replica.header()
    var page: [UInt8] = []
    Varint.append(position + 1, to: &page)
    guard let pulled = try? LogPage(bytes: page + input.block()).entries(receiver: nil, names: names) else { continue }
    var next = chain
    var incoming: [IncomingEntry] = []
    for entry in pulled {
      guard let whole = entry.entry(own: { _ in nil }) else { return }
      names.note(whole)
      next = whole.chain(after: next)
      incoming.append(.entry(whole))
    }
    let end = position + Position(pulled.count)
    do {
      _ = try desk.replica.apply(
        LogStretch(entries: incoming, end: LogPoint(epoch: Epoch(bits: 1), position: end, chain: next)))
      (position, chain) = (end, next)
    } catch  where error is ApplyProblem || isUnreadableSchema(error) {
      must(try desk.replica.header() == before, "a refused page leaves something behind")
    }
    must(try desk.replica.selfCheck().isSound, "unsound after a page")
  }
}

private func isUnreadableSchema(_ error: any Error) -> Bool {
  if case ReplicaProblem.unreadableSchema = error { true } else { false }
}
