internal import Merge
internal import Plan
public import Replica
internal import Schema
public import Words

/// What became of the reader's words: by whom and why another value stands.
public struct ToldPage: PageBody {
  public static let template = "told"

  struct Row: Sendable {
    let name: String
    let address: String
    let field: String
    let own: String
    let chosen: String
    let by: String
    let reason: String?
    let time: ShownTime?
  }

  let rows: [Row]
  let hasRows: Bool
  let upTo: String

  /// - Parameters:
  ///   - tidings: the reader's, oldest first.
  ///   - reading: the workspace.
  ///   - base: of the addresses of the workspace's pages.
  ///   - language: of the words.
  /// - Throws: what the store throws.
  public init(_ tidings: [Tiding], _ reading: any ReplicaReading, base: String, language: Language) throws {
    let text = ValueText(try Lookup(reading), language)
    rows = try tidings.reversed().map { tiding in
      let type = try reading.view(tiding.record).flatMap { text.lookup.schema.type($0.type) }
      return Row(
        name: try text.name(of: tiding.record),
        address: base + "/records/" + (try text.lookup.reference(of: tiding.record)),
        field: text.label(tiding.register, of: type),
        own: try text.text(tiding.value, register: tiding.register, of: type),
        chosen: try Self.chosen(tiding, text, type), by: tiding.by,
        reason: tiding.reason.isEmpty ? nil : tiding.reason, time: ShownTime(tiding.time, language))
    }
    hasRows = !rows.isEmpty
    upTo = tidings.map(\.id).max().map { String($0) } ?? "0"
  }

  private static func chosen(_ tiding: Tiding, _ text: ValueText, _ type: RecordType?) throws -> String {
    switch tiding.outcome {
    case .replaced: try text.text(tiding.chosen, register: tiding.register, of: type)
    case .deleted: Words.Pages.recordWent.text(text.language)
    case .kept: Words.Pages.recordStays.text(text.language)
    }
  }
}
