import CommitFormat
import Engine
import Merge
import Replica
import SQLiteReplica
import Schema
import SyncProtocol
import SyncServer
import Workload

/// Commits of one edit each, as a laptop has made them, and the records that they edit.
struct Material {
  let schema: Schema
  let commits: [Commit]
  let contents: [PartContent]
  /// What the commits' parts say, in bytes.
  let bytes: [[UInt8]]
  let bodies: [[UInt8]]
  /// As the log has them before the commits.
  let records: [RecordState]
  let views: [RecordView]
  let rows: [ActivityRow]
  let names: KnownNames

  struct Problem: Error {
    let message: String
  }

  init(_ work: Workload, folder: String) throws {
    schema = try BenchSchema.make()
    let host = try ServerSide(folder: folder + "/server", schema: schema)
    let laptop = try LaptopSide(host, user: "A", folder: folder + "/a", schema: schema, durability: .normal)
    try laptop.insert(work.records)
    _ = try laptop.sync()
    let edits = work.travellingEdits()
    let ids = edits.map { RecordID(bits: $0.id) }
    rows = edits.map { work.records[$0.place] }
    (records, views) = try laptop.replica.store.read { reading in
      (try ids.compactMap { try reading.record($0) }, try ids.compactMap { try reading.view($0) })
    }
    commits = try laptop.replica.edit(edits.map(BenchSchema.draft)).map(\.commit)
    names = try laptop.replica.store.read { try KnownNames($0, records: ids) }
    bytes = commits.compactMap { $0.parts.first?.content }
    contents = try zip(commits, bytes).map { [names] in
      try PartContent($0.1, author: $0.0.replica, names: names)
    }
    bodies = commits.map(\.body)
    guard records.count == edits.count, views.count == edits.count, bytes.count == edits.count else {
      throw Problem(message: "not all edits became commits")
    }
  }

  var count: Int { commits.count }

  /// The commits at the end of a log.
  var entries: [LogEntry] {
    commits.enumerated().map { place, commit in
      LogEntry(
        position: Position(place + 1), time: 1_700_000_000_000 + Int64(place), event: .accepted(commit, author: nil))
    }
  }
}

/// Short names from memory: what a store would look up.
struct KnownNames: NameReader, NameWriter, LogNames, LogNumbers {
  private var numbers: [ReplicaID: UInt32] = [:]
  private var replicas: [UInt32: ReplicaID] = [:]
  private var dots: [RecordID: Dot] = [:]
  private var made: [Dot: RecordID] = [:]
  private var hashes: [ReplicaID: (SequenceNumber, Hash)] = [:]

  init(_ reading: any ReplicaReading, records: [RecordID]) throws {
    for enrolment in try reading.enrolments() {
      numbers[enrolment.replica] = enrolment.number
      replicas[enrolment.number] = enrolment.replica
    }
    for record in records {
      guard let dot = try reading.record(record)?.loggedCreation else { continue }
      dots[record] = dot
      made[dot] = record
    }
    for stored in try reading.unlogged() {
      let known = hashes[stored.commit.replica]
      if known == nil { hashes[stored.commit.replica] = (stored.commit.sequence - 1, stored.commit.previous) }
    }
  }

  func number(of replica: ReplicaID) -> UInt32? { numbers[replica] }
  func creation(of record: RecordID) -> Dot? { dots[record] }
  func replica(numbered number: UInt32) -> ReplicaID? { replicas[number] }
  func record(createdBy dot: Dot) -> RecordID? { made[dot] }
  func hash(of replica: ReplicaID, sequence: SequenceNumber) -> Hash? {
    guard let (known, hash) = hashes[replica], known == sequence else { return nil }
    return hash
  }
}
