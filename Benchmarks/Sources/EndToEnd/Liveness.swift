import CEpoll
import CommitFormat
import Engine
import Foundation
import Glibc
import HTTPTransport
import Merge
import Replica
import Schema
import SyncClient
import Synchronization
public import Workload

/// How soon one laptop shows what another has written, and what it costs a server that very many wait.
public struct Liveness: Sendable {
  private let work: Workload
  private let folder: String
  private let edits: Int
  private let watchers: Int

  private static let p50SecondsMax = 0.010
  private static let memoryBytesMax = 300_000_000
  /// As many as a server lets one device have open.
  private static let streamsPerDevice = 8

  /// - Parameters:
  ///   - work: whose records the workspace has; at least as many edits as are asked for.
  ///   - folder: where the files go; it must be there.
  ///   - edits: how many are followed.
  ///   - watchers: how many event streams are held open.
  public init(_ work: Workload, folder: String, edits: Int, watchers: Int) {
    self.work = work
    self.folder = folder
    self.edits = edits
    self.watchers = watchers
  }

  /// Prints the tables.
  @concurrent public func run() async throws {
    let files = Socket.raiseFileLimit(to: watchers * 2 + 4096)
    try await watch()
    guard files > watchers + 256 else {
      Text.note("The system lets a process have \(files) files open: \(watchers) watchers were not tried.")
      return
    }
    try await idle()
  }

  // One laptop watches.

  private func watch() async throws {
    let server = try ServerProcess.forBench()
    let a = try await Laptop("A", server, folder: folder + "/live-a")
    _ = try await a.sync()
    _ = try a.replica.edit(BenchSchema.drafts(work.records))
    _ = try await a.sync()
    let desk = try Desk(user: "B")
    try desk.join(server, code: try server.addUser("B", role: "editor"))
    let watching = try Watching(desk)
    defer { watching.stop() }
    guard let start = try a.replica.header().cursor?.position else { throw Trouble("nothing was synced") }
    let wire = HTTPTransport(try ServerAddress(server.url))
    _ = try await watching.arrival(of: start)
    var (fromEdit, fromSync, own) = ([Double](), [Double](), [Double]())
    for edit in work.travellingEdits().prefix(edits) {
      let edited = Swarm.now()
      try a.write([edit])
      let begun = Swarm.now()
      let report = try await a.sync(over: wire)
      own.append(Swarm.now() - begun)
      let shown = try await watching.arrival(of: report.cursor)
      fromEdit.append(shown - edited)
      fromSync.append(shown - begun)
    }
    await wire.shutdown()
    server.stop()
    var table = Table(["from … until the line of `bygd sync --watch` is there", "p50", "p99", "target p50 ≤ 10 ms"])
    for (title, values) in [
      ("before the edit is written on A", fromEdit), ("the start of A's sync", fromSync),
      ("(A's own sync, start to end)", own),
    ] {
      let sample = Sample(values)
      table.add(
        title, Text.milliseconds(sample.at(0.5)), Text.milliseconds(sample.at(0.99)),
        title.hasPrefix("(") ? "" : Text.verdict(sample.at(0.5) <= Self.p50SecondsMax))
    }
    table.print("Another laptop's edit, as `bygd sync --watch` shows it: \(fromEdit.count) edits")
  }

  // Very many wait.

  private func idle() async throws {
    let server = try ServerProcess.forBench(options: ["--connections-max", String(watchers + 1000)])
    let a = try await Laptop("A", server, folder: folder + "/idle-a")
    _ = try await a.sync()
    _ = try a.replica.edit(BenchSchema.drafts(Array(work.records.prefix(500))))
    _ = try await a.sync()
    let hands = try await Crew(a).join(
      (watchers + Self.streamsPerDevice - 1) / Self.streamsPerDevice, named: "Watcher")
    let before = server.memoryBytes
    let connecting = Swarm.now()
    let crowd = try Crowd(
      port: server.port,
      requests: (0..<watchers).map { hands[$0 / Self.streamsPerDevice].watching(port: server.port) })
    let opened = try crowd.waitForEvent(seconds: 60) - connecting
    let waiting = server.memoryBytes
    let begun = Swarm.now()
    let edit = Task { [work] in
      let title = FieldChange.set(BenchSchema.field(.title), .text("told to all"))
      _ = try a.replica.edit(Draft([.update(RecordID(bits: work.records[0].id), [title])]))
      return try await a.sync()
    }
    let told = try crowd.waitForEvent(seconds: 60)
    _ = try await edit.value
    let peak = server.peakMemoryBytes
    var table = Table(["", "measured", "target", "met"])
    table.add("server's memory before", Text.megabytes(before), "", "")
    table.add(
      "server's memory with all of them waiting", Text.megabytes(waiting), "≤ 300 MB",
      Text.verdict((waiting ?? .max) <= Self.memoryBytesMax))
    table.add("server's peak memory, with an edit told to all", Text.megabytes(peak), "", "")
    table.add("until all were open", Text.number(opened) + " s", "", "")
    table.add("until the last heard of an edit", Text.milliseconds(told - begun), "", "")
    table.print("\(watchers) idle event streams of \(hands.count) devices on one server")
    crowd.close()
    server.stop()
  }
}

/// `bygd sync --watch` of one laptop, and when each of its lines came.
private final class Watching {
  private struct State {
    var shown: [(position: Position, at: Double)] = []
    var hasEnded = false
  }

  private let child: ChildBox
  private let lines: AsyncStream<Void>
  private let state: Shared

  private final class ChildBox {
    var child: Child

    init(_ child: consuming Child) {
      self.child = child
    }
  }

  private final class Shared: Sendable {
    let state = Mutex(State())
  }

  init(_ desk: Desk) throws {
    var environment = Program.environment(home: desk.folder.path)
    environment["BYGD_REPLICA"] = desk.replica
    child = ChildBox(
      try Child(
        Program.bygd.path, ["sync", "--watch", "--json"], environment: environment,
        errorFile: desk.folder.path + "/watch.log"))
    let (lines, came) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    self.lines = lines
    let shared = Shared()
    state = shared
    let output = child.child.output
    Thread {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      var line: [UInt8] = []
      while true {
        let count = read(output, &buffer, buffer.count)
        let now = Swarm.now()
        guard count > 0 else { break }
        line += buffer[..<count]
        while let end = line.firstIndex(of: 0x0A) {
          let cursor = (try? JSONValue(parsing: Array(line[..<end])))?["cursor"]?.integer
          line.removeFirst(end + 1)
          guard let cursor else { continue }
          shared.state.withLock { $0.shown.append((Position(clamping: cursor), now)) }
          came.yield()
        }
      }
      shared.state.withLock { $0.hasEnded = true }
      came.yield()
    }.start()
  }

  /// When the program first showed the log up to `position`; waits for that.
  func arrival(of position: Position) async throws -> Double {
    var iterator = lines.makeAsyncIterator()
    while true {
      let (found, hasEnded) = state.state.withLock { state in
        (state.shown.first { $0.position >= position }?.at, state.hasEnded)
      }
      if let found { return found }
      guard !hasEnded else { throw Trouble("bygd sync --watch has ended") }
      _ = await iterator.next()
    }
  }

  func stop() {
    child.child.send(SIGTERM)
    _ = child.child.wait()
  }
}

/// Very many event streams on raw sockets.
private final class Crowd {
  private let descriptors: [Int32]
  private let poller: Int32

  init(port: Int, requests: [[UInt8]]) throws {
    poller = epoll_create1(0)
    var descriptors: [Int32] = []
    for (number, request) in requests.enumerated() {
      let descriptor = try Socket.connected(port: port)
      descriptors.append(descriptor)
      var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(number)))
      guard epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) == 0 else { throw Trouble("epoll: \(errno)") }
      let sent = request.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent == request.count else { throw Trouble("send: \(errno)") }
    }
    self.descriptors = descriptors
  }

  /// Waits until each has brought the position of the log once more.
  ///
  /// - Returns: when the last one did, by `Swarm.now`.
  func waitForEvent(seconds: Double) throws -> Double {
    var isWaiting = [Bool](repeating: true, count: descriptors.count)
    var left = descriptors.count
    var events = [epoll_event](repeating: epoll_event(), count: 1024)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let end = Swarm.now() + seconds
    let mark = Array("event: position".utf8)
    while left > 0 {
      guard Swarm.now() < end else { throw Trouble("\(left) event streams have said nothing") }
      let count = epoll_wait(poller, &events, Int32(events.count), 1000)
      for event in events.prefix(Int(max(0, count))) {
        let number = Int(event.data.u64)
        let got = recv(descriptors[number], &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard got > 0 else { throw Trouble("the server closed an event stream") }
        guard isWaiting[number], buffer[..<got].contains(mark) else { continue }
        isWaiting[number] = false
        left -= 1
      }
    }
    return Swarm.now()
  }

  func close() {
    for descriptor in descriptors { Glibc.close(descriptor) }
    Glibc.close(poller)
  }
}
