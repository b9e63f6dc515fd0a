import Replica
import Schema
import StoreContract
import Testing

struct MemoryMaker: StoreMaker {
  func make(schema: Schema) -> any ReplicaStore { MemoryStore(schema: schema) }
  func reopened(_ store: any ReplicaStore, schema: Schema) -> any ReplicaStore { store }
}

@Suite("The store in memory")
struct MemoryStoreTests {
  @Test(arguments: StoreLaw.all)
  func keeps(_ law: StoreLaw) throws {
    try law.check(MemoryMaker())
  }
}
