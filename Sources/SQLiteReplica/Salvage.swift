public import CommitFormat
internal import Foundation
internal import GRDB
public import Merge
public import Replica

/// What can still be read of a replica whose file is damaged. Nothing of it is believed that its hash does not prove.
public struct Salvage: Sendable {
  /// Nil where it can't be read.
  public private(set) var header: ReplicaHeader?
  /// The commits that the log did not hold, whose bytes have the hash that they were stored under; each replica's in
  /// order, not all following one another.
  public private(set) var commits: [Commit] = []
  /// Unsent commits of which something is here, and whose bytes can't be read or have another hash.
  public private(set) var lost = 0
  public private(set) var refused: [RefusedCommit] = []
  public private(set) var seals: [ReplicaID: Seal] = [:]
  /// The latest commit of each replica that can be read, sent or not: what was written later must have another name.
  public private(set) var heads: [ReplicaID: SequenceNumber] = [:]

  /// What SQLite said of the replicas' numbers, which commits it could say anything of, and which of those are lost.
  private var replicas: [Int64: ReplicaID] = [:]
  private var answered: Set<Int64> = []
  private var lostNames: Set<Int64> = []

  private init() {}

  /// Reads what there is of the replica in `folder`. The files there stay as they are: what is read is a copy, in a
  /// folder beside them that is gone afterwards. Commits that SQLite can't reach are looked for in the bytes.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - known: replicas that commits may be of, where the file can't tell any more.
  /// - Returns: what could be read; of a file that says nothing at all, nothing.
  /// - Throws: `StorageProblem` when no copy can be made.
  /// - Complexity: O(file).
  public static func read(folder path: String, known: Set<ReplicaID> = []) throws -> Salvage {
    let folder = ReplicaFolder(path)
    let draft = folder.temporaryName(for: path + "/salvage")
    do {
      try FileManager.default.createDirectory(
        atPath: draft, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ReplicaFolder.problem(path: path)
    }
    defer { try? FileManager.default.removeItem(atPath: draft) }
    let copy = ReplicaFolder(draft)
    guard var bytes = FileManager.default.contents(atPath: folder.database), !bytes.isEmpty else { return Salvage() }
    let log = FileManager.default.contents(atPath: folder.database + "-wal")
    let carving = Carving(file: Array(bytes), log: log.map(Array.init) ?? [])
    mend(&bytes)
    guard FileManager.default.createFile(atPath: copy.database, contents: bytes) else {
      throw ReplicaFolder.problem(path: draft)
    }
    if let log {
      _ = FileManager.default.createFile(atPath: copy.database + "-wal", contents: log)
    }
    var salvage = Salvage()
    // The log may be what is damaged; then the file alone is better than nothing.
    if !salvage.take(copy.database, carving) {
      for ending in ["-wal", "-shm"] { unlink(copy.database + ending) }
      _ = salvage.take(copy.database, carving)
    }
    salvage.take(carving, known)
    return salvage
  }

  /// Puts what every file of ours has in its first hundred bytes in its place (the SQLite file format, section 1.3):
  /// these bytes say nothing that is not known.
  private static func mend(_ bytes: inout Data) {
    guard bytes.count >= 512 else { return }
    func put(_ offset: Int, _ new: [UInt8]) { bytes.replaceSubrange(offset..<offset + new.count, with: new) }
    func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    put(0, Array("SQLite format 3\0".utf8))
    put(16, [0x10, 0x00, 2, 2, 0, 64, 32, 32])
    let changes = Array(bytes[24..<28])
    put(28, number(UInt32(clamping: bytes.count / 4096)))
    put(44, number(4))
    put(56, number(1))
    put(60, number(UInt32(ReplicaFolder.version)))
    put(68, number(ReplicaFolder.applicationID))
    put(92, changes)
  }

  /// - Returns: whether anything could be read.
  private mutating func take(_ path: String, _ carving: Carving) -> Bool {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return false }
    defer { try? queue.close() }
    return queue.inDatabase { db in
      // Faults in other parts of the schema are passed over.
      try? db.execute(sql: "PRAGMA writable_schema = ON; PRAGMA cell_size_check = OFF; PRAGMA query_only = ON")
      var found = Salvage()
      found.takeHeader(db)
      let replicas = Self.replicas(db)
      found.takeCommits(db, replicas)
      found.takeSeals(db, replicas)
      found.takeRefused(db, replicas)
      found.replicas = replicas
      for name in Set(carving.rows.map(\.name)) {
        let row = try? Row.fetchOne(db, sql: "SELECT position FROM commits WHERE name = ?", arguments: [name])
        if row != nil { found.answered.insert(name) }
      }
      guard found.header != nil || !found.commits.isEmpty || !found.refused.isEmpty else { return false }
      self = found
      return true
    }
  }

  private mutating func takeHeader(_ db: Database) {
    guard let row = try? Row.fetchOne(db, sql: "SELECT * FROM header WHERE one = 1"),
      let replica = Self.bits(row["replica"]), let workspace = Self.bits(row["workspace"]),
      let role = String.fromDatabaseValue(row["role"]).flatMap(Role.init(rawValue:))
    else { return }
    func text(_ name: String) -> String { String.fromDatabaseValue(row[name]) ?? "" }
    var header = ReplicaHeader(
      replica: ReplicaID(bits: replica), workspace: WorkspaceID(bits: workspace),
      workspaceName: text("workspace_name"), user: text("user"), device: text("device"), role: role)
    header.server = String.fromDatabaseValue(row["server"])
    header.number = Int64.fromDatabaseValue(row["number"]).flatMap { UInt32(exactly: $0) }
    if let former = Data.fromDatabaseValue(row["former"]) {
      var reader = ByteReader(Array(former))
      while let name = reader.replica(), let chain = reader.replica() {
        header.former.append(FormerName(replica: name, chain: chain))
      }
    }
    self.header = header
  }

  private static func bits(_ value: DatabaseValue) -> UInt128? {
    guard let data = Data.fromDatabaseValue(value), data.count == 16 else { return nil }
    return data.reduce(0) { $0 << 8 | UInt128($1) }
  }

  private static func replicas(_ db: Database) -> [Int64: ReplicaID] {
    var result: [Int64: ReplicaID] = [:]
    // One by one, so that a damaged page takes only what lies on it.
    var misses = 0
    var number: Int64 = 0
    while misses < 256, number < 1 << 20 {
      number += 1
      if let row = try? Row.fetchOne(db, sql: "SELECT id FROM replica WHERE number = ?", arguments: [number]),
        let bits = bits(row["id"])
      {
        result[number] = ReplicaID(bits: bits)
        misses = 0
      } else {
        misses += 1
      }
    }
    return result
  }

  private static let columns = "name, position, arrival, hash, previous, body"

  private mutating func takeCommits(_ db: Database, _ replicas: [Int64: ReplicaID]) {
    var taken: Set<Int64> = []
    func names(_ sql: String) -> [Int64] { (try? Int64.fetchAll(db, sql: sql)) ?? [] }
    var wanted = names("SELECT name FROM commits WHERE arrival IS NOT NULL ORDER BY arrival")
    wanted += names("SELECT name FROM commits WHERE position IS NULL AND body IS NOT NULL ORDER BY name")
    // Where not even the names can be listed, they are tried one after the other.
    for number in replicas.keys.sorted() {
      let isOwn = replicas[number] == header?.replica
      var misses = 0
      var sequence: Int64 = 0
      while misses < (isOwn ? 4096 : 64), sequence < FormatLimits.sequenceMax {
        sequence += 1
        let name = number << 32 | sequence
        guard let row = try? Row.fetchOne(db, sql: "SELECT position FROM commits WHERE name = ?", arguments: [name])
        else {
          misses += 1
          continue
        }
        misses = 0
        if let replica = replicas[number] { heads[replica] = SequenceNumber(sequence) }
        if row["position"] == DatabaseValue.null { wanted.append(name) }
      }
    }
    for name in wanted where taken.insert(name).inserted {
      guard let replica = replicas[name >> 32] else {
        lostNames.insert(name)
        continue
      }
      let sequence = SequenceNumber(name & 0xFFFF_FFFF)
      heads[replica] = max(heads[replica] ?? 0, sequence)
      guard
        let row = try? Row.fetchOne(
          db, sql: "SELECT \(Self.columns) FROM commits WHERE name = ?", arguments: [name])
      else {
        lostNames.insert(name)
        continue
      }
      // Of a refused commit the name alone is here.
      guard let body = Data.fromDatabaseValue(row["body"]) else { continue }
      guard let hash = Data.fromDatabaseValue(row["hash"]).flatMap({ Hash(bytes: $0) }),
        let previous = Data.fromDatabaseValue(row["previous"]).flatMap({ Hash(bytes: $0) }),
        let commit = Commit(replica: replica, sequence: sequence, previous: previous, body: Array(body)),
        commit.hash == hash
      else {
        lostNames.insert(name)
        continue
      }
      commits.append(commit)
    }
    commits.sort { ($0.replica, $0.sequence) < ($1.replica, $1.sequence) }
    lost += lostNames.count
  }

  /// Takes what was found in the bytes and SQLite could say nothing of, or found damaged: the page that was read may be
  /// an old one of two.
  private mutating func take(_ carving: Carving, _ known: Set<ReplicaID>) {
    var candidates = known.union(replicas.values)
    candidates.formUnion(carving.replicas.values.joined())
    if let header { candidates.insert(header.replica) }
    let ordered = candidates.sorted()
    var taken = Set(commits.map(\.name))
    let refusedNames = Set(refused.map(\.name))
    for row in carving.rows where !answered.contains(row.name) || lostNames.contains(row.name) {
      let likely = replicas[row.name >> 32].map { [$0] } ?? Array(carving.replicas[row.name >> 32] ?? [])
      let commit = (likely + ordered).lazy.compactMap { replica in
        Commit(
          replica: replica, sequence: SequenceNumber(row.name & 0xFFFF_FFFF), previous: row.previous, body: row.body)
      }.first { $0.hash == row.hash }
      guard let commit, !refusedNames.contains(commit.name), taken.insert(commit.name).inserted else { continue }
      if lostNames.remove(row.name) != nil { lost -= 1 }
      commits.append(commit)
      heads[commit.replica] = max(heads[commit.replica] ?? 0, commit.sequence)
    }
    commits.sort { ($0.replica, $0.sequence) < ($1.replica, $1.sequence) }
  }

  private mutating func takeSeals(_ db: Database, _ replicas: [Int64: ReplicaID]) {
    for (number, replica) in replicas {
      guard
        let row = try? Row.fetchOne(
          db, sql: "SELECT sequence, hash, signature FROM seal WHERE replica = ?", arguments: [number]),
        let sequence = Int64.fromDatabaseValue(row["sequence"]), sequence > 0,
        let hash = Data.fromDatabaseValue(row["hash"]).flatMap({ Hash(bytes: $0) }),
        let signature = Data.fromDatabaseValue(row["signature"])
      else { continue }
      seals[replica] = Seal(
        replica: replica, sequence: SequenceNumber(sequence), hash: hash, signature: Array(signature))
    }
  }

  private mutating func takeRefused(_ db: Database, _ replicas: [Int64: ReplicaID]) {
    let numbers = (try? Int64.fetchAll(db, sql: "SELECT number FROM refused ORDER BY number")) ?? []
    for number in numbers {
      guard let row = try? Row.fetchOne(db, sql: "SELECT * FROM refused WHERE number = ?", arguments: [number]),
        let name = Int64.fromDatabaseValue(row["name"]), let replica = replicas[name >> 32],
        let hash = Data.fromDatabaseValue(row["hash"]).flatMap({ Hash(bytes: $0) }),
        let previous = Data.fromDatabaseValue(row["previous"]).flatMap({ Hash(bytes: $0) }),
        let body = Data.fromDatabaseValue(row["body"]),
        let commit = Commit(
          replica: replica, sequence: SequenceNumber(name & 0xFFFF_FFFF), previous: previous, body: Array(body)),
        commit.hash == hash,
        let code = String.fromDatabaseValue(row["code"]).flatMap(RefusalCode.init(rawValue:))
      else {
        lost += 1
        continue
      }
      refused.append(
        RefusedCommit(
          commit: commit, name: commit.name,
          refusal: Refusal(
            code: code, field: String.fromDatabaseValue(row["field"]),
            reason: String.fromDatabaseValue(row["reason"]) ?? ""),
          time: Int64.fromDatabaseValue(row["time"]) ?? 0))
    }
  }

  /// The commits in runs of one replica that follow one another, each with the seal that proves it: of `key` for this
  /// device's own, else the one that was kept. What no seal reaches is left out.
  ///
  /// - Parameters:
  ///   - key: the device's.
  ///   - own: the replicas that have been this device's.
  /// - Returns: runs as they were made.
  /// - Throws: when the system has no random bytes for a signature.
  public func runs(key: DeviceKey, own: Set<ReplicaID>) throws -> [SealedRun] {
    var runs: [[Commit]] = []
    for commit in commits {
      if let last = runs.last?.last, last.replica == commit.replica, last.sequence + 1 == commit.sequence,
        last.hash == commit.previous
      {
        runs[runs.count - 1].append(commit)
      } else {
        runs.append([commit])
      }
    }
    return try runs.compactMap { run in
      guard let last = run.last else { return nil }
      if own.contains(last.replica) {
        return SealedRun(
          commits: run, seal: try key.seal(replica: last.replica, sequence: last.sequence, hash: last.hash))
      }
      guard let seal = seals[last.replica], let end = run.firstIndex(where: { $0.sequence == seal.sequence }),
        run[end].hash == seal.hash
      else { return nil }
      return SealedRun(commits: Array(run[...end]), seal: seal)
    }
  }
}
