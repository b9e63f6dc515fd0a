internal import CommitFormat
internal import Merge
internal import Schema

/// The records that one transaction changes: loaded once, changed in memory, saved together with all that follows from
/// the change (views, conflicts, orphans, rings, the digest).
final class RecordWork {
  let transaction: any ReplicaWriting
  let schema: Schema
  let viewer: Viewer
  private var touched: [RecordID] = []
  private let known: WorkNames
  /// Whether records may have been changed behind this replica's back: then what they are now may be news to those that
  /// follow them, whatever they were before.
  var distrusts = false
  /// How the digests of other audiences than everyone change; filled in by `finish`.
  private(set) var audienceChanges: [Audience: StateDigest] = [:]
  private var states: [RecordID: (old: RecordState, new: RecordState)] = [:]

  init(_ transaction: any ReplicaWriting, schema: Schema) {
    self.transaction = transaction
    self.schema = schema
    known = WorkNames(saved: StoreNames(reading: transaction))
    viewer = Viewer(schema: schema, reading: transaction, names: known)
  }

  /// The record with the changes of this transaction; empty when nothing is known of it.
  func state(_ id: RecordID) throws -> RecordState {
    if let entry = states[id] { return entry.new }
    return try transaction.record(id) ?? RecordState(id: id)
  }

  func update(_ id: RecordID, _ change: (inout RecordState) -> Void) throws {
    if states[id] == nil {
      let state = try transaction.record(id) ?? RecordState(id: id)
      states[id] = (state, state)
      touched.append(id)
    }
    if var entry = states.removeValue(forKey: id) {
      change(&entry.new)
      states[id] = entry
    }
  }

  /// The records as they were and are, in the order in which they were touched.
  func eachChange(_ body: (RecordID, _ old: RecordState, _ new: RecordState) throws -> Void) rethrows {
    for id in touched {
      if let (old, new) = states[id] { try body(id, old, new) }
    }
  }

  /// Notes that a step of a commit made a record, so that the commits after it can name it before it is saved.
  func note(_ step: PlacedOperation) {
    if case .create(let record, _, _) = step.operation { known.created[step.dot] = record }
  }

  /// Short names over what is saved and what this work has made.
  var names: any NameReader { known }

  /// As `names`; a name that means no known write is an error.
  var strictNames: any NameReader { StrictNames(known: known) }

  private struct StrictNames: NameReader {
    let known: WorkNames

    func replica(numbered number: UInt32) throws -> ReplicaID? { try known.replica(numbered: number) }

    func record(createdBy dot: Dot) throws -> RecordID? { try known.record(createdBy: dot) }

    func write(_ dot: Dot, hashPrefix: UInt64) throws -> Dot? {
      guard let found = try known.write(dot, hashPrefix: hashPrefix) else { throw PartProblem.unknownWrite(dot) }
      return found
    }
  }

  private final class WorkNames: NameReader {
    let saved: StoreNames
    var created: [Dot: RecordID] = [:]

    init(saved: StoreNames) {
      self.saved = saved
    }

    func replica(numbered number: UInt32) throws -> ReplicaID? { try saved.replica(numbered: number) }

    func record(createdBy dot: Dot) throws -> RecordID? { try created[dot] ?? saved.record(createdBy: dot) }

    func write(_ dot: Dot, hashPrefix: UInt64) throws -> Dot? { try saved.write(dot, hashPrefix: hashPrefix) }
  }

  /// Saves everything.
  ///
  /// - Returns: the digest that `digest` becomes by the changes of the logged state.
  func finish(digest: StateDigest = StateDigest()) throws -> StateDigest {
    var digest = digest
    var before: [RecordID: RecordView?] = [:]
    for id in touched { before[id] = .some(try transaction.view(id)) }
    let apart = try groupsThatMayComeApart()
    var grouped = apart
    try saveCreationsIfHistoryIsRead()
    for id in touched {
      guard let (old, new) = states[id] else { continue }
      digest.replace(old, with: new)
      let (before, after) = (old.loggedAudience, new.loggedAudience)
      // It may have moved from one to the other.
      if before == after {
        if after != .everyone { audienceChanges[after, default: StateDigest()].replace(old, with: new) }
      } else {
        let none = RecordState(id: id)
        if before != .everyone { audienceChanges[before, default: StateDigest()].replace(old, with: none) }
        if after != .everyone { audienceChanges[after, default: StateDigest()].replace(none, with: new) }
      }
      guard let own = try viewer.view(of: new) else {
        try transaction.save(new, view: nil)
        continue
      }
      guard try own.alias == nil && !grouped.contains(id) && transaction.aliases(of: id).isEmpty else {
        grouped.insert(id)
        try transaction.save(new, view: own)
        continue
      }
      try transaction.save(new, view: try completed(own, states: [new]))
    }
    let joined = try saveGroups(grouped, apart: apart, &before)
    var lifeChanged: [RecordID] = joined.moved
    var parentChanged: [RecordID] = joined.all
    for id in touched where !joined.all.contains(id) {
      guard let (old, new) = states[id] else { continue }
      let (before, view) = (before[id] ?? nil, try transaction.view(id))
      // A record that was unknown may have children already, made by somebody who knew it.
      // An orphan's conflict names its parent's tombstones, so it is another one when they are others. The parent itself
      // may be one whose making was refused, and that nobody sees any more.
      let isDeleted = new.life.isDeleted
      // What follows from a record follows from how it read, which a row that went wrong may not say any more.
      let wasDeleted = before?.isDeleted ?? old.life.isDeleted
      let isOther = wasDeleted != isDeleted || old.life.isDeleted != isDeleted
      if distrusts || isOther || isDeleted && old.tombstones.map(\.dot) != new.tombstones.map(\.dot) {
        lifeChanged.append(id)
        // What is deleted is no link of a ring.
        parentChanged.append(id)
      }
      // A ring's conflict names the parent writes of all its members.
      let oldWrite = before.flatMap { parentWrite(in: old, of: $0) }?.write.dot
      let newWrite = view.flatMap { parentWrite(in: new, of: $0) }?.write.dot
      let wasInRing = before?.conflicts.contains { $0.kind == .ring } ?? false
      if distrusts || before?.parent != view?.parent || oldWrite != newWrite || wasInRing { parentChanged.append(id) }
    }
    try refresh(followers(ofLife: lifeChanged, ofParent: parentChanged))
    return digest
  }

  /// Where several texts stand, the view needs the commits that wrote them; and those may name records that are being
  /// made here, by their creations. So these are saved first, as they read before.
  private func saveCreationsIfHistoryIsRead() throws {
    let readsHistory = touched.contains { id in
      states[id]?.new.entries.contains { $0.register.logged.count + $0.register.pending.count > 1 } ?? false
    }
    guard readsHistory else { return }
    for id in touched {
      guard let (old, new) = states[id], old[.type] != new[.type] else { continue }
      try transaction.save(new, view: try transaction.view(id))
    }
  }

  /// The view with what other records make of it; `states` are those that it was made of.
  func completed(_ view: RecordView, states: [RecordState]) throws -> RecordView {
    guard !view.isDeleted, let named = view.parent else { return view }
    let parent = try representative(of: named)
    let link = try parentWrite(in: transaction.joinedState(states), of: view)
    if let link, let ring = try Ancestry.ring(through: view.id, parent: { try self.link($0) }), ring.broken == view.id {
      let conflict = Conflict(kind: .ring, record: view.id, register: RegisterID(link.field), dots: ring.dots)
      return view.with(conflicts: view.conflicts + [conflict], parent: nil)
    }
    let above = try self.state(parent)
    guard above.life.isDeleted, let link else { return view.with(conflicts: view.conflicts, parent: parent) }
    let dots = [link.write.dot] + above.tombstones.map(\.dot)
    let conflict = Conflict(kind: .orphan, record: view.id, register: RegisterID(link.field), dots: dots)
    return view.with(conflicts: view.conflicts + [conflict], parent: parent)
  }

  /// The records whose conflicts may have changed because others did.
  private func followers(ofLife lifeChanged: [RecordID], ofParent parentChanged: [RecordID]) throws -> [RecordID] {
    var result: [RecordID] = []
    for id in lifeChanged { result += try transaction.children(of: id) }
    guard !parentChanged.isEmpty else { return result }
    for id in parentChanged {
      if let ring = try Ancestry.ring(through: id, parent: { try self.link($0) }) { result += ring.members }
    }
    // A ring that was opened somewhere leaves a member that still reads as broken.
    var rings: [RecordID] = []
    try transaction.eachConflict { id, conflicts in
      if conflicts.contains(where: { $0.kind == .ring }) { rings.append(id) }
    }
    return result + rings.sorted()
  }

  private func refresh(_ records: [RecordID]) throws {
    var done: Set<RecordID> = []
    for id in records where done.insert(id).inserted {
      guard let view = try wholeView(id) else { continue }
      if try transaction.view(id) != view { try transaction.save(state(id), view: view) }
    }
  }

  /// How a record reads, with all that others make of it; nil when no creation of it is known.
  func wholeView(_ id: RecordID) throws -> RecordView? {
    let states = try self.states(readAs: id)
    guard let view = try viewer.view(of: states) else { return nil }
    if !view.isDeleted, states.count == 1 {
      let other = try representative(of: id)
      if other != id { return view.read(as: other) }
    }
    return try completed(view, states: states)
  }

  /// A record's parent as its own register says, or that of the records that are read as it.
  private func link(_ id: RecordID) throws -> ParentLink? {
    let states = try self.states(readAs: id)
    guard let view = try viewer.view(of: states), !view.isDeleted, let parent = view.parent,
      let (_, write) = try parentWrite(in: transaction.joinedState(states), of: view)
    else { return nil }
    let order: WriteOrder
    if let logged = try transaction.place(of: write.dot.replica, write.dot.sequence) {
      order = .logged(logged.position, index: write.dot.index)
    } else {
      order = .unlogged(write.stamp, write.dot)
    }
    return ParentLink(parent: try representative(of: parent), write: write.dot, order: order)
  }

  /// The field that names the parent, and the write that it stands by.
  private func parentWrite(in state: RecordState?, of view: RecordView) -> (field: FieldNumber, write: Write)? {
    guard let state, let type = schema.type(view.type) else { return nil }
    for field in type.parentFields {
      if let value = view.value(field.number), value.reference != nil,
        let write = state[RegisterID(field.number)].candidates.first(where: { $0.value == value })
      {
        return (field.number, write)
      }
    }
    return nil
  }
}
