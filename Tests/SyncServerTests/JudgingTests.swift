import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import TestSupport
import Testing

@Suite struct JudgingTests {
  private func refusal(_ outcome: Receipt.Outcome?) -> Refusal? {
    guard case .refused(_, let refusal)? = outcome else { return nil }
    return refusal
  }

  private func isAccepted(_ outcome: Receipt.Outcome?) -> Bool {
    if case .accepted? = outcome { return true }
    return false
  }

  private func push(_ laptop: Laptop, _ operations: [Operation], schemaVersion: UInt32? = nil) throws
    -> Receipt.Outcome?
  {
    let forged = try #require(try laptop.forged(operations, schemaVersion: schemaVersion))
    return try laptop.receipts([forged]).first
  }

  private func write(_ field: FieldNumber, _ value: Value) -> Operation.FieldWrite {
    Operation.FieldWrite(register: RegisterID(field), value: value)
  }

  @Test func rolesDecideWhoWrites() throws {
    let world = try World()
    for (role, expected) in [
      (Role.reader, Refusal(code: .role, reason: "reader") as Refusal?), (.editor, nil), (.administrator, nil),
    ] {
      let laptop = try world.laptop("\(role)", role)
      let operation = Operation.create(
        world.recordID(), Field.activity, fields: [write(Field.title, .text("Kör"))])
      #expect(refusal(try push(laptop, [operation])) == expected)
    }
    // Who was an editor and is no member any more: refused when somebody else carries it.
    let gone = try world.laptop("Bo")
    try gone.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    let runs = try gone.outgoing()
    try world.server.accounts.removeMember("Bo", by: .console)
    #expect(throws: AccountProblem.deviceRevoked) { try gone.sync() }
    let carrier = try world.laptop("Eva")
    #expect(refusal(try carrier.receipts(runs).first) == Refusal(code: .membership))
    // A revoked device's seals are worth nothing, although its member is still here.
    let lost = try world.laptop("Eva", device: "lost")
    try lost.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    let fromLost = try lost.outgoing()
    try world.server.accounts.revokeDevice(lost.device.id, by: Actor(user: "Eva", role: .editor))
    #expect(
      refusal(try carrier.receipts(fromLost).first) == Refusal(code: .membership, reason: "device-revoked"))
  }

  @Test func whatDoesNotFitTheSchemaIsRefusedWithFieldAndReason() throws {
    let world = try World()
    let laptop = try world.laptop("Åsa")
    func outcome(_ operations: Operation...) throws -> Refusal? {
      try laptop.sync()
      let head = world.log.head().position
      let result = refusal(try push(laptop, operations))
      #expect(world.log.head().position == head + 1, "a refusal is an entry")
      try laptop.sync()
      return result
    }
    let title = write(Field.title, .text("Kör"))
    let record = world.recordID()
    #expect(try outcome(.create(record, Field.activity, fields: [title])) == nil)
    #expect(
      try outcome(.create(world.recordID(), Field.activity, fields: []))
        == Refusal(code: .schema, field: "title", reason: "required-missing"))
    #expect(
      try outcome(.create(world.recordID(), TypeNumber(999), fields: []))
        == Refusal(code: .schema, reason: "unknown-type"))
    #expect(
      try outcome(.set(record, RegisterID(FieldNumber(999)), .text("x"), replaces: .nothing, mark: .plain))
        == Refusal(code: .schema, reason: "unknown-field"))
    #expect(
      try outcome(.set(record, RegisterID(Field.doneOn), .text("x"), replaces: .nothing, mark: .plain))
        == Refusal(code: .schema, field: "doneOn", reason: "wrong-kind"))
    #expect(
      try outcome(.set(record, RegisterID(Field.title), .cleared, replaces: .nothing, mark: .plain))
        == Refusal(code: .schema, field: "title", reason: "required-missing"))
    for register in [RegisterID.life, .type] {
      #expect(
        try outcome(.set(record, register, .text("x"), replaces: .nothing, mark: .plain))
          == Refusal(code: .schema, reason: "engine-field"))
    }
    #expect(
      try outcome(
        .create(
          world.recordID(), Field.activity,
          fields: [title, Operation.FieldWrite(register: .life, value: .tombstone)]))
        == Refusal(code: .schema, reason: "engine-field"))
    #expect(
      try outcome(.create(record, Field.activity, fields: [title]))
        == Refusal(code: .schema, reason: "record-exists"))
    #expect(
      try outcome(
        .set(record, RegisterID(Field.doneOn), date(1), replaces: .nothing, mark: .plain),
        .set(record, RegisterID(Field.doneOn), date(2), replaces: .nothing, mark: .plain))
        == Refusal(code: .schema, field: "doneOn", reason: "set-twice"))
    #expect(
      try outcome(
        .set(
          record, RegisterID(Field.municipalities, element: .text("Ånge")), .text("x"), replaces: .nothing,
          mark: .plain))?.code == .schema)
    let note = world.recordID()
    #expect(
      try outcome(
        .create(
          note, Field.note,
          fields: [write(FieldNumber(8), Value(.reference(record))), write(FieldNumber(9), .text("Hej"))])) == nil)
    #expect(
      try outcome(.set(note, RegisterID(FieldNumber(10)), .text("x"), replaces: .nothing, mark: .plain))
        == Refusal(code: .schema, field: "author", reason: "append-only"))
    #expect(
      try outcome(.set(record, .alias, Value(.reference(note)), replaces: .nothing, mark: .plain))
        == Refusal(code: .schema, reason: "wrong-reference-type"))
    #expect(
      try outcome(.set(record, RegisterID(Field.doneOn), date(1), replaces: .nothing, mark: .closing))
        == Refusal(code: .role, field: "doneOn", reason: "closing"))
    // A commit that names its own future.
    #expect(
      try outcome(
        .set(record, RegisterID(Field.doneOn), date(1), replaces: Replaces(own: [1...4000]), mark: .plain))
        == Refusal(code: .schema, reason: "malformed"))
    // What a newer program writes, this one keeps.
    #expect(
      try isAccepted(
        push(laptop, [.create(world.recordID(), TypeNumber(999), fields: [])], schemaVersion: 9999)))
    try laptop.sync()
    #expect(try laptop.replica.header().digest == world.server.replica.header().digest)
  }

  @Test func bytesThatSayNothingAreRefusedAndOthersGoOn() throws {
    let world = try World()
    let laptop = try world.laptop("Åsa")
    let bad = Commit(
      replica: try laptop.id(), sequence: 1, previous: .zero, stamp: Stamp(milliseconds: 0), schemaVersion: 1,
      parts: [.init(audience: .everyone, body: .readable([255, 255, 1], salt: nil))])
    let good = try #require(
      try laptop.forged(
        [.create(world.recordID(), Field.activity, fields: [write(Field.title, .text("Kör"))])], after: bad))
    let run = try #require(try SealedCommits.sealing([bad] + good.commits, by: laptop.key).first)
    let outcomes = try laptop.receipts([run])
    #expect(refusal(outcomes.first) == Refusal(code: .schema, reason: "malformed"))
    #expect(isAccepted(outcomes.last))
  }

  @Test func aCommitThatIsTooLargeIsRefused() throws {
    let world = try World(limits: ServerLimits(commitBytesMax: 200))
    let laptop = try world.laptop("Åsa")
    try laptop.edit(
      .create(Field.activity, world.recordID(), [.set(Field.title, .text(String(repeating: "a", count: 300)))]))
    #expect(try laptop.sync().map(\.outcome) == [.refused(2, Refusal(code: .size, reason: "commit"))])
    #expect(try laptop.replica.refused().count == 1)
  }

  @Test func whatARefusedCommitMadeIsNeeded() throws {
    let world = try World()
    let laptop = try world.laptop("Åsa")
    let record = world.recordID()
    let first = try #require(
      try laptop.forged([.create(record, Field.activity, fields: [write(Field.doneOn, .text("fel"))])]))
    let second = try #require(
      try laptop.forged(
        [.set(record, RegisterID(Field.doneOn), date(2), replaces: Replaces(own: [1...1]), mark: .plain)],
        after: first.commits[0]))
    let run = try #require(try SealedCommits.sealing(first.commits + second.commits, by: laptop.key).first)
    let outcomes = try laptop.receipts([run])
    #expect(refusal(outcomes[0])?.code == .schema)
    #expect(refusal(outcomes[1]) == Refusal(code: .needs, reason: "record"))
  }

  @Test func whatIsSetOnceStays() throws {
    let world = try World()
    let laptop = try world.laptop("Åsa")
    let record = world.recordID()
    let field = RegisterID(FieldNumber(14))
    try laptop.edit(.create(Field.visit, record, [.set(FieldNumber(14), .text("Åsa"))]))
    try laptop.sync()
    let dot = Dot(replica: try laptop.id(), sequence: 1, index: 0)
    #expect(
      refusal(
        try push(laptop, [.set(record, field, .text("Bo"), replaces: Replaces(dots: [dot]), mark: .plain)]))
        == Refusal(code: .once, field: "author", reason: "set-once"))
    try laptop.sync()
    #expect(
      isAccepted(
        try push(laptop, [.set(record, field, .text("Åsa"), replaces: Replaces(dots: [dot]), mark: .plain)])))
  }

  // Settling.

  /// Two editors set a field of one record without knowing of each other.
  private func contested(
    _ field: FieldNumber, _ values: (Value, Value)
  ) throws -> (world: World, asa: Laptop, ola: Laptop, boss: Laptop, record: RecordID) {
    let world = try World()
    let (asa, ola, boss) = (
      try world.laptop("Åsa"), try world.laptop("Ola"), try world.laptop("Eva", .administrator)
    )
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör i skolan varje vecka"))]))
    try asa.sync()
    try ola.sync()
    try asa.edit(.update(record, [.set(field, values.0)]))
    try ola.edit(.update(record, [.set(field, values.1)]))
    try asa.sync()
    try ola.sync()
    try asa.sync()
    try boss.sync()
    return (world, asa, ola, boss, record)
  }

  private func naming(_ state: RecordState?, _ field: FieldNumber) -> Replaces {
    Replaces(dots: state?[RegisterID(field)].standing.map(\.dot) ?? [])
  }

  @Test func onlyAnAdministratorSettlesAConflict() throws {
    let (world, asa, ola, boss, record) = try contested(Field.doneOn, (date(1), date(2)))
    #expect(try world.server.figures().openConflicts == 1)
    let names = naming(try world.store.read { try $0.record(record) }, Field.doneOn)
    #expect(names.named.count == 2)
    let operation = Operation.set(record, RegisterID(Field.doneOn), date(5), replaces: names, mark: .plain)
    #expect(
      refusal(try push(asa, [operation])) == Refusal(code: .role, field: "doneOn", reason: "settle"))
    // An editor's edit replaces the own candidate alone.
    try ola.sync()
    try ola.edit(.update(record, [.set(Field.doneOn, date(7))]))
    #expect(try ola.sync().last.map { isAccepted($0.outcome) } == true)
    try boss.sync()
    try boss.edit(.settle(record, try #require(try boss.replica.view(record)?.conflicts.first), .value(date(9))))
    #expect(try boss.sync().last.map { isAccepted($0.outcome) } == true)
    #expect(try world.server.replica.view(record)?.conflicts == [])
    #expect(try world.server.replica.view(record)?.value(Field.doneOn) == date(9))
  }

  @Test func equalValuesAndWhatAPolicyMergesAreNoSettling() throws {
    let cases: [(FieldNumber, (Value, Value), Value)] = [
      (Field.doneOn, (date(1), date(1)), date(5)),
      (
        Field.rank, (Value(.decimal(.init(mantissa: 1, scale: 0))), Value(.decimal(.init(mantissa: 2, scale: 0)))),
        Value(.decimal(.init(mantissa: 3, scale: 0)))
      ),
      (
        Field.title, (.text("Kör och dans i skolan varje vecka"), .text("Kör i skolan varje månad")),
        .text("Alltihop")
      ),
    ]
    for (field, values, next) in cases {
      let (world, asa, _, _, record) = try contested(field, values)
      #expect(try world.server.figures().openConflicts == 0)
      try asa.edit(.update(record, [.set(field, next)]))
      #expect(try asa.sync().last.map { isAccepted($0.outcome) } == true)
      #expect(try world.server.replica.view(record)?.value(field) == next)
    }
    let (_, asa, _, _, record) = try contested(Field.title, (.text("Kör A varje vecka"), .text("Kör B varje vecka")))
    let names = naming(try asa.replica.store.read { try $0.record(record) }, Field.title)
    #expect(
      refusal(
        try push(asa, [.set(record, RegisterID(Field.title), .text("Allt"), replaces: names, mark: .plain)]))
        == Refusal(code: .role, field: "title", reason: "settle"))
  }

  /// What Bo wrote last is carried to Åsa, and refused. She named what it had replaced, which Eva's write had replaced by
  /// way of hers: nothing was in conflict when she wrote, and nothing is settled.
  @Test func whatACarriedWriteHadReplacedIsNoCandidate() throws {
    let world = try World()
    let (asa, bo, eva) = (try world.laptop("Åsa"), try world.laptop("Bo"), try world.laptop("Eva"))
    let record = world.recordID()
    try bo.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör")), .set(Field.doneOn, date(1))]))
    try bo.sync()
    try asa.sync()
    try bo.edit(.update(record, [.set(Field.doneOn, date(3))]))
    let carried = try bo.replica.outgoing(key: bo.key, commitsMax: 10, bytesMax: .max)
    try world.server.accounts.revokeDevice(bo.device.id, by: Actor(user: "Bo", role: .editor))
    try asa.edit(.update(record, [.set(Field.doneOn, date(2))]))
    try asa.sync()
    try eva.sync()
    try eva.edit(.update(record, [.set(Field.doneOn, date(3))]))
    try eva.sync()
    try asa.sync()
    #expect(try asa.replica.receive(carried).taken == 1)
    #expect(try asa.replica.view(record)?.conflicts == [])
    try asa.edit(.update(record, [.set(Field.doneOn, date(5))]))
    let outcomes = try asa.sync().map(\.outcome)
    #expect(refusal(outcomes.first) == Refusal(code: .membership, reason: "device-revoked"))
    #expect(outcomes.count == 2 && isAccepted(outcomes.last))
    #expect(try world.server.replica.view(record)?.value(Field.doneOn) == date(5))
  }

  @Test func onesOwnCandidatesFromTwoDevicesAreOnesOwn() throws {
    let world = try World()
    let (first, second) = (try world.laptop("Åsa"), try world.laptop("Åsa", device: "surfplatta"))
    let record = world.recordID()
    try first.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    try first.sync()
    try second.sync()
    try first.edit(.update(record, [.set(Field.doneOn, date(1))]))
    try second.edit(.update(record, [.set(Field.doneOn, date(2))]))
    try first.sync()
    try second.sync()
    let names = naming(try world.store.read { try $0.record(record) }, Field.doneOn)
    #expect(
      isAccepted(
        try push(first, [.set(record, RegisterID(Field.doneOn), date(3), replaces: names, mark: .plain)])))
  }

  @Test func aLongOfflineChainIsNoSettling() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör")), .set(Field.doneOn, date(30))]))
    try asa.sync()
    try ola.sync()
    for day in 1...20 {
      try ola.edit(.update(record, [.set(Field.doneOn, date(day))]))
      if day % 3 == 0 { try ola.edit(.update(record, [.set(Field.title, .text("Kör \(day)"))])) }
    }
    #expect(try ola.sync().allSatisfy { isAccepted($0.outcome) })
    #expect(try world.server.replica.view(record)?.value(Field.doneOn) == date(20))
  }

  @Test func decidingAboutADeletedRecordIsTheAdministrators() throws {
    let world = try World()
    let (asa, ola, boss) = (
      try world.laptop("Åsa"), try world.laptop("Ola"), try world.laptop("Eva", .administrator)
    )
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    try asa.sync()
    try ola.sync()
    try asa.edit(.delete(record))
    try ola.edit(.update(record, [.set(Field.doneOn, date(2))]))
    try asa.sync()
    try ola.sync()
    try boss.sync()
    let state = try #require(try world.store.read { try $0.record(record) })
    let tombstones = Replaces(dots: state.tombstones.map(\.dot))
    let uncovered = Replaces(dots: state[RegisterID(Field.doneOn)].standing.map(\.dot))
    #expect(
      refusal(try push(ola, [.tombstone(record, covers: uncovered, replaces: tombstones)]))
        == Refusal(code: .role, reason: "settle"))
    try ola.sync()
    #expect(
      refusal(try push(ola, [.keep(record, covers: uncovered, replaces: tombstones)]))
        == Refusal(code: .role, reason: "settle"))
    let conflict = try #require(try boss.replica.view(record)?.conflicts.first)
    try boss.edit(.settle(record, conflict, .keep))
    #expect(try boss.sync().last.map { isAccepted($0.outcome) } == true)
    // A plain deleting and restoring is everybody's.
    try asa.sync()
    try asa.edit(.delete(record))
    try asa.edit(.restore(record))
    try asa.edit(.delete(record))
    #expect(try asa.sync().allSatisfy { isAccepted($0.outcome) })
    #expect(try world.server.replica.view(record)?.isDeleted == true)
  }

  // Hostile pushes.

  @Test func forgedRunsAreNeverLogged() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    let stored = try #require(try asa.replica.unsynced().first?.commit.commit)
    let head = world.log.head()
    // Ola seals in Åsa's name.
    let forged = try #require(try SealedCommits.sealing([stored], by: ola.key).first)
    #expect(try ola.receipts([forged]) == [.damaged])
    // A seal of the right key over something else.
    let other = try asa.key.seal(replica: asa.id(), sequence: 1, hash: Hash(of: [1]))
    let true1 = try #require(try SealedCommits.sealing([stored], by: asa.key).first)
    let swapped = Seal(replica: true1.replica, sequence: 1, hash: true1.seal.hash, signature: other.signature)
    #expect(
      try asa.receipts([try #require(SealedCommits(commits: [stored], seal: swapped))]) == [.damaged])
    // A replica that nobody enrolled.
    let stranger = Commit(
      replica: ReplicaID(bits: 5), sequence: 1, previous: .zero, stamp: Stamp(milliseconds: 1), schemaVersion: 1,
      parts: stored.parts)
    #expect(
      try ola.receipts(try SealedCommits.sealing([stranger], by: ola.key)) == [.deferred(.unknownReplica)])
    // A chain that does not follow, with a true seal.
    let loose = Commit(
      replica: try asa.id(), sequence: 2, previous: Hash(of: [2]), stamp: Stamp(milliseconds: 1), schemaVersion: 1,
      parts: stored.parts)
    #expect(try asa.receipts(try SealedCommits.sealing([loose], by: asa.key)) == [.deferred(.gap)])
    #expect(world.log.head() == head)
    #expect(try world.server.accounts.audit().count { $0.action == .damagedPush } == 2)
    // Whoever carries the true thing, it is Åsa's.
    #expect(try ola.receipts([true1]).map(isAccepted) == [true])
    #expect(throws: Problem.self) {
      var hello = try ola.hello()
      hello.replica = try asa.id()
      let (device, actor) = try world.server.accounts.authenticate(ola.token)
      _ = try world.server.open(hello, device: device, actor: actor)
    }
  }
}
