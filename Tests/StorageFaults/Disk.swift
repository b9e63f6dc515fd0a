import FaultyDisk
import Foundation

/// A folder on a disk that fails on demand, and that knows what a power cut would leave of it.
final class Disk {
  enum Failure: CaseIterable, CustomStringConvertible {
    case inputOutputOnce, inputOutputForEver, fullOnce, fullForEver, shortWriteOnce, shortWriteForEver, syncOnce,
      syncForEver

    var kind: faulty_kind {
      switch self {
      case .inputOutputOnce, .inputOutputForEver: FAULTY_IO
      case .fullOnce, .fullForEver: FAULTY_FULL
      case .shortWriteOnce, .shortWriteForEver: FAULTY_SHORT
      case .syncOnce, .syncForEver: FAULTY_SYNC
      }
    }

    var isForEver: Bool {
      switch self {
      case .inputOutputForEver, .fullForEver, .shortWriteForEver, .syncForEver: true
      default: false
      }
    }

    /// Whether a call of this kind can fail so.
    func fits(_ call: faulty_call) -> Bool {
      switch kind {
      case FAULTY_FULL, FAULTY_SHORT: call == FAULTY_CALL_WRITE
      case FAULTY_SYNC: call == FAULTY_CALL_SYNC
      default: true
      }
    }

    var description: String {
      let name =
        switch kind {
        case FAULTY_FULL: "disk full"
        case FAULTY_SHORT: "short write"
        case FAULTY_SYNC: "fsync failed, its writes lost"
        default: "I/O error"
        }
      return name + (isForEver ? ", for ever" : ", once")
    }
  }

  /// What becomes of what no fsync has covered.
  enum Survival: UInt32, CaseIterable {
    case all = 0
    case dropped, torn, reordered
  }

  let path: String
  private let disk: OpaquePointer

  /// Watches a folder that exists; what is in it counts as durable.
  init?(_ path: String) {
    guard let disk = faulty_disk_watch(path) else { return nil }
    self.path = path
    self.disk = disk
  }

  deinit { faulty_disk_forget(disk) }

  /// Counts calls from here on; nothing fails.
  func rest() { faulty_disk_arm(disk, 0, 0, 0) }

  /// Counts calls from here on, and fails at that one.
  func arm(_ call: Int, _ failure: Failure) {
    faulty_disk_arm(disk, UInt64(call), Int32(failure.kind.rawValue), failure.isForEver ? 1 : 0)
  }

  /// What was called since then.
  var calls: [faulty_call] {
    (0..<faulty_disk_calls(disk)).map { faulty_call(UInt32(faulty_disk_call(disk, $0 + 1))) }
  }

  var failures: Int { Int(faulty_disk_failures(disk)) }

  /// How many changes of files there were since the folder was watched.
  var changes: Int { Int(faulty_disk_changes(disk)) }

  /// Puts the files as they are left after so many changes into a folder of their own.
  func survive(_ changes: Int, _ survival: Survival, seed: UInt64, in folder: String) -> Bool {
    faulty_disk_survive(disk, UInt64(changes), Int32(survival.rawValue), seed, folder) == 0
  }
}

/// Folders for a test's files: in memory where the system has such a place, since nothing here depends on the real disk.
final class Folders {
  let root: String
  private var count = 0

  init() throws {
    let memory = "/dev/shm"
    let base =
      FileManager.default.isWritableFile(atPath: memory) ? memory : FileManager.default.temporaryDirectory.path
    root = base + "/bygd-faults-" + UUID().uuidString.prefix(13)
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// A folder that is empty, or holds what another does.
  func make(from other: String? = nil) throws -> String {
    count += 1
    let path = root + "/\(count)"
    if let other {
      try FileManager.default.copyItem(atPath: other, toPath: path)
      // Shared memory is not carried over.
      for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix("-shm") {
        try FileManager.default.removeItem(atPath: path + "/" + name)
      }
    } else {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    return path
  }

  func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}

/// How much of the whole is done: all of it where `BYGD_FAULTS` says `all`, else every so many; a prime, so that all
/// kinds have their turn, which come in pairs.
enum Share {
  static let stride: Int = {
    let text = ProcessInfo.processInfo.environment["BYGD_FAULTS"] ?? ""
    return text == "all" ? 1 : Int(text) ?? 37
  }()
}
