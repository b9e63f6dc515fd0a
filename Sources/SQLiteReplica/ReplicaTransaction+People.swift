internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

extension ReplicaTransaction {
  func header() throws -> ReplicaHeader? {
    if let known = writerMemory?.header ?? knownHeader { return known }
    let header = try readHeader()
    if let writerMemory { writerMemory.header = .some(header) } else { knownHeader = .some(header) }
    return header
  }

  private func readHeader() throws -> ReplicaHeader? {
    let statement = try statement(
      """
      SELECT replica, workspace, workspace_name, user, device, role, number, server, epoch, position, chain, token,
        digest, last_sync, clock_ahead, former, copy_found, audiences, audience_digests, must_scrub,
        horizon FROM header
      """)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    guard let replica = statement.bits128(0), let workspace = statement.bits128(1), let name = statement.text(2),
      let user = statement.text(3), let device = statement.text(4), let role = statement.text(5).flatMap(Role.init),
      let digest = statement.bits128(12)
    else { throw DamagedBytes("header") }
    var header = ReplicaHeader(
      replica: ReplicaID(bits: replica), workspace: WorkspaceID(bits: workspace), workspaceName: name, user: user,
      device: device, role: role)
    header.number = statement.optionalInt64(6).map { UInt32(truncatingIfNeeded: $0) }
    header.server = statement.text(7)
    if let epoch = statement.bits128(8) {
      guard let chain = Hash(bytes: statement.bytes(10) ?? []) else { throw DamagedBytes("header") }
      header.cursor = LogPoint(
        epoch: Epoch(bits: epoch), position: Position(bitPattern: statement.int64(9)), chain: chain,
        token: statement.bytes(11) ?? [])
    }
    header.digest = StateDigest(bits: digest)
    header.lastSync = statement.optionalInt64(13)
    header.clockAhead = statement.optionalInt64(14)
    header.former = try Self.formerNames(statement.bytes(15) ?? [])
    header.copyToTell = statement.optionalInt64(16).flatMap { UInt8(exactly: $0) }.flatMap(CopyFound.init)
    header.audiences = try statement.text(17).map { text in
      try text.split(separator: " ").map { word in
        guard let number = UInt32(word) else { throw DamagedBytes("header") }
        return Audience(number)
      }
    }
    header.audienceDigests = try Self.digests(statement.bytes(18) ?? [])
    header.mustScrub = !statement.isNull(19)
    header.horizon = statement.optionalInt64(20).map { Position(bitPattern: $0) } ?? 0
    return header
  }

  func setHeader(_ header: ReplicaHeader) throws {
    let statement = try statement(
      """
      INSERT OR REPLACE INTO header(one, replica, workspace, workspace_name, user, device, role, number, server, epoch,
        position, chain, token, digest, last_sync, clock_ahead, former, copy_found, audiences, audience_digests,
        must_scrub, horizon)
      VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(bits: header.replica.bits, 1)
    statement.bind(bits: header.workspace.bits, 2)
    statement.bind(text: header.workspaceName, 3)
    statement.bind(text: header.user, 4)
    statement.bind(text: header.device, 5)
    statement.bind(text: header.role.rawValue, 6)
    statement.bind(header.number.map(Int64.init), 7)
    statement.bind(text: header.server, 8)
    statement.bind(blob: header.cursor?.epoch.bits.bytes, 9)
    statement.bind(header.cursor.map { Int64(bitPattern: $0.position) }, 10)
    statement.bind(blob: header.cursor?.chain.bytes, 11)
    statement.bind(blob: header.cursor?.token, 12)
    statement.bind(bits: header.digest.bits, 13)
    statement.bind(header.lastSync, 14)
    statement.bind(header.clockAhead, 15)
    let former = header.former.flatMap { $0.replica.bytes + $0.chain.bytes }
    statement.bind(blob: former.isEmpty ? nil : former, 16)
    statement.bind(header.copyToTell.map { Int64($0.rawValue) }, 17)
    statement.bind(
      text: header.audiences.map { $0.map { String($0.number) }.joined(separator: " ") }, 18)
    let digests = header.audienceDigests.sorted { $0.key < $1.key }
    statement.bind(
      blob: digests.isEmpty ? nil : digests.flatMap { Self.bytes($0.key.number) + $0.value.bits.bytes }, 19)
    statement.bind(header.mustScrub ? 1 : nil, 20)
    statement.bind(header.horizon == 0 ? nil : Int64(bitPattern: header.horizon), 21)
    try statement.run()
    // What the columns keep of it is what is read.
    writerMemory?.header = nil
  }

  /// 32 bytes each: the name, and the chain that its commits are read in.
  private static func formerNames(_ bytes: [UInt8]) throws -> [FormerName] {
    guard bytes.count % 32 == 0 else { throw DamagedBytes("former names") }
    var reader = ByteReader(bytes)
    var names: [FormerName] = []
    while let replica = reader.replica(), let chain = reader.replica() {
      names.append(FormerName(replica: replica, chain: chain))
    }
    return names
  }

  private static func bytes(_ number: UInt32) -> [UInt8] {
    [UInt8(number >> 24), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
  }

  /// Per audience four bytes of its number and sixteen of its sum.
  private static func digests(_ bytes: [UInt8]) throws -> [Audience: StateDigest] {
    guard bytes.count % 20 == 0 else { throw DamagedBytes("header") }
    var digests: [Audience: StateDigest] = [:]
    for start in stride(from: 0, to: bytes.count, by: 20) {
      let number = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let sum = bytes[start + 4..<start + 20].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      digests[Audience(number)] = StateDigest(bits: sum)
    }
    return digests
  }

  func forgetLog() throws {
    try flush()
    for table in sql { try statement("DELETE FROM \(table.table.name)").run() }
    for table in [
      "record", "creation", "conflict", "commits", "touched", "dirty", "enrolment", "tiding", "journal",
      "branch",
    ] {
      try statement("DELETE FROM \(table)").run()
    }
    forgetKnown()
    try recountWaiting()
    writerMemory?.heads = [:]
    hasIndexedUnkept = true
    search.forget()
  }

  private static let enrolmentColumns = "SELECT number, replica, user, device, public_key FROM enrolment"

  private func enrolment(_ statement: SQLStatement) throws -> Enrolment {
    guard let number = UInt32(exactly: statement.int64(0)), let replica = statement.bits128(1),
      let user = statement.text(2), let device = statement.text(3), let key = statement.bytes(4)
    else { throw DamagedBytes("enrolment") }
    return Enrolment(number: number, replica: ReplicaID(bits: replica), user: user, device: device, publicKey: key)
  }

  func enrolment(number: UInt32) throws -> Enrolment? {
    let statement = try statement(Self.enrolmentColumns + " WHERE number = ?")
    statement.bind(Int64(number), 1)
    defer { statement.reset() }
    return try statement.step() ? try enrolment(statement) : nil
  }

  func enrolment(of replica: ReplicaID) throws -> Enrolment? {
    let statement = try statement(Self.enrolmentColumns + " WHERE replica = ?")
    statement.bind(bits: replica.bits, 1)
    defer { statement.reset() }
    return try statement.step() ? try enrolment(statement) : nil
  }

  func enrolments() throws -> [Enrolment] {
    let statement = try statement(Self.enrolmentColumns + " ORDER BY number")
    var result: [Enrolment] = []
    while try statement.step() { result.append(try enrolment(statement)) }
    return result
  }

  func addEnrolment(_ enrolment: Enrolment) throws {
    let statement = try statement(
      "INSERT OR REPLACE INTO enrolment(number, replica, user, device, public_key) VALUES (?, ?, ?, ?, ?)")
    statement.bind(Int64(enrolment.number), 1)
    statement.bind(bits: enrolment.replica.bits, 2)
    statement.bind(text: enrolment.user, 3)
    statement.bind(text: enrolment.device, 4)
    statement.bind(blob: enrolment.publicKey, 5)
    try statement.run()
  }

  func tidings(for user: String) throws -> [Tiding] {
    let statement = try statement(
      """
      SELECT id, record, field, element, value, chosen, by, reason, time, outcome, user FROM tiding
      WHERE user = ? ORDER BY id
      """)
    statement.bind(text: user, 1)
    var result: [Tiding] = []
    while try statement.step() {
      guard let record = statement.bits128(1), let field = UInt32(exactly: statement.int64(2)),
        let value = statement.bytes(4), let chosen = statement.bytes(5),
        let outcome = UInt8(exactly: statement.int64(9)).flatMap(Tiding.Outcome.init(rawValue:))
      else { throw DamagedBytes("tiding") }
      let element = statement.bytes(3).map { Value(bytes: $0) }
      result.append(
        Tiding(
          id: statement.int64(0), user: statement.text(10) ?? "", record: RecordID(bits: record),
          register: RegisterID(FieldNumber(field), element: element), value: Value(bytes: value),
          chosen: Value(bytes: chosen), outcome: outcome, by: statement.text(6) ?? "",
          reason: statement.text(7) ?? "", time: statement.int64(8)))
    }
    return result
  }

  func addTiding(_ tiding: Tiding) throws {
    let statement = try statement(
      """
      INSERT OR REPLACE INTO tiding(id, record, field, element, value, chosen, by, reason, time, outcome, user)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(tiding.id == 0 ? nil : tiding.id, 1)
    statement.bind(bits: tiding.record.bits, 2)
    statement.bind(Int64(tiding.register.field.number), 3)
    statement.bind(blob: tiding.register.element?.bytes, 4)
    statement.bind(blob: tiding.value.bytes, 5)
    statement.bind(blob: tiding.chosen.bytes, 6)
    statement.bind(text: tiding.by, 7)
    statement.bind(text: tiding.reason, 8)
    statement.bind(tiding.time, 9)
    statement.bind(Int64(tiding.outcome.rawValue), 10)
    statement.bind(text: tiding.user, 11)
    try statement.run()
  }

  func removeTidings(upTo id: Int64, for user: String) throws {
    let statement = try statement("DELETE FROM tiding WHERE id <= ? AND user = ?")
    statement.bind(id, 1)
    statement.bind(text: user, 2)
    try statement.run()
  }

  func schema() throws -> [UInt8]? {
    // It is long, every transaction asks for it, and it hardly ever changes.
    if let known = writerMemory?.schema { return known }
    let statement = try statement("SELECT json FROM schema")
    defer { statement.reset() }
    let json = try statement.step() ? statement.bytes(0) : nil
    writerMemory?.schema = .some(json)
    return json
  }

  func setSchema(_ json: [UInt8]) throws {
    try keepSchema(json)
    if let own = try? Schema(json: json), own.isToLayOut(after: layout.schema) { try layOut(by: own) }
  }

  /// As `setSchema`, and the tables stay as they are.
  func keepSchema(_ json: [UInt8]) throws {
    writerMemory?.forget()
    let statement = try statement("INSERT OR REPLACE INTO schema(one, json) VALUES (1, ?)")
    statement.bind(blob: json, 1)
    try statement.run()
  }
}
