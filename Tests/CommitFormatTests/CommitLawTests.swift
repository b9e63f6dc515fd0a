import CommitFormat
import FormatTestSupport
import Merge
import TestSupport
import Testing

@Suite struct CommitLawTests {
  private func reread(_ commit: Commit) -> Commit? {
    Commit(replica: commit.replica, sequence: commit.sequence, previous: commit.previous, body: commit.body)
  }

  @Test(arguments: [UInt64(1), 2])
  func bodiesAreReadAsWritten(seed: UInt64) throws {
    var make = FormatGenerator(seed: seed)
    for commit in try make.chain(of: make.replicas[0], count: 1_000) {
      #expect(reread(commit) == commit, "seed \(seed)")
      #expect(reread(commit)?.hash == commit.hash, "seed \(seed)")
    }
  }

  @Test func damagedBodiesAreRefusedOrAreOtherCommits() throws {
    var make = FormatGenerator(seed: 3)
    for commit in try make.chain(of: make.replicas[0], count: 2_000) {
      let bytes = make.damaged(commit.body)
      guard
        let read = Commit(
          replica: commit.replica, sequence: commit.sequence, previous: commit.previous, body: bytes)
      else { continue }
      #expect(read.body == bytes)
      if bytes != commit.body { #expect(read.hash != commit.hash) }
    }
  }

  @Test func erasingKeepsTheHashAndTheBytesAreRead() throws {
    var make = FormatGenerator(seed: 44)
    for commit in try make.chain(of: make.replicas[0], count: 200) {
      for part in commit.parts {
        let left = make.bytes(make.int(0...20))
        guard let erased = commit.erasing(part.audience, leaving: left) else {
          if case .readable = part.body { Issue.record("a part that can be read can be erased") }
          continue
        }
        #expect(erased.hash == commit.hash && erased != commit)
        #expect(erased.parts.first { $0.audience == part.audience }?.content == left)
        let read = Commit(
          replica: commit.replica, origin: commit.origin, sequence: commit.sequence, previous: commit.previous,
          body: erased.body)
        #expect(read == erased)
        #expect(erased.withholdingErased == commit.withholding(part.audience))
        #expect(erased.erasing(part.audience, leaving: left) == nil)
      }
    }
  }

  @Test func withholdingKeepsTheHash() throws {
    var make = FormatGenerator(seed: 4)
    var withheldSome = false
    for commit in try make.chain(of: make.replicas[0], count: 500) {
      for audiences: Set<Audience> in [[], [.everyone], [Audience(1)], Set(commit.parts.map(\.audience))] {
        let seen = commit.withholding(except: audiences)
        #expect(seen.hash == commit.hash)
        #expect(seen.parts.map(\.audience) == commit.parts.map(\.audience))
        for (part, before) in zip(seen.parts, commit.parts) {
          if audiences.contains(part.audience) {
            #expect(part == before)
          } else {
            #expect(part.body == .withheld(before.hash))
            withheldSome = true
          }
        }
      }
    }
    #expect(withheldSome)
  }

  /// The salt is part of what is hashed, and cannot be moved into the content.
  @Test func saltAndContentAreApart() {
    let salt = [UInt8](repeating: 7, count: 16)
    let content: [UInt8] = [1, 2, 3]
    func hash(_ bytes: [UInt8], _ salt: [UInt8]?) -> Hash {
      Commit.Part(audience: .everyone, body: .readable(bytes, salt: salt)).hash
    }
    #expect(Set([hash(content, nil), hash(content, salt), hash(salt + content, nil), hash([], salt)]).count == 4)
  }

  @Test func everyFieldOfACommitIsInItsHash() throws {
    var make = FormatGenerator(seed: 5)
    let commit = try make.chain(of: make.replicas[0], count: 1)[0]
    let stamp = commit.stamp
    let others = [
      Commit(
        replica: make.replicas[1], sequence: 1, previous: .zero, stamp: stamp, schemaVersion: commit.schemaVersion,
        parts: commit.parts),
      Commit(
        replica: commit.replica, sequence: 2, previous: .zero, stamp: stamp, schemaVersion: commit.schemaVersion,
        parts: commit.parts),
      Commit(
        replica: commit.replica, sequence: 1, previous: Hash(of: []), stamp: stamp,
        schemaVersion: commit.schemaVersion, parts: commit.parts),
      Commit(
        replica: commit.replica, sequence: 1, previous: .zero, stamp: stamp.next(milliseconds: 0),
        schemaVersion: commit.schemaVersion, parts: commit.parts),
      Commit(
        replica: commit.replica, sequence: 1, previous: .zero, stamp: stamp, schemaVersion: 99, parts: commit.parts),
      Commit(
        replica: commit.replica, sequence: 1, previous: .zero, stamp: stamp, schemaVersion: commit.schemaVersion,
        parts: commit.parts + [Commit.Part(audience: Audience(9_999), body: .withheld(.zero))]),
    ]
    #expect(Set(others.map(\.hash)).union([commit.hash]).count == others.count + 1)
  }

  @Test func aSealIsTrueForItsDeviceAndCommitAlone() throws {
    let key = try #require(DeviceKey(secret: [UInt8](repeating: 1, count: 32)))
    let other = DeviceKey()
    let seal = try key.seal(replica: ReplicaID(bits: 1), sequence: 5, hash: Hash(of: [1]))
    #expect(seal.isValid(publicKey: key.publicKey))
    #expect(!seal.isValid(publicKey: other.publicKey))
    #expect(!seal.isValid(publicKey: []))
    #expect(!seal.isValid(publicKey: [UInt8](repeating: 0xFF, count: 32)))
    let forged = [
      Seal(replica: ReplicaID(bits: 2), sequence: 5, hash: seal.hash, signature: seal.signature),
      Seal(replica: seal.replica, sequence: 6, hash: seal.hash, signature: seal.signature),
      Seal(replica: seal.replica, sequence: 5, hash: Hash(of: [2]), signature: seal.signature),
      Seal(replica: seal.replica, sequence: 5, hash: seal.hash, signature: []),
      Seal(replica: seal.replica, sequence: 5, hash: seal.hash, signature: seal.signature.reversed()),
      Seal(replica: seal.replica, sequence: 5, hash: seal.hash, signature: seal.signature + [0]),
    ]
    for seal in forged { #expect(!seal.isValid(publicKey: key.publicKey)) }
    #expect(DeviceKey(secret: key.secret)?.publicKey == key.publicKey)
    #expect(DeviceKey(secret: [1, 2]) == nil)
  }

  @Test func theChainTellsEveryChangeOfTheLog() throws {
    var make = FormatGenerator(seed: 6)
    let commit = try make.chain(of: make.replicas[0], count: 1)[0]
    let name = commit.name
    let events: [LogEntry.Event] = [
      .accepted(commit, author: nil), .accepted(commit, author: "Anna"),
      .refused(name, Refusal(code: .role)), .refused(name, Refusal(code: .schema)),
      .refused(name, Refusal(code: .role, field: "title")), .refused(name, Refusal(code: .role, reason: "title")),
      .enrolled(Enrolment(number: 1, replica: name.replica, user: "ab", device: "c", publicKey: [])),
      .enrolled(Enrolment(number: 1, replica: name.replica, user: "a", device: "bc", publicKey: [])),
      .schema(version: 1, json: [1]), .schema(version: 1, json: [2]), .horizon(1), .horizon(2),
    ]
    let start = LogEntry.chainStart(of: WorkspaceID(bits: 1))
    var chains: Set<Hash> = [start, LogEntry.chainStart(of: WorkspaceID(bits: 2))]
    var count = 2
    for event in events {
      for (position, time) in [(Position(1), Int64(5)), (2, 5), (1, 6)] {
        chains.insert(LogEntry(position: position, time: time, event: event).chain(after: start))
        count += 1
      }
    }
    #expect(chains.count == count)
  }
}
