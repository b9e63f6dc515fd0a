import Merge
import TestSupport
import Testing

/// Two or more people who edit one register, each law on its own.
@Suite struct ConflictLawsTests {
  private static let field = RegisterID(FieldNumber(8))

  /// A world in which every replica knows record 0 and its field's first value, all of it in the log.
  private func begun(_ seed: UInt64, replicas: Int, field: Int = 1, value: Value = Value(.integer(9))) -> World {
    var world = World(
      seed: seed,
      shape: World.Shape(
        replicas: replicas...replicas, records: 1...1, fields: [field], refusesOneIn: nil, overlooksOneIn: nil))
    world.create(0, 0)
    world.settle()
    edit(&world, 0, value)
    world.settle()
    return world
  }

  /// The place of the one field; life and type come before it.
  private let place = 2

  private func edit(_ world: inout World, _ replica: Int, _ value: Value, mark: Mark = .plain) {
    let known = world.copies[replica].knowledge(world.log, world.commits).all
    let form = world.open(replica, place, seen: world.model.standing(place, in: known))
    world.commit(replica, [form], value: value, mark: mark)
  }

  private func life(_ world: inout World, _ replica: Int, _ action: World.Action) {
    if let form = world.openLife(replica, 0, action) { world.commit(replica, [form]) }
  }

  private func conflicts(_ world: World, _ replica: Int) -> [Conflict] {
    world.copies[replica].states[0].conflicts(policy: world.policy, textBase: { _, _ in nil })
  }

  private func register(_ world: World, _ replica: Int) -> Register {
    world.copies[replica].states[0][world.model.places[place].register]
  }

  private func settleInAnyOrder(_ world: inout World) {
    for replica in world.copies.indices.shuffled(using: &world.random) {
      world.push(replica, upTo: world.copies[replica].held.count)
    }
    world.settle()
  }

  /// Every pair of concurrent writes with different values is in one conflict, once; pairs of which one author had seen
  /// the other's write, or with equal values, are in none.
  @Test func concurrentEditsSurfaceExactlyOnce() {
    law("exactly once") { seed in
      var world = begun(seed, replicas: 3)
      for _ in 0..<Int.random(in: 1...7, using: &world.random) {
        let replica = Int.random(in: 0..<3, using: &world.random)
        switch Int.random(in: 0..<4, using: &world.random) {
        case 0: world.copies[replica].absorb(world.copies[Int.random(in: 0..<3, using: &world.random)], world.commits)
        default: edit(&world, replica, Value(.integer(Int64.random(in: 0...2, using: &world.random))))
        }
      }
      settleInAnyOrder(&world)
      let facts = world.model.factsOfPlace[place].members
      let all = world.model.factsOfPlace[place]
      let replaced = all.members.reduce(Bits(0)) { $0 | world.model.facts[$1].supersedes }
      for replica in 0..<3 {
        let open = conflicts(world, replica)
        for (index, one) in facts.enumerated() {
          for other in facts.dropFirst(index + 1) {
            let (left, right) = (world.model.facts[one], world.model.facts[other])
            let dots = [left.write.dot, right.write.dot]
            let count = open.filter { $0.kind == .edit && dots.allSatisfy($0.dots.contains) }.count
            let isOpen = !replaced.has(one) && !replaced.has(other)
            let isOrdered = left.supersedes.has(other) || right.supersedes.has(one)
            if isOrdered { try demand(count, 0, "an ordered pair") }
            if isOpen, left.write.value != right.write.value { try demand(count, 1, "a concurrent pair") }
            if !isOpen { try demand(count, 0, "a pair that somebody went beyond") }
          }
        }
        let values = Set(register(world, replica).standing.map(\.value))
        try demand(open.count, values.count > 1 ? 1 : 0, "conflicts")
      }
    }
  }

  /// A resolution settles; only an edit by somebody who had not seen it opens the register again.
  @Test func resolvedStaysResolved() {
    law("resolved") { seed in
      var world = begun(seed, replicas: 4)
      for replica in 0..<3 { edit(&world, replica, Value(.integer(Int64(replica)))) }
      let isLate = world.random.oneIn(2)
      if !isLate { world.push(2, upTo: 9) }
      for replica in [1, 0] { world.push(replica, upTo: 9) }
      world.copies[3].pull(world.log, to: world.log.count, world.commits)
      try demand(conflicts(world, 3).count, 1, "three people wrote")
      edit(&world, 3, Value(.integer(7)))
      try demand(conflicts(world, 3).count, 0, "resolved on the spot")
      world.push(3, upTo: 9)
      world.settle()
      for replica in 0..<4 {
        let open = conflicts(world, replica)
        try demand(open.count, isLate ? 1 : 0, "only the late edit opens it")
        if isLate { try demand(register(world, replica).official?.value, Value(.integer(7)), "the resolution counts") }
      }
      // Who has seen the resolution goes on from it.
      if isLate {
        edit(&world, 0, Value(.integer(8)))
        world.settle()
      }
      for replica in [0, 1, 3].shuffled(using: &world.random) {
        edit(&world, replica, Value(.integer(Int64(replica + 10))))
        world.settle()
        try demand(conflicts(world, 2).count, 0, "edits that follow each other")
      }
    }
  }

  @Test func twoResolutionsConflictLikeAnyTwoEdits() {
    law("two resolutions", cases: 10_000) { seed in
      var world = begun(seed, replicas: 3)
      for replica in 0..<3 { edit(&world, replica, Value(.integer(Int64(replica)))) }
      world.settle()
      edit(&world, 0, Value(.integer(7)))
      let same = world.random.oneIn(2)
      edit(&world, 1, Value(.integer(same ? 7 : 8)))
      settleInAnyOrder(&world)
      for replica in 0..<3 {
        try demand(conflicts(world, replica).count, same ? 0 : 1, "resolutions")
        try demand(register(world, replica).standing.count, 2, "both are facts")
        let first = world.log[world.log.count - 2].commit
        let dot = world.model.facts[world.commits[first].facts[0]].write.dot
        try demand(register(world, replica).official?.dot, dot, "the first in the log")
      }
    }
  }

  /// Adding wins over a removal that did not know of it; a removal that did, removes.
  @Test func addingWinsOverAConcurrentRemoval() {
    law("add wins", cases: 10_000) { seed in
      for isAware in [false, true] {
        var world = begun(seed, replicas: 3, field: 3, value: .cleared)
        let row = Value(.row([RowPart(number: 3, value: .text("x"))]))
        edit(&world, 0, row)
        if isAware { world.settle() }
        edit(&world, 1, .cleared)
        settleInAnyOrder(&world)
        for replica in 0..<3 {
          let reading = Reading(register(world, replica), policy: .union)
          try demand(reading.value, isAware ? .cleared : row, "aware \(isAware)")
          try demand(reading.conflict, nil, "a set has no conflicts")
        }
      }
    }
  }

  @Test func latestIsTheLastInTheLogWhateverTheClocksSay() {
    law("latest", cases: 10_000) { seed in
      var world = begun(seed, replicas: 4, field: 2)
      for replica in 0..<4 { edit(&world, replica, Value(.integer(Int64(replica)))) }
      let order = world.copies.indices.shuffled(using: &world.random)
      for replica in order { world.push(replica, upTo: 9) }
      world.copies[order[0]].pull(world.log, to: world.log.count - 1, world.commits)
      world.copies[order[3]].pull(world.log, to: world.log.count - 1, world.commits)
      let own = Reading(register(world, order[3]), policy: .latest)
      try demand(own.value, Value(.integer(Int64(order[3]))), "what has no position yet counts as later")
      world.settle()
      for replica in 0..<4 {
        let reading = Reading(register(world, replica), policy: .latest)
        try demand(reading.value, Value(.integer(Int64(order[3]))), "the last in the log")
        try demand(reading.candidates.count, 4, "the others stay")
        try demand(reading.conflict, nil, "no conflict")
      }
    }
  }

  /// Deleting against editing is surfaced, on either side of the log, until somebody deletes again or keeps; editing
  /// does not settle it, and nothing is lost or comes back by itself.
  @Test func deletingAgainstEditingIsAPersonsChoice() {
    law("delete", cases: 10_000) { seed in
      var world = begun(seed, replicas: 3)
      life(&world, 0, .tombstone)
      try demand(world.copies[0].states[0].life, .deleted, "deleted")
      let isConcurrent = world.random.oneIn(2)
      if isConcurrent { edit(&world, 1, Value(.integer(5))) }
      settleInAnyOrder(&world)
      guard isConcurrent else {
        for replica in 0..<3 { try demand(world.copies[replica].states[0].life, .deleted, "stays deleted") }
        life(&world, 2, .keep)
        world.settle()
        for replica in 0..<3 {
          try demand(world.copies[replica].states[0].life, .live, "restored")
          try demand(register(world, replica).official?.value, Value(.integer(9)), "with its fields")
        }
        return
      }
      for replica in 0..<3 {
        try demand(conflicts(world, replica).map(\.kind), [.delete], "contested")
        try demand(register(world, replica).official?.value, Value(.integer(5)), "visible")
      }
      edit(&world, 2, Value(.integer(6)))
      world.settle()
      try demand(conflicts(world, 0).map(\.kind), [.delete], "editing settles nothing")
      let keeps = world.random.oneIn(2)
      life(&world, 1, keeps ? .keep : .tombstone)
      world.settle()
      for replica in 0..<3 {
        try demand(world.copies[replica].states[0].life, keeps ? .live : .deleted, "settled")
        try demand(conflicts(world, replica), [], "no conflict is left")
        try demand(register(world, replica).official?.value, Value(.integer(6)), "all fields are there")
      }
    }
  }

  /// Keeping and deleting again without knowing of each other is one more choice for a person.
  @Test func keepingAgainstDeletingIsContested() {
    law("keep", cases: 10_000) { seed in
      var world = begun(seed, replicas: 3)
      life(&world, 0, .tombstone)
      world.settle()
      life(&world, 1, .keep)
      life(&world, 2, .tombstone)
      settleInAnyOrder(&world)
      for replica in 0..<3 { try demand(conflicts(world, replica).map(\.kind), [.delete], "contested") }
    }
  }

  /// In a closed round what closing wrote is official under every policy, and whatever else stands is a candidate.
  @Test func closingFreezes() {
    law("closing", cases: 10_000) { seed in
      for field in World.fields.indices {
        var world = begun(seed, replicas: 3, field: field)
        let unclosed = register(world, 0)
        let policy = World.fields[field].1
        let early = Reading(unclosed, policy: policy, isFrozen: true)
        try demand(early.value, .cleared, "what closing did not write is no official value")
        try demand(early.conflict, .closedYear, "and waits for a person")
        edit(&world, 1, Value(.integer(4)))
        edit(&world, 0, Value(.integer(9)), mark: .closing)
        let isEqual = world.random.oneIn(4)
        if isEqual { world.settle() }
        settleInAnyOrder(&world)
        for replica in 0..<3 {
          let reading = Reading(register(world, replica), policy: policy, isFrozen: true)
          try demand(reading.value, Value(.integer(9)), "closed")
          try demand(reading.candidates.first?.mark, .closing, "the closing write first")
          try demand(reading.conflict, .closedYear, "a late edit")
          let all = world.copies[replica].states[0].conflicts(
            policy: world.policy, isFrozen: { _ in true }, textBase: { _, _ in nil })
          try demand(all.map(\.kind), [.closedYear], "in the inbox")
        }
        edit(&world, 2, Value(.integer(9)), mark: .closing)
        world.settle()
        try demand(
          Reading(register(world, 1), policy: policy, isFrozen: true).conflict, nil, "closing again settles it")
      }
    }
  }

  /// A second value that its author knew to be a second one replaces; unknowing ones are a conflict, the first counts.
  @Test func onceIsAConflictOnlyWhenConcurrent() {
    law("once", cases: 10_000) { seed in
      var world = begun(seed, replicas: 2, field: 6)
      edit(&world, 0, Value(.integer(1)))
      edit(&world, 1, Value(.integer(2)))
      settleInAnyOrder(&world)
      let first = world.commits[world.log[world.log.count - 2].commit]
      for replica in 0..<2 {
        try demand(conflicts(world, replica).map(\.kind), [.edit], "concurrent")
        try demand(
          register(world, replica).official?.value, Value(.integer(Int64(first.replica + 1))), "the first in the log")
      }
    }
  }
}
