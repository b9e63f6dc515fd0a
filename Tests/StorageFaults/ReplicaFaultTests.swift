import FaultyDisk
import Foundation
import Replica
import SQLiteReplica
import Testing

/// A replica's file on a disk that fails at every call, and that loses power after every write.
@Suite(.serialized) struct ReplicaFaultTests {
  private let script: ReplicaScript
  private let folders: Folders
  private let empty: String
  /// What can be seen after each step, the beginning first.
  private let sights: [ReplicaScript.Sight]
  /// The files as they are before each step.
  private let befores: [String]

  init() throws {
    script = try ReplicaScript()
    folders = try Folders()
    let folder = try folders.make()
    let store = try SQLiteReplicaStore(folder: folder, mode: .create)
    try ReplicaScript.setUp(store)
    empty = try folders.make(from: folder)
    let random = ReplicaScript.StepRandom()
    var sights = [try ReplicaScript.look(store)]
    var befores: [String] = []
    for step in script.steps.indices {
      befores.append(try folders.make(from: folder))
      try script.run(step, on: store, random)
      sights.append(try ReplicaScript.look(store))
    }
    self.sights = sights
    self.befores = befores
  }

  private struct Tally {
    var points = 0
    var inFlight = 0
    var lost = 0
  }

  /// Runs the script once, and cuts the power after every change of a file that it makes.
  private func cut(_ durability: SQLiteReplicaStore.Durability, stride: Int, from first: Int = 0) throws -> Tally {
    let folder = try folders.make(from: empty)
    guard let disk = Disk(folder) else { return Tally() }
    // After so many changes of files, so many steps had been acknowledged.
    var acknowledged: [Int] = []
    do {
      let random = ReplicaScript.StepRandom()
      let store = try SQLiteReplicaStore(folder: folder, mode: .open, durability: durability)
      for step in script.steps.indices {
        try script.run(step, on: store, random)
        acknowledged += Array(repeating: step, count: disk.changes - acknowledged.count)
      }
      acknowledged.append(script.steps.count)
    }
    var tally = Tally()
    for point in Swift.stride(from: first, to: acknowledged.count, by: stride) {
      for survival in Disk.Survival.allCases {
        let left = try folders.make()
        defer { folders.remove(left) }
        #expect(disk.survive(point, survival, seed: UInt64(point), in: left))
        tally.points += 1
        let sight = try ReplicaScript.prove(left)
        // The point lies within step number `done`: what came before it was acknowledged.
        let done = acknowledged[point]
        if sight == sights[done] { continue }
        if done + 1 < sights.count, sight == sights[done + 1] {
          tally.inFlight += 1
        } else if sights[..<done].contains(sight), durability == .normal {
          tally.lost += 1
        } else {
          Issue.record("power cut after change \(point) (\(survival)): not as after \(done) or \(done + 1) steps")
        }
      }
    }
    return tally
  }

  @Test func `after a power cut what was acknowledged is there`() throws {
    let tally = try cut(.full, stride: Share.stride)
    print("replica: \(tally.points) power cuts, \(tally.inFlight) with the one in flight")
    #expect(tally.points > 20)
  }

  /// The test would see it: a store that does not wait for the disk loses what it has acknowledged.
  @Test func `a store that does not wait for the disk is found out`() throws {
    let tally = try cut(.normal, stride: 19)
    #expect(tally.lost > 0)
  }

  /// Lets every call of every step fail in every way that fits.
  @Test func `a call that fails leaves a clear problem and everything that was there`() throws {
    var runs = 0
    var counts: [String: Int] = [:]
    for step in script.steps.indices {
      let calls = try calls(of: step)
      for (index, call) in calls.enumerated() {
        for failure in Disk.Failure.allCases where failure.fits(call) {
          runs += 1
          // An fsync is one call among many, and the one that matters most.
          guard runs.isMultiple(of: Share.stride) || failure.kind == FAULTY_SYNC && step % 7 == 0 else { continue }
          try fail(step, at: index + 1, call, failure)
          counts[failure.description, default: 0] += 1
        }
      }
    }
    let figures = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: "; ")
    print("replica: \(counts.values.reduce(0, +)) of \(runs) failing calls: \(figures)")
  }

  private func calls(of step: Int) throws -> [faulty_call] {
    let folder = try folders.make(from: befores[step])
    defer { folders.remove(folder) }
    guard let disk = Disk(folder) else { return [] }
    let store = try SQLiteReplicaStore(folder: folder, mode: .open)
    disk.rest()
    try script.run(step, on: store, ReplicaScript.StepRandom())
    return disk.calls
  }

  private func fail(_ step: Int, at call: Int, _ kind: faulty_call, _ failure: Disk.Failure) throws {
    let what = "step \(step), call \(call): \(failure)"
    let folder = try folders.make(from: befores[step])
    defer { folders.remove(folder) }
    guard let disk = Disk(folder) else { return }
    var acknowledged = step
    do {
      let random = ReplicaScript.StepRandom()
      let store = try SQLiteReplicaStore(folder: folder, mode: .open)
      disk.arm(call, failure)
      var problem: StorageProblem?
      do {
        try script.run(step, on: store, random)
        acknowledged += 1
      } catch let found as StorageProblem {
        problem = found
      }
      let failures = disk.failures
      if failures > 0, let problem { check(problem, failure, what) }
      if kind == FAULTY_CALL_SYNC, let problem {
        // No more writing through this store, and the disk is not even asked; what is there can be read.
        disk.rest()
        #expect(throws: problem, "\(what): went on after a failed fsync") {
          try script.run(step, on: store, random)
        }
        #expect(!disk.calls.contains(FAULTY_CALL_SYNC), "\(what): fsync again")
      } else if !failure.isForEver {
        // The same store goes on as if nothing had been.
        let sight = try ReplicaScript.look(store)
        #expect(sight == sights[acknowledged], "\(what): not as before after a refusal")
        for next in acknowledged..<min(acknowledged + 3, script.steps.count) {
          try script.run(next, on: store, random)
          acknowledged += 1
        }
      } else {
        disk.rest()
      }
      #expect(try ReplicaScript.look(store) == sights[acknowledged], "\(what): reads something else")
    }
    // What no fsync covered is gone, as after a power cut at the end; and once all of it is there.
    for survival in [Disk.Survival.dropped, .all] {
      let left = try folders.make()
      defer { folders.remove(left) }
      #expect(disk.survive(disk.changes, survival, seed: 1, in: left))
      let sight = try ReplicaScript.prove(left)
      let isRight =
        sight == sights[acknowledged] || acknowledged + 1 < sights.count && sight == sights[acknowledged + 1]
      #expect(isRight, "\(what): after a power cut (\(survival)) not what was acknowledged")
    }
  }

  private func check(_ problem: StorageProblem, _ failure: Disk.Failure, _ what: String) {
    switch (failure.kind, problem) {
    case (FAULTY_FULL, .full), (FAULTY_SHORT, .full): break
    case (FAULTY_IO, .inputOutput), (FAULTY_SYNC, .inputOutput): break
    default: Issue.record("\(what): told as \(problem)")
    }
  }

  /// The same for opening a replica that was left in the middle of things.
  @Test func `a call that fails while the replica is opened leaves it as it was`() throws {
    var runs = 0
    var done = 0
    for (step, mode) in [(0, SQLiteReplicaStore.Mode.open), (29, .readOnly), (49, .open)] {
      for (index, call) in try calls(opening: step, mode).enumerated() {
        for failure in Disk.Failure.allCases where failure.fits(call) {
          runs += 1
          guard runs.isMultiple(of: Share.stride) else { continue }
          done += 1
          try open(step, mode, at: index + 1, failure)
        }
      }
    }
    print("replica: \(done) of \(runs) failing calls while it was opened")
  }

  private func calls(opening step: Int, _ mode: SQLiteReplicaStore.Mode) throws -> [faulty_call] {
    let folder = try folders.make(from: befores[step])
    defer { folders.remove(folder) }
    guard let disk = Disk(folder) else { return [] }
    disk.rest()
    return try withExtendedLifetime(SQLiteReplicaStore(folder: folder, mode: mode)) { disk.calls }
  }

  private func open(_ step: Int, _ mode: SQLiteReplicaStore.Mode, at call: Int, _ failure: Disk.Failure) throws {
    let what = "opening (\(mode)) before step \(step), call \(call): \(failure)"
    let folder = try folders.make(from: befores[step])
    defer { folders.remove(folder) }
    guard let disk = Disk(folder) else { return }
    disk.arm(call, failure)
    do {
      let store = try SQLiteReplicaStore(folder: folder, mode: mode)
      if !failure.isForEver { #expect(try ReplicaScript.look(store) == sights[step], "\(what)") }
      disk.rest()
    } catch let problem as StorageProblem {
      #expect(disk.failures > 0, "\(what): \(problem)")
      check(problem, failure, what)
    }
    disk.rest()
    #expect(try ReplicaScript.prove(folder) == sights[step], "\(what)")
  }
}
