import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

extension World {
  /// Hands a request in at the server's door, and looks at what the server made of it.
  func handIn(
    _ request: TransportRequest, _ body: [UInt8], isWhole: Bool, together: Bool, _ device: SimDevice,
    reader: String? = nil
  ) throws -> Answer? {
    let epoch = log.base.head().epoch
    var gateway = Gateway(server: server, seal: cursorSeal)
    var receipts: [Receipt] = []
    var pushed = 0
    gateway.noteReceipts = { count, made in
      pushed += count
      receipts += made
    }
    var answer: Answer?
    do {
      answer = try gateway.answer(request, body: body, isWhole: isWhole, together: together)
    } catch is PowerLost {
      try restartServer("The power goes at the server.")
    }
    if serverDisk.isOff || log.isOff { try restartServer("The power goes at the server.") }
    try followLog()
    try Repetition.check(pushed: pushed, receipts: receipts.count)
    try Repetition.check(receipts, history, ledger)
    for receipt in receipts { note(receipt, device) }
    if let answer { try checkSent(answer, for: request, to: reader ?? device.user, device) }
    if log.base.head().epoch != epoch { coverage.count(.rolledBackFound) }
    try inspectServer()
    return answer
  }

  func restartServer(_ story: String) throws {
    coverage.count(.serverRestart)
    let heads = log.base.head().position
    if serverDisk.isOff || log.isOff {
      let cursor = try? serverDisk.base.read { try $0.header()?.cursor?.position }
      coverage.count(cursor == heads ? .serverCrashUnlogged : .serverCrashLogged)
    }
    serverDisk.start()
    log.start()
    say(story)
    server = try Self.server(serverDisk, log, serverClock, serverRandom, cursorSeal, limits, keptApart, schemas)
  }

  /// Takes into the history what the log has gained.
  func followLog() throws {
    let head = log.base.head()
    guard Int(head.position) >= history.head else {
      throw Violation(.cursor, "the log was \(history.head) entries long and is \(head.position)")
    }
    while history.head < Int(head.position) {
      let entries = log.base.entries(after: Position(history.head), count: 64, bytes: 1 << 20)
      guard !entries.isEmpty else { throw Violation(.bounded, "the log ends before its head") }
      for entry in entries { try follow(entry) }
    }
    guard history.chains[history.head] == head.chain else {
      throw Violation(.cursor, "the chain at \(history.head) does not follow from the entries")
    }
  }

  private func follow(_ entry: LogEntry) throws {
    try Clocks.checkLog(entry, after: history.entries.last?.entry.time ?? entry.time)
    switch entry.event {
    case .accepted(let commit, _):
      if ledger.commit(commit.name) == nil {
        guard let authoring = webAuthoring else {
          throw Violation(.rights, "the log took a commit that nobody made, at \(entry.position)")
        }
        let operations = try server.replica.store.read { try $0.operations(of: commit) }.map(Ledger.Step.init)
        ledger.add(commit, operations, authoring)
      }
      guard let place = ledger.commit(commit.name) else { return }
      try Repetition.checkNew(commit.name, place, history, at: entry.position)
      if ledger.commits[place].schemaVersion < 2, hasUpgraded { coverage.count(.olderSchemaCommit) }
      if everAccepted[place] {
        // What was accepted is accepted: nobody judges it again when it comes back.
        coverage.count(.cameBack)
      } else {
        let user = ledger.commits[place].user
        try Rights.checkAccepted(
          place, ledger, role: roles[user], isRevoked: isRevoked(place), without: everRefused,
          readable: { self.mayRead(user, $0) })
      }
      everAccepted.insert(place)
      if ledger.commits[place].records.contains(where: { audience(of: $0) != .everyone }),
        Set(ledger.commits[place].records.map { audience(of: $0) }).count > 1
      {
        coverage.count(.twoAudiences)
      }
      history.add(entry, commit: place)
    case .refused(let name, let refusal):
      guard let place = ledger.commit(name) else {
        throw Violation(.verdicts, "the log refused a commit that nobody made, at \(entry.position)")
      }
      try Repetition.checkNew(name, place, history, at: entry.position)
      if !everRefused[place] {
        let user = ledger.commits[place].user
        try Verdicts.check(
          place, refusal, ledger, history, role: roles[user], isRevoked: isRevoked(place),
          bytesMax: limits.commitBytesMax, readable: { self.mayRead(user, $0) })
      }
      everRefused.insert(place)
      history.add(entry, commit: place)
      count(refusal)
    case .branched(let branch):
      coverage.count(branch.parent == branch.origin ? .twinBranch : .twinBranchOfBranch)
      history.add(entry, commit: nil)
    case .schema(let version, _):
      if Int(version) == schemas.second.version { hasUpgraded = true }
      history.add(entry, commit: nil)
    case .horizon(let horizon):
      history.add(entry, commit: nil)
      // Nobody can make whole what is older, or what another log said by then.
      backups.removeAll { $0.history.head < Int(horizon) || !history.begins(with: $0.history) }
    case .enrolled, .erased: history.add(entry, commit: nil)
    }
    try Bounded.check(
      history, commits: ledger.commits.count, enrolments: history.enrolments,
      branches: history.branches + history.horizons.count)
  }

  private func isRevoked(_ commit: Int) -> Bool {
    ledger.commits[commit].device.map { devices[$0].isRevoked } ?? false
  }

  private func count(_ refusal: Refusal) {
    switch refusal.code {
    case .role: coverage.count(refusal.reason == "audience" ? .refusedAudience : .refusedRole)
    case .membership: coverage.count(.refusedMembership)
    case .schema: coverage.count(.refusedSchema)
    case .size: coverage.count(.refusedSize)
    case .needs: coverage.count(.refusedNeeds)
    case .once: coverage.count(.refusedOnce)
    case .frozen, .moved, .erased: break
    }
    say("The server refuses a commit: \(refusal.code.rawValue) \(refusal.reason).")
  }

  private func note(_ receipt: Receipt, _ device: SimDevice) {
    switch receipt.outcome {
    case .accepted(_, let effects):
      coverage.count(.receiptAccepted)
      if effects.contains(.known) { coverage.count(.receiptKnown) }
      if effects.contains(.merged) { coverage.count(.receiptMerged) }
      if effects.contains(.inConflict) { coverage.count(.receiptInConflict) }
    case .refused: break
    case .deferred: coverage.count(.receiptDeferred)
    case .damaged: coverage.count(.receiptDamaged)
    }
    if receipt.replica != (try? device.replica.header().replica) { coverage.count(.pushedForOther) }
  }

  // People and rights.

  func upgrade() throws {
    guard !hasUpgraded else { return }
    do {
      try server.change(schema: schemas.second, by: .console)
    } catch is PowerLost {
      try restartServer("The power goes at the server while the schema is changed.")
    }
    hasUpgraded = try server.replica.schema().version == schemas.second.version
    try followLog()
    guard hasUpgraded else { return }
    coverage.count(.schemaUpgrade)
    say("The workspace gets a new schema.")
    try followLog()
    try inspectServer()
  }

  func changeRole(_ user: String, _ role: Role) throws {
    guard roles[user] != nil, roles[user] != role else { return }
    coverage.count(role < roles[user] ?? role ? .demoted : .promoted)
    try server.accounts.setRole(of: user, to: role, by: .console)
    roles[user] = role
    say("\(user) is \(role.rawValue) from now on.")
  }

  func revoke(_ device: SimDevice, _ action: Action) throws {
    let left = devices.filter { !$0.isRevoked && $0.device.id != device.device.id }
    guard !device.isRevoked, left.count > 1, device.user != "Åsa" else { return }
    try losing {
      try server.accounts.revokeDevice(device.device.id, by: .console)
      for copy in devices where copy.device.id == device.device.id { copy.isRevoked = true }
    }
    coverage.count(.revoked)
    say("\(name(device)) is revoked.")
  }

  func enrol(_ action: Action) throws {
    guard devices.count < 6 else { return }
    let user = Self.users[action.a % Self.users.count]
    do {
      try addDevice(user)
    } catch is PowerLost {
      try restartServer("The power goes at the server while somebody joins.")
      return try followLog()
    }
    coverage.count(.enrolled)
    say("\(user) joins with one more laptop.")
    try followLog()
    try inspectServer()
  }

  func forge(_ action: Action) throws {
    // What a forger names, it names as the log does; where two commits have one name, the ledger does not.
    guard !ledger.hasDoubles else { return }
    guard let (request, story) = try forger.request(action, ledger, history, server) else { return }
    coverage.count(.forged)
    say("A program of somebody's own \(story).")
    _ = try handIn(request, request.body, isWhole: true, together: true, devices[0], reader: Forger.user)
    forger.note(history, ledger)
  }
}
