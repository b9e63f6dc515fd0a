import CommitFormat
import Merge
import Replica
import SyncServer

extension World {
  /// Somebody at a laptop wants something; what came of it goes into the ledger with what they saw.
  func write(
    _ device: SimDevice, _ action: Action, _ story: @autoclosure () -> String, seen: Bits? = nil,
    isOfThisEpoch: Bool = true, isSettlement: Bool = false, token: String? = nil, _ draft: () throws -> Draft
  ) throws {
    try author(
      device, action, story(), seen: seen, isOfThisEpoch: isOfThisEpoch, isSettlement: isSettlement, token: token
    ) {
      let draft = try draft()
      guard !draft.changes.isEmpty else { throw EditProblem.nothingToDo }
      _ = try device.replica.edit(draft)
    }
  }

  func author(
    _ device: SimDevice, _ action: Action, _ story: @autoclosure () -> String, seen: Bits? = nil,
    isOfThisEpoch: Bool = true, isSettlement: Bool = false, token: String? = nil, _ body: () throws -> Void
  ) throws {
    guard !device.disk.isOff else { return }
    let header = try device.replica.header()
    var authoring = Ledger.Authoring(
      device: device.number, user: header.user, role: header.role, known: device.memory.known, seen: seen,
      isSettlement: isSettlement, token: token)
    authoring.coversNothingElse = !isOfThisEpoch
    try device.replica.store.read { reading in
      try Self.noteShown(&authoring, reading, self.ledger)
      if seen != nil { authoring.local = try ChainNames(reading, self.ledger).local() }
    }
    var lostPower = false
    do {
      try body()
      say("\(name(device))\(device.session == nil ? "" : ", in the middle of a sync,") \(story()).")
    } catch let problem as EditProblem {
      coverage.count(.editRefusedHere)
      if problem == .nothingToDo, Self.alwaysWrites.contains(action.kind) {
        throw Violation(.readYourWrites, "\(name(device)) \(story()), and nothing was written")
      }
      if problem == .forgotten { coverage.count(.undoForgotten) }
      if case .conflictMoved = problem { coverage.count(.conflictMoved) }
      if case .notInAudience = problem { coverage.count(.editNotInAudience) }
      say("\(name(device)) \(story()), which the program does not do: \(problem).")
    } catch is PowerLost {
      lostPower = true
    }
    if lostPower || device.disk.isOff {
      device.restart()
      let before = ledger.commits.count
      try absorb(device, authoring)
      coverage.count(ledger.commits.count > before ? .crashAfter : .crashBefore)
      say(
        "\(name(device)) \(story()); the power goes, and what was done is "
          + (ledger.commits.count > before ? "on the disk." : "gone."))
    } else {
      try absorb(device, authoring)
    }
    try inspect(device)
  }

  /// What is recorded even if it says again what stands.
  private static let alwaysWrites: [Action.Kind] = [
    .create, .createScore, .set, .setSeveral, .label, .text, .group, .born, .move,
  ]

  /// What the program shows besides: conflicts, and records that are read as one.
  static func noteShown(
    _ authoring: inout Ledger.Authoring, _ reading: any ReplicaReading, _ ledger: Ledger
  ) throws {
    for record in try reading.recordsInConflict() {
      for conflict in try reading.view(record)?.conflicts ?? [] {
        guard let register = conflict.register, conflict.kind != .orphan, conflict.kind != .ring else { continue }
        authoring.shownConflicts.insert(Ledger.RegisterKey(record: conflict.record, id: register))
        authoring.shownConflicts.insert(Ledger.RegisterKey(record: record, id: register))
      }
    }
    for record in ledger.records {
      guard let view = try reading.view(record) else { continue }
      let isJoined = try view.alias != nil || view.joinedInto != nil || !reading.aliases(of: record).isEmpty
      if isJoined { authoring.shownAs[record] = try reading.representative(of: record) }
    }
  }

  /// Takes the commits into the ledger that a laptop has made since.
  private func absorb(_ device: SimDevice, _ authoring: Ledger.Authoring) throws {
    var authoring = authoring
    let made = try device.replica.store.read { reading in
      var made: [(Commit, [Ledger.Step])] = []
      for stored in try reading.unlogged() where ledger.commit(stored.name) == nil {
        made.append((stored.commit, try reading.operations(of: stored.commit).map(Ledger.Step.init)))
      }
      return made
    }
    for (commit, operations) in made {
      let place = ledger.commits.count
      noteEqual(operations)
      let last = ledger.commit(hash: commit.previous).flatMap { ledger.commits[$0].operations.first?.stamp }
      try Clocks.checkStamps(commit, after: last, who: name(device))
      for step in operations { try Rights.checkKeep(step, ledger, known: authoring.known, who: name(device)) }
      ledger.add(commit, operations, authoring)
      authoring.known.insert(place)
      try ReadYourWrites.check(device.replica, ledger, commit: place, who: name(device))
    }
  }

  private func noteEqual(_ operations: [Ledger.Step]) {
    for step in operations {
      guard case .set(let record, let register, let value, _, _) = step.operation,
        let row = ledger.row(record, register), let last = ledger.rows[row].writes.last
      else { continue }
      if ledger.writes[last].value == value { coverage.count(.editEqual) }
    }
  }

  // On the web.

  func editOnServer(_ action: Action) throws {
    guard roles["Åsa"] == .administrator else { return }
    let records = try ledger.records.filter { try mayRead("Åsa", $0) && server.replica.view($0) != nil }
    guard !records.isEmpty else { return }
    let record = records[action.a % records.count]
    var draft: Draft?
    var isSettlement = false
    switch action.kind {
    case .webSettle:
      let open = try server.replica.conflicts().filter { mayRead("Åsa", $0.conflict.record) }
      guard !open.isEmpty else { return }
      let chosen = open[action.a % open.count]
      isSettlement = true
      let things = records.first { ledger.typeOf[$0] == SimSchema.thing }
      draft = Draft([.settle(chosen.conflict.record, chosen.conflict, settlement(of: chosen, action, things: things))])
    case .webDelete: draft = Draft([.delete(record)])
    default:
      let isThing = ledger.typeOf[record] == SimSchema.thing
      draft = Draft([
        .update(
          record,
          [
            isThing
              ? .set(SimSchema.Thing.title, .text(Self.titles[action.b % 3] + marker(of: record)))
              : .set(SimSchema.Score.grade, Value(.integer(Int64(action.b % 3))))
          ])
      ])
    }
    guard let draft else { return }
    coverage.count(.webEdit)
    var authoring = Ledger.Authoring(
      device: nil, user: "Åsa", role: .administrator, known: history.accepted(upTo: history.head),
      isSettlement: isSettlement)
    try server.replica.store.read { try Self.noteShown(&authoring, $0, self.ledger) }
    webAuthoring = authoring
    say("Åsa, on the web, \(isSettlement ? "settles a conflict" : "writes to \(describe(record))").")
    do {
      _ = try server.edit(draft, by: .init(user: "Åsa", role: .administrator))
    } catch is EditProblem {
    } catch is PowerLost {
    }
    if serverDisk.isOff || log.isOff { try restartServer("The power goes at the server.") }
    try followLog()
    webAuthoring = nil
    try inspectServer()
  }
}
