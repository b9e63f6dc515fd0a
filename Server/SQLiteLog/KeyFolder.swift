internal import Foundation
internal import Glibc
internal import SyncServer

/// The folder of a server's keys, kept apart from its data: whoever has a backup of the data can't make cursors.
public struct KeyFolder: Sendable {
  /// Where it lies.
  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  private static let keyBytes = 32
  private var sealKeyPath: String {
    URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent("seal.key").path
  }

  /// Makes the folder and the key that seals cursors, unless there is one, which then stays.
  ///
  /// - Throws: `LogProblem`.
  public func make() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw LogProblem.readOnly(path: path)
    }
    let descriptor = Glibc.open(sealKeyPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw LogProblem.inputOutput(path: sealKeyPath, detail: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var random = SystemRandomNumberGenerator()
    let key = (0..<Self.keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    guard write(descriptor, key, key.count) == key.count, fsync(descriptor) == 0 else {
      let problem = LogProblem.inputOutput(path: sealKeyPath, detail: String(cString: strerror(errno)))
      // Half a key must not be taken for one.
      unlink(sealKeyPath)
      throw problem
    }
  }

  /// The key that seals cursors, 32 bytes.
  ///
  /// - Throws: `LogProblem.missing`; `LogProblem.badKey` when it has another length or others may read it.
  public func sealKey() throws -> [UInt8] {
    var status = stat()
    guard stat(sealKeyPath, &status) == 0 else { throw LogProblem.missing(path: sealKeyPath) }
    guard status.st_mode & 0o077 == 0, let data = FileManager.default.contents(atPath: sealKeyPath),
      data.count == Self.keyBytes
    else { throw LogProblem.badKey(path: sealKeyPath) }
    return Array(data)
  }
}
