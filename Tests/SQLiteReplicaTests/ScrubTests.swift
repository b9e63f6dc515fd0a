import CommitFormat
import Foundation
import Merge
import Replica
import SQLiteReplica
import Schema
import Testing

@Suite("What left a replica has left its files") struct ScrubTests {
  @Test func noByteIsLeft() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .create)
    let replica = Replica(store: store)
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 3), workspaceName: "V", user: "Åsa", device: "d",
        role: .editor))
    let type = try #require(Schema.bundled.type("activity"))
    let title = try #require(type.field("title"))
    for number in 0..<200 {
      let id = RecordID.random(milliseconds: 1, bits: UInt128(number))
      _ = try replica.edit(
        Draft([.create(type.number, id, [.set(title.number, .text("HEMLIGTORD \(number)"))])], note: "HEMLIGTORD"))
    }
    // The index of words is a file of its own.
    #expect(try store.read { try $0.search("hemligtord", limit: 500) }.count == 200)
    #expect(try places("HEMLIGTORD", in: folder.path) > 0 && places("hemligtord", in: folder.path) > 0)
    try store.write { try $0.forgetLog() }
    try store.scrub()
    #expect(try places("HEMLIGTORD", in: folder.path) == 0 && places("hemligtord", in: folder.path) == 0)
    #expect(try store.read { try $0.search("hemligtord", limit: 500) }.isEmpty)
    try store.verify()
  }

  /// How many files of a folder hold the word.
  private func places(_ word: String, in folder: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      let bytes = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
      return bytes.range(of: Data(word.utf8)) != nil
    }.count
  }
}
