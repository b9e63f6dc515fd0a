import Foundation
import Glibc

/// The library that counts what a program changes outside itself, and kills it at the n-th of those calls, with the file
/// that it shares with the tests: `Tests/KillPoints/killpoints.c`.
final class KillPoints {
  enum How: UInt64, CaseIterable, Sendable {
    /// The call is never made.
    case before = 0
    /// Half of what was to be written or sent is; a call that writes nothing is made.
    case half = 1
  }

  /// What kind of call it is, in the library's order.
  enum Kind: Int, CaseIterable, Sendable {
    case write, sync, truncate, rename, unlink, mkdir, link, create, mode, send, output, shutdown
  }

  private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("KillPoints/killpoints.c").path

  static var isPossible: Bool { Compiler.isThere && FileManager.default.fileExists(atPath: source) }

  private let folder: TemporaryFolder
  private let library: String
  private let file: Int32
  private static let words = 4 + Kind.allCases.count

  init() throws {
    folder = try TemporaryFolder()
    library = try Compiler.library(Self.source, in: folder.path)
    file = open(folder.path + "/control", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Trouble("control: \(errno)") }
    arm(0, .before)
  }

  deinit { close(file) }

  /// What loads the library into a program.
  var environment: [String: String] { ["LD_PRELOAD": library, "KILLPOINTS": folder.path + "/control"] }

  /// Counts anew from here on, and kills at that point; 0 for never.
  func arm(_ point: Int, _ how: How) {
    var words = [UInt64](repeating: 0, count: Self.words)
    words[1] = UInt64(point)
    words[2] = how.rawValue
    _ = words.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
  }

  private var state: [UInt64] {
    var words = [UInt64](repeating: 0, count: Self.words)
    _ = words.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    return words
  }

  /// How many calls there were since it was armed.
  var count: Int { Int(state[0]) }

  /// At what kind of call it killed; nil when it did not.
  var killed: Kind? { Kind(rawValue: Int(state[3]) - 1) }

  /// How many calls of each kind there were.
  var counts: [Kind: Int] {
    let state = state
    return Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, Int(state[4 + $0.rawValue])) })
  }
}
