public import Merge

/// A name of a record, as a person or a program wrote it where a reference belongs.
public struct ReferenceQuery: Hashable, Sendable {
  /// Short reference, id, printed place or name.
  public let text: String
  /// The keys of the types that it may be of; of any when there are none.
  public let types: [String]
  /// Whether a record is made when none answers to the name.
  public let makesMissing: Bool
}

/// What came of looking a record up.
public enum ReferenceResolution: Hashable, Sendable {
  case found(RecordID)
  case unknown
  case ambiguous([RecordID])
}

/// Looks a record up by what people call it.
public typealias ReferenceResolver = (ReferenceQuery) -> ReferenceResolution

extension ReferenceQuery {
  /// Takes full ids and nothing else: for documents that programs wrote.
  public static func idsOnly(_ query: ReferenceQuery) -> ReferenceResolution {
    RecordID(text: query.text).map(ReferenceResolution.found) ?? .unknown
  }
}
