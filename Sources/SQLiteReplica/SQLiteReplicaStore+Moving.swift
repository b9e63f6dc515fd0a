internal import Foundation
internal import Replica

extension SQLiteReplicaStore {
  private var differsMark: String { folder.path + "/differs" }

  /// Whether a look at this replica has found something that only the server can tell the truth about, and the server
  /// has not been asked with success since.
  public var isDiffering: Bool { access(differsMark, F_OK) == 0 }

  /// Notes that it has, or that the server has been asked. What can't be noted is found again at the next look.
  public func noteDiffering(_ isDiffering: Bool) {
    if isDiffering {
      let descriptor = open(differsMark, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      if descriptor >= 0 { close(descriptor) }
    } else {
      unlink(differsMark)
    }
  }

  /// Puts the replica in `fresh`, which nobody has open, in the place of the one in `folder`, whose files are moved to
  /// the new folder `aside`. Nothing is deleted; programs that have the old file open can't write to it any more.
  ///
  /// - Throws: `StorageProblem`; where it ends in between, the old files are in `aside` and can be moved back.
  public static func replaceFiles(in path: String, with fresh: String, aside: String) throws {
    let folder = ReplicaFolder(path)
    try WriteLock(folder.lock).holding {
      guard mkdir(aside, 0o700) == 0 else { throw ReplicaFolder.problem(path: aside) }
      for ending in ["", "-wal", "-shm"] {
        guard access(folder.database + ending, F_OK) == 0 else { continue }
        guard rename(folder.database + ending, "\(aside)/replica.sqlite\(ending)") == 0 else {
          throw ReplicaFolder.problem(path: folder.database)
        }
      }
      let new = ReplicaFolder(fresh)
      for ending in ["-wal", ""] {
        guard access(new.database + ending, F_OK) == 0 else { continue }
        guard rename(new.database + ending, folder.database + ending) == 0 else {
          throw ReplicaFolder.problem(path: folder.database)
        }
      }
      for ending in ["", "-journal", "-wal", "-shm"] { unlink(folder.searchIndex + ending) }
      unlink(path + "/differs")
      for place in [aside, path] {
        let descriptor = open(place, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReplicaFolder.problem(path: place) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw ReplicaFolder.problem(path: place) }
      }
    }
    try WriteLock(folder.lock).markChecked()
  }

  /// What names a file whatever it is called.
  struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let node: UInt64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = UInt64(truncatingIfNeeded: status.st_dev)
      node = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }
}
