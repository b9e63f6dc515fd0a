internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// What a request is about, looked up: the records that go, and every commit that wrote in them where they were.
struct MovePlan {
  let preview: MovePreview
  /// The commits that hold some of it, in the order of the log.
  let commits: [StoredCommit]
  /// Every field that was ever written there.
  let places: Set<ErasedContent.Place>
  let schema: Schema

  /// - Throws: `MoveProblem`, and what the store throws.
  /// - Complexity: O(records + history of those that go).
  init(_ request: MoveRequest, _ reading: any ReplicaReading, _ log: any CommitLog, readable: Set<Audience>?) throws {
    schema = try reading.currentSchema()
    let to = request.audience
    guard to == .everyone || schema.audience(to) != nil else { throw MoveProblem.unknownAudience(to) }
    guard readable.map({ to == .everyone || $0.contains(to) }) ?? true else { throw MoveProblem.notInAudience(to) }
    let links = try Links(reading, schema)
    var found: [RecordID: Audience] = [:]
    var open = request.records
    while let record = open.popLast() {
      guard found[record] == nil else { continue }
      guard let state = try reading.record(record), !state.isUnknown else { throw MoveProblem.unknownRecord(record) }
      found[record] = state.audience
      open += links.joined[record] ?? []
      if to != .everyone { open += links.below[record] ?? [] }
    }
    let items = found.filter { $0.value != to }.map { MovePreview.Item(record: $0.key, from: $0.value) }
      .sorted { $0.record < $1.record }
    guard !items.isEmpty else { throw MoveProblem.nothing }
    for item in items {
      for parent in links.above[item.record] ?? [] where found[parent] == nil {
        let audience = try reading.record(parent)?.audience ?? .everyone
        guard audience == to || audience == .everyone else {
          throw MoveProblem.parentElsewhere(item.record, parent: parent)
        }
      }
    }
    let history = WholeHistory(reading: reading, log: log, readable: readable)
    var places: Set<ErasedContent.Place> = []
    var commits: [CommitName: StoredCommit] = [:]
    for item in items {
      for stored in try history.commits(of: item.record) where stored.logged != nil {
        for step in try reading.operations(of: stored.commit)
        where step.operation.record == item.record && step.dot.audience == item.from {
          let written = step.operation.writes(dot: step.dot, stamp: step.stamp).map(\.register.field)
            .filter { $0 >= .firstOfSchema }
          guard !written.isEmpty else { continue }
          places.formUnion(written.map { ErasedContent.Place(record: item.record, field: $0) })
          commits[stored.name] = stored
        }
      }
    }
    self.places = places
    self.commits = commits.values.sorted { ($0.logged?.position ?? 0) < ($1.logged?.position ?? 0) }
    var bytes: [UInt8] = []
    Varint.append(UInt64(to.number), to: &bytes)
    for item in items {
      bytes += item.record.bytes
      Varint.append(UInt64(item.from.number), to: &bytes)
    }
    for stored in self.commits { bytes += stored.hash.bytes }
    preview = MovePreview(
      items: items, commits: commits.count, token: Hex.string(Hash(of: bytes).bytes.prefix(16)))
  }

  /// What hangs together: whoever deleted something, and whatever else stands beside a parent, makes no difference.
  private struct Links {
    var below: [RecordID: [RecordID]] = [:]
    var above: [RecordID: [RecordID]] = [:]
    var joined: [RecordID: [RecordID]] = [:]

    init(_ reading: any ReplicaReading, _ schema: Schema) throws {
      try reading.eachRecord { state in
        for write in state[.alias].standing {
          guard let other = write.value.reference else { continue }
          joined[state.id, default: []].append(other)
          joined[other, default: []].append(state.id)
        }
        for field in state.type.flatMap({ schema.type($0) })?.parentFields ?? [] {
          for write in state[RegisterID(field.number)].standing {
            guard let parent = write.value.reference else { continue }
            below[parent, default: []].append(state.id)
            above[state.id, default: []].append(parent)
          }
        }
      }
    }
  }
}
