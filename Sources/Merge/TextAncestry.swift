/// Finds the text that several standing writes of a register go back to.
public enum TextAncestry {
  /// The nearest write that all `heads` descend from, as text.
  ///
  /// - Parameters:
  ///   - heads: dots of standing writes.
  ///   - history: every known write of the register with what it replaces, refused ones left out, in any order.
  /// - Returns: the empty text when no head replaces anything (each set the field first); nil when there is no single
  ///   nearest one, it is no text, or history does not reach it.
  /// - Complexity: as `baseWrite`.
  public static func base(of heads: [Dot], in history: [Write]) -> String? {
    let isFirst = heads.allSatisfy { head in
      history.contains { $0.dot == head && $0.replaces.isEmpty }
    }
    if isFirst { return "" }
    guard let write = baseWrite(of: heads, in: history) else { return nil }
    return write.value.isCleared ? "" : write.value.text
  }

  /// The nearest write that all `heads` descend from, in a register of any policy.
  ///
  /// - Parameters:
  ///   - heads: dots of standing writes.
  ///   - history: as in `base`.
  /// - Returns: nil when they have none in common, or no single nearest one.
  /// - Complexity: O(heads × history²) at worst; a text that was edited n times by one person after another takes O(n²).
  public static func baseWrite(of heads: [Dot], in history: [Write]) -> Write? {
    let writes = Dictionary(history.map { ($0.dot, $0) }) { first, _ in first }
    var common: Set<Dot>?
    for head in heads {
      guard let write = writes[head] else { return nil }
      let reached = ancestors(of: write, in: history)
      common = common?.intersection(reached) ?? reached
    }
    guard let common else { return nil }
    let nearest = common.filter { dot in
      !common.contains { other in
        guard other != dot, let write = writes[other] else { return false }
        return write.replaces.names(dot, author: other.replica)
      }
    }
    guard nearest.count == 1, let dot = nearest.first else { return nil }
    return writes[dot]
  }

  private static func ancestors(of head: Write, in history: [Write]) -> Set<Dot> {
    var reached: Set<Dot> = []
    var open = [head]
    while let write = open.popLast() {
      for older in history where write.replaces(older) && reached.insert(older.dot).inserted {
        open.append(older)
      }
    }
    return reached
  }
}
