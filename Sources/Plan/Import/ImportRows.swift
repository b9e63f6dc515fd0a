public import Replica
internal import Schema

extension ReviewTable {
  /// Reads a plan as rows: of a table as they stand, with the ids that tell their records; of anything else without.
  ///
  /// - Throws: `ImportError`; no bytes make it crash or hang.
  public init(reading bytes: [UInt8]) throws(ImportError) {
    let text = try TextDecoding.decode(bytes).text
    let first = text.first { !$0.isWhitespace }
    if first != "{", first != "[", Self.looksLikeTable(text) {
      try self.init(csv: bytes)
    } else {
      self.init(try readPlan(bytes))
    }
  }

  /// The same rows, each with the id of the record that it stands for.
  ///
  /// - Throws: `ImportProblem`, or what the store throws.
  public func identified(_ reading: any ReplicaReading) throws -> ReviewTable {
    let names = try PlanNames(rows, schema: try reading.currentSchema())
    var result = self
    for (index, record) in names.records.enumerated() { result.rows[index].id = record?.text ?? "" }
    return result
  }
}
