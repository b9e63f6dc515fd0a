/// All that is known of one record: its registers, each with the writes standing in it.
///
/// A value; loading, storing and asking others are somebody else's work.
public struct RecordState: Hashable, Sendable {
  /// One register with its name.
  public struct Entry: Hashable, Sendable {
    public let id: RegisterID
    public var register: Register

    public init(id: RegisterID, register: Register) {
      self.id = id
      self.register = register
    }
  }

  public let id: RecordID
  /// Rising by name; none is empty.
  public private(set) var entries: [Entry]

  public init(id: RecordID) {
    self.id = id
    entries = []
  }

  /// A record as it was stored. Nil when the entries are not in order.
  public init?(id: RecordID, entries: [Entry]) {
    for (left, right) in zip(entries, entries.dropFirst()) where !(left.id < right.id) { return nil }
    self.id = id
    self.entries = entries
  }

  /// Whether nobody is known to have made it, or every creation of it was refused.
  public var isUnknown: Bool {
    // No register is empty, and the type's is among the first.
    !entries.contains { $0.id == .type }
  }

  /// The type it was made with; nil when it is not known or the type's bytes mean nothing.
  public var type: TypeNumber? {
    let place = place(of: .type)
    guard place < entries.count, entries[place].id == .type else { return nil }
    return entries[place].register.official?.value.integer.flatMap { UInt32(exactly: $0) }.map(TypeNumber.init)
  }

  /// The dot of the first creation in the log, by which commits name the record; nil before the log has one.
  public var loggedCreation: Dot? { self[.type].logged.first?.dot }

  /// - Complexity: O(log registers).
  public subscript(_ id: RegisterID) -> Register {
    let place = place(of: id)
    return place < entries.count && entries[place].id == id ? entries[place].register : Register()
  }

  /// The registers of a field, elements of a set included.
  public func entries(of field: FieldNumber) -> ArraySlice<Entry> {
    let start = place(of: RegisterID(field))
    var end = start
    while end < entries.count, entries[end].id.field == field { end += 1 }
    return entries[start..<end]
  }

  /// The fields that something stands in, life and type included; rising.
  public var fields: [FieldNumber] {
    var result: [FieldNumber] = []
    for entry in entries where result.last != entry.id.field { result.append(entry.id.field) }
    return result
  }

  /// Takes in the writes of an operation at the next position of the log.
  public mutating func log(_ operation: Operation, dot: Dot, stamp: Stamp) {
    switch operation {
    case .leave: return dropLogged()
    case .arrive(let state): return arrive(state, at: dot, stamp: stamp)
    case .create, .set, .tombstone, .keep: break
    }
    for (register, write) in operation.writes(dot: dot, stamp: stamp) {
      update(register) { $0.log(write) }
    }
  }

  /// Takes in the writes of an operation that the log does not hold yet.
  public mutating func hold(_ operation: Operation, dot: Dot, stamp: Stamp) {
    for (register, write) in operation.writes(dot: dot, stamp: stamp)
    where !operation.beginsHistory || !self[register].logged.contains(where: { $0.dot == write.dot }) {
      update(register) { $0.hold(write) }
    }
  }

  /// Forgets all logged writes; registers that held nothing else are gone.
  private mutating func dropLogged() {
    for index in entries.indices { entries[index].register.dropLogged() }
    entries.removeAll { $0.register.isEmpty }
  }

  /// Takes in the logged state of a record that has moved, in place of the one here: the unlogged writes stay.
  private mutating func arrive(_ state: RecordState, at dot: Dot, stamp: Stamp) {
    dropLogged()
    for entry in state.entries where entry.id != .audience { update(entry.id) { $0.putLogged(entry.register) } }
    let place = Write(dot: dot, value: Value(.integer(Int64(dot.audience.number))), stamp: stamp)
    update(.audience) { $0.log(place) }
  }

  /// The same without logged writes that do not stand in `known`, and with the official ones of that.
  ///
  /// What replaced them may be forgotten where this state was told anew. Elements of sets whose names are others in `known`
  /// are known by their field.
  public func standing(as known: RecordState) -> RecordState {
    var result = self
    result.entries = entries.compactMap { entry in
      let exact = known[entry.id]
      let others = exact.isEmpty ? known.entries(of: entry.id.field).map(\.register) : [exact]
      let dots = Set(others.flatMap { $0.logged.map(\.dot) })
      let officials = Set(others.compactMap { $0.loggedOfficial?.dot })
      let logged = entry.register.logged.filter { dots.contains($0.dot) }
      let index = logged.firstIndex { officials.contains($0.dot) } ?? 0
      guard let register = Register(logged: logged, officialIndex: index, pending: entry.register.pending),
        !register.isEmpty
      else { return nil }
      return Entry(id: entry.id, register: register)
    }
    return result
  }

  /// Forgets all unlogged writes; registers that held nothing else are gone.
  public mutating func dropPending() {
    for index in entries.indices { entries[index].register.dropPending() }
    entries.removeAll { $0.register.isEmpty }
  }

  /// Whether an unlogged write stands in any register.
  public var hasPending: Bool { entries.contains { !$0.register.pending.isEmpty } }

  public mutating func update(_ id: RegisterID, _ change: (inout Register) -> Void) {
    let place = place(of: id)
    if place < entries.count, entries[place].id == id {
      change(&entries[place].register)
      if entries[place].register.isEmpty { entries.remove(at: place) }
    } else {
      var register = Register()
      change(&register)
      if !register.isEmpty { entries.insert(Entry(id: id, register: register), at: place) }
    }
  }

  private func place(of id: RegisterID) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
