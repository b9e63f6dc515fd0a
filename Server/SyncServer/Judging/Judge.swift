internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import SyncProtocol

/// What is to become of a pushed commit whose hash and seal are right and which follows on its replica's last one.
enum Verdict: Hashable, Sendable {
  case accept
  case refuse(Refusal)
  /// Not now: it names what the log does not have.
  case wait(Receipt.Deferral)
}

/// Who answers for a commit.
struct CommitAuthor: Hashable, Sendable {
  var user: String
  /// Nil for somebody who is no member any more.
  var role: Role?
  /// Those that the author may write in, beside everyone.
  var audiences: Set<Audience> = []
  /// Whether the device that sealed it has been revoked.
  var isRevoked = false
  /// Whether several people write on the commit's replica: the server's own.
  var isShared = false
}

/// Judges commits over one state of the log: the same commit over the same state always gets the same verdict.
///
/// What it looks at is what the commit names, never what it does not: a verdict does not turn on what its author could
/// not know.
struct Judge {
  let reading: any ReplicaReading
  let schema: Schema
  let commitBytesMax: Int
  /// Nil where nothing was erased that anybody could bring back.
  let erased: ErasedFields?
  /// Whether what was written to a record before it moved counts where it is now: so it is with what somebody carries
  /// out who knows where it is.
  let followsMoves: Bool

  init(
    reading: any ReplicaReading, commitBytesMax: Int, erased: ErasedFields? = nil, followsMoves: Bool = false
  ) throws {
    self.erased = erased
    self.followsMoves = followsMoves
    self.reading = reading
    schema = try reading.currentSchema()
    self.commitBytesMax = commitBytesMax
  }

  func verdict(on commit: Commit, by author: CommitAuthor) throws -> Verdict {
    guard let role = author.role else { return .refuse(Refusal(code: .membership)) }
    guard !author.isRevoked else { return .refuse(Refusal(code: .membership, reason: "device-revoked")) }
    guard role >= .editor else { return .refuse(Refusal(code: .role, reason: "reader")) }
    guard commit.body.count <= commitBytesMax else { return .refuse(Refusal(code: .size, reason: "commit")) }
    for part in commit.parts {
      if part.audience != .everyone {
        guard schema.audience(part.audience) != nil else {
          return .refuse(Refusal(code: .schema, reason: "unknown-audience"))
        }
        guard author.audiences.contains(part.audience) else {
          return .refuse(Refusal(code: .role, reason: "audience"))
        }
        if case .readable(_, salt: nil) = part.body { return .refuse(Refusal(code: .schema, reason: "unsalted")) }
      }
      // Whoever carries it may not read this part; somebody who may will bring it.
      guard part.content != nil else { return .wait(.unknownWrite) }
      // Its own device has taken out what was erased: it was written before anybody there knew.
      if part.isErased { return .refuse(Refusal(code: .erased, reason: "unseen")) }
    }
    let placed: [PlacedOperation]
    do {
      placed = try reading.strictOperations(of: commit)
    } catch let problem as PartProblem {
      return try verdict(on: problem)
    }
    let judgement = try CommitJudgement(self, commit: commit, author: author, role: role)
    for step in placed {
      if let verdict = try judgement.verdict(on: step) { return verdict }
    }
    return .accept
  }

  /// Of a part whose names could not be read.
  private func verdict(on problem: PartProblem) throws -> Verdict {
    switch problem {
    case .malformed: return .refuse(Refusal(code: .schema, reason: "malformed"))
    case .unknownReplica, .unknownWrite: return .wait(.unknownWrite)
    case .unknownCreation(let dot):
      switch try standing(of: dot) {
      case .refused: return .refuse(Refusal(code: .needs, reason: "record"))
      case .unknown: return .wait(.unknownWrite)
      // The commit is here and made no record by that name.
      case .accepted: return .refuse(Refusal(code: .schema, reason: "malformed"))
      }
    }
  }

  enum Standing {
    case accepted
    case refused
    case unknown
  }

  /// What the log says of the commit that a dot is of.
  func standing(of dot: Dot) throws -> Standing {
    if try reading.place(of: dot.replica, dot.sequence) != nil { return .accepted }
    return try reading.head(of: dot.replica).map { dot.sequence <= $0.sequence } ?? false ? .refused : .unknown
  }
}
