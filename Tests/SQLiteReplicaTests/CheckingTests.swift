import CommitFormat
import Foundation
import GRDB
import Merge
import Replica
import SQLiteReplica
import Schema
import StoreContract
import TestSupport
import Testing

@Suite("A replica that looks at itself")
struct CheckingTests {
  private let folder = TemporaryFolder()

  /// A workspace with a person's edits in it.
  private func replica(_ count: Int = 20) throws -> (Replica, [RecordID]) {
    let replica = Replica(store: try SQLiteReplicaStore(folder: folder.path, mode: .create))
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 7), workspace: WorkspaceID(bits: 9), workspaceName: "Plan", user: "Åsa",
        device: "laptop", role: .editor))
    let ids = try (0..<count).map { number in
      let id = RecordID.random(milliseconds: 1_700_000_000_000, bits: UInt128(number))
      _ = try replica.edit(Draft([.create(TypeNumber(3), id, [.set(FieldNumber(10), .text("Titel \(number)"))])]))
      return id
    }
    return (replica, ids)
  }

  private func behindItsBack(_ sql: String, _ arguments: StatementArguments = []) throws {
    let queue = try DatabaseQueue(path: folder.path + "/replica.sqlite")
    try queue.write { try $0.execute(sql: sql, arguments: arguments) }
    try queue.close()
  }

  private func reopened() throws -> Replica {
    Replica(store: try SQLiteReplicaStore(folder: folder.path, mode: .open))
  }

  private func mark(_ state: String) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/write.lock"))
    try file.write(contentsOf: Data(state.utf8))
    try file.close()
  }

  private var isDue: Bool { SQLiteReplicaStore.isCheckDue(folder: folder.path) }

  @Test func aWriteThatCameToItsEndLeavesNothingToCheck() throws {
    #expect(!isDue)
    do { _ = try replica(3) }
    #expect(!isDue)
    let text = try String(contentsOfFile: folder.path + "/write.lock", encoding: .utf8)
    #expect(text.hasPrefix("c ") && text.utf8.count == 38)
  }

  @Test(arguments: ["o", "u", "c 00000000"])
  func anEndInTheMiddleOfAWriteIsSeenAtTheNextOpening(state: String) throws {
    let ids = try { try replica().1 }()
    try behindItsBack("DELETE FROM conflict; DELETE FROM activity WHERE id = ?", [Data(ids[4].bytes)])
    try behindItsBack("UPDATE replica SET unlogged = ?", [nil])
    try mark(state)
    #expect(isDue)
    let later = try reopened()
    #expect(!isDue)
    // What the unsent commits make is made anew from them.
    #expect(try later.view(ids[4])?.value(FieldNumber(10)) == .text("Titel 4"))
    #expect(try later.store.read { try $0.unlogged().count } == 20, "nothing stays behind unsent")
    let check = try later.selfCheck()
    #expect(check.isSound && check.records == 20)
  }

  /// A commit that no chain leads to would never be sent.
  @Test func aListOfWhatIsNotSentThatLacksSomethingIsDamage() throws {
    do { _ = try replica() }
    try behindItsBack("UPDATE replica SET unlogged = unlogged + 1", [])
    let store = try SQLiteReplicaStore(folder: folder.path, mode: .readOnly)
    #expect(throws: StorageProblem.self) { try store.verify() }
  }

  @Test func rowsThatAreGoneOrSayNothingAreNamed() throws {
    let (replica, ids) = try replica()
    try behindItsBack("DELETE FROM activity WHERE id = ?", [Data(ids[2].bytes)])
    try behindItsBack("UPDATE activity SET _meta = x'7f00' WHERE id = ?", [Data(ids[3].bytes)])
    try behindItsBack("DELETE FROM record WHERE id = ?", [Data(ids[5].bytes)])
    #expect(try replica.selfCheck().unreadable == [ids[2], ids[3], ids[5]].sorted())
    #expect(throws: StorageProblem.self) { try replica.view(ids[3]) }
    try replica.store.write { writing in
      for id in [ids[2], ids[3], ids[5]] { try writing.forget(id) }
    }
    #expect(try replica.refreshDerived() == [ids[2], ids[3], ids[5]].sorted())
    #expect(try replica.selfCheck().isSound)
    #expect(try replica.view(ids[5])?.value(FieldNumber(10)) == .text("Titel 5"))
  }

  @Test func aValueThatWasChangedIsReadFromTheCommitsAgain() throws {
    let (replica, ids) = try replica()
    try behindItsBack("UPDATE activity SET title = 'falsk' WHERE id = ?", [Data(ids[2].bytes)])
    #expect(try replica.refreshDerived() == [ids[2]])
    #expect(try replica.view(ids[2])?.value(FieldNumber(10)) == .text("Titel 2"))
  }

  @Test func commitsThatAreChangedOrGoneAreNamed() throws {
    let (replica, _) = try replica()
    try behindItsBack("UPDATE commits SET body = body || x'00' WHERE name & 4294967295 = 3")
    try behindItsBack("DELETE FROM commits WHERE name & 4294967295 = 9")
    try behindItsBack("UPDATE commits SET hash = zeroblob(32) WHERE name & 4294967295 = 15")
    #expect(try replica.selfCheck().damagedCommits.map(\.sequence) == [3, 9, 15, 16])
  }

  @Test func aFileThatWasMovedAwayIsNotWrittenTo() throws {
    let (replica, ids) = try replica(3)
    let other = TemporaryFolder()
    do {
      let store = try SQLiteReplicaStore(folder: other.path, mode: .create)
      try store.checkpoint()
    }
    let aside = folder.path + "/damaged-1"
    try SQLiteReplicaStore.replaceFiles(in: folder.path, with: other.path, aside: aside)
    #expect(throws: StorageProblem.self) {
      try replica.edit(Draft([.update(ids[0], [.set(FieldNumber(10), .text("Bort"))])]))
    }
    #expect(FileManager.default.fileExists(atPath: aside + "/replica.sqlite"))
    #expect(try reopened().store.read { try $0.recordCount() } == 0)
    let old = Replica(store: try SQLiteReplicaStore(folder: aside, mode: .open))
    #expect(try old.view(ids[0])?.value(FieldNumber(10)) == .text("Titel 0"))
  }

  @Test func everythingUnsentIsTakenOutOfAWholeFile() throws {
    let (_, ids) = try replica(40)
    let salvage = try Salvage.read(folder: folder.path)
    #expect(salvage.commits.count == ids.count && salvage.lost == 0)
    #expect(salvage.header?.user == "Åsa")
    #expect(salvage.heads[ReplicaID(bits: 7)] == 40)
    let runs = try salvage.runs(key: DeviceKey(), own: [ReplicaID(bits: 7)])
    #expect(runs.count == 1 && runs.first?.commits.count == 40)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("salvage") }
    #expect(left == [])
  }

  /// The pages that lead to commits are gone, those that hold them are whole.
  @Test func commitsAreFoundWhereNothingLeadsToThem() throws {
    let all = try { () throws -> Set<Commit> in
      let (replica, _) = try replica(60)
      try (replica.store as? SQLiteReplicaStore)?.checkpoint()
      return Set(try replica.store.read { try $0.unlogged() }.map(\.commit))
    }()
    #expect(all.count > 30)
    let file = folder.path + "/replica.sqlite"
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    let starts = Array(stride(from: 0, to: whole.count, by: 4096))
    // The page with the schema; the inner pages of every table; both, with the heads of all leaves.
    let inner = starts.filter { whole[$0] == 5 || whole[$0] == 2 }
    #expect(!inner.isEmpty)
    for (pages, cutsLeaves) in [([0], false), (inner, false), ([0] + inner, true)] {
      var bytes = whole
      for page in pages { bytes.replaceSubrange(page..<page + 4096, with: Data(repeating: 0, count: 4096)) }
      if cutsLeaves { for page in starts where whole[page] == 13 { bytes[page] = 0xFF } }
      try bytes.write(to: URL(fileURLWithPath: file))
      for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
      let salvage = try Salvage.read(folder: folder.path)
      #expect(Set(salvage.commits) == all, "pages \(pages)")
      #expect(salvage.lost == 0, "pages \(pages)")
    }
  }

  /// Bytes flipped anywhere: what is taken out is what was written, and what can't be is counted or missing, never other.
  @Test func whatIsSavedFromADamagedFileIsWhatWasWritten() throws {
    let all = try { () throws -> Set<Commit> in
      let (replica, _) = try replica(60)
      try (replica.store as? SQLiteReplicaStore)?.checkpoint()
      return Set(try replica.store.read { try $0.unlogged() }.map(\.commit))
    }()
    let file = folder.path + "/replica.sqlite"
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    var random = SeededGenerator(seed: 15)
    var most = 0
    let pages = whole.count / 4096
    for page in 0..<pages {
      var bytes = whole
      for _ in 0..<20 {
        bytes[page * 4096 + Int.random(in: 0..<4096, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try bytes.write(to: URL(fileURLWithPath: file))
      for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
      let salvage = try Salvage.read(folder: folder.path)
      #expect(Set(salvage.commits).isSubset(of: all), "page \(page)")
      if salvage.commits.count == all.count { most += 1 }
    }
    // Most pages hold no unsent commit.
    #expect(most * 2 > pages, "\(most) of \(pages)")
    for bytes in [Data(), Data("inget".utf8), whole.prefix(4096 * 3 + 100)] {
      try bytes.write(to: URL(fileURLWithPath: file))
      #expect(Set(try Salvage.read(folder: folder.path).commits).isSubset(of: all))
    }
  }
}
