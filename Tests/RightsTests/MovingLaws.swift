import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncServer
import TestSupport
import Testing

/// Over made-up histories in which records move between audiences while people write in them offline: nobody holds or is
/// sent what somebody else wrote in a record that is not for them any more; every word that was typed is in the record in
/// the end, however late it came; and everybody reads what the server reads.
@Suite struct MovingLaws {
  @Test(arguments: UInt64(1)...12)
  func whatMovesIsReadByThoseAloneWhoBelongAndNothingTypedIsLost(seed: UInt64) throws {
    var run = try MovingRun(seed: seed)
    for _ in 0..<110 { try run.step() }
    try run.end()
  }

  @Test(arguments: UInt64(101)...108)
  func alsoWhilePeopleComeAndGo(seed: UInt64) throws {
    var run = try MovingRun(seed: seed, changesRights: true)
    for _ in 0..<110 { try run.step() }
    try run.end()
  }

  /// A snapshot that is opened reads as the log does.
  @Test(arguments: UInt64(301)...308)
  func alsoInSnapshotsThatAreOpened(seed: UInt64) throws {
    let folder = TemporaryFolder()
    var run = try MovingRun(
      seed: seed, changesRights: seed % 2 == 0, compacts: seed % 2 == 1, snapshotFolder: folder.path)
    for _ in 0..<80 { try run.step() }
    try run.world.expectOpenedAlike("seed \(seed)")
    for _ in 0..<30 { try run.step() }
    try run.end()
    try run.world.expectOpenedAlike("seed \(seed)")
  }

  /// What was replaced long ago is forgotten too, before and after.
  @Test(arguments: UInt64(201)...208)
  func alsoWhereThePastIsForgotten(seed: UInt64) throws {
    var run = try MovingRun(seed: seed, compacts: true)
    for _ in 0..<110 { try run.step() }
    try run.end()
  }
}

private struct MovingRun {
  struct Typed {
    let record: RecordID
    let text: String
    let user: String
  }

  let seed: UInt64
  let changesRights: Bool
  let compacts: Bool
  let world: RightsWorld
  let chief: Actor
  let laptops: [Laptop]
  var random: SeededGenerator
  /// Where each record is, by this book of its own.
  var audiences: [RecordID: Audience] = [:]
  var order: [RecordID] = []
  /// Words added to sets, of which each one has to be there in the end.
  var words: [Typed] = []
  /// Titles, which others may write over.
  var titles: [Typed] = []
  var moves = 0

  static let all = [Audience.everyone, RightsWorld.protected, RightsWorld.lekeberg]

  init(seed: UInt64, changesRights: Bool = false, compacts: Bool = false, snapshotFolder: String? = nil) throws {
    self.seed = seed
    self.changesRights = changesRights
    self.compacts = compacts
    world = try RightsWorld(seed: seed, snapshotFolder: snapshotFolder)
    random = SeededGenerator(seed: seed)
    chief = try world.administrator("Chef")
    try world.set("Chef", [RightsWorld.protected, RightsWorld.lekeberg])
    laptops = [
      try world.laptop("Eva", .administrator, audiences: [RightsWorld.protected, RightsWorld.lekeberg]),
      try world.laptop("Per", audiences: [RightsWorld.protected]), try world.laptop("Anna"),
      try world.laptop("Per"), try world.laptop("Lis", audiences: [RightsWorld.lekeberg]),
      try world.laptop("Ola", .reader),
    ]
    for laptop in laptops { try laptop.sync() }
  }

  mutating func step() throws {
    guard let laptop = laptops.randomElement(using: &random) else { return }
    world.clock.move(1000)
    switch Int.random(in: 0..<18, using: &random) {
    case 0, 1:
      guard let audience = Self.all.randomElement(using: &random) else { return }
      let text = "T\(titles.count)X"
      guard let record = try attempt({ try laptop.add(text, in: audience) }) else { return }
      audiences[record] = audience
      order.append(record)
      titles.append(Typed(record: record, text: text, user: laptop.user))
    case 2, 3, 4:
      guard let record = order.randomElement(using: &random) else { return }
      let text = "W\(words.count)X"
      let partners = try RightsWorld.field("activity", "partners")
      guard try attempt({ try laptop.replica.edit(Draft([.update(record, [.add(partners, .text(text))])])) }) != nil
      else { return }
      words.append(Typed(record: record, text: text, user: laptop.user))
    case 5, 6:
      guard let record = order.randomElement(using: &random) else { return }
      let text = "T\(titles.count)X"
      guard try attempt({ try laptop.rename(record, text) }) != nil else { return }
      titles.append(Typed(record: record, text: text, user: laptop.user))
    case 7:
      guard let record = order.randomElement(using: &random) else { return }
      try addChild(below: record, laptop)
    case 8, 9: try move()
    case 10:
      if changesRights {
        try world.set(laptop.user, Self.all.dropFirst().filter { _ in Bool.random(using: &random) })
      } else if compacts {
        _ = try world.server.compact(keeping: Int64.random(in: 0...20_000, using: &random), by: .console)
      }
    default: try sync(laptop)
    }
  }

  private mutating func addChild(below parent: RecordID, _ laptop: Laptop) throws {
    guard try laptop.title(parent) != nil else { return }
    let record = RecordID.random(milliseconds: world.clock.now(), bits: world.random.bits128())
    let text = "T\(titles.count)X"
    let fields: [FieldChange] = [
      .set(try RightsWorld.field("assessment", "activity"), Value(.reference(parent))),
      .set(try RightsWorld.field("assessment", "year"), Value(.integer(2025))),
      .set(try RightsWorld.field("assessment", "comment"), .text(text)),
    ]
    let draft = Draft([.create(try RightsWorld.type("assessment").number, record, fields)])
    guard try attempt({ try laptop.replica.edit(draft) }) != nil else { return }
    children.append((record, parent))
    titles.append(Typed(record: record, text: text, user: laptop.user))
  }

  /// Records made below others, which go where those go.
  var children: [(record: RecordID, parent: RecordID)] = []

  private mutating func move() throws {
    guard let record = order.randomElement(using: &random), let audience = Self.all.randomElement(using: &random)
    else { return }
    let preview: MovePreview
    do {
      preview = try world.server.move(MoveRequest([record], to: audience, reason: "flytt"), by: chief).done
    } catch is MoveProblem {
      return
    }
    moves += 1
    for item in preview.items { audiences[item.record] = audience }
  }

  private func attempt<Result>(_ body: () throws -> Result) throws -> Result? {
    do {
      return try body()
    } catch is EditProblem {
      return nil
    }
  }

  private mutating func sync(_ laptop: Laptop) throws {
    try laptop.sync()
    // What it made below others came where they are now.
    for (record, _) in children {
      if let state = try world.server.replica.store.read({ try $0.record(record) }), !state.isUnknown {
        audiences[record] = state.audience
      }
    }
    let readable = try world.readable(by: laptop.user)
    let held = try laptop.held()
    for typed in words + titles where typed.user != laptop.user {
      guard let audience = audiences[typed.record], !readable.contains(audience) else { continue }
      #expect(!contains(laptop.received, typed.text), "seed \(seed): \(typed.text) was sent to \(laptop.user)")
      #expect(!contains(held, typed.text), "seed \(seed): \(typed.text) is held by \(laptop.user)")
    }
  }

  mutating func end() throws {
    for _ in 0..<3 { for laptop in laptops { try sync(laptop) } }
    // Whatever came before, something has moved.
    while moves == 0, !order.isEmpty { try move() }
    try decideAll()
    for _ in 0..<3 { for laptop in laptops { try sync(laptop) } }
    for laptop in laptops {
      let report = try laptop.sync()
      #expect(report.level, "seed \(seed): \(laptop.user) is not level")
      #expect(try laptop.unsent == 0, "seed \(seed): \(laptop.user)")
      #expect(try laptop.replica.selfCheck().isSound, "seed \(seed): \(laptop.user)")
      let shown = try world.server.replica(for: Actor(user: laptop.user, role: .reader))
      let (here, there) = (try RightsWorld.shown(laptop.replica), try RightsWorld.shown(shown))
      #expect(here.map(\.id) == there.map(\.id), "seed \(seed): \(laptop.user)")
      #expect(here == there, "seed \(seed): \(laptop.user) reads otherwise than the server")
      let readable = try world.readable(by: laptop.user)
      for view in here {
        #expect(readable.contains(audiences[view.id] ?? .everyone), "seed \(seed): \(laptop.user) holds \(view.id)")
      }
    }
    try checkNothingIsLost()
    #expect(try world.server.replica.selfCheck().isSound, "seed \(seed): the server")
  }

  /// Takes in all that waits, in order. What its author's laptop made anew meanwhile, because the record moved back, is
  /// there already.
  private func decideAll() throws {
    for item in try world.server.quarantine(limit: 10_000, for: chief) {
      switch try world.server.acceptQuarantined(item.kept.id, note: "", by: chief) {
      case .accepted: continue
      case .refused(let refusal):
        #expect(refusal.reason == "record-exists", "seed \(seed): \(refusal)")
        try world.server.refuseQuarantined(item.kept.id, reason: "finns", by: chief)
      case .waits: Issue.record("seed \(seed): what waits waits for nothing")
      }
    }
  }

  private func checkNothingIsLost() throws {
    let partners = try RightsWorld.field("activity", "partners")
    try world.server.replica.store.read { reading in
      for word in words {
        let elements = try reading.view(word.record)?.elements(partners).compactMap(\.text) ?? []
        #expect(elements.contains(word.text), "seed \(seed): \(word.text) of \(word.user) is lost")
      }
      for (record, parent) in children {
        #expect(try reading.view(record) != nil, "seed \(seed): a child is lost")
        let (own, above) = (try reading.record(record)?.audience, try reading.record(parent)?.audience)
        #expect(own == above || above == .everyone, "seed \(seed): a child is not where its parent is")
      }
    }
  }
}
