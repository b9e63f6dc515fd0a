public import Merge

/// The record types of a workspace, as data: what the engine knows of the domain.
///
/// It is made from JSON and keeps it, so that what a newer program has put there, and this one does not know, is
/// written out again.
public struct Schema: Sendable {
  public let name: String
  /// Grows with every change that is published.
  public let version: Int
  /// In the order of the document.
  public let types: [RecordType]
  /// In the order of the document; `everyone` is not among them.
  public let audiences: [AudienceDeclaration]
  /// The document as it was read.
  public let document: JSONValue

  private let typeIndexByNumber: [TypeNumber: Int]
  private let typeIndexByKey: [String: Int]

  /// The reader has seen to it that numbers and keys are distinct.
  init(
    name: String, version: Int, types: [RecordType], audiences: [AudienceDeclaration] = [], document: JSONValue
  ) {
    self.name = name
    self.version = version
    self.types = types
    self.audiences = audiences
    self.document = document
    typeIndexByNumber = Dictionary(types.enumerated().map { ($1.number, $0) }) { first, _ in first }
    typeIndexByKey = Dictionary(types.enumerated().map { ($1.key, $0) }) { first, _ in first }
  }

  public func type(_ number: TypeNumber) -> RecordType? { typeIndexByNumber[number].map { types[$0] } }
  public func type(_ key: String) -> RecordType? { typeIndexByKey[key].map { types[$0] } }

  /// The canonical bytes of the schema: two schemas are the same when these are.
  public func json() -> [UInt8] { document.bytes(.canonical) }
}

extension Schema: Hashable {
  public static func == (left: Schema, right: Schema) -> Bool {
    left.version == right.version && left.json() == right.json()
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(json())
  }
}
