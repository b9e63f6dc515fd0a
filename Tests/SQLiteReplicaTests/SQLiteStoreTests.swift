import Foundation
import Replica
import SQLiteReplica
import Schema
import StoreContract
import Testing

/// A folder that is gone with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "bygd-store-\(UUID().uuidString)"
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

struct SQLiteMaker: StoreMaker {
  private let root = TemporaryFolder()

  func make(schema: Schema) throws -> any ReplicaStore {
    try SQLiteReplicaStore(folder: "\(root.path)/\(UUID().uuidString)", schema: schema, mode: .create)
  }

  func reopened(_ store: any ReplicaStore, schema: Schema) throws -> any ReplicaStore {
    guard let store = store as? SQLiteReplicaStore else { return store }
    return try SQLiteReplicaStore(folder: store.path, schema: schema, mode: .open)
  }
}

@Suite("The store in a SQLite file")
struct SQLiteStoreTests {
  @Test(arguments: StoreLaw.all)
  func keeps(_ law: StoreLaw) throws {
    try law.check(SQLiteMaker())
  }
}
