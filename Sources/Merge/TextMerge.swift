/// The `text` policy: any number of texts (heads) that people wrote from one base without knowing of each other, read
/// as one.
///
/// Each head's hunks against the base are laid beside each other. A hunk that touches no other head's is taken as it is;
/// one that several heads made alike is taken once. Hunks of different heads touch if they share a place of the base
/// or border on each other; two insertions at one place touch. This is done with lines first, as in a three-way file
/// merge, and with words inside the hunks of lines that touch and differ. What touches and differs there too is an
/// overlap, for a person to settle.
///
/// Nothing is folded in pairs: the order of the heads decides nothing but the order in which alternatives stand, and a
/// head that is repeated, or equal to the base, changes nothing. Texts are compared as UTF-8 bytes: two spellings of
/// one letter differ. With two heads and no line twice in any text, what `git merge-file` merges is merged to the same
/// bytes.
///
/// - Complexity: for n heads and N bytes in all, O(N) memory and, for ordinary texts, O(N + n · D² + H log H) time with
///   D changed lines per head and H hunks in all. The effort of each comparison is bounded (see `TextDiff.hunks`):
///   texts that differ wildly get larger hunks, not endless work. Distinct heads are found by comparing them in pairs.
public struct TextMerge: Hashable, Sendable {
  /// A part of the read text. Equality is that of the bytes, not Unicode's canonical equivalence.
  public enum Piece: Sendable {
    /// What nobody changed, or one head did, or several did alike. Never empty.
    case settled(String)
    /// What heads changed differently. `heads[i]` is what the i-th of all given heads has in this place: `base` for one
    /// that did not touch it. At least two heads differ from the base and from each other.
    case overlap(base: String, heads: [String])
  }

  /// The parts in the order of the text; settled ones and overlaps alternate.
  public let pieces: [Piece]

  private let headCount: Int

  /// Merges texts that all descend from `base`. The heads may be none, repeat each other and equal the base.
  public init(base: String, heads: [String]) {
    let baseBytes = Array(base.utf8)
    var texts: [[UInt8]] = []
    var textOfHead: [Int?] = []
    for head in heads {
      let bytes = Array(head.utf8)
      if bytes == baseBytes {
        textOfHead.append(nil)
      } else if let known = texts.firstIndex(of: bytes) {
        textOfHead.append(known)
      } else {
        textOfHead.append(texts.count)
        texts.append(bytes)
      }
    }
    var assembly = TextAssembly(textOfHead: textOfHead)
    switch texts.count {
    case 0: assembly.settle(baseBytes[...])
    case 1: assembly.settle(texts[0][...])
    default: assembly.mergeLines(base: baseBytes, texts: texts)
    }
    pieces = assembly.finish()
    headCount = heads.count
  }

  /// The text, when nothing overlaps.
  public var merged: String? {
    var text = ""
    for piece in pieces {
      guard case .settled(let part) = piece else { return nil }
      text += part
    }
    return text
  }

  /// Whether a person has something to settle.
  public var hasOverlap: Bool {
    pieces.contains { if case .overlap = $0 { true } else { false } }
  }

  /// The whole text with every head's undisputed changes, and in the overlaps the words of one head.
  ///
  /// - Parameter head: an index of the heads that were given.
  /// - Returns: the text.
  public func reading(preferring head: Int) -> String {
    precondition(0..<headCount ~= head, "no such head")
    return pieces.reduce(into: "") { $0 += $1.text(of: head) }
  }
}

extension TextMerge.Piece: Hashable {
  public static func == (one: Self, other: Self) -> Bool {
    switch (one, other) {
    case (.settled(let one), .settled(let other)):
      one.utf8.elementsEqual(other.utf8)
    case (.overlap(let base, let heads), .overlap(let otherBase, let otherHeads)):
      base.utf8.elementsEqual(otherBase.utf8)
        && heads.elementsEqual(otherHeads) { $0.utf8.elementsEqual($1.utf8) }
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    func feed(_ text: String) {
      hasher.combine(text.utf8.count)
      for byte in text.utf8 { hasher.combine(byte) }
    }
    switch self {
    case .settled(let text):
      hasher.combine(0)
      feed(text)
    case .overlap(let base, let heads):
      hasher.combine(1)
      feed(base)
      for head in heads { feed(head) }
    }
  }

  /// What a head has here; with nil, the base, as far as it is not settled.
  func text(of head: Int?) -> String {
    switch self {
    case .settled(let text): text
    case .overlap(let base, let heads): head.map { heads[$0] } ?? base
    }
  }
}

/// The pieces of a merge while they are put together.
private struct TextAssembly {
  private typealias Alternative = (text: Int, range: Range<Int>)

  /// Which of the distinct texts each head is; nil for one that equals the base.
  let textOfHead: [Int?]
  private var pieces: [TextMerge.Piece] = []
  private var settled: [UInt8] = []

  init(textOfHead: [Int?]) {
    self.textOfHead = textOfHead
  }

  mutating func settle(_ bytes: ArraySlice<UInt8>) {
    settled += bytes
  }

  private mutating func overlap(base: ArraySlice<UInt8>, heads: [ArraySlice<UInt8>]) {
    flush()
    pieces.append(
      .overlap(base: String(decoding: base, as: UTF8.self), heads: heads.map { String(decoding: $0, as: UTF8.self) }))
  }

  private mutating func flush() {
    if !settled.isEmpty { pieces.append(.settled(String(decoding: settled, as: UTF8.self))) }
    settled = []
  }

  mutating func finish() -> [TextMerge.Piece] {
    flush()
    return pieces
  }

  mutating func mergeLines(base: [UInt8], texts: [[UInt8]]) {
    var numbers = TextNumbers()
    let baseLines = TextTokens(linesOf: base, numbering: &numbers)
    let lines = texts.map { TextTokens(linesOf: $0, numbering: &numbers) }
    var done = 0
    for cluster in TextCluster.clusters(of: lines.map { TextDiff.hunks(base: baseLines.ids, head: $0.ids) }) {
      settle(base[baseLines.byteRange(done..<cluster.base.lowerBound)])
      done = cluster.base.upperBound
      let place = baseLines.byteRange(cluster.base)
      let ranges = cluster.members.map { (text: $0.side, range: lines[$0.side].byteRange($0.head)) }
      let distinct = Self.distinct(ranges, in: texts, from: base[place])
      if distinct.alternatives.count > 1 {
        mergeWords(base: base, place: place, texts: texts, alternatives: distinct.alternatives, of: distinct.ofText)
      } else {
        settle(distinct.alternatives.first.map { texts[$0.text][$0.range] } ?? base[place])
      }
    }
    settle(base[baseLines.byteRange(done..<baseLines.count)])
  }

  /// Merges a place by words. There are two alternatives or more, different from each other and from the base;
  /// `alternativeOfText` says which of them each of the distinct texts has, nil being the base.
  private mutating func mergeWords(
    base: [UInt8], place: Range<Int>, texts: [[UInt8]], alternatives: [Alternative], of alternativeOfText: [Int?]
  ) {
    var numbers = TextNumbers()
    let baseWords = TextTokens(wordsOf: base, in: place, numbering: &numbers)
    let words = alternatives.map { TextTokens(wordsOf: texts[$0.text], in: $0.range, numbering: &numbers) }
    let clusters = TextCluster.clusters(of: words.map { TextDiff.hunks(base: baseWords.ids, head: $0.ids) })

    /// The bytes of each alternative in a cluster, and the different ones among them.
    func read(_ cluster: TextCluster) -> (ranges: [Alternative], distinct: [Alternative]) {
      let ranges = cluster.members.map { (text: $0.side, range: words[$0.side].byteRange($0.head)) }
      let bytes = words.map(\.bytes)
      return (ranges, Self.distinct(ranges, in: bytes, from: base[baseWords.byteRange(cluster.base)]).alternatives)
    }

    // A sentence that two people wrote anew is one overlap, not one for every word between the spaces they share.
    var joined: [(cluster: TextCluster, isOverlap: Bool)] = []
    for cluster in clusters {
      let isOverlap = read(cluster).distinct.count > 1
      if isOverlap, let last = joined.last, last.isOverlap,
        !(last.cluster.base.upperBound..<cluster.base.lowerBound).contains(where: baseWords.isWord)
      {
        joined[joined.count - 1].cluster = last.cluster.joined(with: cluster)
      } else {
        joined.append((cluster, isOverlap))
      }
    }

    var done = 0
    for (cluster, _) in joined {
      settle(base[baseWords.byteRange(done..<cluster.base.lowerBound)])
      done = cluster.base.upperBound
      let baseText = base[baseWords.byteRange(cluster.base)]
      let (ranges, distinct) = read(cluster)
      // What clashed in parts may be the same change as a whole.
      if distinct.count > 1 {
        var texts = [ArraySlice<UInt8>](repeating: baseText, count: words.count)
        for (alternative, range) in ranges { texts[alternative] = words[alternative].bytes[range] }
        overlap(
          base: baseText,
          heads: textOfHead.map { text in
            text.flatMap { alternativeOfText[$0] }.map { texts[$0] } ?? baseText
          })
      } else {
        settle(distinct.first.map { words[$0.text].bytes[$0.range] } ?? baseText)
      }
    }
    settle(base[baseWords.byteRange(done..<baseWords.count)])
  }

  /// The different ones among the ranges, without those that read as the base does, and which of them each text has.
  private static func distinct(
    _ ranges: [Alternative], in texts: [[UInt8]], from base: ArraySlice<UInt8>
  ) -> (alternatives: [Alternative], ofText: [Int?]) {
    var alternatives: [Alternative] = []
    var ofText = [Int?](repeating: nil, count: texts.count)
    for (text, range) in ranges {
      let bytes = texts[text][range]
      if bytes == base { continue }
      if let known = alternatives.firstIndex(where: { texts[$0.text][$0.range] == bytes }) {
        ofText[text] = known
      } else {
        ofText[text] = alternatives.count
        alternatives.append((text, range))
      }
    }
    return (alternatives, ofText)
  }
}

/// Hunks of one or several sides that touch: a place of the base, and what each side that changed it has there.
private struct TextCluster {
  struct Member {
    var side: Int
    /// The side's tokens that stand in the place of the cluster's tokens of the base.
    var head: Range<Int>
  }

  private(set) var base: Range<Int>
  /// In the order of the sides, each once.
  private(set) var members: [Member]

  /// - Complexity: O(h log h) for h hunks in all.
  static func clusters(of hunksOfSides: [[TextDiff.Hunk]]) -> [TextCluster] {
    var all: [(side: Int, hunk: TextDiff.Hunk)] = []
    for (side, hunks) in hunksOfSides.enumerated() { all += hunks.map { (side, $0) } }
    all.sort {
      ($0.hunk.base.lowerBound, $0.hunk.base.upperBound, $0.side)
        < ($1.hunk.base.lowerBound, $1.hunk.base.upperBound, $1.side)
    }
    var clusters: [TextCluster] = []
    var start = 0
    while start < all.count {
      let low = all[start].hunk.base.lowerBound
      var high = all[start].hunk.base.upperBound
      var end = start + 1
      while end < all.count, all[end].hunk.base.lowerBound <= high {
        high = max(high, all[end].hunk.base.upperBound)
        end += 1
      }
      clusters.append(TextCluster(base: low..<high, of: all[start..<end]))
      start = end
    }
    return clusters
  }

  private init(base: Range<Int>, of hunks: ArraySlice<(side: Int, hunk: TextDiff.Hunk)>) {
    self.base = base
    members = []
    var left = hunks.sorted { ($0.side, $0.hunk.base.lowerBound) < ($1.side, $1.hunk.base.lowerBound) }[...]
    while let first = left.first {
      var last = first
      while let next = left.first, next.side == first.side {
        last = next
        left.removeFirst()
      }
      let low = first.hunk.head.lowerBound - (first.hunk.base.lowerBound - base.lowerBound)
      let high = last.hunk.head.upperBound + (base.upperBound - last.hunk.base.upperBound)
      members.append(Member(side: first.side, head: low..<high))
    }
  }

  /// This cluster and a later one with what stands between them; no hunk does.
  func joined(with later: TextCluster) -> TextCluster {
    var result = self
    result.base = base.lowerBound..<later.base.upperBound
    result.members = []
    let grown = later.base.upperBound - base.upperBound
    let before = later.base.lowerBound - base.lowerBound
    var (mine, its) = (members[...], later.members[...])
    while let side = [mine.first?.side, its.first?.side].compactMap({ $0 }).min() {
      let one = mine.first.flatMap { $0.side == side ? $0.head : nil }
      let other = its.first.flatMap { $0.side == side ? $0.head : nil }
      if one != nil { mine.removeFirst() }
      if other != nil { its.removeFirst() }
      let low = one?.lowerBound ?? other.map { $0.lowerBound - before } ?? 0
      let high = other?.upperBound ?? one.map { $0.upperBound + grown } ?? 0
      result.members.append(Member(side: side, head: low..<high))
    }
    return result
  }
}
