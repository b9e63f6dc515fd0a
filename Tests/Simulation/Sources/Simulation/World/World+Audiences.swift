import CommitFormat
import Merge
import Replica
import SyncClient
import SyncProtocol
import SyncServer

/// Records that not everyone may read, and who may. The simulation keeps its own book of both.
extension World {
  /// Two things, and their scores, by the seed alone.
  static func guarded(_ seed: UInt64) -> [RecordID: Audience] {
    var result: [RecordID: Audience] = [:]
    for (slot, audience) in [(2, SimSchema.protected), (3, SimSchema.municipality)] {
      result[thing(slot, seed)] = audience
      for year in 0..<2 { result[score(slot, year, seed)] = audience }
    }
    return result
  }

  func audience(of record: RecordID) -> Audience { guarded[record] ?? .everyone }

  func readable(by user: String) -> Set<Audience> { (audiences[user] ?? []).union([.everyone]) }

  func mayRead(_ user: String, _ record: RecordID) -> Bool { readable(by: user).contains(audience(of: record)) }

  /// A word that stands in every text of a record that not everyone may read, by which it is found in bytes.
  func marker(of record: RecordID) -> String { guarded[record].map(Self.marker) ?? "" }

  private static func marker(_ audience: Audience) -> String { "HEMLIGT\(audience.number)X" }

  func setFirstAudiences(of user: String) throws {
    var own = Dice(plan.seed, for: UInt64(400 + roles.count))
    let chosen = [SimSchema.protected, SimSchema.municipality].filter { _ in own.below(3) > 0 }
    try set(user, Set(chosen))
  }

  private func set(_ user: String, _ chosen: Set<Audience>) throws {
    audiences[user] = chosen
    try server.setAudiences(of: user, to: chosen.sorted().map(SimSchema.key), by: .console)
  }

  /// Somebody comes to be among those who may read something, or is taken out.
  func letIn(_ action: Action) throws {
    let user = Self.users[action.a % 3]
    let audience = action.b % 2 == 0 ? SimSchema.protected : SimSchema.municipality
    var chosen = audiences[user] ?? []
    if chosen.remove(audience) == nil {
      chosen.insert(audience)
      coverage.count(.audienceGained)
      say("\(user) may read \(SimSchema.key(of: audience)) from now on.")
    } else {
      coverage.count(.audienceLost)
      say("\(user) may not read \(SimSchema.key(of: audience)) any more.")
      for device in devices where device.user == user {
        let isUnsent = try device.disk.base.read { reading in
          try reading.unlogged().contains { $0.commit.parts.contains { $0.audience == audience } }
        }
        if isUnsent { coverage.count(.unsentInLostAudience) }
      }
    }
    try losing { try set(user, chosen) }
  }

  /// Whether all that one would give on a stick is for the other to read.
  func mayCarry(from device: SimDevice, to other: SimDevice) throws -> Bool {
    let held = try other.replica.header().audiences.map(Set.init) ?? [.everyone]
    let readable = readable(by: other.user).intersection(held)
    return try device.replica.store.read { reading in
      try reading.unlogged().allSatisfy { $0.commit.parts.allSatisfy { readable.contains($0.audience) } }
    }
  }

  /// Looks at every byte that is on its way to somebody: nothing is in it of a record that they may not read.
  func checkSent(_ answer: Answer, for request: TransportRequest, to user: String, _ device: SimDevice) throws {
    guard !guarded.isEmpty else { return }
    var pieces = [answer.body]
    if request.path == SyncHTTP.snapshotPath(Self.workspace), answer.head.status < 300 {
      let isRest = answer.head.status == 206
      pieces = try Self.pages(ofSnapshot: (isRest ? device.partial?.bytes ?? [] : []) + answer.body)
    }
    let readable = readable(by: user)
    var words = [SimSchema.protected, SimSchema.municipality].filter { !readable.contains($0) }
      .map { Array(Self.marker($0).utf8) }
    for record in ledger.records where !readable.contains(audience(of: record)) { words.append(record.bytes) }
    guard !words.isEmpty else { return }
    coverage.count(.answerSearched)
    for piece in pieces {
      for word in words where Self.contains(piece, word) {
        throw Violation(.rights, "\(user) is sent what \(user) may not read")
      }
    }
  }

  private static func pages(ofSnapshot bytes: [UInt8]) throws -> [[UInt8]] {
    var reader: Snapshot.Reader
    do { reader = try Snapshot.Reader(bytes: bytes) } catch { return [bytes] }
    var pages: [[UInt8]] = []
    while let page = try? reader.next() { pages.append(page.bytes) }
    return pages
  }

  private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    guard bytes.count >= word.count, let first = word.first else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      word.withUnsafeBufferPointer { word in
        var place = 0
        while place <= bytes.count - word.count {
          if bytes[place] == first {
            var index = 1
            while index < word.count, bytes[place + index] == word[index] { index += 1 }
            if index == word.count { return true }
          }
          place += 1
        }
        return false
      }
    }
  }
}
