import CommitFormat
import Merge
import Replica
import Schema
import SyncServer
import TestSupport
import Testing

/// Everything in which a value could lie, as bytes.
enum Traces {
  static func of(_ laptop: Laptop) throws -> [UInt8] { try of(laptop.replica, users: [laptop.user]) }

  static func of(_ replica: Replica, users: [String]) throws -> [UInt8] {
    try replica.store.read { reading in
      var bytes: [UInt8] = []
      for stored in try reading.recentCommits(limit: .max) { bytes += stored.commit.body }
      for refused in try reading.refused() { bytes += refused.commit.body }
      try reading.eachRecord { state in
        for entry in state.entries {
          bytes += entry.id.element?.bytes ?? []
          for write in entry.register.standing { bytes += write.value.bytes }
        }
      }
      for user in users {
        for tiding in try reading.tidings(for: user) {
          bytes += tiding.value.bytes + tiding.chosen.bytes + Array(tiding.reason.utf8)
        }
      }
      let end = try reading.header()?.cursor?.position ?? 0
      for position in 0..<end { bytes += try reading.journal(at: position + 1)?.bytes ?? [] }
      return bytes
    }
  }

  static func of(_ world: RightsWorld) throws -> [UInt8] {
    let users = world.server.accounts.store
    var bytes = try of(world.server.replica, users: users.members(of: RightsWorld.workspace).map(\.user) + ["console"])
    for entry in world.log.entries(after: 0, count: .max, bytes: .max) { bytes += entry.bytes }
    for kept in world.log.quarantined(in: RightsWorld.workspace) { bytes += kept.entry.bytes }
    for erasure in world.keptApart.erasures(in: RightsWorld.workspace) { erasure.append(to: &bytes) }
    let snapshot = try world.server.snapshot(for: nil, reaching: 0)
    bytes += try Laptop.unpacked(snapshot.bytes(0..<snapshot.byteCount))
    if let folder = world.snapshotFolder { bytes += TemporaryFolder.bytes(in: folder) }
    for record in try world.server.accounts.audit(limit: 1000) { bytes += Array(record.detail.utf8) }
    return bytes
  }
}

extension RightsWorld {
  /// Erases what is personal in a record; false when there was nothing.
  @discardableResult
  func erase(_ record: RecordID, fields: [String]? = nil) throws -> Bool {
    do {
      _ = try server.erase(
        ErasureRequest(.records([record], fields: fields), reason: "begäran 7"), expecting: nil, by: .console)
      return true
    } catch ErasureProblem.nothing {
      return false
    }
  }
}

extension Laptop {
  @discardableResult
  func actor(_ name: String, phone: String, mail: String = "", in audience: Audience? = nil) throws -> RecordID {
    let record = RecordID.random(milliseconds: world.clock.now(), bits: world.random.bits128())
    let fields: [FieldChange] = [
      .set(try RightsWorld.field("actor", "name"), .text(name)),
      .set(try RightsWorld.register("actor", "contact"), try RightsWorld.contact(phone, mail)),
    ]
    _ = try replica.edit(
      Draft(
        [.create(try RightsWorld.type("actor").number, record, fields)], note: "om \(phone)", audience: audience))
    return record
  }

  @discardableResult
  func call(_ record: RecordID, _ phone: String, mail: String = "") throws -> StoredCommit {
    let change = FieldChange.set(
      try RightsWorld.register("actor", "contact"), try RightsWorld.contact(phone, mail))
    return try replica.edit(Draft([.update(record, [change])], note: "ny: \(phone)"))
  }

  func phone(_ record: RecordID) throws -> String? {
    let group = try RightsWorld.register("actor", "contact")
    let number = try RightsWorld.field("actor", "phone")
    return try replica.store.read { reading in
      try reading.view(record)?.value(group)?.parts?.first { $0.number == number.number }?.value.text
    }
  }

  func meeting(_ people: [String]) throws -> RecordID {
    let record = RecordID.random(milliseconds: world.clock.now(), bits: world.random.bits128())
    let set = try RightsWorld.field("meeting", "representatives")
    let fields: [FieldChange] = [.set(try RightsWorld.field("meeting", "kind"), .text("samråd"))]
    _ = try replica.edit(
      Draft([
        .create(
          try RightsWorld.type("meeting").number, record, fields + people.map { .add(set, RightsWorld.person($0)) })
      ]))
    return record
  }

  func admit(_ person: String, to meeting: RecordID) throws {
    let set = try RightsWorld.field("meeting", "representatives")
    _ = try replica.edit(Draft([.update(meeting, [.add(set, RightsWorld.person(person))])]))
  }

  func dismiss(_ person: String, from meeting: RecordID) throws {
    let set = try RightsWorld.field("meeting", "representatives")
    _ = try replica.edit(Draft([.update(meeting, [.remove(set, RightsWorld.person(person))])]))
  }
}

extension RightsWorld {
  static func register(_ type: String, _ key: String) throws -> FieldNumber {
    guard let register = try Self.type(type).register(key) else { throw NotDeclared(what: key) }
    return register.number
  }

  static func contact(_ phone: String, _ mail: String) throws -> Value {
    var parts = [RowPart(number: try field("actor", "phone").number, value: .text(phone))]
    if !mail.isEmpty { parts.append(RowPart(number: try field("actor", "mail").number, value: .text(mail))) }
    return Value(.row(parts))
  }

  static func person(_ name: String) -> Value { Value(.row([RowPart(number: 1, value: .text(name))])) }
}
