internal import Schema
internal import Synchronization

/// Keeps the last schema that was read, because each transaction asks for it and it hardly ever changes.
final class SchemaCache: Sendable {
  static let shared = SchemaCache()

  private let last = Mutex<(json: [UInt8], schema: Schema)?>(nil)

  func schema(_ json: [UInt8]) throws(SchemaError) -> Schema {
    if let hit = last.withLock({ $0?.json == json ? $0?.schema : nil }) { return hit }
    let schema = try Schema(json: json)
    last.withLock { $0 = (json, schema) }
    return schema
  }
}
