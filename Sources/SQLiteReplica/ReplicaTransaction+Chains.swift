internal import CommitFormat
internal import Merge
internal import Replica

// Seals, and the branches of replicas that were copied.

extension ReplicaTransaction {
  func hash(of replica: ReplicaID, sequence: SequenceNumber) throws -> Hash? {
    guard let name = try name(of: replica, sequence, givingNumber: false) else { return nil }
    let statement = try statement("SELECT hash FROM commits WHERE name = ?")
    statement.bind(name, 1)
    defer { statement.reset() }
    return try statement.step() ? try hash(statement, 0) : nil
  }

  func branches() throws -> [Branch] {
    if let knownBranches { return knownBranches }
    let statement = try statement("SELECT id, origin, parent, first, previous FROM branch ORDER BY first, id")
    defer { statement.reset() }
    var found: [Branch] = []
    while try statement.step() {
      guard let id = statement.bits128(0), let origin = statement.bits128(1), let parent = statement.bits128(2),
        let first = SequenceNumber(exactly: statement.int64(3)), first > 0
      else { throw DamagedBytes("branch") }
      found.append(
        Branch(
          id: ReplicaID(bits: id), origin: ReplicaID(bits: origin), parent: ReplicaID(bits: parent), first: first,
          previous: try hash(statement, 4)))
    }
    knownBranches = found
    return found
  }

  func branch(_ id: ReplicaID) throws -> Branch? { try branches().first { $0.id == id } }

  func setBranch(_ branch: Branch) throws {
    let statement = try statement(
      "INSERT OR REPLACE INTO branch(id, origin, parent, first, previous) VALUES (?, ?, ?, ?, ?)")
    statement.bind(bits: branch.id.bits, 1)
    statement.bind(bits: branch.origin.bits, 2)
    statement.bind(bits: branch.parent.bits, 3)
    statement.bind(Int64(bitPattern: branch.first), 4)
    statement.bind(blob: branch.previous.bytes, 5)
    try statement.run()
    knownBranches = nil
  }

  func removeBranch(_ id: ReplicaID) throws {
    let statement = try statement("DELETE FROM branch WHERE id = ?")
    statement.bind(bits: id.bits, 1)
    try statement.run()
    knownBranches = nil
  }

  func move(commitsOf chain: ReplicaID, from first: SequenceNumber, to other: ReplicaID) throws {
    guard let start = try name(of: chain, first, givingNumber: false),
      let target = try name(of: other, first, givingNumber: true)
    else { return }
    try flushTouches()
    let end = start | 0xFFFF_FFFF
    let touched = try statement(
      """
      UPDATE touched SET name = name + ? WHERE name IN
      (SELECT name FROM commits WHERE name BETWEEN ? AND ? AND arrival IS NOT NULL AND body IS NOT NULL)
      """)
    let commits = try statement(
      """
      UPDATE commits SET name = name + ? WHERE name BETWEEN ? AND ? AND arrival IS NOT NULL AND body IS NOT NULL
      """)
    for statement in [touched, commits] {
      statement.bind(target - start, 1)
      statement.bind(start, 2)
      statement.bind(end, 3)
      try statement.run()
    }
    try recountWaiting()
    writerMemory?.heads = [:]
    guard let seal = try seal(of: chain), seal.sequence >= first else { return }
    let gone = try statement("DELETE FROM seal WHERE replica = ?")
    gone.bind(Int64(try number(of: chain)), 1)
    try gone.run()
    try setSeal(seal, of: other)
  }

  func seal(of replica: ReplicaID) throws -> Seal? {
    guard let number = try knownNumber(of: replica) else { return nil }
    let statement = try statement("SELECT sequence, hash, signature FROM seal WHERE replica = ?")
    statement.bind(Int64(number), 1)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return Seal(
      replica: try origin(of: replica), sequence: SequenceNumber(bitPattern: statement.int64(0)),
      hash: try hash(statement, 1), signature: statement.bytes(2) ?? [])
  }

  func setSeal(_ seal: Seal, of chain: ReplicaID) throws {
    let statement = try statement(
      """
      INSERT INTO seal(replica, sequence, hash, signature) VALUES (?, ?, ?, ?) ON CONFLICT (replica) DO UPDATE
      SET sequence = excluded.sequence, hash = excluded.hash, signature = excluded.signature
      WHERE excluded.sequence >= sequence
      """)
    statement.bind(Int64(try number(of: chain)), 1)
    statement.bind(Int64(bitPattern: seal.sequence), 2)
    statement.bind(blob: seal.hash.bytes, 3)
    statement.bind(blob: seal.signature, 4)
    try statement.run()
  }
}
