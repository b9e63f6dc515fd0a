import CommitFormat
import Merge
import Replica
import Schema

extension World {
  static let titles = ["a", "b", "c"]

  /// The record of a slot: the same in every run of a plan, whatever else is left out.
  static func thing(_ slot: Int, _ seed: UInt64) -> RecordID {
    var own = Dice(seed, for: UInt64(5000 + slot))
    return .random(milliseconds: 1_700_000_000_000, bits: own.bits128())
  }

  static func score(_ slot: Int, _ year: Int, _ seed: UInt64) -> RecordID {
    .natural(type: "score", [.record(thing(slot, seed)), .integer(Int64(2020 + year))])
  }

  func thing(_ slot: Int) -> RecordID { Self.thing(slot, plan.seed) }
  func score(_ slot: Int, _ year: Int) -> RecordID { Self.score(slot, year, plan.seed) }

  /// A record that people here know; mostly one of few.
  private func known(_ device: SimDevice, _ number: Int) throws -> (id: RecordID, type: TypeNumber)? {
    var found: [(RecordID, TypeNumber)] = []
    for record in ledger.records {
      if let view = try device.replica.view(record) { found.append((record, view.type)) }
    }
    return found.isEmpty ? nil : found[number % found.count]
  }

  private func knownThing(_ device: SimDevice, _ number: Int) throws -> RecordID? {
    var found: [RecordID] = []
    for record in ledger.records where ledger.typeOf[record] == SimSchema.thing {
      if try device.replica.view(record) != nil { found.append(record) }
    }
    return found.isEmpty ? nil : found[number % found.count]
  }

  /// One action of a person at a laptop.
  func edit(_ device: SimDevice, _ action: Action) throws {
    let (a, b, c) = (action.a, action.b, action.c)
    switch action.kind {
    case .create:
      let record = thing(a % 4)
      // A random id is made once.
      guard ledger.row(record, .type) == nil else { return try sync(device, Action(.sync, device: device.number)) }
      var fields: [FieldChange] = [.set(SimSchema.Thing.title, .text(Self.titles[b % 3] + marker(of: record)))]
      if b % 2 == 0 { fields.append(.set(SimSchema.Thing.body, .text(Self.firstText + marker(of: record)))) }
      // Under a thing that not all may read it would not be for all either.
      if b % 5 == 0, let parent = try knownThing(device, c), guarded[parent] == nil || guarded[record] != nil {
        fields.append(.set(SimSchema.Thing.parent, Value(.reference(parent))))
      }
      try write(device, action, "makes a thing\(guarded[record] == nil ? "" : " that not all may read")") {
        Draft([.create(SimSchema.thing, record, fields)], audience: guarded[record])
      }
    case .createScore:
      try createScore(device, action)
    case .set, .setSeveral, .label, .text, .group, .born, .move:
      try editFields(device, action)
    case .delete:
      guard let (record, _) = try known(device, a) else { return }
      if case .contested = ledger.life(record, device.memory.known) {} else { coverage.count(.delete) }
      try write(device, action, "deletes \(describe(record))") { Draft([.delete(record)]) }
    case .restore:
      let deleted = try ledger.records.filter { try device.replica.view($0)?.isDeleted ?? false }
      guard !deleted.isEmpty else { return }
      coverage.count(.restore)
      try write(device, action, "restores \(describe(deleted[a % deleted.count]))") {
        Draft([.restore(deleted[a % deleted.count])])
      }
    case .settle: try settle(device, action)
    case .openForm:
      device.form = (try device.replica.seenNow(), device.memory.known, try knownByName(device))
      say("\(name(device)) opens a form.")
    case .saveForm: try saveForm(device, action)
    case .join:
      guard let one = try knownThing(device, a), let other = try knownThing(device, b), one != other else { return }
      coverage.count(.join)
      try write(device, action, "says that \(describe(one)) is \(describe(other))") { Draft([.join(one, into: other)]) }
    case .separate:
      guard let one = try knownThing(device, c) else { return }
      try write(device, action, "says that \(describe(one)) is a thing of its own") { Draft([.separate(one)]) }
      coverage.count(.separate)
    case .undo:
      coverage.count(.undo)
      try write(device, action, "undoes the last change") { try device.replica.undoing() }
    case .retry, .discard: try decideOnRefused(device, action)
    default: break
    }
  }

  private static let firstText = "ett två tre\nfyra fem sex\nsju åtta nio"

  private func createScore(_ device: SimDevice, _ action: Action) throws {
    guard let parent = try knownThing(device, action.a) else { return }
    let year = 2020 + action.b % 2
    let record = RecordID.natural(type: "score", [.record(parent), .integer(Int64(year))])
    if try device.replica.view(record) != nil { coverage.count(.createTwin) }
    let fields: [FieldChange] = [
      .set(SimSchema.Score.thing, Value(.reference(parent))), .set(SimSchema.Score.year, Value(.integer(Int64(year)))),
      .set(SimSchema.Score.grade, Value(.integer(Int64(action.c % 3)))),
    ]
    try write(device, action, "scores \(describe(parent)) for \(year)") {
      Draft([.create(SimSchema.score, record, fields)])
    }
  }

  private func editFields(_ device: SimDevice, _ action: Action) throws {
    guard let (record, type) = try known(device, action.a) else { return }
    guard let change = try change(device, action, record, type) else { return }
    var changes: [RecordChange] = [.update(record, [change])]
    if action.kind == .setSeveral {
      coverage.count(.editSeveral)
      changes = [.update(record, [change] + simple(record, type, action.b >> 8, action.c >> 8))]
      if let (other, otherType) = try known(device, action.c >> 4), other != record {
        changes.append(.update(other, simple(other, otherType, action.c >> 2, action.b >> 4)))
      }
    }
    count(change, type)
    let token = "w\(action.number)" + marker(of: record)
    // Of records that are read as one, people look at the one that shows them.
    let shown = try device.replica.store.read { try $0.representative(of: record) }
    let group = try device.replica.view(shown)?.value(SimSchema.Thing.meeting)
    let before = ledger.commits.count
    try write(device, action, "\(describe(change, type, describe(record)))", token: token) {
      Draft(changes, note: action.c % 7 == 0 ? "because" : "")
    }
    guard action.kind == .group, type == SimSchema.thing else { return }
    // What was written, not what is shown now: in a conflict that may be what somebody else wrote.
    for write in ledger.commits[before...].flatMap({ ledger.writes[$0.writes] }) {
      guard ledger.rows[write.row].key.id == RegisterID(SimSchema.Thing.meeting) else { continue }
      try Values.checkGroup(before: group, after: write.value, changed: change.field, who: name(device))
    }
  }

  private func count(_ change: FieldChange, _ type: TypeNumber) {
    switch SimSchema.policy(change.field, of: type) {
    case .review: coverage.count(change.field == SimSchema.parentField(of: type) ? .editMove : .editReview)
    case .latest: coverage.count(.editLatest)
    case .union: coverage.count(.editUnion)
    case .text: coverage.count(.editText)
    case .once: coverage.count(.editOnce)
    }
  }

  private func simple(_ record: RecordID, _ type: TypeNumber, _ b: Int, _ c: Int) -> [FieldChange] {
    func title(_ count: Int) -> Value { .text(Self.titles[c % count] + marker(of: record)) }
    guard type == SimSchema.thing else { return [.set(SimSchema.Score.grade, Value(.integer(Int64(c % 3))))] }
    switch b % 6 {
    case 0, 1: return [.set(SimSchema.Thing.title, c % 9 == 0 ? .cleared : title(3))]
    case 2: return [.set(SimSchema.Thing.tag, title(3))]
    case 3: return [.set(SimSchema.Thing.secret, title(3))]
    case 4 where hasUpgraded: return [.set(SimSchema.Thing.extra, title(3))]
    default: return [.set(SimSchema.Thing.title, title(2))]
    }
  }

  private func change(
    _ device: SimDevice, _ action: Action, _ record: RecordID, _ type: TypeNumber
  ) throws -> FieldChange? {
    let (b, c) = (action.b, action.c)
    guard type == SimSchema.thing else {
      if action.kind == .text { return .set(SimSchema.Score.remark, try text(device, action, record, type)) }
      return .set(SimSchema.Score.grade, Value(.integer(Int64(c % 3))))
    }
    switch action.kind {
    case .label:
      let label = Value.text(["x", "y"][b % 2] + marker(of: record))
      return c % 2 == 0 ? .add(SimSchema.Thing.labels, label) : .remove(SimSchema.Thing.labels, label)
    case .text: return .set(SimSchema.Thing.body, try text(device, action, record, type))
    case .group:
      coverage.count(.editGroup)
      return b % 2 == 0
        ? .set(SimSchema.Thing.place, .text(Self.titles[c % 3] + marker(of: record)))
        : .set(SimSchema.Thing.year, Value(.integer(Int64(2020 + c % 3))))
    case .born: return .set(SimSchema.Thing.born, Value(.integer(Int64(1990 + c % 2))))
    case .move:
      guard let parent = try knownThing(device, b) else { return nil }
      return .set(SimSchema.Thing.parent, c % 5 == 0 ? .cleared : Value(.reference(parent)))
    default: return simple(record, type, b, c).first
    }
  }

  /// The text as it reads here, with one word of it made another.
  private func text(_ device: SimDevice, _ action: Action, _ record: RecordID, _ type: TypeNumber) throws -> Value {
    let field = type == SimSchema.thing ? SimSchema.Thing.body : SimSchema.Score.remark
    if action.b % 40 == 0 {
      return .text("w\(action.number)\(marker(of: record)) " + String(repeating: "lång text ", count: 200))
    }
    let current = try device.replica.view(record)?.value(field)?.text ?? Self.firstText
    var lines = current.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    }
    let line = action.b % lines.count
    lines[line][action.c % lines[line].count] = "w\(action.number)" + marker(of: record)
    return .text(lines.map { $0.joined(separator: " ") }.joined(separator: "\n"))
  }

  private func saveForm(_ device: SimDevice, _ action: Action) throws {
    guard let form = device.form, let (record, type) = try known(device, action.a) else { return }
    let isOfThisEpoch = try device.replica.header().cursor?.epoch == form.token.epoch
    let seen = isOfThisEpoch ? form.known : form.ofItself
    guard form.known[commitThatMade(record)] else { return }
    device.form = nil
    coverage.count(.editSeen)
    let made = ledger.commits.count
    defer { for commit in made..<ledger.commits.count { fromForms.insert(commit) } }
    if action.c % 6 == 0 {
      let story = "deletes \(describe(record)) from an old list"
      try write(device, action, story, seen: seen, isOfThisEpoch: isOfThisEpoch) {
        Draft([.delete(record)], seen: form.token)
      }
      return
    }
    let change = simple(record, type, action.b, action.c)
    try write(device, action, "saves a form of \(describe(record)) that was opened earlier", seen: seen) {
      Draft([.update(record, change)], seen: form.token)
    }
  }

  /// What a device's token names without the log: its own commits, and those of others that have no place there.
  private func knownByName(_ device: SimDevice) throws -> Bits {
    let own = try device.replica.header().replica
    let unlogged = try device.replica.store.read { try $0.unlogged() }
    var named = Bits()
    for place in device.memory.known.members where ledger.commits[place].name.replica == own { named.insert(place) }
    for stored in unlogged { if let place = ledger.commit(stored.name) { named.insert(place) } }
    return named
  }

  /// The place in the ledger of the first creation.
  func commitThatMade(_ record: RecordID) -> Int {
    guard let row = ledger.row(record, .type), let write = ledger.rows[row].writes.first else { return 1 << 20 }
    return ledger.writes[write].commit
  }

  private func settle(_ device: SimDevice, _ action: Action) throws {
    let open = try device.replica.conflicts()
    guard !open.isEmpty else { return }
    // Now and then what somebody looked at earlier, which may have moved on since.
    let earlier = action.c % 3 == 0 ? device.lookedAt : nil
    let chosen = earlier ?? open[action.a % open.count]
    device.lookedAt = open[action.b % open.count]
    let settlement = settlement(of: chosen, action, things: try knownThing(device, action.c))
    let kind = "settles a conflict (\(chosen.conflict.kind.rawValue)) of \(describe(chosen.conflict.record))"
    try write(device, action, kind, isSettlement: true) {
      Draft([.settle(chosen.conflict.record, chosen.conflict, settlement)], note: "decided")
    }
  }

  func settlement(of open: OpenConflict, _ action: Action, things: RecordID?) -> Settlement {
    switch open.conflict.kind {
    case .delete:
      coverage.count(action.b % 2 == 0 ? .settleKeep : .settleDelete)
      return action.b % 2 == 0 ? .keep : .delete
    case .orphan, .ring:
      coverage.count(.settleMove)
      if open.conflict.kind == .orphan, action.b % 3 == 0 { return .keep }
      if open.conflict.kind == .orphan, action.b % 3 == 1 { return .delete }
      return things.map { .move($0) } ?? .delete
    case .edit, .text, .closedYear:
      if open.conflict.kind == .text, action.b % 3 == 0 {
        coverage.count(.settleBoth)
        return .keepBoth
      }
      if action.b % 4 == 0, open.conflict.register?.field == SimSchema.Thing.title {
        coverage.count(.settleValue)
        return .value(.text("decided" + marker(of: open.conflict.record)))
      }
      coverage.count(.settleTake)
      let candidates = open.candidates
      return .take(candidates[action.b % candidates.count].write.dot)
    }
  }

  private func decideOnRefused(_ device: SimDevice, _ action: Action) throws {
    let box = try device.replica.store.read { try $0.refused() }
    guard !box.isEmpty else { return }
    let chosen = box[action.a % box.count]
    if action.kind == .discard {
      coverage.count(.discardRefused)
      say("\(name(device)) throws a refused change away.")
      if let commit = ledger.commit(chosen.name) { ledger.noteGone(commit) }
      do { try device.replica.discard(refused: chosen.name) } catch is PowerLost { device.restart() }
      return
    }
    let before = box.map(\.name)
    try author(device, action, "makes a refused change anew") {
      _ = try device.replica.retry(refused: chosen.name)
      self.coverage.count(.retryRefused)
    }
    let after = try device.replica.store.read { try $0.refused() }.map(\.name)
    for name in before where !after.contains(name) {
      if let commit = ledger.commit(name) { ledger.noteGone(commit) }
    }
  }

  // Telling.

  func describe(_ record: RecordID) -> String {
    if let slot = (0..<4).first(where: { thing($0) == record }) { return ["A", "B", "C", "D"][slot] }
    for slot in 0..<4 {
      for year in 0..<2 where score(slot, year) == record {
        return "the score of \(describe(thing(slot))) \(2020 + year)"
      }
    }
    return "a record"
  }

  private func describe(_ change: FieldChange, _ type: TypeNumber, _ record: String) -> String {
    let key = SimSchema.second.type(type)?.field(change.field)?.key ?? "field"
    switch change {
    case .set(_, let value): return "changes ‘\(key)’ of \(record) to \(describe(value))"
    case .add(_, let value): return "adds \(describe(value)) to ‘\(key)’ of \(record)"
    case .remove(_, let value): return "takes \(describe(value)) out of ‘\(key)’ of \(record)"
    case .setAll: return "changes ‘\(key)’ of \(record)"
    }
  }

  private func describe(_ value: Value) -> String {
    value.reference.map { describe($0) } ?? Self.describe(value)
  }

  static func describe(_ value: Value) -> String {
    switch value.content {
    case nil: "nothing"
    case .text(let text): text.count > 30 ? "a text" : text.replacing("\n", with: "/")
    case .integer(let number): String(number)
    default: "another value"
    }
  }
}
