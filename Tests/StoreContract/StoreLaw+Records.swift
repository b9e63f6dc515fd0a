internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  static let records: [StoreLaw] = [
    StoreLaw("what was saved is what is loaded, now and later") { maker in
      for seed in 0..<6 as Range<UInt64> {
        var world = RandomRecords(seed: seed)
        let store = try maker.make(schema: .bundled)
        var kept: [RecordID: (state: RecordState, view: RecordView?)] = [:]
        for _ in 0..<25 {
          try store.write { writing in
            for _ in 0..<4 {
              // An old record in a new shape as often as a new one.
              let old = world.random.oneIn(2) ? kept.keys.sorted().randomElement(using: &world.random) : nil
              var (state, view) = world.record(id: old)
              if old != nil, world.random.oneIn(8) { (state, view) = (RecordState(id: state.id), nil) }
              if world.random.oneIn(2) { _ = try writing.record(state.id) }
              try writing.save(state, view: view)
              kept[state.id] = state.entries.isEmpty ? nil : (state, view)
              try expectEqual(try writing.record(state.id), kept[state.id]?.state, "seed \(seed)")
              try expectEqual(try writing.view(state.id), kept[state.id]?.view ?? nil, "seed \(seed)")
            }
          }
        }
        try expectHolds(store, kept, seed)
        try expectHolds(maker.reopened(store, schema: .bundled), kept, seed)
      }
    },
    StoreLaw("a record is found by every dot that created it, and by no other") { maker in
      for seed in 20..<23 as Range<UInt64> {
        var world = RandomRecords(seed: seed)
        let store = try maker.make(schema: .bundled)
        var byDot: [Dot: RecordID] = [:]
        var dotsOf: [RecordID: [Dot]] = [:]
        for _ in 0..<40 {
          let old = world.random.oneIn(2) ? dotsOf.keys.sorted().randomElement(using: &world.random) : nil
          let (state, view) = world.record(id: old)
          try store.write { try $0.save(state, view: view) }
          for dot in dotsOf[state.id] ?? [] { byDot[dot] = nil }
          dotsOf[state.id] = state.creations
          for dot in state.creations { byDot[dot] = state.id }
          try store.read { reading in
            for dots in dotsOf.values {
              for dot in dots { try expectEqual(try reading.record(createdBy: dot), byDot[dot], "seed \(seed) \(dot)") }
            }
            let never = Dot(replica: world.replicas[0], sequence: 1_000_000, index: 0)
            try expectEqual(try reading.record(createdBy: never), nil)
            let stranger = Dot(replica: ReplicaID(bits: 1), sequence: 1, index: 0)
            try expectEqual(try reading.record(createdBy: stranger), nil)
          }
        }
      }
    },
    StoreLaw("a refused creation leaves its dot to nobody, and another record may have the number") { maker in
      let store = try maker.make(schema: .bundled)
      let type = TypeNumber(3)
      let dot = Dot(replica: ReplicaID(bits: 7), sequence: 4, index: 2)
      let other = Dot(replica: ReplicaID(bits: 8), sequence: 1, index: 0)
      func made(_ id: UInt128, by dots: [Dot]) -> RecordState {
        var state = RecordState(id: RecordID(bits: id))
        for dot in dots { state.log(.create(state.id, type, fields: []), dot: dot, stamp: Stamp(milliseconds: 0)) }
        return state
      }
      func view(_ id: UInt128) -> RecordView {
        RecordView(
          id: RecordID(bits: id), type: type, fields: [], isDeleted: false, conflicts: [], isUnsynced: false,
          parent: nil, alias: nil)
      }
      try store.write { writing in
        try writing.save(made(1, by: [dot, other]), view: view(1))
        try writing.save(made(1, by: [other]), view: view(1))
        try expectEqual(try writing.record(createdBy: dot), nil)
        try expectEqual(try writing.record(createdBy: other), RecordID(bits: 1))
        try writing.save(made(2, by: [dot]), view: view(2))
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.record(createdBy: dot), RecordID(bits: 2))
        try expectEqual(try reading.record(createdBy: other), RecordID(bits: 1))
        try expectEqual(try reading.record(RecordID(bits: 1)), made(1, by: [other]))
      }
    },
    StoreLaw("children and aliases are those whose views say so") { maker in
      var world = RandomRecords(seed: 40)
      let store = try maker.make(schema: .bundled)
      let parents = (0..<4).map { _ in world.id() }
      var views: [RecordID: RecordView] = [:]
      for _ in 0..<120 {
        let old = world.random.oneIn(2) ? views.keys.sorted().randomElement(using: &world.random) : nil
        let (state, drawn) = world.record(id: old)
        let parent = world.random.oneIn(4) ? nil : parents.randomElement(using: &world.random)
        let alias = world.random.oneIn(2) ? nil : parents.randomElement(using: &world.random)
        let view = drawn.map {
          RecordView(
            id: $0.id, type: $0.type, fields: $0.fields, isDeleted: $0.isDeleted, conflicts: $0.conflicts,
            isUnsynced: $0.isUnsynced, parent: parent, alias: alias,
            joinedInto: alias == nil ? nil : $0.joinedInto)
        }
        try store.write { try $0.save(state, view: view) }
        views[state.id] = view
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        for parent in parents {
          try expectEqual(
            try reading.children(of: parent), views.values.filter { $0.parent == parent }.map(\.id).sorted())
          try expectEqual(
            try reading.aliases(of: parent), views.values.filter { $0.alias == parent }.map(\.id).sorted())
        }
        let conflicted = views.values.filter { !$0.conflicts.isEmpty }.map(\.id).sorted()
        try expectEqual(try reading.recordsInConflict(), conflicted)
        var found: [RecordID: [Conflict]] = [:]
        try reading.eachConflict { found[$0] = $1 }
        try expectEqual(found, views.filter { !$0.value.conflicts.isEmpty }.mapValues(\.conflicts))
        try expectEqual(try reading.conflictCount(), found.values.reduce(0) { $0 + $1.count })
        try expectEqual(try reading.recordCount(), views.values.count { !$0.isDeleted && $0.joinedInto == nil })
      }
    },
  ]

  static func expectHolds(
    _ store: any ReplicaStore, _ kept: [RecordID: (state: RecordState, view: RecordView?)], _ seed: UInt64
  ) throws {
    try store.read { reading in
      for (id, record) in kept {
        try expectEqual(try reading.record(id), record.state, "seed \(seed)")
        try expectEqual(try reading.view(id), record.view, "seed \(seed)")
      }
      var seen: [RecordID] = []
      try reading.eachRecord { state in
        seen.append(state.id)
        try expectEqual(state, kept[state.id]?.state ?? RecordState(id: state.id), "seed \(seed)")
      }
      try expectEqual(seen.sorted(), kept.keys.sorted(), "seed \(seed)")
    }
  }
}
