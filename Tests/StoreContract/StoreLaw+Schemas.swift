internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  /// A workspace may bring its own schema at any time, and changes it while it lives.
  static let schemas: [StoreLaw] = [
    StoreLaw("what was saved is what is loaded, whatever schema comes") { maker in
      for seed in 60..<72 as Range<UInt64> {
        var world = RandomRecords(seed: seed)
        var store = try maker.make(schema: .bundled)
        var kept: [RecordID: (state: RecordState, view: RecordView?)] = [:]
        var schema = Schema.bundled
        for _ in 0..<12 {
          let next = try world.schema(after: schema)
          switch Int.random(in: 0..<6, using: &world.random) {
          case 0: store = try maker.reopened(store, schema: world.random.oneIn(2) ? .bundled : schema)
          case 1: try store.write { try $0.setSchema([1, 2, 3]) }
          case 2:
            // It is taken back with what was saved under it.
            let ids = kept.keys.sorted().prefix(3) + [world.id()]
            _ = try? store.write { writing in
              try writing.setSchema(next.json())
              for id in ids {
                let (state, view) = world.record(id: id)
                try writing.save(state, view: view)
              }
              _ = try writing.search("zebra", limit: 1)
              throw TakenBack()
            }
          default:
            try store.write { writing in
              if let id = kept.keys.sorted().first { _ = try writing.view(id) }
              let (state, view) = world.record()
              try writing.save(state, view: view)
              kept[state.id] = (state, view)
              try writing.setSchema(next.json())
              try expectEqual(try writing.view(state.id), view, "seed \(seed)")
              try expectEqual(try writing.currentSchema(), next, "seed \(seed)")
            }
            schema = next
          }
          try store.write { writing in
            for _ in 0..<4 {
              let old = world.random.oneIn(2) ? kept.keys.sorted().randomElement(using: &world.random) : nil
              let (state, view) = world.record(id: old)
              try writing.save(state, view: view)
              kept[state.id] = (state, view)
            }
          }
          try expectHolds(store, kept, seed)
          let word = "zebra\(kept.count)"
          let (state, view) = named(word, &world)
          try store.write { try $0.save(state, view: view) }
          kept[state.id] = (state, view)
          try expectEqual(
            try store.read { try $0.search(word, limit: 10) }, [state.id], "seed \(seed)")
        }
        try expectHolds(maker.reopened(store, schema: .bundled), kept, seed)
      }
    },
    StoreLaw("a schema that is taken back leaves nothing to the next one") { maker in
      var world = RandomRecords(seed: 74)
      let store = try maker.make(schema: .bundled)
      var (state, view) = named("ett", &world)
      try store.write { try $0.save(state, view: view) }
      for (turn, key) in ["rubrik", "etikett"].enumerated() {
        let schema = try renamed(key)
        (state, view) = named("\(key)", &world, id: state.id)
        do {
          try store.write { writing in
            try writing.setSchema(schema.json())
            try writing.save(state, view: view)
            try expectEqual(try writing.search(key, limit: 1), [state.id])
            if turn == 0 { throw TakenBack() }
          }
        } catch is TakenBack {}
        let word = turn == 0 ? "ett" : key
        try expectEqual(try store.read { try $0.search(word, limit: 10) }, [state.id])
        try expectEqual(try store.read { try $0.search(turn == 0 ? key : "ett", limit: 10) }, [])
      }
    },
  ]

  /// The schema of the program with another name for the field of `named`.
  private static func renamed(_ key: String) throws -> Schema {
    var document = Schema.bundled.document.object ?? JSONObject()
    document["version"] = .number(Schema.bundled.version + 1)
    document["types"] = .array(
      (document["types"]?.array ?? []).map { type in
        guard var changed = type.object, changed["number"]?.integer == 3 else { return type }
        changed["fields"] = .array(
          (changed["fields"]?.array ?? []).map { field in
            guard var changed = field.object, changed["number"]?.integer == 21 else { return field }
            changed["key"] = .string(key)
            return .object(changed)
          })
        return .object(changed)
      })
    return try Schema(json: JSONValue.object(document).bytes())
  }

  private struct TakenBack: Error {}

  private static func named(
    _ word: String, _ world: inout RandomRecords, id: RecordID? = nil
  ) -> (RecordState, RecordView) {
    let (type, field) = (TypeNumber(3), FieldNumber(21))
    var state = RecordState(id: id ?? world.id())
    state.log(
      .create(state.id, type, fields: [Operation.FieldWrite(register: RegisterID(field), value: .text(word))]),
      dot: world.dot(plain: true), stamp: Stamp(milliseconds: 0))
    let view = RecordView(
      id: state.id, type: type, fields: [FieldView(field: field, content: .value(.text(word)))], isDeleted: false,
      conflicts: [], isUnsynced: false, parent: nil, alias: nil)
    return (state, view)
  }
}

extension RandomRecords {
  /// A schema that comes after another one: nearly the same, or one in which types and fields are gone, have other names or hold
  /// something else.
  mutating func schema(after former: Schema) throws -> Schema {
    var document = former.document.object ?? JSONObject()
    document["version"] = .number(former.version + (random.oneIn(4) ? 0 : 1))
    if random.oneIn(3) { document["name"] = .string("eget-\(Int.random(in: 0..<3, using: &random))") }
    let isHarsh = random.oneIn(2)
    var types: [JSONValue] = []
    for type in document["types"]?.array ?? [] {
      if isHarsh, random.oneIn(12) { continue }
      guard var changed = type.object, random.oneIn(3) else {
        types.append(type)
        continue
      }
      if isHarsh, random.oneIn(3) { changed["key"] = .string((changed["key"]?.string ?? "") + "_") }
      changed["fields"] = .array((changed["fields"]?.array ?? []).map { self.field(after: $0, isHarsh: isHarsh) })
      types.append(.object(changed))
    }
    document["types"] = .array(types)
    // What such changes break, no workspace could be given either.
    return (try? Schema(json: JSONValue.object(document).bytes())) ?? former
  }

  private mutating func field(after field: JSONValue, isHarsh: Bool) -> JSONValue {
    guard isHarsh, random.oneIn(4), var changed = field.object else { return field }
    switch changed["kind"]?.string {
    case "text": changed["kind"] = .string(random.oneIn(2) ? "integer" : "longText")
    case "longText", "integer", "date": changed["kind"] = .string("text")
    case "year": changed["kind"] = .string("partialDate")
    default: break
    }
    return .object(changed)
  }
}
