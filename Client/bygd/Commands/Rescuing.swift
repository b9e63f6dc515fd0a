import CommitFormat
import Foundation
import HTTPTransport
import Merge
import Plan
import Replica
import SQLiteReplica
import Schema
import SyncClient
import SyncProtocol
import Words

/// `doctor --repair`: what differs is fetched again; of a damaged file the unsent edits are saved to a bundle, the file is
/// moved aside, everything else is fetched anew, and the edits are taken in again.
///
/// At every moment either the old files or the new ones are the replica, and the bundle is there before anything moves.
struct Rescue {
  private let session: Session
  private let stamp: String

  init(_ session: Session) {
    self.session = session
    var stamp = Instant.iso(SystemClock().now())
    stamp = String(stamp.prefix(19).filter { $0.isNumber || $0 == "T" })
    // Names of its own, also where one was begun in the same second and did not come to its end.
    let folder = session.folder
    func isTaken(_ stamp: String) -> Bool {
      ["\(Self.asidePrefix)\(stamp)", "\(Self.bundlePrefix)\(stamp).bygd"].contains {
        access("\(folder)/\($0)", F_OK) == 0
      }
    }
    var free = stamp
    var number = 1
    while isTaken(free) {
      number += 1
      free = "\(stamp)-\(number)"
    }
    self.stamp = free
  }

  private static let asidePrefix = "damaged-"
  private static let bundlePrefix = "rescued-"

  /// Where damaged files have been moved to, the oldest first.
  static func asideFolders(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(asidePrefix) }.sorted().map { "\(folder)/\($0)" }
  }

  /// Removes what programs that are not there any more had begun: copies to read from, files half written, a replica
  /// half fetched. What was saved or moved aside is none of it.
  private func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: session.folder)) ?? []
    for name in names {
      var owner: Substring?
      if name.hasPrefix("fresh-") { owner = name.split(separator: "-").last }
      if name.hasSuffix(".new"), name.hasPrefix("salvage.") || name.hasPrefix(Self.bundlePrefix) {
        owner = name.split(separator: ".").first { Int32($0) != nil }
      }
      guard let process = owner.flatMap({ Int32($0) }), kill(process, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(atPath: "\(session.folder)/\(name)")
    }
  }

  func run() async throws {
    removeLeftovers()
    var words: [Phrase] = []
    var outcome = Outcome()
    switch try await look(&words) {
    case .fine: words.append(Words.Rescuing.nothingToDo)
    case .repaired(let count): outcome.repaired = count
    case .damaged:
      outcome = try await replace(&words)
      words += try await carryOn()
    }
    if session.output.json {
      try session.output.print([
        "repaired": .number(outcome.repaired), "saved": .number(outcome.saved), "lost": .number(outcome.lost),
        "bundle": outcome.bundle.map(JSONValue.string) ?? .null, "aside": outcome.aside.map(JSONValue.string) ?? .null,
      ])
    } else {
      for phrase in words { session.output.say(phrase) }
    }
  }

  private struct Outcome {
    var repaired = 0
    var saved = 0
    var lost = 0
    var bundle: String?
    var aside: String?
  }

  private enum State {
    case fine
    case repaired(Int)
    case damaged
  }

  /// Tries what is mildest first.
  private func look(_ words: inout [Phrase]) async throws -> State {
    do {
      let found = try await Verification.run(session)
      if found.needsRescue { return .damaged }
      words += found.words
      guard found.isLevel else { throw ExitStatus.failed }
      return found.repaired == 0 && found.words.isEmpty ? .fine : .repaired(found.repaired)
    } catch let problem as StorageProblem {
      switch problem {
      case .damaged: return .damaged
      // Cut off between moving the old files away and the new ones in.
      case .missing where !Self.asideFolders(in: session.folder).isEmpty: return .damaged
      default: throw problem
      }
    } catch is ReplicaProblem {
      return .damaged
    }
  }

  private func holdsFile(_ folder: String) -> Bool { access("\(folder)/replica.sqlite", F_OK) == 0 }

  private func replace(_ words: inout [Phrase]) async throws -> Outcome {
    let folder = session.folder
    // Cut off between moving the old files away and the new ones in, what was there lies aside, in the newest folder
    // that holds it: one that came after it may be empty still.
    let source = ([folder] + Self.asideFolders(in: folder).reversed()).first { holdsFile($0) } ?? folder
    let credentials = try DeviceCredentials.load(from: folder)
    let salvage = try Salvage.read(folder: source, known: Set([credentials?.replica].compactMap { $0 }))
    let key = try credentials?.key ?? SQLiteReplicaStore.loadOrCreateDeviceKey(folder: folder)
    var outcome = Outcome(saved: salvage.commits.count, lost: salvage.lost)
    guard let known = Self.header(salvage, credentials) else {
      outcome.bundle = try save(salvage, key, WorkspaceID(bits: 0), own: [], &words)
      throw CommandProblem.trouble(Words.Rescuing.unknownWorkspace)
    }
    let own = Self.own(salvage, credentials)
    outcome.bundle = try save(salvage, key, known.workspace, own: own, &words)
    let fresh = "\(folder)/fresh-\(stamp)-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: fresh) }
    let records: Int
    do {
      let store = try SQLiteReplicaStore(folder: fresh, mode: .create)
      let replica = Replica(store: store)
      try replica.setUp(known)
      if let server = known.server {
        guard let credentials, credentials.token != nil else { throw SyncProblem.notSignedIn }
        try await fetch(replica, server, credentials, fresh, words)
      }
      let report = try replica.takeBack(
        try salvage.runs(key: key, own: own), refused: salvage.refused, own: own, key: key.publicKey)
      if report.boxed > 0 { words.append(Words.Rescuing.boxed(report.boxed)) }
      if report.left > 0 { words.append(Words.Rescuing.inFile(report.left)) }
      if known.server == nil, let name = salvage.header?.replica {
        // Nobody can have taken in a commit of a replica that no log has enrolled: its names are free.
        try replica.updateHeader { header in
          header.replica = name
          header.former.removeAll { $0.replica == name }
        }
      }
      records = try store.read { try $0.recordCount() }
      try store.checkpoint()
    }
    let aside = "\(folder)/\(Self.asidePrefix)\(stamp)"
    try SQLiteReplicaStore.replaceFiles(in: folder, with: fresh, aside: aside)
    outcome.aside = aside
    words.append(Words.Rescuing.replaced(aside, records: records))
    return outcome
  }

  /// Who and where, under a new name: what was written under the old one and can't be read any more must not be named
  /// twice.
  private static func header(_ salvage: Salvage, _ credentials: DeviceCredentials?) -> ReplicaHeader? {
    var header: ReplicaHeader
    if let found = salvage.header {
      header = found
    } else if let workspace = credentials?.workspace, let credentials {
      header = ReplicaHeader(
        replica: ReplicaID(bits: 0), workspace: workspace, workspaceName: "", user: "", device: Device.name,
        role: .reader)
      header.server = credentials.server
    } else {
      return nil
    }
    let name = salvage.header?.replica ?? credentials?.replica
    if let name { header.former.append(FormerName(replica: name, chain: name)) }
    header.replica = ReplicaID(bits: SystemRandom().bits128())
    header.number = nil
    return header
  }

  private static func own(_ salvage: Salvage, _ credentials: DeviceCredentials?) -> Set<ReplicaID> {
    let former = salvage.header?.former.map(\.replica) ?? []
    return Set([salvage.header?.replica, credentials?.replica].compactMap { $0 } + former)
  }

  /// - Returns: where the bundle is; nil when there was nothing to save.
  private func save(
    _ salvage: Salvage, _ key: DeviceKey, _ workspace: WorkspaceID, own: Set<ReplicaID>, _ words: inout [Phrase]
  ) throws -> String? {
    if salvage.lost > 0 { words.append(Words.Rescuing.lost(salvage.lost)) }
    let runs = try salvage.runs(key: key, own: own)
    guard !runs.isEmpty else {
      words.append(Words.Rescuing.nothingToSave)
      return nil
    }
    let bundle = Bundle(
      header: BundleHeader(
        workspace: workspace, schemaVersion: UInt32(clamping: Schema.bundled.version), appVersion: Version.text,
        deviceClock: SystemClock().now()),
      enrolments: own.sorted().map { replica in
        ClaimedEnrolment(
          number: salvage.header?.number, replica: replica, user: salvage.header?.user ?? "",
          device: salvage.header?.device ?? "", publicKey: key.publicKey)
      }, commits: runs.compactMap { SealedCommits(commits: $0.commits, seal: $0.seal) })
    let path = "\(session.folder)/\(Self.bundlePrefix)\(stamp).bygd"
    let bytes = bundle.bytes
    try FileOutput.write(bytes, to: path)
    chmod(path, 0o600)
    // What is not there to be read back was not saved.
    let count = runs.reduce(0) { $0 + $1.commits.count }
    guard try Bundle(bytes: try Session.readBytes(path)).commits.reduce(0, { $0 + $1.commits.count }) == count else {
      throw CommandProblem.cannotWriteFile(path)
    }
    words.append(Words.Rescuing.saved(count, path))
    return path
  }

  private func fetch(
    _ replica: Replica, _ server: String, _ credentials: DeviceCredentials, _ folder: String, _ words: [Phrase]
  ) async throws {
    let line = Line(try ServerAddress(server), credentials)
    var settings = SyncSession.Settings(token: credentials.token, appVersion: Version.text)
    settings.sends = false
    let driver = SyncDriver(
      replica: replica, key: credentials.key, transport: line.transport, settings: settings, snapshotFolder: folder)
    do {
      let report = try await driver.sync()
      await line.close()
      guard report.level else { throw SyncProblem.garbage(.standstill) }
    } catch {
      await line.close()
      if !session.output.json { for phrase in words { session.output.say(phrase) } }
      if case .notReachable? = error as? SyncProblem {
        session.output.say(Words.Rescuing.needsServer.phrase)
        throw ExitStatus.unreachable
      }
      throw error
    }
  }

  /// Sends what was saved, now that it is back; the next sync does it where the server is gone again.
  private func carryOn() async throws -> [Phrase] {
    let later = Session(folder: session.folder, like: session)
    let replica = try later.writer()
    guard let server = try replica.header().server, try replica.store.read({ try !$0.unlogged().isEmpty }),
      let credentials = try DeviceCredentials.load(from: session.folder)
    else { return [] }
    let line = Line(try ServerAddress(server), credentials)
    do {
      _ = try await Synchronizing(later, replica, credentials, line).once(quiet: true)
      await line.close()
      return []
    } catch {
      await line.close()
      return [Failure(error, unsynced: Session.unsyncedOfLast()).trouble.phrase]
    }
  }
}
