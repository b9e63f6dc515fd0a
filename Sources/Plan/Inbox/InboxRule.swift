internal import Merge
public import Replica
public import Words

/// A rule by which many conflicts can be settled alike.
public enum InboxRule: Hashable, Sendable {
  /// What counts officially stays; of a text, with everybody's undisputed changes.
  case official
  /// What came into the log last; of a text, with everybody's undisputed changes.
  case latest
  /// Where one person wrote everything, on several devices: what that person wrote last, by those devices' clocks.
  case newestOfOneAuthor
  /// What this person wrote; the last of it in the log where that is several.
  case takeAuthor(String)

  /// As a standing rule's record keeps it: `official`, `latest`, `newestOfOneAuthor`, `takeAuthor`.
  public var code: String {
    switch self {
    case .official: "official"
    case .latest: "latest"
    case .newestOfOneAuthor: "newestOfOneAuthor"
    case .takeAuthor: "takeAuthor"
    }
  }

  /// The person that the rule names; nil when it names none.
  public var person: String? {
    guard case .takeAuthor(let person) = self else { return nil }
    return person
  }

  /// Reads a code, also as people type it: `newest-of-one-author`, `take-author`.
  ///
  /// - Returns: nil for another word, and for `takeAuthor` without a person.
  public init?(_ code: String, person: String? = nil) {
    switch code.lowercased().filter({ $0 != "-" }) {
    case "official": self = .official
    case "latest": self = .latest
    case "newestofoneauthor": self = .newestOfOneAuthor
    case "takeauthor":
      guard let person, !person.isEmpty else { return nil }
      self = .takeAuthor(person)
    default: return nil
    }
  }

  /// The codes as people type them.
  public static let typedCodes = ["official", "latest", "newest-of-one-author", "take-author"]

  /// What the rule does, in words.
  public func words(_ language: Language) -> String {
    switch self {
    case .official: Words.Settling.ruleOfficial.text(language)
    case .latest: Words.Settling.ruleLatest.text(language)
    case .newestOfOneAuthor: Words.Settling.ruleNewest.text(language)
    case .takeAuthor(let person): Words.Settling.ruleAuthor(person).text(language)
    }
  }

  /// What the rule says of a conflict; nil when it says nothing.
  ///
  /// Rules settle what stands in fields. Whether a record goes or stays, and where it lies, is a person's decision.
  public func settlement(of open: OpenConflict) -> Settlement? {
    guard open.conflict.kind == .edit || open.conflict.kind == .text, open.conflict.register != .alias,
      open.candidates.count > 1
    else { return nil }
    let candidates = open.candidates
    let chosen: Int?
    switch self {
    case .official: chosen = candidates.firstIndex(where: \.isOfficial)
    case .latest: chosen = candidates.indices.max { Self.isEarlier(candidates[$0], candidates[$1]) }
    case .takeAuthor(let person):
      chosen = candidates.indices.filter { candidates[$0].author == person }
        .max { Self.isEarlier(candidates[$0], candidates[$1]) }
    case .newestOfOneAuthor:
      guard let author = candidates.first?.author, !author.isEmpty, candidates.allSatisfy({ $0.author == author })
      else { return nil }
      chosen = candidates.indices.max { left, right in
        let (one, other) = (candidates[left].write.stamp, candidates[right].write.stamp)
        let (first, second) = (candidates[left].time, candidates[right].time)
        if first != second { return first < second }
        return one == other ? Self.isEarlier(candidates[left], candidates[right]) : one < other
      }
    }
    guard let chosen else { return nil }
    guard let merge = open.textMerge else { return .take(candidates[chosen].write.dot) }
    let text = merge.reading(preferring: chosen)
    return .value(text.isEmpty ? .cleared : .text(text))
  }

  /// By the log; what has no place there yet is later, and by its author's clock.
  private static func isEarlier(_ left: Candidate, _ right: Candidate) -> Bool {
    switch (left.logged, right.logged) {
    case (let one?, let other?):
      one.position == other.position ? left.write.dot.index < right.write.dot.index : one.position < other.position
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): (left.time, left.write.dot) < (right.time, right.write.dot)
    }
  }
}
