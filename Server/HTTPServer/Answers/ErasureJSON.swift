internal import CommitFormat
internal import Merge
internal import Plan
internal import Replica
internal import Schema
internal import SyncServer
internal import Words

/// What an erasure takes away, as programs read it: the same as `bygd-server erase --json` says.
struct ErasureJSON {
  private let text: ValueText

  init(_ reading: any ReplicaReading, _ language: Language) throws {
    text = ValueText(try Lookup(reading), language)
  }

  /// `{"schema","erased","scrubbed","token","records","commits","unsalted","values"}` of what would go, or with a report
  /// of what went: what is gone is not said again.
  func document(_ preview: ErasurePreview, _ report: ErasureReport? = nil) throws -> JSONValue {
    .document([
      "erased": .boolean(report != nil), "scrubbed": report.map { .boolean($0.isScrubbed) } ?? .null,
      "token": .string(preview.token), "records": .number(preview.recordCount), "commits": .number(preview.commits),
      "unsalted": .strings(
        preview.unsalted.map { number in
          preview.items.first { $0.field == number }.flatMap { text.field(of: $0) }?.key ?? "\(number.number)"
        }),
      "values": .array(try preview.items.map { try value($0, isGone: report != nil) }),
    ])
  }

  private func value(_ item: ErasurePreview.Item, isGone: Bool) throws -> JSONValue {
    .members([
      "record": .string(item.record.text), "ref": .string(try text.lookup.reference(of: item.record)),
      "field": .string(text.field(of: item)?.key ?? "\(item.field.number)"),
      "value": isGone ? .null : .string(try text.value(of: item)), "by": .string(item.author),
      "at": .string(Instant.iso(item.time)), "current": .boolean(item.isStanding),
    ])
  }
}

extension ValueText {
  /// The field that a value was written into, where the schema has it still.
  func field(of item: ErasurePreview.Item) -> Field? {
    item.type.flatMap { lookup.schema.type($0) }?.field(item.field)
  }

  /// A value as people read it; its bytes where nobody knows its field any more.
  func value(of item: ErasurePreview.Item) throws -> String {
    guard let field = field(of: item) else { return Hex.string(item.value.bytes) }
    return try text(item.value, of: field)
  }
}
