public import Merge

extension PartContent {
  /// The part's canonical bytes: the same content by the same author over the same log gives the same ones.
  public func encoded(author: ReplicaID, audience: Audience = .everyone, names: any NameWriter) throws -> [UInt8] {
    var encoder = PartEncoder(author: author, audience: audience)
    return try encoder.encode(self, names: names)
  }

  /// Reads the part.
  ///
  /// - Parameters:
  ///   - bytes: as they came.
  ///   - author: what the commit is read as.
  ///   - audience: the part's.
  ///   - names: short names.
  ///   - line: of a commit in a branch.
  /// - Throws: `PartProblem`, or what `names` throws.
  /// - Complexity: O(bytes) and one look-up per short name.
  public init(
    _ bytes: [UInt8], author: ReplicaID, audience: Audience = .everyone, names: any NameReader,
    line: BranchLine? = nil
  ) throws {
    var decoder = PartDecoder(bytes, author: author, audience: audience, names: names, line: line)
    self = try decoder.decode()
  }
}
