import CommitFormat
import Merge
import Replica
import SyncProtocol
import SyncServer
import Synchronization
import Testing

/// A store that counts how often it is read.
private final class CountedStore: ReplicaStore {
  let inner = MemoryStore()
  private let count = Mutex(0)

  var reads: Int { count.withLock { $0 } }

  func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result {
    count.withLock { $0 += 1 }
    return try inner.read(body)
  }

  func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result { try inner.write(body) }

  func version() -> Int64? { inner.version() }
}

/// What it takes to say that nothing is new, and what is kept of it.
@Suite struct QuietTests {
  @Test func whoeverIsLevelIsAnsweredFromMemory() throws {
    let world = try World()
    let store = CountedStore()
    let server = try World.server(store, world.log, world.clock, world.random)
    let asa = try world.laptop("Åsa")
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    try asa.sync()
    try asa.sync()
    try server.catchUp()
    func exchange() throws -> [ResponseFrame] {
      let (device, actor) = try server.accounts.authenticate(asa.token)
      return try server.sync(try asa.hello(), [], device: device, actor: actor)
    }
    func digest(_ frames: [ResponseFrame]) -> StateDigest? {
      if case .done(let done)? = frames.last { return done.digest }
      return nil
    }
    #expect(try digest(exchange()) == asa.replica.header().digest)
    let reads = store.reads
    for _ in 0..<5 { #expect(try digest(exchange()) == asa.replica.header().digest) }
    #expect(store.reads == reads)

    // Somebody writes: the next answer has it.
    let bo = try world.laptop("Bo")
    try bo.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Dans"))]))
    try bo.sync()
    try server.catchUp()
    let frames = try exchange()
    #expect(frames.contains { if case .entries = $0 { true } else { false } })
    #expect(store.reads > reads)
  }

  /// What is tried where nothing may wait changes nothing when it turns out to need a file.
  @Test func whoeverIsLevelNeedsNoFile() throws {
    let world = try World()
    let server = try World.server(CountedStore(), world.log, world.clock, world.random)
    let asa = try world.laptop("Åsa")
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    try asa.sync()
    try asa.sync()
    try server.catchUp()
    func exchange(unsent: Int = 0) throws -> [ResponseFrame] {
      let (device, actor) = try server.accounts.authenticate(asa.token)
      var exchange = try server.open(try asa.hello(unsent: unsent), device: device, actor: actor)
      return try exchange.pull()
    }
    let expected = try exchange()
    let syncs = try server.figures().syncs
    #expect(try Waiting.forbidden { try exchange() } == expected)
    #expect(try server.figures().syncs == syncs + 1)

    // News of the device is kept in a file.
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden { try exchange(unsent: 3) } }
    #expect(try world.server.accounts.store.device(asa.device.id)?.report?.pending == 0)
    // So is what somebody has written meanwhile.
    let bo = try world.laptop("Bo")
    try bo.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Dans"))]))
    try bo.sync()
    try server.catchUp()
    let before = try server.figures()
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden { try exchange() } }
    #expect(try server.figures().syncs == before.syncs && server.figures().entriesSent == before.entriesSent)
    #expect(try exchange().count > expected.count)
  }

  @Test func thatADeviceWasHereIsKeptWhenAskedFor() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    let kept = { try world.server.accounts.store.device(asa.device.id)?.report }
    try asa.sync()
    let first = try #require(try kept())
    #expect(first.seenAt == world.clock.now())
    world.clock.move(3_600_000)
    try asa.sync()
    try asa.sync()
    // Nothing was written to tell that nothing is new.
    #expect(try kept() == first)
    let shown = try #require(try world.server.devices().first { $0.id == asa.device.id }?.report)
    #expect(shown.seenAt == world.clock.now() && shown.knows == world.log.head().position)
    #expect(try kept() == shown)
    world.clock.move(60_000)
    try asa.sync()
    world.server.keepNotes()
    #expect(try kept()?.seenAt == world.clock.now())

    // That something waits there is news.
    world.clock.move(1000)
    let (device, actor) = try world.server.accounts.authenticate(asa.token)
    _ = try world.server.sync(try asa.hello(unsent: 3), [], device: device, actor: actor)
    #expect(try kept()?.pending == 3)
    #expect(try kept()?.seenAt == world.clock.now())
    // And what was noted before it does not come back.
    world.server.keepNotes()
    #expect(try kept()?.pending == 3)
  }
}
