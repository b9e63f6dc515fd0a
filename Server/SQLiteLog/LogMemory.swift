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

    /// Whether what the log takes in leaves the answer as it is.
    fileprivate var isOfAccounts: Bool {
      switch self {
      case .workspaces, .head, .chain: false
      case .deviceWithToken, .device, .deviceOfReplica, .role, .audiences: true
      }
    }
  }

  private struct Known {
    /// As the look saw it after which all of the answers were read.
    var version: Int64?
    var ofLog: [Question: any Sendable] = [:]
    var ofAccounts: [Question: any Sendable] = [:]
    /// What was remembered of accounts at the version before, which may turn out to be true still.
    var former: (version: Int64, ofAccounts: [Question: any Sendable])?

    subscript(question: Question) -> (any Sendable)? {
      get { question.isOfAccounts ? ofAccounts[question] : ofLog[question] }
      set { if question.isOfAccounts { ofAccounts[question] = newValue } else { ofLog[question] = newValue } }
    }
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
      if known.version == version { return known[question] }
      let former = known.version.map { (version: $0, ofAccounts: known.ofAccounts) }
      known = Known(version: version, former: former)
      return nil
    }
    if let answer = answer as? Answer { return answer }
    guard let answer = try read() else { return nil }
    known.withLock { known in
      // Another caller may have seen the file change meanwhile.
      guard known.version == version else { return }
      if known.ofLog.count + known.ofAccounts.count >= Self.answersMax { known = Known(version: version) }
      known[question] = answer
    }
    return answer
  }

  /// The version of the file as it is now.
  func look() throws -> Int64 { try watch.version() }

  /// Nothing but entries of the log came between two versions of the file: what was remembered of accounts is true of
  /// the later one too.
  func carryAccounts(from former: Int64, to version: Int64) {
    known.withLock { known in
      if known.version == former {
        known = Known(version: version, ofAccounts: known.ofAccounts)
      } else if known.version == version, let earlier = known.former, earlier.version == former {
        // Somebody has asked meanwhile.
        let asked = known.ofAccounts
        known.former = nil
        known.ofAccounts = earlier.ofAccounts
        for (question, answer) in asked { known.ofAccounts[question] = answer }
      }
    }
  }
}
