import CommitFormat
import Crypto
import Merge
import SyncProtocol

extension Material {
  /// Reading, writing and hashing commits, and pages of them.
  var codecParts: [Parts.Part] {
    let entries = entries
    // Whoever can't be written is left out; reading a page then says so.
    let page = (try? LogPage(entries, numbers: names)) ?? LogPage(bytes: [])
    let hashed = commits.map(Self.hashedBytes)
    return [
      Parts.Part("a commit to bytes", count: count, floorTitle: "copying them", floor: copying(bodies)) {
        for (commit, content) in zip(commits, contents) {
          let part = try content.encoded(author: commit.replica, names: names)
          let made = Commit(
            replica: commit.replica, sequence: commit.sequence, previous: commit.previous, stamp: commit.stamp,
            schemaVersion: commit.schemaVersion,
            parts: [Commit.Part(audience: .everyone, body: .readable(part, salt: nil))])
          use(made.body)
        }
      },
      Parts.Part("a commit from bytes", count: count, floorTitle: "copying them", floor: copying(bodies)) {
        for (commit, body) in zip(commits, bodies) {
          guard
            let read = Commit(
              replica: commit.replica, sequence: commit.sequence, previous: commit.previous, body: body),
            let bytes = read.parts.first?.content
          else { throw Problem(message: "a commit can't be read") }
          use(try PartContent(bytes, author: read.replica, names: names))
        }
      },
      Parts.Part(
        "a commit's hash", count: count, floorTitle: "SHA-256 of as many bytes", floor: { hashed.forEach(Self.hash) }
      ) {
        for commit in commits { use(commit.hash) }
      },
      Parts.Part(
        "a page of the log written, a commit", count: count, floorTitle: "copying its bytes",
        floor: copying([page.bytes])
      ) {
        use(try LogPage(entries, numbers: names))
      },
      Parts.Part(
        "a page of the log read, a commit", count: count, floorTitle: "SHA-256 of its commits",
        floor: { hashed.forEach(Self.hash) }
      ) {
        let read = try page.entries(names: names)
        guard read.count == entries.count else { throw Problem(message: "the page has \(read.count) commits") }
      },
      Parts.Part("a page packed by zstd, a commit", count: count) { use(Compression.zstd.packed(page.bytes)) },
    ]
  }

  /// The bytes that a commit's hash is over: those of its parts, and of the commit.
  private static func hashedBytes(_ commit: Commit) -> [[UInt8]] {
    var sizes = commit.parts.map { "bygd part 1".utf8.count + 2 + ($0.content?.count ?? 0) }
    sizes.append("bygd commit 1".utf8.count + 1 + 16 + 8 + 32 + 24 + 40 * commit.parts.count)
    return sizes.map { Array(repeating: 7, count: $0) }
  }

  static func hash(_ all: [[UInt8]]) { for bytes in all { use(SHA256.hash(data: bytes)) } }

  private func copying(_ all: [[UInt8]]) -> () -> Void {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: all.map(\.count).max() ?? 0, alignment: 16)
    return {
      for bytes in all {
        room.copyBytes(from: bytes)
        use(room.baseAddress)
      }
    }
  }
}
