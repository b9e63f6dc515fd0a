internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  /// A settled record of a type with these fields.
  static func plain(
    _ id: UInt128, type: UInt32 = 7, _ fields: [(UInt32, FieldContent)], sequence: SequenceNumber? = nil,
    replica: UInt128 = 1, isDeleted: Bool = false
  ) -> (state: RecordState, view: RecordView) {
    var state = RecordState(id: RecordID(bits: id))
    var writes: [Operation.FieldWrite] = []
    for (number, content) in fields {
      switch content {
      case .value(let value):
        writes.append(Operation.FieldWrite(register: RegisterID(FieldNumber(number)), value: value))
      case .elements(let elements):
        for element in elements {
          writes.append(
            Operation.FieldWrite(
              register: RegisterID(FieldNumber(number), element: element), value: SetElement.nothingMore))
        }
      }
    }
    let dot = Dot(replica: ReplicaID(bits: replica), sequence: sequence ?? SequenceNumber(id), index: 0)
    state.log(.create(state.id, TypeNumber(type), fields: writes), dot: dot, stamp: Stamp(milliseconds: 0))
    let view = RecordView(
      id: state.id, type: TypeNumber(type), fields: fields.map { FieldView(field: FieldNumber($0.0), content: $0.1) },
      isDeleted: isDeleted, conflicts: [], isUnsynced: false, parent: nil, alias: nil)
    return (state, view)
  }

  /// A record that is read as another.
  static func shown(
    _ record: (state: RecordState, view: RecordView), by other: UInt128
  ) -> (state: RecordState, view: RecordView) {
    let (view, other) = (record.view, RecordID(bits: other))
    return (
      record.state,
      RecordView(
        id: view.id, type: view.type, fields: view.fields, isDeleted: false, conflicts: [], isUnsynced: false,
        parent: nil, alias: other, joinedInto: other)
    )
  }

  static func fill(_ store: any ReplicaStore, _ records: [(state: RecordState, view: RecordView)]) throws {
    try store.write { writing in
      for record in records { try writing.save(record.state, view: record.view) }
    }
  }

  static let queries: [StoreLaw] = [
    StoreLaw("Swedish order: å ä ö after z, é as e, case apart from nothing; what is empty comes last") { maker in
      let names = [
        "Östersund", "Ånge", "Älmhult", "zebra", "Zorn", "elev", "Édith", "edith", "æbler", "Øst", "abc", "Abc",
      ]
      let store = try maker.make(schema: .bundled)
      var records = names.enumerated().map { plain(UInt128($0 + 1), [(8, .value(.text($1)))]) }
      records.append(plain(99, []))
      try fill(store, records)
      var query = RecordQuery(type: TypeNumber(7))
      query.sortedBy = FieldNumber(8)
      let list = try store.read { try $0.list(query) }
      try expectEqual(
        list.records.map { $0.value(FieldNumber(8))?.text ?? "–" },
        ["abc", "Abc", "Édith", "edith", "elev", "zebra", "Zorn", "Ånge", "æbler", "Älmhult", "Øst", "Östersund", "–"])
      query.limit = 2
      query.offset = 4
      let page = try store.read { try $0.list(query) }
      try expectEqual(page.total, 13)
      try expectEqual(page.records.map(\.id), Array(list.records[4..<6].map(\.id)))
    },
    StoreLaw("a list holds what its query says, whatever the shapes") { maker in
      for seed in 60..<64 as Range<UInt64> {
        var world = RandomRecords(seed: seed)
        let store = try maker.make(schema: .bundled)
        var views: [RecordView] = []
        try store.write { writing in
          for _ in 0..<150 {
            let (state, view) = world.record()
            try writing.save(state, view: view)
            if let view { views.append(view) }
          }
        }
        for _ in 0..<60 {
          var query = RecordQuery(type: world.random.oneIn(3) ? nil : views.randomElement(using: &world.random)?.type)
          query.deleted = [.without, .only, .with].randomElement(using: &world.random) ?? .with
          query.isUnsynced = world.random.oneIn(5)
          query.inConflict = world.random.oneIn(5)
          if world.random.oneIn(5) { query.parent = views.randomElement(using: &world.random)?.parent }
          if world.random.oneIn(2),
            let field = views.randomElement(using: &world.random)?.fields.randomElement(using: &world.random)
          {
            switch field.content {
            case .value(let value):
              if let part = value.parts?.randomElement(using: &world.random), world.random.oneIn(2) {
                query.filters = [RecordQuery.FieldFilter(field: FieldNumber(part.number), value: part.value)]
              } else {
                query.filters = [RecordQuery.FieldFilter(field: field.field, value: value)]
              }
            case .elements(let elements):
              query.filters = [RecordQuery.FieldFilter(field: field.field, value: elements[0])]
            }
          }
          if world.random.oneIn(2) { query.sortedBy = FieldNumber(UInt32.random(in: 8...16, using: &world.random)) }
          if world.random.oneIn(3) { query.limit = Int.random(in: 0...10, using: &world.random) }
          if world.random.oneIn(3) { query.offset = Int.random(in: 0...10, using: &world.random) }
          var expected = views.filter { query.matches($0, schema: .bundled) }
          expected.sort { left, right in
            guard let field = query.sortedBy else { return left.id < right.id }
            let keys = (SortKey(left.content(field, schema: .bundled)), SortKey(right.content(field, schema: .bundled)))
            return keys.0 == keys.1 ? left.id < right.id : keys.0 < keys.1
          }
          let list = try store.read { try $0.list(query) }
          try expectEqual(list.total, expected.count, "seed \(seed) \(query)")
          try expectEqual(
            list.records.map(\.id), expected[query.page(of: expected.count)].map(\.id), "seed \(seed) \(query)")
          try expectEqual(list.records, Array(expected[query.page(of: expected.count)]), "seed \(seed) \(query)")
        }
      }
    },
    StoreLaw("words are found as people type them, in live records, and no longer once they are gone") { maker in
      let store = try maker.make(schema: .bundled)
      let contact = Value(.row([RowPart(number: 13, value: .text("0303-123 45"))]))
      try fill(
        store,
        [
          plain(1, [(8, .value(.text("Örebro länsmuseum")))]),
          plain(2, [(8, .value(.text("Bodø čáhcemuseum"))), (10, .elements([.text("Slöjd"), .text("Ŋurra")]))]),
          plain(3, [(8, .value(.text("Raderat museum")))], isDeleted: true),
          shown(plain(9, [(8, .value(.text("Museum med annat namn")))]), by: 1),
          plain(4, [(8, .value(.text("Kök & café, Mölndal"))), (12, .value(contact))]),
        ])
      func found(_ words: String, limit: Int = 10) throws -> [UInt128] {
        try store.read { try $0.search(words, limit: limit) }.map(\.bits).sorted()
      }
      try expectEqual(try found("orebro"), [1])
      try expectEqual(try found("ÖREBRO läns"), [1])
      try expectEqual(try found("bodo"), [2])
      try expectEqual(try found("cahce slo"), [2])
      try expectEqual(try found("nurra"), [2])
      try expectEqual(try found("länsm"), [1])
      try expectEqual(try found("museum"), [])
      try expectEqual(try found("cafe"), [4])
      try expectEqual(try found("0303 123"), [4])
      try expectEqual(try found("\"* OR NEAR("), [])
      try expectEqual(try found(""), [])
      try expectEqual(try found("raderat"), [])
      try fill(
        store, [plain(1, [(8, .value(.text("Karlstad")))], isDeleted: false), plain(3, [(8, .value(.text("Åter")))])])
      try store.write { try $0.save(RecordState(id: RecordID(bits: 4)), view: nil) }
      try expectEqual(try found("orebro"), [])
      try expectEqual(try found("karl"), [1])
      try expectEqual(try found("ater"), [3])
      try expectEqual(try found("cafe"), [])
      struct Stop: Error {}
      let (state, view) = plain(5, [(8, .value(.text("Ogjort")))])
      do {
        try store.write { writing in
          try writing.save(state, view: view)
          try expectEqual(try writing.search("ogjort", limit: 3).map(\.bits), [5])
          throw Stop()
        }
      } catch is Stop {}
      try expectEqual(try found("ogjort"), [])
      try expectEqual(try found("karl"), [1])
    },
    StoreLaw("the best of many comes first, and no more than asked for") { maker in
      let store = try maker.make(schema: .bundled)
      let long = "dans " + String(repeating: "och mycket annat ", count: 40)
      try fill(
        store, (1...20).map { plain(UInt128($0), [(8, .value(.text($0 == 13 ? "dans" : long)))]) })
      let found = try store.read { try $0.search("dans", limit: 5) }
      try expectEqual(found.count, 5)
      try expectEqual(found.first, RecordID(bits: 13))
    },
    StoreLaw("a reference is found by any beginning of it") { maker in
      var world = RandomRecords(seed: 70)
      let store = try maker.make(schema: .bundled)
      var ids: [RecordID] = []
      try store.write { writing in
        for _ in 0..<300 {
          let (state, view) = world.record()
          try writing.save(state, view: view)
          if view != nil { ids.append(state.id) }
        }
      }
      for id in ids.prefix(20) {
        for count in [1, 2, 7, 20, 52] {
          let letters = id.referenceLetters(count)
          let expected = ids.filter { $0.answers(toReference: letters) }.sorted()
          try expectEqual(try store.read { try $0.records(referencePrefix: letters, limit: 1000) }, expected)
          try expectEqual(
            try store.read { try $0.records(referencePrefix: letters.uppercased(), limit: 2) },
            Array(expected.prefix(2)))
        }
      }
      try expectEqual(try store.read { try $0.records(referencePrefix: "u!", limit: 5) }, [])
      let last = ids[0]
      try store.write { try $0.save(RecordState(id: last), view: nil) }
      try expectEqual(try store.read { try $0.records(referencePrefix: last.referenceLetters(20), limit: 5) }, [])
    },
  ]
}
