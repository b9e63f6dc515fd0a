internal import Foundation
internal import Schema
internal import Synchronization

/// Keeps the last schema that was read, because each transaction asks for it and it hardly ever changes.
final class SchemaCache: Sendable {
  static let shared = SchemaCache()

  private let last = Mutex<(json: [UInt8], schema: Schema)?>(nil)

  func schema(_ json: [UInt8]) throws(SchemaError) -> Schema {
    let hit = last.withLock { last -> Schema? in
      guard let known = last, Self.areEqual(known.json, json) else { return nil }
      // Whoever asks most likely asks with the same bytes again, which then need no look.
      last = (json, known.schema)
      return known.schema
    }
    if let hit { return hit }
    let schema = try Schema(json: json)
    last.withLock { $0 = (json, schema) }
    return schema
  }

  /// It is some sixty thousand bytes, in every transaction.
  private static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return one.withUnsafeBytes { one in
      other.withUnsafeBytes { other in
        guard let left = one.baseAddress, let right = other.baseAddress else { return true }
        return left == right || memcmp(left, right, one.count) == 0
      }
    }
  }
}
