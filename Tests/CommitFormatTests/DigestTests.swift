import CommitFormat
import FormatTestSupport
import Merge
import TestSupport
import Testing

@Suite struct DigestTests {
  /// Kept up to date change by change, the sum is that of all records counted anew.
  @Test(arguments: [UInt64(1), 2, 3])
  func keptSumIsCountedSum(seed: UInt64) {
    var make = FormatGenerator(seed: seed)
    var states: [RecordID: RecordState] = [:]
    var kept = StateDigest()
    for round in 1...400 {
      let operation = make.operation()
      let old = states[operation.record] ?? RecordState(id: operation.record)
      var new = old
      let dot = Dot(replica: make.replicas[make.int(0...3)], sequence: SequenceNumber(round), index: 0)
      if make.random.oneIn(4) {
        new.hold(operation, dot: dot, stamp: Stamp(milliseconds: 1))
      } else {
        new.log(operation, dot: dot, stamp: Stamp(milliseconds: 1))
      }
      kept.replace(old, with: new)
      states[operation.record] = new
      var counted = StateDigest()
      for record in states.values { counted.add(record) }
      #expect(kept == counted, "seed \(seed), round \(round)")
    }
    for record in states.values { kept.subtract(record) }
    #expect(kept == StateDigest())
  }

  @Test func unloggedWritesDoNotCount() {
    let id = RecordID(bits: 1)
    var state = RecordState(id: id)
    let create = Operation.create(id, TypeNumber(1), fields: [])
    state.hold(create, dot: Dot(replica: ReplicaID(bits: 1), sequence: 1, index: 0), stamp: Stamp(milliseconds: 1))
    var digest = StateDigest()
    digest.add(state)
    #expect(digest == StateDigest())
    state.log(create, dot: Dot(replica: ReplicaID(bits: 1), sequence: 1, index: 0), stamp: Stamp(milliseconds: 1))
    digest.add(state)
    #expect(digest != StateDigest())
  }

  @Test func conflictIDsAreReadAsWritten() {
    let conflict = Conflict(
      kind: .edit, record: RecordID(bits: 1), register: RegisterID(FieldNumber(9)),
      dots: [Dot(replica: ReplicaID(bits: 1), sequence: 1, index: 0)])
    let id = ConflictID(conflict)
    #expect(ConflictID(id.text) == id)
    #expect(id.text.utf8.count == 16)
    for text in ["", "12", "+23456789abcdef0", "xyzxyzxyzxyzxyzx", "0123456789abcdef0"] {
      #expect(ConflictID(text) == nil, "\(text)")
    }
  }
}
