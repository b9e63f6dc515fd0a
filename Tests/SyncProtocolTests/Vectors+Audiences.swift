import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

extension Vectors {
  /// One stretch of the log as somebody gets it who reads these audiences.
  static func pull(reading audiences: [Audience], name: String) throws -> VectorFile {
    let hello = Hello(
      schemaVersion: 3, replica: bo, cursor: try cursor(position: 4, audiences: audiences),
      digest: StateDigest(bits: 0xD1),
      deviceClock: 1_760_000_700_000)
    let entries = try entries()
    var known = LogNamesInMemory()
    for entry in entries[..<4] { known.note(entry) }
    let names = known
    for entry in entries[4...] { known.note(entry) }
    func read(_ bytes: [UInt8]) throws -> JSON {
      var reader = ResponseReader(hello: hello)
      try reader.feed(bytes)
      var frames: [JSON] = []
      while let frame = try reader.next() {
        frames.append(try Meaning.of(frame, receiver: hello.replica, names: names))
      }
      try reader.finish()
      return .list(frames)
    }
    func welcome(changed: Bool) -> ResponseFrame {
      .welcome(
        Welcome(
          serverTime: 1_760_000_701_000, workspace: workspace, epoch: epoch, known: nil, user: "Bo", role: .reader,
          replicaNumber: 2, schemaVersion: 3, audiencesChanged: changed))
    }
    let shown = entries[4...].map { $0.withholding(except: Set(audiences)) }
    // The sum at the head is over what this reader may read, so that it differs between the two.
    let digest = StateDigest(bits: audiences.count > 1 ? 0xE2 : 0xE1)
    let examples: [(String, [ResponseFrame])] = [
      (
        "what may be read",
        [
          welcome(changed: false), .entries(try LogPage(shown, numbers: known)),
          .done(
            Done(
              cursor: try cursor(position: 7, audiences: audiences), digest: digest,
              openConflicts: UInt64(audiences.count))),
        ]
      ),
      (
        "other audiences than the cursor's may be read now: nothing comes, and a snapshot is to be fetched",
        [welcome(changed: true), .done(Done(cursor: hello.cursor, more: true))]
      ),
    ]
    return VectorFile(
      name: name,
      about:
        "Responses to the hello that is given, of somebody who reads audiences \(audiences.map { String($0.number) }.joined(separator: " and ")).",
      given: Meaning.of(hello),
      vectors: try examples.map { label, frames in
        Vector(
          name: label, meaning: .list(try frames.map { try Meaning.of($0, receiver: bo, names: names) }),
          bytes: frames.flatMap { $0.bytes(answering: hello) }, read: read)
      }, refused: [])
  }
}
