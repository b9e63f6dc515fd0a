internal import CommitFormat
internal import Dispatch
internal import Foundation
internal import Replica
internal import Synchronization

/// The files of a replica: where they are, whether they are ours, and the lock that all programs share.
struct ReplicaFolder: Sendable {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  var database: String { path + "/replica.sqlite" }
  var searchIndex: String { path + "/search.sqlite" }
  var lock: String { path + "/write.lock" }
  var keys: String { path + "/keys" }

  /// `BYGD` in ASCII, in the database's header.
  static let applicationID: UInt32 = 0x4259_4744
  /// The layout's version; one that is higher was written by a newer program. 2: with `_joined`, and words to
  /// several people.
  static let version = 4

  enum Found: Hashable {
    case nothing
    case replica
  }

  /// Looks at the database file's header, without SQLite and without changing anything.
  ///
  /// - Throws: `StorageProblem` for what is there and is no replica that this version reads.
  func inspect() throws -> Found {
    var status = stat()
    guard lstat(database, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR && access(path, F_OK) != 0 { return .nothing }
      if errno == EACCES { throw StorageProblem.readOnly(path: database) }
      throw StorageProblem.damaged(path: path, detail: "not a folder")
    }
    guard stat(database, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StorageProblem.damaged(path: database, detail: "not a file")
    }
    let descriptor = open(database, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StorageProblem.inputOutput(path: database, detail: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var header = [UInt8](repeating: 0, count: 100)
    let count = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else {
      throw StorageProblem.inputOutput(path: database, detail: String(cString: strerror(errno)))
    }
    guard count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw StorageProblem.damaged(path: database, detail: count == 0 ? "empty" : "not a database")
    }
    func number(_ offset: Int, _ bytes: Int) -> Int {
      header[offset..<offset + bytes].reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(68, 4) == Int(Self.applicationID) else {
      throw StorageProblem.damaged(path: database, detail: "a database of another application")
    }
    guard number(60, 4) <= Self.version else {
      throw StorageProblem.newerVersion(path: database, found: number(60, 4), known: Self.version)
    }
    // Pages that only the write-ahead log holds so far are counted too; without a log all must be here.
    var logStatus = stat()
    let hasLog = stat(database + "-wal", &logStatus) == 0 && logStatus.st_size > 0
    let pageBytes = number(16, 2) == 1 ? 65536 : number(16, 2)
    guard hasLog || Int(status.st_size) >= pageBytes * number(28, 4) else {
      throw StorageProblem.damaged(path: database, detail: "cut short")
    }
    return .replica
  }

  /// Makes the folder, for its owner alone, if there is none.
  func make() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
        throw StorageProblem.damaged(path: path, detail: "not a folder")
      }
      throw Self.problem(path: path)
    }
  }

  var isWritable: Bool { access(path, W_OK) == 0 }

  /// What the system's last error means.
  static func problem(path: String) -> StorageProblem {
    switch errno {
    case ENOSPC, EDQUOT: .full(path: path)
    case EACCES, EPERM, EROFS: .readOnly(path: path)
    case ENOENT: .missing(path: path)
    default: .inputOutput(path: path, detail: String(cString: strerror(errno)))
    }
  }

  /// Puts a file under its name in one step, durable when this returns; a file of that name stays as it is.
  ///
  /// - Returns: whether it was put there.
  func publish(_ temporary: String, as name: String) throws -> Bool {
    defer { unlink(temporary) }
    if link(temporary, name) != 0 {
      if errno == EEXIST { return false }
      throw Self.problem(path: name)
    }
    let folder = open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0, fsync(folder) == 0 else { throw Self.problem(path: path) }
    close(folder)
    return true
  }

  /// A name in the folder that no other process uses.
  func temporaryName(for name: String) -> String { "\(name).\(getpid()).\(UInt64.random(in: 0 ... .max)).new" }

  /// The device's key pair, made at the first call. The secret half lies in the file `keys` in hexadecimal, readable by
  /// its owner alone.
  func loadOrCreateDeviceKey() throws -> DeviceKey {
    if let key = try loadDeviceKey() { return key }
    try make()
    let key = DeviceKey()
    let temporary = temporaryName(for: keys)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.problem(path: keys) }
    let text = Array((Hex.string(key.secret) + "\n").utf8)
    let isWritten = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == text.count
    let isSynced = isWritten && fsync(descriptor) == 0
    let problem = Self.problem(path: keys)
    close(descriptor)
    guard isSynced else {
      unlink(temporary)
      throw problem
    }
    if try publish(temporary, as: keys) { return key }
    guard let other = try loadDeviceKey() else { throw StorageProblem.missing(path: keys) }
    return other
  }

  private func loadDeviceKey() throws -> DeviceKey? {
    let descriptor = open(keys, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw Self.problem(path: keys)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = bytes.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw Self.problem(path: keys) }
    let text = String(decoding: bytes[..<count].prefix { $0 > 0x20 }, as: UTF8.self)
    guard let secret = Hex.bytes(text), let key = DeviceKey(secret: secret) else {
      throw StorageProblem.damaged(path: keys, detail: "not a key")
    }
    return key
  }
}

/// The lock that writers and checkpoints of all programs on a replica take in turn.
///
/// SQLite before 3.51.3 can lose writes when a checkpoint on one connection races a writer on another that restarts the
/// log; behind one lock they never meet.
package final class WriteLock: @unchecked Sendable {
  private let path: String
  private let waitsSeconds: Double
  private let threads = NSLock()
  private let descriptor: Int32
  /// Whether somebody's write did not come to its end, and the replica has not been held against itself since.
  private var isCheckDue = false

  /// - Parameters:
  ///   - path: of the lock's file, which is made where it is not there.
  ///   - waitsSeconds: how long one waits for one other program; as long as they come and go, one goes on waiting.
  /// - Throws: `StorageProblem` where the file can't be made or opened.
  package init(_ path: String, waitsSeconds: Double = 20) throws {
    self.path = path
    self.waitsSeconds = waitsSeconds
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ReplicaFolder.problem(path: path) }
  }

  deinit {
    close(descriptor)
  }

  /// - Throws: `StorageProblem.busy` when somebody held it for too long, or what `body` throws.
  package func holding<Result>(_ body: () throws -> Result) throws -> Result {
    threads.lock()
    defer { threads.unlock() }
    let descriptor = try acquire()
    defer { release(descriptor) }
    let mark = EndMark.read(descriptor)
    if mark.isCheckDue { isCheckDue = true }
    EndMark.write(.open, to: descriptor, whole: mark.run != EndMark.currentRun)
    defer { EndMark.write(isCheckDue ? .unchecked : .closed, to: descriptor, whole: false) }
    return try body()
  }

  /// Notes that the replica has been held against itself.
  func markChecked() throws {
    _ = try holding { isCheckDue = false }
  }

  /// Whether it has to be, as the mark said when the lock was held: while somebody else holds it, theirs is open.
  var isUnchecked: Bool { threads.withLock { isCheckDue } }

  /// - Returns: the descriptor that holds the lock: this one's own, or that of a turn that was waited for.
  private func acquire() throws -> Int32 {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return try LockTurn.wait(path, seconds: waitsSeconds)
      default: throw ReplicaFolder.problem(path: path)
      }
    }
    return descriptor
  }

  private func release(_ holder: Int32) {
    if holder == descriptor { flock(holder, LOCK_UN) } else { close(holder) }
  }
}

/// Waiting in the system's own queue: a waiter that asked again and again would be passed by whoever asks at the right
/// moment. As that waiting has no end that one could set, a thread does it, on a descriptor of its own, and gives back
/// at once what comes after the deadline.
///
/// The queue is no order of turns (all wake, and one of them gets it), so with many programs at work on a slow machine
/// one of them may be passed over for long. So it is not the whole wait that has a deadline, but that of one holder.
private final class LockTurn: Sendable {
  private enum State {
    case waiting
    case held(Int32)
    case failed(errno: Int32)
    case abandoned
  }

  private let state = Mutex(State.waiting)
  private let done = DispatchSemaphore(value: 0)

  /// - Returns: a descriptor that holds the lock until it is closed.
  /// - Throws: `StorageProblem.busy` after so many seconds in which nobody new has got it.
  static func wait(_ path: String, seconds: Double) throws -> Int32 {
    let turn = LockTurn()
    let thread = Thread { turn.take(path) }
    thread.stackSize = 1 << 18
    thread.start()
    var holder = lastTaken(path)
    while turn.done.wait(timeout: .now() + seconds) == .timedOut {
      let next = lastTaken(path)
      if next == holder { break }
      holder = next
    }
    let state = turn.state.withLock { state in
      defer { if case .waiting = state { state = .abandoned } }
      return state
    }
    switch state {
    case .held(let descriptor): return descriptor
    case .failed(let number):
      errno = number
      throw ReplicaFolder.problem(path: path)
    case .waiting, .abandoned: throw StorageProblem.busy(path: path)
    }
  }

  /// When the lock was last taken or given back, which leaves a mark in its file; to compare only.
  private static func lastTaken(_ path: String) -> [Int]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }

  private func take(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    var result: Int32 = descriptor < 0 ? -1 : 0
    if descriptor >= 0 {
      repeat { result = flock(descriptor, LOCK_EX) } while result != 0 && errno == EINTR
    }
    let outcome = result == 0 ? State.held(descriptor) : .failed(errno: errno)
    let isWanted = state.withLock { state in
      guard case .waiting = state else { return false }
      state = outcome
      return true
    }
    if descriptor >= 0, !isWanted || result != 0 { close(descriptor) }
    done.signal()
  }
}
