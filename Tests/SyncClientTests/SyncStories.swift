import CommitFormat
import Merge
import Replica
import SyncClient
import SyncProtocol
import Testing

@Suite struct SyncStories {
  @Test func whatOneWritesTheOtherReads() throws {
    let counter = try Counter()
    let (per, anna) = (try counter.laptop("Per"), try counter.laptop("Anna"))
    try per.add(1, "Läsning på biblioteket")
    try per.add(2, "Dans i Folkets park")
    let pushed = try per.sync(counter)
    #expect(pushed.sent == 2 && pushed.accepted == 2 && pushed.fetched == 0 && pushed.roundTrips == 1)
    #expect(pushed.level && pushed.cursor == 4)
    #expect(pushed.clockAhead == -500)
    let pulled = try anna.sync(counter)
    #expect(pulled.sent == 0 && pulled.fetched == 2 && pulled.roundTrips == 1 && pulled.level)
    #expect(try anna.world() == per.world())
    let header = try anna.replica.header()
    #expect(header.lastSync == TestClock().now() && header.user == "Anna" && header.number == 2)
  }

  @Test func aQuietSyncIsOneSmallExchange() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    try per.add(1, "Läsning")
    _ = try per.sync(counter)
    let quiet = try per.sync(counter)
    #expect(quiet.roundTrips == 1 && quiet.level && quiet.sent == 0)
    #expect(quiet.bytesSent + quiet.bytesReceived <= 350)
  }

  @Test func bothRenameAndBothAreTold() throws {
    let counter = try Counter()
    let (per, anna) = (try counter.laptop("Per"), try counter.laptop("Anna"))
    try per.add(1, "Läsning")
    _ = try per.sync(counter)
    _ = try anna.sync(counter)
    try per.rename(1, "Läsning i parken")
    try anna.rename(1, "Läsning på torget")
    let first = try per.sync(counter)
    #expect(first.accepted == 1 && first.conflicts.isEmpty)
    let second = try anna.sync(counter)
    #expect(second.sent == 1 && second.accepted == 0 && second.inConflict == 1)
    #expect(second.conflicts.map(\.conflict.record) == [Laptop.record(1)])
    let third = try per.sync(counter)
    #expect(third.sent == 0 && third.conflicts == second.conflicts && third.level)
  }

  @Test func aRefusedCommitComesToTheBoxAndTheNextGoesOn() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    counter.refuse = { $0.sequence == 2 ? Refusal(code: .schema, field: "title", reason: "too-long") : nil }
    for number in 1...3 { try per.add(number, "Nummer \(number)") }
    let report = try per.sync(counter)
    #expect(report.sent == 3 && report.accepted == 2 && report.refused.map(\.name.sequence) == [2])
    #expect(report.refused.first?.refusal.reason == "too-long")
    #expect(report.level)
    #expect(try per.replica.refused().count == 1)
    #expect(try per.unsent == 0)
    try per.add(4, "Nummer 4")
    #expect(try per.sync(counter).level)
  }

  @Test func aDeferredCommitWaitsAndGoesLater() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    counter.delay = { $0.sequence == 2 ? .unknownWrite : nil }
    for number in 1...3 { try per.add(number, "Nummer \(number)") }
    let report = try per.sync(counter)
    #expect(report.accepted == 1 && report.deferred.map(\.name.sequence) == [2, 3])
    #expect(try per.unsent == 2)
    counter.delay = { _ in nil }
    let later = try per.sync(counter)
    #expect(later.accepted == 2 && later.deferred.isEmpty && later.level)
    #expect(try Laptop.world(counter.replica) == per.world())
  }

  @Test func muchGoesInPiecesBothWays() throws {
    let counter = try Counter()
    counter.entriesPerAnswer = 7
    let (per, anna) = (try counter.laptop("Per"), try counter.laptop("Anna"))
    for number in 1...40 { try per.add(number, "Nummer \(number)") }
    var settings = SyncSession.Settings(retry: .never, startsFromSnapshot: false)
    settings.commitsPerRequestMax = 9
    let report = try per.sync(counter, settings: settings)
    #expect(report.sent == 40 && report.accepted == 40 && report.level)
    // Nothing is sent twice.
    let sent = try counter.requests.reduce(0) { sum, request in
      var reader = RequestReader()
      try reader.feed(request.body)
      var count = 0
      while let frame = try reader.next() { if case .commits(let commits) = frame { count += commits.commits.count } }
      return sum + count
    }
    #expect(sent == 40)
    let pulled = try anna.sync(counter)
    #expect(pulled.fetched == 40 && pulled.roundTrips == 6 && pulled.level)
    #expect(try anna.world() == per.world())
  }

  @Test func somebodyElsesCommitsAreCarried() throws {
    let counter = try Counter()
    let (per, anna) = (try counter.laptop("Per"), try counter.laptop("Anna"))
    _ = try anna.sync(counter)
    _ = try per.sync(counter)
    for number in 1...3 { try per.add(number, "Nummer \(number)") }
    let runs = try per.replica.outgoing(key: per.key, commitsMax: 100, bytesMax: 1 << 20)
    #expect(try anna.replica.receive(runs).taken == 3)
    try anna.add(9, "Annas")
    var settings = SyncSession.Settings(retry: .never, startsFromSnapshot: false)
    // Smaller than the run: what one seal proves is not cut.
    settings.commitsPerRequestMax = 2
    let report = try anna.sync(counter, settings: settings)
    #expect(report.sent == 4 && report.accepted == 4 && report.level)
    let own = try per.sync(counter)
    #expect(own.level)
    #expect(try per.unsent == 0)
    #expect(try per.world() == anna.world())
  }

  @Test func aServerThatIsBusyIsAskedAgainWhenItSays() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    try per.add(1, "Läsning")
    let notes = Notes()
    let report = try per.sync(counter, settings: .init(startsFromSnapshot: false), notes: notes) {
      $0 == 0 ? Delivery(Counter.problem(.serverBusy, retryAfterSeconds: 7)) : Delivery(try $2.answer($1))
    }
    #expect(notes.waits == [7] && report.retries == 1 && report.level)
  }

  @Test func triesAreBoundedInNumberAndTime() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    let notes = Notes()
    var settings = SyncSession.Settings(startsFromSnapshot: false)
    settings.retry = RetryPolicy(retriesMax: 4, firstSeconds: 1, capSeconds: 4, totalSeconds: 100)
    #expect(throws: SyncProblem.cut) {
      try per.sync(counter, settings: settings, notes: notes) { Delivery(try $2.answer($1)).cut(at: 5) }
    }
    #expect(notes.waits.count == 4)
    #expect(zip(notes.waits, [1, 2, 4, 4]).allSatisfy { $0 >= 0 && $0 <= $1 })
    #expect(throws: SyncProblem.serverBusy(code: .restoring, retryAfterSeconds: 3600)) {
      try per.sync(counter, settings: settings) { _, _, _ in
        Delivery(Counter.problem(.restoring, retryAfterSeconds: 3600))
      }
    }
    var exchanges = 0
    #expect(throws: SyncProblem.notReachable(.refused)) {
      try per.sync(counter, settings: settings) {
        exchanges = $0 + 1
        var nothing = Delivery(try $2.answer($1)).cut(at: 0)
        nothing.failure = .notReachable(.refused)
        return nothing
      }
    }
    #expect(exchanges == 2)
  }

  @Test func aBadLineGetsSmallerPieces() throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    var wished: [UInt32] = []
    _ = try per.sync(counter, settings: .init(startsFromSnapshot: false)) { exchange, request, counter in
      var reader = RequestReader()
      try reader.feed(request.body)
      if case .hello(let hello)? = try reader.next() { wished.append(hello.pageBytes) }
      let whole = Delivery(try counter.answer(request))
      return exchange < 2 ? whole.cut(at: 3) : whole
    }
    #expect(wished == [1 << 20, 1 << 19, 1 << 18])
  }
}
