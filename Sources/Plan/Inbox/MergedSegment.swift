public import Merge

/// A part of a text that several people changed, as it reads merged.
public enum MergedSegment: Hashable, Sendable {
  /// Nobody changed it.
  case equal(String)
  /// Changed by one, or by several alike: what stood there, and what stands there now; either may be empty.
  /// `heads` are indices of the heads that were given.
  case changed(before: String, text: String, heads: [Int])
  /// Changed differently: for a person to settle.
  case overlap(before: String, alternatives: [Alternative])

  /// What some of the heads have in an overlap.
  public struct Alternative: Hashable, Sendable {
    public let text: String
    public let heads: [Int]
  }

  /// The segments of a merged text, in its order.
  ///
  /// - Parameters:
  ///   - merge: of `heads` over `base`.
  ///   - base: what all heads go back to.
  ///   - heads: as they were given to the merge.
  /// - Returns: segments that read, with `before` in the overlaps, as the merged text does.
  /// - Complexity: as the merge itself.
  public static func segments(of merge: TextMerge, base: String, heads: [String]) -> [MergedSegment] {
    var merged: [UInt8] = []
    var overlaps: [(place: Int, end: Int, segment: MergedSegment)] = []
    for piece in merge.pieces {
      switch piece {
      case .settled(let text): merged += text.utf8
      case .overlap(let before, let texts):
        let start = merged.count
        merged += before.utf8
        overlaps.append((start, merged.count, overlap(before, texts)))
      }
    }
    let changes = changes(base: Array(base.utf8), merged: merged, heads: heads.map { Array($0.utf8) })
    var result: [MergedSegment] = []
    var done = 0
    var left = changes[...]
    func settle(upTo end: Int) {
      while let change = left.first, change.merged.upperBound <= end {
        left.removeFirst()
        guard change.merged.lowerBound >= done else { continue }
        if done < change.merged.lowerBound {
          result.append(.equal(text(merged[done..<change.merged.lowerBound])))
        }
        result.append(.changed(before: change.before, text: text(merged[change.merged]), heads: change.heads))
        done = change.merged.upperBound
      }
      if done < end { result.append(.equal(text(merged[done..<end]))) }
      done = end
    }
    for overlap in overlaps {
      settle(upTo: overlap.place)
      result.append(overlap.segment)
      done = overlap.end
    }
    settle(upTo: merged.count)
    return result
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func overlap(_ before: String, _ texts: [String]) -> MergedSegment {
    var alternatives: [Alternative] = []
    for (head, text) in texts.enumerated() where !text.utf8.elementsEqual(before.utf8) {
      if let known = alternatives.firstIndex(where: { $0.text.utf8.elementsEqual(text.utf8) }) {
        alternatives[known] = Alternative(text: text, heads: alternatives[known].heads + [head])
      } else {
        alternatives.append(Alternative(text: text, heads: [head]))
      }
    }
    return .overlap(before: before, alternatives: alternatives)
  }

  private struct Change {
    let merged: Range<Int>
    let before: String
    let heads: [Int]
  }

  /// Where the merged text differs from the base, word by word, and which heads differ there too.
  private static func changes(base: [UInt8], merged: [UInt8], heads: [[UInt8]]) -> [Change] {
    var numbers = TextNumbers()
    let baseWords = TextTokens(wordsOf: base, in: base.indices, numbering: &numbers)
    let mergedWords = TextTokens(wordsOf: merged, in: merged.indices, numbering: &numbers)
    let headHunks = heads.map { head in
      let words = TextTokens(wordsOf: head, in: head.indices, numbering: &numbers)
      return TextDiff.hunks(base: baseWords.ids, head: words.ids)
    }
    return TextDiff.hunks(base: baseWords.ids, head: mergedWords.ids).map { hunk in
      let authors = headHunks.indices.filter { head in
        headHunks[head].contains {
          $0.base.lowerBound <= hunk.base.upperBound && hunk.base.lowerBound <= $0.base.upperBound
        }
      }
      return Change(
        merged: mergedWords.byteRange(hunk.head), before: text(base[baseWords.byteRange(hunk.base)]), heads: authors)
    }
  }
}
