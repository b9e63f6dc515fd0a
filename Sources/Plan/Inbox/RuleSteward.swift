public import CommitFormat
internal import Merge
public import Replica
internal import Schema
internal import Synchronization
public import Words

/// Carries out standing rules where the log grows, one run at a time.
///
/// A conflict that could not be settled by a rule is not tried again until the rule or the conflict is another.
public final class RuleSteward: Sendable {
  private let index: InboxIndex
  private let language: Language
  private let role: @Sendable (String) throws -> Role?
  private let edit: @Sendable (Draft, String) throws -> Void
  private let given: Mutex<Set<GivenUp>> = Mutex([])

  private struct GivenUp: Hashable {
    let conflict: ConflictID
    let version: Set<Dot>
  }

  /// - Parameters:
  ///   - index: the inbox.
  ///   - language: of the reason that it writes.
  ///   - role: what a user may do now; nil for one who is no member any more.
  ///   - edit: makes a commit in a user's name; as `BulkSettling.carryOut`.
  public init(
    index: InboxIndex, language: Language, role: @escaping @Sendable (String) throws -> Role?,
    edit: @escaping @Sendable (Draft, String) throws -> Void
  ) {
    self.index = index
    self.language = language
    self.role = role
    self.edit = edit
  }

  /// Settles what the rules say something of.
  ///
  /// - Returns: how many conflicts were settled.
  /// - Throws: what the store throws. A rule whose author may not settle any more is left aside.
  /// - Complexity: O(rules) when nothing new is in conflict.
  @discardableResult
  public func carryOut() throws -> Int {
    try given.withLock { given in
      let rules = try index.replica.store.read { try StandingRules($0).all() }
      var settled = 0
      for rule in rules where rule.isOn && !rule.isContested {
        guard try rule.writers.allSatisfy({ try role($0) == .administrator }) else { continue }
        settled += try carryOut(rule, &given)
      }
      return settled
    }
  }

  private func carryOut(_ rule: StandingRule, _ given: inout Set<GivenUp>) throws -> Int {
    var filter = InboxFilter()
    filter.type = rule.type
    filter.field = rule.field
    let places = try index.conflicts(filter).filter {
      !given.contains(GivenUp(conflict: $0.id, version: rule.version))
    }
    guard !places.isEmpty else { return 0 }
    let schema = try index.replica.schema()
    let reason = Words.Settling.byStandingRule(rule.rule.words(language), rule.reason).text(language)
    let report: BulkReport
    do {
      report = try BulkSettling.carryOut(places, reason: reason, replica: index.replica) { open in
        rule.settlement(of: open, schema: schema)
      } edit: { draft in
        try edit(draft, rule.author)
      }
    } catch EditProblem.notAllowed {
      return 0
    }
    for place in report.untouched + report.refused.map(\.place) {
      given.insert(GivenUp(conflict: place.id, version: rule.version))
    }
    return report.settled.count
  }
}
