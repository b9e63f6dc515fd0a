public import CommitFormat
internal import Foundation
internal import Merge
internal import Replica

/// What a server remembers beside its key, apart from its data: so that it holds also when the data is put back from a
/// backup. Only ever added to.
public protocol KeptApart: Sendable {
  /// The highest number that an enrolment of the workspace was ever given, whatever the log holds; 0 before the first.
  func highestNumber(in workspace: WorkspaceID) throws -> UInt32
  /// Remembers a number before it is given. Durable when this returns.
  func note(number: UInt32, in workspace: WorkspaceID) throws
  /// Every device that was ever revoked, oldest first, each once.
  func revocations(in workspace: WorkspaceID) throws -> [Revocation]
  /// Durable when this returns. Of a device that is noted already, changes nothing.
  func note(_ revocation: Revocation) throws
  /// Every erasure that was decided, oldest first; of each part of a commit only the last one.
  func erasures(in workspace: WorkspaceID) throws -> [Erasure]
  /// Durable when this returns. What an earlier erasure of the same part said was left is forgotten. Of one that is noted
  /// already, changes nothing.
  func note(_ erasure: Erasure, in workspace: WorkspaceID) throws
}

/// That a device is no longer welcome, for good.
public struct Revocation: Hashable, Sendable {
  public var workspace: WorkspaceID
  public var device: DeviceID
  /// By which a device is known that the accounts have forgotten.
  public var publicKey: [UInt8]
  /// Milliseconds since 1970-01-01 00:00 UTC.
  public var time: Int64

  public init(workspace: WorkspaceID, device: DeviceID, publicKey: [UInt8], time: Int64) {
    self.workspace = workspace
    self.device = device
    self.publicKey = publicKey
    self.time = time
  }
}

/// In memory: for tests and the simulation, which keep it when they put a log back.
public final class MemoryKeptApart: KeptApart, @unchecked Sendable {
  private let lock = NSLock()
  private var numbers: [WorkspaceID: UInt32] = [:]
  private var noted: [Revocation] = []
  private var decided: [WorkspaceID: [Erasure]] = [:]

  public init() {}

  public func highestNumber(in workspace: WorkspaceID) -> UInt32 { lock.withLock { numbers[workspace] ?? 0 } }

  public func note(number: UInt32, in workspace: WorkspaceID) {
    lock.withLock { numbers[workspace] = max(numbers[workspace] ?? 0, number) }
  }

  public func revocations(in workspace: WorkspaceID) -> [Revocation] {
    lock.withLock { noted.filter { $0.workspace == workspace } }
  }

  public func note(_ revocation: Revocation) {
    lock.withLock {
      guard !noted.contains(where: { $0.device == revocation.device }) else { return }
      noted.append(revocation)
    }
  }

  /// Oldest first, the last of each part.
  public func erasures(in workspace: WorkspaceID) -> [Erasure] { lock.withLock { decided[workspace] ?? [] } }

  /// In the place of an earlier one of the same part.
  public func note(_ erasure: Erasure, in workspace: WorkspaceID) {
    lock.withLock {
      guard decided[workspace]?.contains(erasure) != true else { return }
      decided[workspace, default: []].removeAll {
        $0.commit.hash == erasure.commit.hash && $0.audience == erasure.audience
      }
      decided[workspace, default: []].append(erasure)
    }
  }
}

extension Accounts {
  /// Brings what is kept apart and the accounts together: a device that either says is revoked is so in both.
  ///
  /// - Returns: the devices that were welcome here and are not any more.
  /// - Throws: what the stores throw.
  @discardableResult
  public func reconcileRevocations() throws -> [Device] {
    guard let keptApart else { return [] }
    let noted = try keptApart.revocations(in: workspace)
    let known = Set(noted.map(\.device))
    var back: [Device] = []
    for device in try devices() {
      if let time = device.revokedAt {
        guard !known.contains(device.id) else { continue }
        try keptApart.note(
          Revocation(workspace: workspace, device: device.id, publicKey: device.publicKey, time: time))
      } else if known.contains(device.id) || noted.contains(where: { $0.publicKey == device.publicKey }) {
        try store.change([
          .revokeDevice(device.id, at: clock.now()),
          record(.deviceRevoked, by: .console, subject: device.id.text, detail: device.name, now: clock.now()),
        ])
        back.append(device)
      }
    }
    return back
  }

  /// Whether a key belongs to a device that was revoked, also one that the accounts have forgotten.
  func isRevoked(publicKey: [UInt8]) throws -> Bool {
    try keptApart?.revocations(in: workspace).contains { $0.publicKey == publicKey } ?? false
  }
}
