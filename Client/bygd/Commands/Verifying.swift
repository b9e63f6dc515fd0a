import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import SQLiteReplica
import Schema
import SyncClient
import SyncProtocol
import Words

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.verify))

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let session = Session(options)
    let found = try await Verification.run(session)
    if options.json {
      try session.output.print([
        "level": .boolean(found.isLevel),
        "differing": .array(found.differing.map { .string($0.referenceLetters()) }),
        "repaired": .number(found.repaired),
      ])
    } else {
      for phrase in found.words { session.output.say(phrase) }
      if found.isLevel { try session.output.print(Words.Upkeep.sound(found.records)) }
    }
    if !found.isLevel { throw ExitStatus.failed }
  }
}

/// A replica held against itself, and against the server where that can be asked.
struct Verification {
  var isLevel = true
  /// The records that were otherwise than they should be, here or as the server says.
  var differing: [RecordID] = []
  /// How many of them are right now.
  var repaired = 0
  var records = 0
  var words: [Phrase] = []
  /// Whether only fetching everything anew can help.
  var needsRescue = false

  /// - Parameter session: of the command.
  /// - Returns: what was found, and what is right again.
  /// - Throws: what keeps the replica from being looked at at all.
  static func run(_ session: Session) async throws -> Verification {
    var found = Verification()
    let replica = try session.writer()
    guard let store = replica.store as? SQLiteReplicaStore else { return found }
    guard store.fileFaults().isEmpty else {
      found.isLevel = false
      found.needsRescue = true
      found.words.append(Words.Repairing.fileDamaged)
      return found
    }
    let check = try replica.selfCheck()
    found.records = check.records
    for name in check.damagedCommits {
      found.words.append(Words.Upkeep.damagedCommit(CommitLabel.text(name.replica, name.sequence)))
    }
    if !check.damagedCommits.isEmpty {
      found.isLevel = false
      found.needsRescue = true
      found.words.append(Words.Repairing.fileDamaged)
    }
    if !check.unreadable.isEmpty {
      found.words.append(Words.Repairing.unreadable(check.unreadable.count))
      try replica.dropUnreadable()
    }
    let remade = try replica.refreshDerived()
    if !remade.isEmpty {
      found.differing += remade
      found.repaired += remade.count
      found.words.append(Words.Repairing.madeAnew(remade.count))
    }
    try await found.compare(replica, store, session, isSound: check.isSound && !store.isDiffering)
    found.differing = Set(found.differing).union(check.unreadable).sorted()
    return found
  }

  /// Holds the state against the server's, and fetches what differs.
  private mutating func compare(
    _ replica: Replica, _ store: SQLiteReplicaStore, _ session: Session, isSound: Bool
  ) async throws {
    let wasRecounted = try replica.recount()
    if wasRecounted || !isSound { store.noteDiffering(true) }
    let header = try replica.header()
    guard let server = header.server,
      let credentials = try? DeviceCredentials.load(from: session.folder), credentials.token != nil
    else {
      if !isSound {
        isLevel = false
        words.append(store.isDiffering && !wasRecounted ? Words.Repairing.unproved : Words.Repairing.needsServer)
      }
      return
    }
    let line = Line(try ServerAddress(server), credentials)
    var settings = SyncSession.Settings(token: credentials.token, appVersion: Version.text)
    settings.sends = false
    let driver = SyncDriver(
      replica: replica, key: credentials.key, transport: line.transport, settings: settings,
      snapshotFolder: session.folder)
    do {
      let report = try await driver.sync()
      await line.close()
      take(report, store, wasRecounted: wasRecounted)
    } catch {
      await line.close()
      guard !isSound else { return }
      isLevel = false
      words.append(Failure(error, unsynced: Session.unsyncedOfLast()).trouble.phrase)
      words.append(Words.Repairing.needsServer)
    }
    records = try replica.store.read { try $0.recordCount() }
  }

  private mutating func take(_ report: SyncReport, _ store: SQLiteReplicaStore, wasRecounted: Bool) {
    store.noteDiffering(!report.level)
    if let repair = report.repair {
      differing += repair.records
      if report.level { repaired = Set(differing).count }
    }
    words += RepairWords.phrases(report, wasRecounted: wasRecounted)
    guard !report.level else { return }
    isLevel = false
    if report.repair?.outcome == .notHelped { needsRescue = true }
  }
}

/// What a sync says of a difference from the server.
enum RepairWords {
  static func phrases(_ report: SyncReport, wasRecounted: Bool = false) -> [Phrase] {
    switch report.repair?.outcome {
    case .level? where report.level:
      let count = report.repair?.records.count ?? 0
      return [count > 0 ? Words.Repairing.repaired(count) : Words.Repairing.recounted]
    case .notHelped?: return [Words.Repairing.notHelped.phrase]
    case .interrupted?, .level?: return [Words.Repairing.interrupted.phrase]
    case nil: return report.level ? (wasRecounted ? [Words.Repairing.recounted] : []) : [Words.Sync.notLevel]
    }
  }
}
