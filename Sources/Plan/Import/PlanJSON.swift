import Foundation

/// A plan as JSON: `{"format": "bygd-plan", "version": 1, "plan": {…}}`, with the names of ``ImportedPlan``.
enum PlanJSON {
  private struct Envelope: Codable {
    var format: String
    var version: Int
    var plan: ImportedPlan
  }

  private static let name = "bygd-plan"

  static func read(_ text: String) throws(ImportError) -> ImportedPlan {
    try refuseUnbalanced(text)
    let envelope: Envelope
    do {
      envelope = try JSONDecoder().decode(Envelope.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw .badValue(path: path(of: error))
    } catch {
      throw .badValue(path: "")
    }
    guard envelope.format == name else { throw .badValue(path: "format") }
    guard envelope.version == 1 else { throw .badValue(path: "version") }
    try check(envelope.plan)
    return envelope.plan
  }

  /// The bytes that ``readPlan(_:format:)`` reads back as the same plan; the same plan gives the same bytes.
  static func bytes(_ plan: ImportedPlan) throws(ImportError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(Envelope(format: name, version: 1, plan: plan))) + [10]
    } catch {
      throw .badValue(path: "plan")
    }
  }

  /// Deeper nesting than a plan has is refused before the parser meets it.
  private static func refuseUnbalanced(_ text: String) throws(ImportError) {
    var depth = 0
    var inString = false
    var escaped = false
    var count = 0
    for byte in text.utf8 {
      count += 1
      if inString {
        if escaped { escaped = false } else if byte == 92 { escaped = true } else if byte == 34 { inString = false }
        continue
      }
      switch byte {
      case 34: inString = true
      case 91, 123:
        depth += 1
        if depth > 16 { throw .badValue(path: "") }
      case 93, 125: depth -= 1
      default: break
      }
    }
    if depth > 0 || inString { throw .truncated(offset: count) }
  }

  private static func path(of error: DecodingError) -> String {
    let path: [any CodingKey]
    switch error {
    case .keyNotFound(let key, let context): path = context.codingPath + [key]
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      path = context.codingPath
    @unknown default: path = []
    }
    return path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }

  private static func check(_ plan: ImportedPlan) throws(ImportError) {
    guard !plan.sections.isEmpty else { throw .notAPlan }
    var keys = Set<String>()
    for (index, section) in plan.sections.enumerated() {
      if let parent = section.parentKey, !keys.contains(parent) {
        throw .badValue(path: "plan.sections.\(index).parentKey")
      }
      guard keys.insert(section.key).inserted else { throw .badValue(path: "plan.sections.\(index).key") }
    }
    for (index, activity) in plan.activities.enumerated() {
      let place = "plan.activities.\(index)"
      guard keys.contains(activity.sectionKey) else { throw .badValue(path: place + ".sectionKey") }
      if let year = activity.startYear, !(1900...2199).contains(year) { throw .badValue(path: place + ".startYear") }
      if let year = activity.untilYear {
        guard (1900...2199).contains(year), year >= activity.startYear ?? year else {
          throw .badValue(path: place + ".untilYear")
        }
      }
    }
  }
}

extension ImportedPlan {
  /// The plan as JSON that ``readPlan(_:format:)`` reads back as the same plan.
  public func json() throws(ImportError) -> [UInt8] { try PlanJSON.bytes(self) }

  /// The plan as a table that ``readPlan(_:format:)`` reads back as the same plan, without ids.
  public func csv() -> [UInt8] { ReviewTable(self).csv() }
}
