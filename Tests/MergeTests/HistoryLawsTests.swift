import Foundation
import Merge
import TestSupport
import Testing

/// So many cases of a law are enough in a daily run; a campaign takes all.
private let casesMax = ProcessInfo.processInfo.environment["BYGD_LAW_CASES"].flatMap(UInt64.init) ?? 2000

/// Runs a law over seeds and tells the first seed that breaks it.
func law(_ name: String, cases: UInt64 = 10_000, from first: UInt64 = 0, _ body: (UInt64) throws -> Void) {
  for seed in first..<(first + min(cases, casesMax)) {
    do {
      try body(seed)
    } catch {
      Issue.record("\(name): seed \(seed): \(error)")
      return
    }
  }
}

@Suite struct HistoryLawsTests {
  private func play(_ seed: UInt64, steps: ClosedRange<Int>, shape: World.Shape) throws -> World {
    var world = World(seed: seed, shape: shape)
    for _ in 0..<Int.random(in: steps, using: &world.random) {
      let replica = world.step()
      try world.check(replica)
    }
    return world
  }

  private func finish(_ world: inout World) throws {
    world.settle()
    for replica in world.copies.indices {
      try world.check(replica)
      try demand(world.copies[replica].held, [], "unsent")
      try demand(world.copies[replica].states, world.copies[0].states, "convergence")
    }
  }

  /// Standing, order, official, readings, life and conflicts, on every replica, at every step; and at the end everybody
  /// shows the same.
  @Test func everyReplicaShowsWhatTheDefinitionsSay() {
    law("model") { seed in
      var world = try play(seed, steps: 3...12, shape: World.Shape(records: 1...2))
      try finish(&world)
    }
  }

  /// One field in dispute between a few people who overlook things, while the server refuses every third commit: the
  /// names that commits carry must mean what their authors saw, whichever commits are left out.
  @Test func oneFieldWithManyRefusals() {
    for replicas in [1...2, 3...3] {
      law("one field", cases: 5_000) { seed in
        let shape = World.Shape(
          replicas: replicas, records: 1...1, fields: [1], deletes: false, refusesOneIn: 3, overlooksOneIn: 2)
        var world = try play(seed, steps: 8...18, shape: shape)
        try finish(&world)
      }
    }
  }

  /// Long histories with everything in them.
  @Test func longHistories() {
    law("long", cases: 150, from: 1_000_000) { seed in
      var world = try play(seed, steps: 60...120, shape: World.Shape())
      try finish(&world)
    }
  }

  /// A replica's state follows from the commits it has and the log it has read: not from the order in which unlogged
  /// commits came, nor how often, nor whether they came before or after the log, nor whether a commit that was refused
  /// had ever been here.
  @Test func stateFollowsFromWhatIsKnownAlone() {
    law("delivery") { seed in
      var world = World(seed: seed, shape: World.Shape(records: 1...2))
      for _ in 0..<Int.random(in: 4...16, using: &world.random) { _ = world.step() }
      let replica = Int.random(in: world.copies.indices, using: &world.random)
      let original = world.copies[replica]
      // The log first, which leaves refused commits out from the start; then the rest in any order that works.
      var late = Copy(replica: replica, records: world.model.records)
      late.pull(world.log, to: original.cursor, world.commits)
      try demand(late.states.map(\.hasPending), late.states.map { _ in false }, "the log alone holds nothing unlogged")
      var waiting = original.held
      while !waiting.isEmpty {
        waiting.shuffle(using: &world.random)
        let before = waiting.count
        for commit in waiting {
          late.receive(world.commits[commit])
          try demand(late.receive(world.commits[commit]), false, "a repetition")
        }
        waiting.removeAll { late.held.contains($0) }
        if waiting.count == before { throw Mismatch(what: "stuck", expected: "progress", actual: "\(waiting)") }
      }
      try demand(late.states, original.states, "states")
      try demand(late.frontier, original.frontier, "frontier")
      // And the other way round: what came by bundle first, the log entry by entry in between.
      var early = Copy(replica: replica, records: world.model.records)
      while early.cursor < original.cursor {
        for commit in original.held where world.random.oneIn(2) { early.receive(world.commits[commit]) }
        early.pull(world.log, to: early.cursor + 1, world.commits)
      }
      for commit in original.held { early.receive(world.commits[commit]) }
      try demand(early.states, original.states, "early")
    }
  }

  /// Merging two replicas that have read the same log is commutative, associative and idempotent.
  @Test func mergingIsASemilattice() {
    law("semilattice") { seed in
      var world = World(seed: seed, shape: World.Shape(replicas: 3...3, records: 1...2))
      for _ in 0..<Int.random(in: 4...14, using: &world.random) { _ = world.step() }
      for replica in world.copies.indices { world.copies[replica].pull(world.log, to: world.log.count, world.commits) }
      func merged(_ order: [Copy]) -> [RecordState] {
        var result = order[0]
        for other in order.dropFirst() { result.absorb(other, world.commits) }
        return result.states
      }
      let (a, b, c) = (world.copies[0], world.copies[1], world.copies[2])
      try demand(merged([a, b]), merged([b, a]), "commutative")
      try demand(merged([a, a, b, a, b]), merged([a, b]), "idempotent")
      var right = b
      right.absorb(c, world.commits)
      try demand(merged([a, b, c]), merged([a, right]), "associative")
      try demand(merged([c, a, b]), merged([a, right]), "associative and commutative")
    }
  }

  /// Refusing a commit is the same as its never having been made: for everybody, at once, also for those who built on
  /// it.
  @Test func aRefusedCommitLeavesNoTrace() {
    law("refusal") { seed in
      var world = World(seed: seed, shape: World.Shape(records: 1...2, refusesOneIn: nil))
      for _ in 0..<Int.random(in: 4...14, using: &world.random) { _ = world.step() }
      for replica in world.copies.indices {
        guard let first = world.copies[replica].held.first(where: { world.commits[$0].needs & ~world.ordered == 0 })
        else { continue }
        let author = world.commits[first].replica
        // Only the next one of its replica can enter the log.
        guard
          world.commits.allSatisfy({
            $0.replica != author || $0.sequence >= world.commits[first].sequence || world.ordered.has($0.index)
          }), !world.ordered.has(first)
        else { continue }
        var without = Copy(replica: replica, records: world.model.records)
        without.pull(world.log, to: world.log.count, world.commits)
        world.copies[replica].pull(world.log, to: world.log.count, world.commits)
        let held = world.copies[replica].held
        let entry = LogEntry(commit: first, isAccepted: false)
        without.pull(world.log + [entry], to: world.log.count + 1, world.commits)
        for commit in held { without.receive(world.commits[commit]) }
        var told = world.copies[replica]
        told.pull(world.log + [entry], to: world.log.count + 1, world.commits)
        try demand(told.states, without.states, "states")
        let facts = world.commits[first].facts.map { world.model.facts[$0].write.dot }
        for state in told.states {
          for entry in state.entries {
            try demand(
              (entry.register.logged + entry.register.pending).contains { facts.contains($0.dot) }, false, "trace")
          }
        }
      }
    }
  }

  /// Rewriting every stamp changes nothing that the log has ordered.
  @Test func clocksDecideNothing() {
    law("clocks") { seed in
      var world = World(seed: seed, shape: World.Shape(records: 1...2))
      for _ in 0..<Int.random(in: 4...14, using: &world.random) { _ = world.step() }
      world.settle()
      let states = world.copies[0].states
      var other = world.model.records.map { RecordState(id: $0) }
      for entry in world.log {
        let commit = world.commits[entry.commit]
        let stamp = Stamp(
          milliseconds: Int64.random(in: -5...5, using: &world.random), counter: UInt32(world.random.next() % 3))
        for step in commit.steps where world.random.oneIn(2) {
          other[step.record].hold(step.operation, dot: step.dot, stamp: stamp)
        }
        for record in other.indices where !entry.isAccepted { other[record].dropPending() }
        for step in commit.steps where entry.isAccepted {
          other[step.record].log(step.operation, dot: step.dot, stamp: stamp)
        }
      }
      for record in other.indices { other[record].dropPending() }
      try demand(other, states, "states")
    }
  }

  /// A tombstone names everything that its author sees standing in the record, save other tombstones: those it replaces.
  @Test func aTombstoneCoversWhatItsAuthorSees() {
    law("covering", cases: 10_000) { seed in
      var world = World(seed: seed, shape: World.Shape(records: 1...1))
      for _ in 0..<Int.random(in: 6...20, using: &world.random) { _ = world.step() }
      for replica in world.copies.indices {
        let state = world.copies[replica].states[0]
        let author = Copy.id(replica)
        let covers = state.covering(author: author) { world.foreignNames($0) }
        for entry in state.entries {
          for write in entry.register.standing where write.value != .tombstone || entry.id != .life {
            try demand(covers.names(write.dot, author: author), true, "\(entry.id) \(write.dot)")
          }
        }
        try demand(covers.own.count <= 1, true, "the author's own are one range")
      }
    }
  }
}
