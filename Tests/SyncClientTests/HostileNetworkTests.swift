import CommitFormat
import Merge
import Replica
import SyncClient
import SyncProtocol
import TestSupport
import Testing

/// Whatever comes over the line, the replica is as it was or further on and sound, nothing unsent is lost, and the next
/// good sync brings both sides level.
@Suite struct HostileNetwork {
  /// Two people, one with something to send and both with something to fetch.
  private func office() throws -> (counter: Counter, per: Laptop) {
    let counter = try Counter()
    let (per, anna) = (try counter.laptop("Per"), try counter.laptop("Anna"))
    try per.add(1, "Läsning på biblioteket")
    _ = try per.sync(counter)
    _ = try anna.sync(counter)
    try anna.add(2, "Dans")
    try anna.rename(1, "Läsning på torget")
    _ = try anna.sync(counter)
    counter.refuse = { $0.sequence == 3 ? Refusal(code: .schema) : nil }
    try per.rename(1, "Läsning i parken")
    try per.add(3, "Teater")
    return (counter, per)
  }

  private func check(_ counter: Counter, _ per: Laptop, _ comment: Comment) throws {
    #expect(try per.replica.selfCheck().isSound, comment)
    let report = try per.sync(counter)
    #expect(report.level, comment)
    #expect(try per.unsent == 0, comment)
    #expect(try per.replica.refused().count == 1, comment)
    let own = counter.log.filter {
      if case .accepted(let commit, _) = $0.event { commit.replica == per.id } else { false }
    }
    #expect(own.count == 2, comment)
    let seen = try per.world()
    let there = try Laptop.world(counter.replica)
    #expect(seen.map(\.id) == there.map(\.id), comment)
    #expect(seen.map(\.conflicts) == there.map(\.conflicts), comment)
  }

  @Test func anAnswerCutAtAnyByte() throws {
    let (model, laptop) = try office()
    var size = 0
    _ = try laptop.sync(model) { _, request, counter in
      let delivery = Delivery(try counter.answer(request))
      size = delivery.body.count
      return delivery
    }
    #expect(size > 200)
    for place in 0..<size {
      let (counter, per) = try office()
      let before = try per.world()
      let cursor = try per.replica.header().cursor
      #expect(throws: SyncProblem.cut) {
        try per.sync(counter) { Delivery(try $2.answer($1)).cut(at: place) }
      }
      #expect(try per.world() == before)
      #expect(try per.replica.header().cursor == cursor)
      #expect(try per.unsent == 2)
      try check(counter, per, "cut at \(place)")
    }
  }

  @Test func anAnswerThatEndsTooSoonWithoutAWord() throws {
    for place in [0, 1, 5, 40, 100] {
      let (counter, per) = try office()
      #expect(throws: SyncProblem.cut) {
        try per.sync(counter) { _, request, counter in
          var short = Delivery(try counter.answer(request)).cut(at: place)
          short.failure = nil
          return short
        }
      }
      try check(counter, per, "ended at \(place)")
    }
  }

  @Test func anAnswerInPiecesOfAnySize() throws {
    for piece in [1, 2, 3, 7, 64] {
      let (counter, per) = try office()
      let report = try per.sync(counter) { _, request, counter in
        var slow = Delivery(try counter.answer(request))
        slow.piece = piece
        return slow
      }
      #expect(report.level && report.fetched == 2 && report.refused.count == 1)
    }
  }

  @Test func aRequestThatIsLostOrComesTwice() throws {
    for times in [0, 2, 3] {
      let (counter, per) = try office()
      #expect(throws: SyncProblem.cut) {
        try per.sync(counter) { _, request, counter in
          for _ in 0..<times { _ = try counter.answer(request) }
          return Delivery(Counter.Answer(head: ResponseHead(status: 200), body: [])).cut(at: 0)
        }
      }
      try check(counter, per, "\(times) times")
    }
  }

  @Test func framesThatAreDoubledDroppedOrMoved() throws {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<200 {
      let (counter, per) = try office()
      var tampered: [Frame] = []
      let network: (Int, TransportRequest, Counter) throws -> Delivery = { _, request, counter in
        var answer = try counter.answer(request)
        guard request.method == .post else { return Delivery(answer) }
        tampered = try Self.frames(answer.body)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          tampered.insert(
            tampered[Int.random(in: 0..<tampered.count, using: &generator)],
            at: Int.random(in: 0...tampered.count, using: &generator))
        case 1: tampered.remove(at: Int.random(in: 0..<tampered.count, using: &generator))
        case 2: tampered.shuffle(using: &generator)
        default:
          let place = Int.random(in: 0..<tampered.count, using: &generator)
          var payload = tampered[place].payload
          if !payload.isEmpty {
            payload[Int.random(in: 0..<payload.count, using: &generator)] ^=
              1 << Int.random(in: 0..<8, using: &generator)
          }
          tampered[place] = Frame(type: tampered[place].type, payload: payload)
        }
        answer.body = tampered.flatMap(\.bytes)
        return Delivery(answer)
      }
      do {
        _ = try per.sync(counter, network: network)
      } catch is SyncProblem {}
      try check(counter, per, "seed 11, round \(round), frames \(tampered.map(\.type))")
    }
  }

  private static func frames(_ bytes: [UInt8]) throws -> [Frame] {
    var reader = FrameReader(opening: [.welcome])
    try reader.feed(bytes)
    var frames: [Frame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  @Test func garbageAndWebPages() throws {
    func failing(_ problem: SyncProblem, _ delivery: Delivery) throws {
      let (counter, per) = try office()
      let before = try per.world()
      #expect(throws: problem) { try per.sync(counter) { _, _, _ in delivery } }
      #expect(try per.world() == before)
      try check(counter, per, "\(problem)")
    }
    let html = "<!DOCTYPE html>\n<html><head><title>Tåg\u{1b}[31m &\n Wi-Fi</title></head><body>Logga in</body></html>"
    try failing(.captivePortal(title: "Tåg [31m & Wi-Fi"), .page(html))
    try failing(.captivePortal(title: nil), .page("<html>", status: 511))
    var lying = Delivery.page(html)
    lying.head.headers["content-type"] = SyncHTTP.contentType
    lying.piece = 5
    try failing(.captivePortal(title: "Tåg [31m & Wi-Fi"), lying)
    try failing(.serverBusy(code: .serverBusy, retryAfterSeconds: 0), .page("<html>Bad gateway</html>", status: 502))
    func raw(_ bytes: [UInt8]) -> Delivery {
      Delivery(
        Counter.Answer(head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), body: bytes))
    }
    try failing(.garbage(.frames(.notAFrameStream(firstBytes: [9, 99, 1, 2]))), raw([9, 99, 1, 2]))
    // A frame that claims four gigabytes.
    let huge: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x10, FrameType.welcome.rawValue, 1]
    try failing(
      .garbage(.frames(.frameTooLarge(bytes: 1 << 32, max: ProtocolLimits.standard.frameBytesMax))), raw(huge))
    try failing(.cut, raw([]))
    try failing(.notSignedIn, Delivery(Counter.problem(.notSignedIn)))
    try failing(.deviceRevoked, Delivery(Counter.problem(.deviceRevoked)))
    try failing(.notAllowed, Delivery(Counter.Answer(head: ResponseHead(status: 403), body: [])))
    try failing(.garbage(.status(404)), Delivery(Counter.Answer(head: ResponseHead(status: 404), body: [])))
    try failing(
      .unsupportedVersion(server: nil), Delivery(Counter.Answer(head: ResponseHead(status: 426), body: [])))
  }

  @Test func anotherServerOrHistoryIsSeenBeforeAnythingChanges() throws {
    let (counter, per) = try office()
    let other = try Counter(workspace: WorkspaceID(bits: 0xBAD))
    let before = try (per.world(), per.replica.header())
    #expect(throws: SyncProblem.wrongServer(expected: counter.workspace, found: nil)) {
      try per.sync(counter) { _, request, _ in
        let answer = try other.answer(request)
        return Delivery(answer)
      }
    }
    // One that answers for whatever path.
    #expect(throws: SyncProblem.wrongServer(expected: counter.workspace, found: other.workspace)) {
      try per.sync(counter) { _, request, _ in
        var reader = RequestReader()
        try reader.feed(request.body)
        guard case .hello(let hello)? = try reader.next() else { throw SyncProblem.garbage(.standstill) }
        let welcome = Welcome(
          serverTime: 1, workspace: other.workspace, epoch: other.epoch, known: nil, user: "Per", role: .administrator,
          replicaNumber: 1, schemaVersion: 1)
        let frames: [ResponseFrame] = [.welcome(welcome), .done(Done(cursor: other.cursor(at: 0)))]
        return Delivery(
          Counter.Answer(
            head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]),
            body: frames.flatMap { $0.bytes(answering: hello) }))
      }
    }
    // An empty server under the same name, and one that was put back from a copy.
    let empty = try Counter()
    #expect(throws: SyncProblem.epochChanged(known: counter.epoch, found: empty.epoch)) { try per.sync(empty) }
    empty.epoch = Epoch(bits: 0x1234)
    #expect(throws: SyncProblem.epochChanged(known: counter.epoch, found: empty.epoch)) { try per.sync(empty) }
    #expect(try per.world() == before.0)
    #expect(try per.replica.header() == before.1)
    try check(counter, per, "after other servers")
  }

  @Test func aServerThatGoesOnFromOurCursorInANewEpochIsFollowed() throws {
    let (counter, per) = try office()
    let old = counter.epoch
    // It was put back, and had lost nothing that we know of.
    counter.epoch = Epoch(bits: 0x7777)
    counter.formerEpochs = [old]
    #expect(try per.sync(counter).level)
    #expect(try per.replica.header().cursor?.epoch == counter.epoch)
    // Another server that only says so is seen by its chain.
    let other = try Counter()
    let eva = try ["Olle", "Ulla", "Eva"].map { try other.laptop($0) }[2]
    for number in 1...20 { try eva.add(number, "En annan historia") }
    _ = try eva.sync(other)
    other.epoch = Epoch(bits: 0x8888)
    other.believesAnyCursor = true
    let before = try (per.world(), per.replica.header().cursor)
    #expect(throws: SyncProblem.epochChanged(known: counter.epoch, found: other.epoch)) { try per.sync(other) }
    #expect(try per.world() == before.0)
    #expect(try per.replica.header().cursor == before.1)
  }

  @Test func aLogThatDiffersIsNotTakenIn() throws {
    let (counter, per) = try office()
    let before = try per.world()
    #expect(throws: SyncProblem.logDiffers(at: 7)) {
      try per.sync(counter) { _, request, counter in
        // Anna's second commit says something else than the chain has it.
        let frames = try Self.frames(try counter.answer(request).body)
        var forged = frames
        guard let place = frames.firstIndex(where: { $0.type == FrameType.entries.rawValue }) else {
          throw SyncProblem.garbage(.standstill)
        }
        var payload = frames[place].payload
        guard let letter = payload.lastIndex(of: UInt8(ascii: "g")) else { throw SyncProblem.garbage(.standstill) }
        payload[letter] = UInt8(ascii: "G")
        forged[place] = Frame(.entries, payload)
        return Delivery(
          Counter.Answer(
            head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]),
            body: forged.flatMap(\.bytes)))
      }
    }
    #expect(try per.world() == before)
    try check(counter, per, "after a forged log")
  }

  /// What becomes of such a replica on a server that heals it, `TwinTests` tell.
  @Test func aTwinIsSeenAndNothingIsOverwritten() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    try per.add(1, "Läsning")
    _ = try per.sync(counter)
    // The same replica from its first day, put back from a copy, and edited.
    let twin = try Laptop("Per", role: .editor, number: 1, workspace: counter.workspace)
    try twin.add(7, "Något annat")
    try twin.add(8, "Och mer")
    let name = try twin.replica.header().replica
    _ = try? twin.sync(counter)
    let header = try twin.replica.header()
    #expect(header.replica != name)
    #expect(header.former.map(\.replica) == [name])
    #expect(header.copyToTell == .goesOnUnderNewName)
    #expect(try twin.unsent == 2)
  }

  @Test func aServerThatNeverComesToAnEndIsLeft() throws {
    let (counter, per) = try office()
    var exchanges = 0
    #expect(throws: SyncProblem.garbage(.standstill)) {
      try per.sync(counter) { exchange, request, counter in
        exchanges = exchange
        var reader = RequestReader()
        try reader.feed(request.body)
        guard case .hello(let hello)? = try reader.next(), let cursor = hello.cursor else {
          throw SyncProblem.garbage(.standstill)
        }
        let welcome = Welcome(
          serverTime: 1, workspace: counter.workspace, epoch: counter.epoch, known: nil, user: "Per", role: .editor,
          replicaNumber: 1, schemaVersion: 1)
        let frames: [ResponseFrame] = [.welcome(welcome), .done(Done(cursor: cursor, more: true))]
        return Delivery(
          Counter.Answer(
            head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]),
            body: frames.flatMap { $0.bytes(answering: hello) }))
      }
    }
    #expect(exchanges < 5)
    try check(counter, per, "after a standstill")
  }

  @Test func threeLaptopsOverABadNetworkComeTogether() throws {
    for seed in UInt64(1)...25 {
      var generator = SeededGenerator(seed: seed)
      let counter = try Counter()
      counter.entriesPerAnswer = 4
      let laptops = try ["Per", "Anna", "Siv"].map { try counter.laptop($0) }
      var made = 0
      for _ in 0..<40 {
        let laptop = laptops[Int.random(in: 0..<3, using: &generator)]
        if Bool.random(using: &generator) {
          let records = try laptop.world()
          if records.isEmpty || generator.oneIn(6) {
            try laptop.add(100 + made, "Ny \(made)")
          } else {
            let record = records[Int.random(in: 0..<min(3, records.count), using: &generator)].id
            try laptop.rename(record, "Titel \(made)")
          }
          made += 1
          continue
        }
        var settings = SyncSession.Settings(startsFromSnapshot: false)
        settings.retry = RetryPolicy(retriesMax: 2, totalSeconds: 100)
        settings.commitsPerRequestMax = 3
        let cursor = try laptop.replica.header().cursor?.position ?? 0
        do {
          _ = try laptop.sync(counter, settings: settings) { _, request, counter in
            if generator.oneIn(5) { return .page("<html><title>Hotell</title>") }
            if generator.oneIn(5) { _ = try counter.answer(request) }
            let whole = Delivery(try counter.answer(request))
            return generator.oneIn(2) ? whole.cut(at: Int.random(in: 0...whole.body.count, using: &generator)) : whole
          }
        } catch is SyncProblem {}
        #expect(try laptop.replica.header().cursor?.position ?? 0 >= cursor, "seed \(seed)")
        #expect(try laptop.replica.selfCheck().isSound, "seed \(seed)")
      }
      for _ in 0..<2 { for laptop in laptops { #expect(try laptop.sync(counter).level, "seed \(seed)") } }
      let accepted = counter.log.count { if case .accepted = $0.event { true } else { false } }
      #expect(accepted == made, "seed \(seed)")
      let worlds = try laptops.map { try $0.world() }
      #expect(worlds[0] == worlds[1] && worlds[1] == worlds[2], "seed \(seed)")
      #expect(try worlds[0] == Laptop.world(counter.replica), "seed \(seed)")
    }
  }
}
