import CommitFormat
import Foundation
import HTTPTransport
import Merge
import Replica
import Schema
import SyncClient

/// Somebody's device within the test: the client's own rooms over real sockets, with a replica in memory.
final class Member: Sendable {
  let replica: Replica
  private let credentials: DeviceCredentials
  private let direct: Int

  /// Joins straight at the server.
  init(_ user: String, _ server: ServerProcess, role: String = "editor") async throws {
    replica = Replica(store: MemoryStore(schema: .bundled))
    direct = server.port
    let code = try server.addUser(user, role: role)
    let folder = try TemporaryFolder()
    let address = try ServerAddress(server.url)
    let wire = HTTPTransport(address)
    do {
      credentials = try await SyncDriver.join(
        address, code: code, device: "\(user)s dator", replica: replica, folder: folder.path, transport: wire
      ).credentials
    } catch {
      await wire.shutdown()
      throw error
    }
    await wire.shutdown()
  }

  /// Makes a record with this name.
  func write(_ name: String) throws {
    guard let type = try replica.schema().type("actor"), let field = type.field("name") else {
      throw Trouble("the schema has no actors")
    }
    let id = RecordID(bits: .random(in: .min ... .max))
    _ = try replica.edit(Draft([.create(type.number, id, [.set(field.number, .text(name))])]))
  }

  /// One sync over connections of its own.
  ///
  /// - Parameters:
  ///   - port: where to; nil for straight to the server.
  ///   - retry: how often it is tried again.
  ///   - settings: how long it waits.
  /// - Returns: what was done.
  /// - Throws: why it did not come to its end.
  @discardableResult
  func sync(
    _ port: Int? = nil, retry: RetryPolicy = .standard, settings: HTTPTransport.Settings = .init()
  ) async throws(SyncProblem) -> SyncReport {
    let wire = HTTPTransport(try ServerAddress("http://127.0.0.1:\(port ?? direct)"), settings: settings)
    let driver = SyncDriver(
      replica: replica, key: credentials.key, transport: wire,
      settings: SyncSession.Settings(token: credentials.token, retry: retry),
      sleep: { _ in await Task.yield() })
    do {
      let report = try await driver.sync()
      await wire.shutdown()
      return report
    } catch {
      await wire.shutdown()
      throw error
    }
  }
}
