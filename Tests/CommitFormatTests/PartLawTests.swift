import CommitFormat
import FormatTestSupport
import Merge
import TestSupport
import Testing

@Suite struct PartLawTests {
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func whatIsWrittenIsRead(seed: UInt64) throws {
    var make = FormatGenerator(seed: seed)
    for round in 0..<2_500 {
      let content = make.content()
      let author = make.replicas[make.int(0...3)]
      let audience = Audience(UInt32(make.int(0...1)))
      let bytes = try content.encoded(author: author, audience: audience, names: make.names)
      let read = try PartContent(bytes, author: author, audience: audience, names: make.names)
      #expect(read == content, "seed \(seed), round \(round)")
      #expect(
        try read.encoded(author: author, audience: audience, names: make.names) == bytes,
        "seed \(seed), round \(round)")
    }
  }

  /// A glance sees the creations that a part begins with as the whole reading does, whatever the bytes are.
  @Test(arguments: [UInt64(21), 22, 23, 24])
  func aGlanceSeesWhatIsCreated(seed: UInt64) throws {
    var make = FormatGenerator(seed: seed)
    var seen = 0
    for round in 0..<2_500 {
      let author = make.replicas[0]
      var bytes = try make.content().encoded(author: author, names: make.names)
      if round % 3 == 0 { bytes = make.damaged(bytes) }
      let groups = CreationGroup.first(in: bytes)
      guard let content = try? PartContent(bytes, author: author, names: make.names) else { continue }
      let created = content.operations.prefix { if case .create = $0 { true } else { false } }
      var place = 0
      for group in groups {
        #expect(group.firstIndex == place)
        for (row, record) in group.records.enumerated() {
          guard case .create(record, group.type, let fields) = created[place] else {
            Issue.record("seed \(seed), round \(round)")
            return
          }
          for (column, field) in zip(group.columns, fields) {
            #expect(column.field == field.register.field && column.isElement == (field.register.element != nil))
            #expect(Array(bytes[column.values[row]]) == field.value.bytes, "seed \(seed), round \(round)")
          }
          #expect(group.columns.count == fields.count)
          place += 1
          seen += 1
        }
      }
      #expect(place == created.count, "seed \(seed), round \(round)")
    }
    #expect(seen > 100)
  }

  /// Damaged bytes are refused, or say something that is written as they are but for the choice between long and short
  /// names, which the log decides.
  @Test(arguments: [UInt64(11), 12, 13, 14])
  func damageIsRefusedOrMeansSomething(seed: UInt64) throws {
    var make = FormatGenerator(seed: seed)
    var refused = 0
    for round in 0..<2_500 {
      let author = make.replicas[0]
      let bytes = make.damaged(try make.content().encoded(author: author, names: make.names))
      do {
        let content = try PartContent(bytes, author: author, names: make.names)
        let again = try content.encoded(author: author, names: make.names)
        #expect(
          try PartContent(again, author: author, names: make.names) == content, "seed \(seed), round \(round)")
        if again.count == bytes.count { #expect(again == bytes, "seed \(seed), round \(round)") }
      } catch is PartProblem {
        refused += 1
      }
    }
    #expect(refused > 1_000, "seed \(seed)")
  }

  @Test func everyShorterPieceIsRefused() throws {
    var make = FormatGenerator(seed: 5)
    for _ in 0..<200 {
      let bytes = try make.content().encoded(author: make.replicas[0], names: make.names)
      let whole = try PartContent(bytes, author: make.replicas[0], names: make.names)
      for count in 0..<bytes.count {
        // A piece may end between two groups; then it says less, never something else.
        if let cut = try? PartContent(Array(bytes[..<count]), author: make.replicas[0], names: make.names) {
          #expect(whole.operations.starts(with: cut.operations) && cut.operations.count < whole.operations.count)
        }
      }
    }
  }

  @Test func whatIsUnknownIsNamed() throws {
    let make = FormatGenerator(seed: 6)
    let content = PartContent(operations: [
      .set(
        make.records[1], RegisterID(FieldNumber(9)), .text("x"),
        replaces: Replaces(dots: [Dot(replica: make.replicas[1], sequence: 300, index: 2)]), mark: .plain)
    ])
    let bytes = try content.encoded(author: make.replicas[0], names: make.names)
    #expect(throws: PartProblem.unknownReplica(number: 2)) {
      try PartContent(bytes, author: make.replicas[0], names: NameTable())
    }
    #expect(throws: PartProblem.unknownCreation(Dot(replica: make.replicas[1], sequence: 300, index: 2))) {
      try PartContent(bytes, author: make.replicas[0], names: NameTable(replicas: make.replicas))
    }
  }

  @Test func otherSpellingsAreRefused() throws {
    let make = FormatGenerator(seed: 7)
    let author = make.replicas[0]
    // One record by its creation (author, 1, 0), field 9, value "", replaces nothing.
    let plain: [UInt8] = [0, 0, 1, 18, 0, 1, 1, 2, 0, 0, 0]
    #expect(
      try PartContent(plain, author: author, names: make.names).operations
        == [.set(make.records[0], RegisterID(FieldNumber(9)), .cleared, replaces: .nothing, mark: .plain)])
    let others: [[UInt8]] = [
      plain + plain[2...],  // two groups that are one
      plain.dropLast() + [2],  // no name, the long way
      plain.dropLast() + [4, 0, 2, 0],  // its creation, the long way
      plain.dropLast() + [4, 1, 2, 0, 0],  // elsewhere, which is here
      plain.dropLast() + [6, 0, 4, 0, 0, 1, 0],  // names that fall
      plain.dropLast() + [3, 2, 3, 0, 1, 0],  // own ranges that touch
      [1, 2] + plain[1...],  // a replica that is not used
      [1, 1] + plain[1...],  // the author among the others
      [2, 2, 2] + plain[1...],
      [0x80, 0] + plain[1...],  // a padded number
    ]
    for bytes in others {
      #expect(throws: PartProblem.malformed, "\(bytes)") {
        try PartContent(Array(bytes), author: author, names: make.names)
      }
    }
  }

  @Test func tooManyOperationsAreRefused() throws {
    let author = ReplicaID(bits: 1)
    let many = PartContent(
      operations: (0...FormatLimits.operationsPerPartMax).map { number in
        .create(RecordID(bits: UInt128(number)), TypeNumber(1), fields: [])
      })
    let bytes = try many.encoded(author: author, names: NameTable())
    #expect(throws: PartProblem.malformed) { try PartContent(bytes, author: author, names: NameTable()) }
    let most = PartContent(operations: Array(many.operations.dropLast()))
    #expect(
      try PartContent(try most.encoded(author: author, names: NameTable()), author: author, names: NameTable()) == most)
  }
}
