import CommitFormat
import FaultyDisk
import Foundation
import LogContract
import Merge
import SQLiteLog
import SyncServer
import Testing

/// The server's log on a disk that fails at every call, and that loses power after every write.
@Suite(.serialized) struct LogFaultTests {
  /// Fifty transactions, each of which appends one to five entries; every tenth closes the file and opens it again, which
  /// brings its log into it.
  private struct Script {
    static let workspace = WorkspaceID(bits: 0xB16D)
    static let stepCount = 50
    let parts: [[LogEntry]]

    init() {
      let contract = LogContract { _ in throw LogProblem.missing(path: "") }
      var entries = contract.entries(150)[...]
      parts = (0..<Self.stepCount).map { step in
        let part = entries.prefix(1 + step % 5)
        entries = entries.dropFirst(part.count)
        return Array(part)
      }
    }

    func run(_ step: Int, on file: LogFile) throws {
      try file.log(of: Self.workspace).append(parts[step], with: [])
    }
  }

  private let script = Script()
  private let folders: Folders
  private let empty: String
  private let heads: [LogHead]
  private let befores: [String]

  init() throws {
    folders = try Folders()
    let folder = try folders.make()
    var file = try LogFile.create(in: folder)
    _ = try file.addWorkspace(Script.workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    empty = try folders.make(from: folder)
    var heads = [try file.log(of: Script.workspace).head()]
    var befores: [String] = []
    for step in 0..<Script.stepCount {
      befores.append(try folders.make(from: folder))
      try script.run(step, on: file)
      heads.append(try file.log(of: Script.workspace).head())
      if step % 10 == 9 {
        try file.close()
        file = try LogFile.open(in: folder)
      }
    }
    self.heads = heads
    self.befores = befores
  }

  /// Opens what is left with the system's own file system, and lets it prove itself.
  private func prove(_ folder: String) throws -> LogHead {
    let file = try LogFile.open(in: folder)
    try file.verify()
    return try file.log(of: Script.workspace).head()
  }

  @Test func `after a power cut what was acknowledged is there`() throws {
    let folder = try folders.make(from: empty)
    guard let disk = Disk(folder) else { return }
    var acknowledged: [Int] = []
    var file = try LogFile.open(in: folder)
    for step in 0..<Script.stepCount {
      try script.run(step, on: file)
      acknowledged += Array(repeating: step, count: disk.changes - acknowledged.count)
      guard step % 10 == 9 else { continue }
      try file.close()
      file = try LogFile.open(in: folder)
      acknowledged += Array(repeating: step + 1, count: disk.changes - acknowledged.count)
    }
    acknowledged.append(Script.stepCount)
    var cuts = 0
    for point in stride(from: 0, to: acknowledged.count, by: Share.stride) {
      for survival in Disk.Survival.allCases {
        let left = try folders.make()
        defer { folders.remove(left) }
        #expect(disk.survive(point, survival, seed: UInt64(point), in: left))
        cuts += 1
        let head = try prove(left)
        let done = acknowledged[point]
        #expect(
          head == heads[done] || done + 1 < heads.count && head == heads[done + 1],
          "power cut after change \(point) (\(survival)): at \(head.position), not as after \(done) transactions")
      }
    }
    print("log: \(cuts) power cuts")
    #expect(cuts > 20)
  }

  @Test func `a call that fails leaves a clear problem and everything that was there`() throws {
    var runs = 0
    var counts: [String: Int] = [:]
    for step in 0..<Script.stepCount {
      for (index, call) in try calls(of: step).enumerated() {
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
    print("log: \(counts.values.reduce(0, +)) of \(runs) failing calls: \(figures)")
  }

  private func calls(of step: Int) throws -> [faulty_call] {
    let folder = try folders.make(from: befores[step])
    defer { folders.remove(folder) }
    guard let disk = Disk(folder) else { return [] }
    let file = try LogFile.open(in: folder)
    disk.rest()
    try script.run(step, on: file)
    return disk.calls
  }

  private func fail(_ step: Int, at call: Int, _ kind: faulty_call, _ failure: Disk.Failure) throws {
    let what = "step \(step), call \(call): \(failure)"
    let folder = try folders.make(from: befores[step])
    defer { folders.remove(folder) }
    guard let disk = Disk(folder) else { return }
    var acknowledged = step
    do {
      let file = try LogFile.open(in: folder)
      disk.arm(call, failure)
      var problem: LogProblem?
      do {
        try script.run(step, on: file)
        acknowledged += 1
      } catch let found as LogProblem {
        problem = found
        check(found, failure, what)
      }
      if kind == FAULTY_CALL_SYNC, let problem {
        disk.rest()
        #expect(throws: problem, "\(what): went on after a failed fsync") { try script.run(step, on: file) }
        #expect(!disk.calls.contains(FAULTY_CALL_SYNC), "\(what): fsync again")
      } else if !failure.isForEver {
        for next in acknowledged..<min(acknowledged + 3, Script.stepCount) {
          try script.run(next, on: file)
          acknowledged += 1
        }
      }
      disk.rest()
      #expect(try file.log(of: Script.workspace).head() == heads[acknowledged], "\(what): reads something else")
    }
    for survival in [Disk.Survival.dropped, .all] {
      let left = try folders.make()
      defer { folders.remove(left) }
      #expect(disk.survive(disk.changes, survival, seed: 1, in: left))
      let head = try prove(left)
      let isRight = head == heads[acknowledged] || acknowledged + 1 < heads.count && head == heads[acknowledged + 1]
      #expect(isRight, "\(what): after a power cut (\(survival)) not what was acknowledged")
    }
  }

  private func check(_ problem: LogProblem, _ failure: Disk.Failure, _ what: String) {
    switch (failure.kind, problem) {
    case (FAULTY_FULL, .full), (FAULTY_SHORT, .full): break
    case (FAULTY_IO, .inputOutput), (FAULTY_SYNC, .inputOutput): break
    default: Issue.record("\(what): told as \(problem)")
    }
  }

  /// A backup beside a disk that fails: the file is whole, or is not there under its name.
  @Test func `a backup that fails leaves no half of one`() throws {
    var call = 1
    var backups = 0
    var isDone = false
    while !isDone {
      for failure in Disk.Failure.allCases {
        let folder = try folders.make(from: befores[20])
        defer { folders.remove(folder) }
        let file = try LogFile.open(in: folder)
        guard let disk = Disk(folder) else { return }
        let copy = folder + "/copy"
        disk.arm(call, failure)
        var isRefused = false
        do {
          try file.backup(to: copy)
        } catch let problem as LogProblem {
          isRefused = true
          check(problem, failure, "backup, call \(call): \(failure)")
        }
        if failure == .inputOutputOnce, disk.failures == 0 { isDone = true }
        disk.rest()
        backups += 1
        #expect(
          FileManager.default.fileExists(atPath: copy) != isRefused, "backup, call \(call): \(failure): half of one")
        if isRefused { try file.backup(to: copy) }
        let other = try folders.make()
        defer { folders.remove(other) }
        try FileManager.default.copyItem(atPath: copy, toPath: other + "/" + LogFile.name)
        #expect(try prove(other) == heads[20])
      }
      call += Share.stride
    }
    print("log: \(backups) backups on a failing disk")
  }
}
