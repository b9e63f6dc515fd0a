import CommitFormat
import Engine
import Foundation
import HTTPTransport
import Merge
import Replica
import SQLiteReplica
import Schema
import SyncClient
import Workload

/// A laptop in this process: the client's own rooms with a replica on files, over real sockets.
final class Laptop: Sendable {
  let replica: Replica
  let folder: String
  let credentials: DeviceCredentials
  /// The server's.
  let port: Int

  /// Joins; it has nothing of the workspace yet.
  ///
  /// - Parameters:
  ///   - user: a new member.
  ///   - server: runs.
  ///   - folder: where its replica goes.
  /// - Throws: what joining throws.
  init(_ user: String, _ server: ServerProcess, folder: String) async throws {
    self.folder = folder
    port = server.port
    replica = Replica(store: try SQLiteReplicaStore(folder: folder, mode: .create))
    let code = try server.addUser(user, role: "administrator")
    let address = try ServerAddress(server.url)
    let wire = HTTPTransport(address)
    do {
      credentials = try await SyncDriver.join(
        address, code: code, device: "laptop", replica: replica, folder: folder, transport: wire
      ).credentials
    } catch {
      await wire.shutdown()
      throw error
    }
    await wire.shutdown()
  }

  /// One sync over a connection of its own, as a run of `bygd sync` has.
  ///
  /// - Parameters:
  ///   - other: where what stands between listens; nil for straight to the server.
  ///   - waits: whether it waits before it tries again.
  ///   - change: what is set otherwise than the program has it.
  /// - Returns: what was done.
  /// - Throws: what the sync throws, and `Trouble` when the laptop is not level after it.
  func sync(
    through other: Int? = nil, waits: Bool = true, _ change: (inout SyncSession.Settings) -> Void = { _ in }
  ) async throws -> SyncReport {
    let wire = HTTPTransport(try ServerAddress("http://127.0.0.1:\(other ?? port)"))
    do {
      let report = try await sync(over: wire, waits: waits, change)
      await wire.shutdown()
      return report
    } catch {
      await wire.shutdown()
      throw error
    }
  }

  /// One sync over a connection that may be kept.
  func sync(
    over wire: HTTPTransport, waits: Bool = true, _ change: (inout SyncSession.Settings) -> Void = { _ in }
  ) async throws -> SyncReport {
    var settings = SyncSession.Settings(token: credentials.token, appVersion: "0.1.0")
    change(&settings)
    var driver = SyncDriver(
      replica: replica, key: credentials.key, transport: wire, settings: settings, snapshotFolder: folder)
    if !waits {
      driver = SyncDriver(
        replica: replica, key: credentials.key, transport: wire, settings: settings, snapshotFolder: folder,
        sleep: { _ in await Task.yield() })
    }
    let report = try await driver.sync()
    guard report.level else { throw Trouble("the laptop differs from the server after a sync") }
    return report
  }

  /// One field, one commit, one transaction.
  func write(_ edits: [FieldEdit]) throws {
    for edit in edits { _ = try replica.edit(BenchSchema.draft(edit)) }
  }

  func digest() throws -> StateDigest { try replica.header().digest }
}

extension ServerProcess {
  /// A server that runs and lets everybody ask as often as they like.
  ///
  /// - Parameters:
  ///   - isPlan: whether its workspace is a culture plan alone, without the workload's type.
  ///   - options: more of `serve`.
  /// - Returns: the server; it goes with the value.
  /// - Throws: `Trouble` when it does not start.
  static func forBench(isPlan: Bool = false, options: [String] = []) throws -> ServerProcess {
    let server = try ServerProcess(workspace: "bench", schema: isPlan ? nil : BenchSchema.make().document)
    server.options = [
      "--requests-per-minute", "1000000000", "--strangers-per-minute", "1000000000", "--log-level", "warning",
    ]
    server.options += options
    try server.start()
    return server
  }

  /// The most memory that the process has had so far, bytes.
  var peakMemoryBytes: Int? { memory("VmHWM") }

  /// The memory that it has now, bytes.
  var memoryBytes: Int? { memory("VmRSS") }

  private func memory(_ key: String) -> Int? {
    guard let pid, let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }
}
