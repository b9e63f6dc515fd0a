/// How the writes that stand in a plain register are read under its policy.
public struct Reading: Hashable, Sendable {
  /// What counts until a person decides; cleared when nothing stands.
  public let value: Value
  /// The standing writes, the official one first.
  public let candidates: [Write]
  public let conflict: ConflictKind?
  /// For a text that several people changed: how their changes lie to each other.
  public let textMerge: TextMerge?

  /// Reads a register.
  ///
  /// - Parameters:
  ///   - register: whose standing writes are read.
  ///   - policy: of the register's field.
  ///   - isFrozen: the round that the register belongs to is closed: only what closing wrote is official.
  ///   - textBase: the text that all standing writes of a `text` register go back to, asked for only when several
  ///     stand; nil when there is no single one or history does not reach it. The empty text when they go back to none.
  public init(
    _ register: Register, policy: Policy, isFrozen: Bool = false, textBase: ([Write]) throws -> String?
  ) rethrows {
    let candidates = register.candidates
    guard !isFrozen else {
      self = Reading(frozen: candidates)
      return
    }
    guard let first = candidates.first else {
      self.init(value: .cleared, candidates: [])
      return
    }
    guard candidates.contains(where: { $0.value != first.value }) else {
      self.init(value: first.value, candidates: candidates)
      return
    }
    switch policy {
    case .review, .once:
      self.init(value: first.value, candidates: candidates, conflict: .edit)
    case .latest:
      self.init(value: register.standing.last?.value ?? first.value, candidates: candidates)
    case .union:
      // Adding wins over a removal; of several adders, the last in the log says what the element holds.
      let added = register.standing.last { !$0.value.isCleared }
      self.init(value: added?.value ?? .cleared, candidates: candidates)
    case .text:
      self = Reading(texts: candidates, base: try textBase(candidates))
    }
  }

  /// Reads a register whose text, if it is one, goes back to nothing known: several texts conflict as a whole.
  public init(_ register: Register, policy: Policy, isFrozen: Bool = false) {
    self.init(register, policy: policy, isFrozen: isFrozen) { _ in nil }
  }

  private init(value: Value, candidates: [Write], conflict: ConflictKind? = nil, textMerge: TextMerge? = nil) {
    self.value = value
    self.candidates = candidates
    self.conflict = conflict
    self.textMerge = textMerge
  }

  private init(frozen candidates: [Write]) {
    let closing = candidates.filter { $0.mark == .closing }
    let value = closing.first?.value ?? .cleared
    let others = candidates.contains { $0.value != value }
    self.init(
      value: value, candidates: closing + candidates.filter { $0.mark != .closing },
      conflict: others ? .closedYear : nil)
  }

  private init(texts candidates: [Write], base: String?) {
    let heads = candidates.map { $0.value.isCleared ? "" : $0.value.text }
    let texts = heads.compactMap { $0 }
    guard let base, texts.count == heads.count else {
      self.init(value: candidates.first?.value ?? .cleared, candidates: candidates, conflict: .text)
      return
    }
    let merge = TextMerge(base: base, heads: texts)
    let text = merge.reading(preferring: 0)
    self.init(
      value: text.isEmpty ? .cleared : .text(text), candidates: candidates,
      conflict: merge.hasOverlap ? .text : nil, textMerge: merge)
  }
}
