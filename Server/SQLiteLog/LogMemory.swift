internal import CommitFormat
internal import Merge
internal import SQLiteWatch
internal import SyncServer
internal import Synchronization

/// What `log.sqlite` answers at nearly every request, for as long as nobody writes to the file, in this program or in
/// another.
///
/// Each time it is asked, it looks whether somebody has: over a connection of its own that writes nothing, so that all who
/// do are others to it. What it gives is never older than that look, as if the file had been read.
final class LogMemory: Sendable {
  /// Names of people are told apart by their bytes.
  enum Question: Hashable, Sendable {
    case workspaces
    case head(workspace: Int64)
    case chain(workspace: Int64, Position)
    case deviceWithToken(Hash)
    case device(DeviceID)
    case deviceOfReplica(ReplicaID, WorkspaceID)
    case role(user: [UInt8], WorkspaceID)
    case audiences(user: [UInt8], WorkspaceID)
  }

  private struct Known {
    /// As the look saw it after which all of the answers were read.
    var version: Int64?
    var answers: [Question: any Sendable] = [:]
  }

  /// A few megabytes of devices.
  private static let answersMax = 10_000

  private let watch: FileWatch
  private let known = Mutex(Known())

  init(path: String) {
    watch = FileWatch(path)
  }

  func close() { watch.close() }

  /// - Parameters:
  ///   - question: stands for what `read` reads; always of the same type.
  ///   - read: reads it from the file.
  /// - Returns: what is there now. What is not there is not remembered: anybody can ask for it.
  /// - Throws: what SQLite and `read` throw.
  func answer<Answer: Sendable>(_ question: Question, _ read: () throws -> Answer?) throws -> Answer? {
    let version = try Waiting.version(of: self) { try watch.version() }
    let answer = known.withLock { known -> (any Sendable)? in
      if known.version == version { return known.answers[question] }
      known = Known(version: version)
      return nil
    }
    if let answer = answer as? Answer { return answer }
    guard let answer = try read() else { return nil }
    known.withLock { known in
      // Another caller may have seen the file change meanwhile.
      guard known.version == version else { return }
      if known.answers.count >= Self.answersMax { known.answers.removeAll() }
      known.answers[question] = answer
    }
    return answer
  }
}
