import CommitFormat
import Merge
import Replica
import SyncClient
import SyncProtocol
import Testing

@Suite struct SnapshotStart {
  private func office() throws -> (counter: Counter, per: Laptop, siv: Laptop) {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    for number in 1...23 { try per.add(number, "Nummer \(number)") }
    _ = try per.sync(counter)
    let siv = try counter.laptop("Siv")
    counter.hasSnapshot = true
    return (counter, per, siv)
  }

  private let settings = SyncSession.Settings(retry: .never)

  @Test func aNewReplicaStartsFromTheSnapshotAndGoesOnByTheLog() throws {
    let (counter, per, siv) = try office()
    try siv.add(50, "Skriven före första synken")
    let report = try siv.sync(counter, settings: settings)
    #expect(report.roundTrips == 2 && report.fetched == 23 && report.accepted == 1 && report.level)
    #expect(counter.requests.suffix(2).map(\.method) == [.get, .post])
    _ = try per.sync(counter)
    #expect(try siv.world() == per.world())
    #expect(try siv.replica.header().digest == per.replica.header().digest)
    // From then on, never again.
    #expect(try siv.sync(counter, settings: settings).roundTrips == 1)
  }

  @Test func aServerWithoutOneIsSyncedPlainly() throws {
    let (counter, per, siv) = try office()
    counter.hasSnapshot = false
    #expect(try siv.sync(counter, settings: settings).level)
    _ = try per.sync(counter)
    #expect(try siv.world() == per.world())
  }

  @Test func aSnapshotCutAnywhereIsGoneOnWith() throws {
    let (counter, _, _) = try office()
    let size = try counter.snapshotBytes().count
    for place in stride(from: 0, to: size, by: 97) {
      let siv = try Laptop("Siv", role: .editor, number: 2, workspace: counter.workspace)
      let notes = Notes()
      #expect(throws: SyncProblem.cut) {
        try siv.sync(counter, settings: settings, notes: notes) { Delivery(try $2.answer($1)).cut(at: place) }
      }
      #expect(try siv.replica.header().cursor == nil)
      #expect(notes.partial?.bytes.count == place)
      var ranges: [String?] = []
      let report = try siv.sync(counter, settings: settings, partial: notes.partial) {
        ranges.append($1.header("Range"))
        return Delivery(try $2.answer($1))
      }
      #expect((ranges.first ?? nil) == (place == 0 ? nil : "bytes=\(place)-"))
      #expect(report.level && report.bytesReceived < size - place + 200)
    }
  }

  /// Whoever is cut off between the last byte and taking it in has all of it, and does not fetch it again.
  @Test(arguments: [true, false]) func aSnapshotThatHadComeWholeIsTakenIn(isAsItCame: Bool) throws {
    let (counter, per, siv) = try office()
    var bytes = try counter.snapshotBytes()
    let hash = Hash(of: bytes)
    if !isAsItCame { bytes[bytes.count / 2] ^= 1 }
    var statuses: [Int] = []
    let report = try siv.sync(counter, settings: settings, partial: PartialSnapshot(hash: hash, bytes: bytes)) {
      let answer = try $2.answer($1)
      statuses.append(answer.head.status)
      return Delivery(answer)
    }
    #expect(statuses == (isAsItCame ? [416, 200] : [416, 200, 200]))
    #expect(report.level)
    #expect(try siv.world() == per.world())
  }

  @Test func aSnapshotThatHasChangedMeanwhileIsFetchedAnew() throws {
    let (counter, per, siv) = try office()
    let notes = Notes()
    #expect(throws: SyncProblem.cut) {
      try siv.sync(counter, settings: settings, notes: notes) { Delivery(try $2.answer($1)).cut(at: 300) }
    }
    try per.add(99, "Ny")
    _ = try per.sync(counter)
    #expect(try siv.sync(counter, settings: settings, partial: notes.partial).level)
    #expect(try siv.world() == per.world())
  }

  @Test func aDamagedSnapshotIsTriedOnceMoreAndThenDoneWithout() throws {
    let (counter, per, siv) = try office()
    var snapshots = 0
    var settings = SyncSession.Settings()
    settings.retry = RetryPolicy(retriesMax: 3, totalSeconds: 100)
    let report = try siv.sync(counter, settings: settings) { _, request, counter in
      var delivery = Delivery(try counter.answer(request))
      if request.method == .get {
        snapshots += 1
        delivery.body[delivery.body.count / 2] ^= 1
      }
      return delivery
    }
    #expect(snapshots == 2 && report.level)
    _ = try per.sync(counter)
    #expect(try siv.world() == per.world())
  }

  @Test(arguments: [true, false]) func aSnapshotWhoseChainIsFalseChangesNothing(hasCursor: Bool) throws {
    let (counter, _, siv) = try office()
    let other = try Counter()
    let eva = try other.laptop("Eva")
    try eva.add(1, "En annan historia")
    _ = try eva.sync(other)
    let header = SnapshotHeader(
      workspace: counter.workspace, epoch: counter.epoch, position: 2, chain: counter.chains[2],
      digest: StateDigest(), entryCount: 2, recordCount: 1, schemaVersion: 1,
      cursor: hasCursor ? counter.cursor(at: 2) : nil)
    var writer = Snapshot.Writer(header)
    writer.append(try LogPage(other.log, numbers: NoNumbers()))
    let bytes = writer.finish()
    let report = try siv.sync(counter, settings: .init()) { _, request, counter in
      guard request.method == .get else {
        #expect(try siv.world().isEmpty)
        return Delivery(try counter.answer(request))
      }
      return Delivery(
        Counter.Answer(
          head: ResponseHead(
            status: 200,
            headers: ["content-type": SyncHTTP.snapshotContentType, "bygd-snapshot-sha256": Hash(of: bytes).hex]),
          body: bytes))
    }
    #expect(report.level && report.fetched == 23)
  }
}

private struct NoNumbers: LogNumbers {
  func number(of replica: ReplicaID) throws -> UInt32? { nil }
}
