import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Testing
import Words

/// What looks like one thing made twice is shown, and nothing else is.
@Suite struct SuspectedTwinsTests {
  private let actor = SuspectedTwinsTests.type("actor")
  private let visit = SuspectedTwinsTests.type("visit")
  private let workspace = WorkspaceID(bits: 7)

  private static func type(_ key: String) -> RecordType {
    guard let type = Schema.bundled.type(key) else { preconditionFailure("no type \(key)") }
    return type
  }

  private func number(_ key: String, _ type: RecordType) -> FieldNumber { type.field(key)?.number ?? FieldNumber(999) }

  private func laptop(_ number: Int, _ user: String) throws -> (replica: Replica, key: DeviceKey) {
    let replica = Replica(store: MemoryStore())
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: UInt128(number)), workspace: workspace, workspaceName: "Plan", user: user,
        device: "laptop", role: .administrator))
    return (replica, DeviceKey())
  }

  private func record(_ number: Int) -> RecordID { .random(milliseconds: 1_700_000_000_000, bits: UInt128(number)) }

  /// One replica that holds what Per and Anna made offline.
  private func both(per: [RecordChange], anna: [RecordChange]) throws -> Replica {
    let here = try laptop(1, "Per")
    let there = try laptop(2, "Anna")
    if !per.isEmpty { _ = try here.replica.edit(Draft(per)) }
    _ = try there.replica.edit(Draft(anna))
    try here.replica.store.write {
      try $0.addEnrolment(
        Enrolment(
          number: 2, replica: ReplicaID(bits: 2), user: "Anna", device: "laptop", publicKey: there.key.publicKey))
    }
    let runs = try there.replica.outgoing(key: there.key, commitsMax: 99, bytesMax: 1 << 20)
    #expect(try here.replica.receive(runs).unproved.isEmpty)
    return here.replica
  }

  private func made(_ number: Int, _ name: String) -> RecordChange {
    .create(actor.number, record(number), [.set(self.number("name", actor), .text(name))])
  }

  private func visit(_ number: Int, _ day: Int, _ place: String) -> RecordChange {
    let date = PartialDate(year: 2025, month: 3, day: day).map { Value(.date($0)) } ?? .cleared
    return .create(
      visit.number, record(number),
      [.set(self.number("date", visit), date), .set(self.number("place", visit), .text(place))])
  }

  @Test func theSameNameOfTwoAuthors() throws {
    let replica = try both(
      per: [made(1, "Örebro konsthall"), made(3, "Folkets hus"), made(4, "Folkets hus"), made(5, "Bio")],
      anna: [made(2, "orebro  KONSTHALL"), made(6, "Biografen")])
    try replica.store.read { reading in
      let found = try SuspectedTwins(reading)
      // Two of one name by one hand are meant.
      #expect(found.pairs.map { [$0.first.record, $0.second.record] } == [[record(1), record(2)]])
      #expect(found.pairs.map(\.reason) == [.name])
      let pair = try #require(found.pairs.first)
      #expect([pair.first.author, pair.second.author] == ["Per", "Anna"])
      #expect(pair.command == "bygd same \(pair.first.reference) \(pair.second.reference)")
      let text = ValueText(try Lookup(reading), .en)
      let lines = found.lines(text)
      #expect(lines.count == 2)
      #expect(lines[0].contains("Örebro konsthall (Per)"))
      #expect(lines[1].contains(pair.command))
      let json = found.json(.bundled)
      #expect(json.array?.first?["records"]?.array?.map { $0["author"]?.string } == ["Per", "Anna"])
      #expect(json.array?.first?["reason"]?.string == "name")
    }
    _ = try replica.edit(Draft([.join(record(2), into: record(1))]))
    #expect(try replica.store.read { try SuspectedTwins($0).total } == 0)
    _ = try replica.edit(Draft([.separate(record(2))]))
    #expect(try replica.store.read { try SuspectedTwins($0).total } == 1)
    _ = try replica.edit(Draft([.delete(record(2))]))
    #expect(try replica.store.read { try SuspectedTwins($0).total } == 0)
  }

  @Test func theSameDayAndPlaceOfTwoAuthors() throws {
    let replica = try both(
      per: [visit(1, 4, "Karlstad"), visit(3, 5, "Arvika")],
      anna: [visit(2, 4, "KARLSTAD"), visit(4, 6, "Arvika"), visit(5, 4, "Sunne")])
    let found = try replica.store.read { try SuspectedTwins($0) }
    #expect(found.pairs.map { [$0.first.record, $0.second.record] } == [[record(1), record(2)]])
    #expect(found.pairs.map(\.reason) == [.occasion])
  }

  @Test func manyAlikeMakeFewPairsAndTheListIsBounded() throws {
    let replica = try both(
      per: (1...40).map { made($0, "Museet") }, anna: (41...80).map { made($0, "Museet") })
    try replica.store.read { reading in
      let found = try SuspectedTwins(reading, limit: 7)
      #expect(found.total == 40)
      #expect(found.pairs.count == 7)
      #expect(found.lines(ValueText(try Lookup(reading), .sv)).count == 15)
    }
  }

  @Test func aNameAmongTheOthersAliasesIsEnough() throws {
    let function = Self.type("function")
    func made(_ number: Int, _ name: String, also: String) -> RecordChange {
      .create(
        function.number, record(number),
        [.set(self.number("name", function), .text(name)), .add(self.number("aliases", function), .text(also))])
    }
    let replica = try both(
      per: [made(1, "Konstkonsulenten", also: "KK")], anna: [made(2, "Konsulent konst", also: "konstkonsulenten")])
    #expect(try replica.store.read { try SuspectedTwins($0).total } == 1)
  }
}
