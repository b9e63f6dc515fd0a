import Foundation
import Merge
import TestSupport
import Testing

/// The laws of the text merge, over texts that were made to collide. `BYGD_TEST_SEED` runs them with another seed.
@Suite struct TextMergeTests {
  private static let cases = 10_000

  @Test func orderAndRepetitionOfHeadsDoNotMatter() {
    var random = seededForTexts()
    for index in 0..<Self.cases {
      let (base, heads) = TextSamples.any(index, heads: 2...4, using: &random)
      let merge = TextMerge(base: base, heads: heads)
      let order = Array(heads.indices).shuffled(using: &random)
      let shuffled = TextMerge(base: base, heads: order.map { heads[$0] })
      #expect(shuffled.pieces == merge.pieces.map { $0.with { heads in order.map { heads[$0] } } })

      let more = order + [order[0], order[0]]
      let repeated = TextMerge(base: base, heads: more.map { heads[$0] } + [base])
      #expect(
        repeated.pieces
          == merge.pieces.map { piece in
            guard case .overlap(let base, let heads) = piece else { return piece }
            return .overlap(base: base, heads: more.map { heads[$0] } + [base])
          })
    }
  }

  @Test func whatOneHeadDidIsTakenAsItIs() {
    var random = seededForTexts()
    for index in 0..<Self.cases {
      let (base, heads) = TextSamples.any(index, heads: 1...1, using: &random)
      let head = heads[0]
      for merge in [
        TextMerge(base: base, heads: [head]), TextMerge(base: base, heads: [head, head]),
        TextMerge(base: base, heads: [base, head, base]),
      ] {
        #expect(merge.merged.map(textBytes) == textBytes(head))
        #expect(!merge.hasOverlap)
      }
      #expect(TextMerge(base: base, heads: [base, base]).merged.map(textBytes) == textBytes(base))
      #expect(TextMerge(base: base, heads: []).merged.map(textBytes) == textBytes(base))
    }
  }

  @Test func theMergedTextHoldsEveryUndisputedHunk() {
    var random = seededForTexts()
    var hunksSeen = 0
    for _ in 0..<Self.cases {
      let (base, heads) = TextSamples.uniqueLines(heads: 2...3, using: &random)
      let merge = TextMerge(base: base, heads: heads)
      var numbers = TextNumbers()
      let baseLines = TextTokens(linesOf: textBytes(base), numbering: &numbers)
      let lines = heads.map { TextTokens(linesOf: textBytes($0), numbering: &numbers) }
      let hunks = lines.map { TextDiff.hunks(base: baseLines.ids, head: $0.ids) }
      let readings = heads.indices.map {
        TextTokens(linesOf: textBytes(merge.reading(preferring: $0)), numbering: &numbers)
      }
      for (head, own) in hunks.enumerated() {
        let others = hunks.indices.filter { $0 != head && textBytes(heads[$0]) != textBytes(heads[head]) }.flatMap {
          hunks[$0]
        }
        for hunk in own where !others.contains(where: { $0.touches(hunk) }) {
          hunksSeen += 1
          // The lines about the hunk may be changed by others; it stands whole, and what it replaced is gone unless it
          // was moved.
          let added = lines[head].ids[hunk.head]
          let removed = Set(baseLines.ids[hunk.base]).subtracting(lines.flatMap(\.ids))
          for reading in readings {
            #expect(added.isEmpty || reading.ids.indices.contains { reading.ids[$0...].starts(with: added) })
            #expect(removed.isDisjoint(with: reading.ids))
          }
        }
      }
    }
    #expect(hunksSeen > Self.cases)
  }

  @Test func piecesStandInTheTextsTheyComeFrom() {
    var random = seededForTexts()
    var overlaps = 0
    for index in 0..<Self.cases {
      let (base, heads) = TextSamples.any(index, heads: 2...4, using: &random)
      let merge = TextMerge(base: base, heads: heads)
      var places = [0] + heads.map { _ in 0 }
      var previousWasOverlap: Bool?
      for piece in merge.pieces {
        switch piece {
        case .settled(let text):
          #expect(!text.isEmpty && previousWasOverlap != false)
          previousWasOverlap = false
        case .overlap(let baseText, let texts):
          overlaps += 1
          #expect(previousWasOverlap != true)
          #expect(texts.count == heads.count)
          #expect(
            Set(texts.map(textBytes)).subtracting([textBytes(baseText)]).count > 1, "\(base.debugDescription), \(heads)"
          )
          previousWasOverlap = true
          for (side, text) in ([baseText] + texts).enumerated() {
            let whole = textBytes(side == 0 ? base : heads[side - 1])[places[side]...]
            let found = whole.range(of: textBytes(text))
            #expect(found != nil)
            places[side] = found?.upperBound ?? places[side]
          }
        }
      }
      #expect(merge.hasOverlap == (merge.merged == nil))
      for head in heads.indices where !merge.hasOverlap {
        #expect(textBytes(merge.reading(preferring: head)) == merge.merged.map(textBytes))
      }
    }
    #expect(overlaps > Self.cases / 2)
  }

  /// Every word of the base is another one and heads replace words, so the answer is known without any search.
  @Test func wordsThatDifferentPeopleReplacedAreAllReplaced() {
    var random = seededForTexts()
    var clean = 0
    for _ in 0..<Self.cases {
      let count = Int.random(in: 1...9, using: &random)
      let ends = (0..<count).map { _ in [" ", ", ", "\n", " – ", "\r\n", "\u{A0}"].randomElement(using: &random) ?? " "
      }
      let old = (0..<count).map { "ord\(Character(Unicode.Scalar(UInt8(97 + $0))))" }
      var choices = [[String]](repeating: [], count: count)
      let heads = (0..<Int.random(in: 2...4, using: &random)).map { head in
        var words = old
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          let place = Int.random(in: 0..<count, using: &random)
          words[place] = random.oneIn(3) ? "gemensamt" : "eget\(head)"
        }
        for place in 0..<count where words[place] != old[place] { choices[place].append(words[place]) }
        return zip(words, ends).map { $0 + $1 }.joined()
      }
      let merge = TextMerge(base: zip(old, ends).map { $0 + $1 }.joined(), heads: heads)
      let expected = choices.allSatisfy { Set($0).count < 2 }
      #expect(merge.hasOverlap == !expected)
      if expected {
        clean += 1
        let text = (0..<count).map { (choices[$0].first ?? old[$0]) + ends[$0] }.joined()
        #expect(merge.merged.map(textBytes) == textBytes(text))
      }
    }
    #expect((Self.cases / 10..<Self.cases * 9 / 10).contains(clean))
  }

  @Test func disjointChangesMergeAlikeAtOnceAndOneByOne() {
    var random = seededForTexts()
    for _ in 0..<Self.cases {
      let headCount = Int.random(in: 2...4, using: &random)
      var fresh = 0
      // One region per head, in random order over the text; a line that nobody touches stands between any two.
      var base: [String] = []
      var regions: [Range<Int>] = []
      for _ in 0..<headCount {
        for _ in 0...Int.random(in: 0...2, using: &random) { base.append("rad \(base.count)\n") }
        let start = base.count
        for _ in 0..<Int.random(in: 0...3, using: &random) { base.append("rad \(base.count)\n") }
        regions.append(start..<base.count)
      }
      base.append("slut")
      regions.shuffle(using: &random)
      let heads = regions.map { region in
        var lines = base
        lines.replaceSubrange(
          region,
          with: (0..<Int.random(in: 0...2, using: &random)).map { _ in
            fresh += 1
            return "nytt \(fresh)\n"
          })
        return lines.joined()
      }
      let whole = TextMerge(base: base.joined(), heads: heads).merged
      var folded: String? = base.joined()
      for head in heads.shuffled(using: &random) {
        folded = folded.flatMap { TextMerge(base: base.joined(), heads: [head, $0]).merged }
      }
      #expect(whole != nil)
      #expect(whole.map(textBytes) == folded.map(textBytes))
    }
  }

  @Test func anEditorsTextHoldsEveryReading() {
    var random = seededForTexts()
    for index in 0..<Self.cases {
      let (base, heads) = TextSamples.any(index, heads: 2...3, using: &random)
      let merge = TextMerge(base: base, heads: heads)
      let names = heads.indices.map { "Person \($0)" }
      let marked = merge.marked(names: names, baseName: "förut")
      guard merge.hasOverlap else {
        #expect(textBytes(marked) == merge.merged.map(textBytes))
        continue
      }
      for head in heads.indices {
        var expected = merge.reading(preferring: head)
        if case .overlap = merge.pieces.last, let last = expected.utf8.last, last != 0x0A { expected += "\n" }
        let chosen = MarkedText.choose(names[head], orElse: "förut", in: marked, markerLength: merge.markerLength)
        // An overlap in the last line gives that line an end in the editor.
        #expect(textBytes(chosen) == textBytes(expected) || textBytes(chosen) == textBytes(expected) + [0x0A])
      }
    }
  }

  @Test func wordsNeverSplitWhatPeopleSeeAsOneCharacter() {
    var random = seededForTexts()
    for _ in 0..<Self.cases {
      let text = TextSamples.unicode(length: 0...12, using: &random)
      var numbers = TextNumbers()
      let words = TextTokens(wordsOf: textBytes(text), in: 0..<text.utf8.count, numbering: &numbers)
      var boundaries: Set<Int> = [0]
      for character in text { boundaries.insert((boundaries.max() ?? 0) + character.utf8.count) }
      #expect(boundaries.isSuperset(of: words.bounds), "\(text.debugDescription)")
      #expect(words.bounds.last == text.utf8.count)
      #expect(zip(words.bounds, words.bounds.dropFirst()).allSatisfy { $0 < $1 })
    }
  }
}

/// Stories from the field, and the rules that they stand on.
@Suite struct TextMergeStories {
  @Test func twoPeopleEditDifferentWordsOfOneSentence() {
    let merge = TextMerge(
      base: "Kören sjunger i kyrkan på söndag.\n",
      heads: ["Kören sjunger i biblioteket på söndag.\n", "Kören sjunger i kyrkan på lördag.\n"])
    #expect(merge.merged == "Kören sjunger i biblioteket på lördag.\n")
  }

  @Test func twoPeopleChangeOneWordDifferently() {
    let merge = TextMerge(
      base: "Inledning\n\nKören sjunger på söndag.\n",
      heads: ["Inledning\n\nKören sjunger på lördag.\n", "Inledning till planen\n\nKören sjunger på fredag.\n"])
    #expect(
      merge.pieces == [
        .settled("Inledning till planen\n\nKören sjunger på "),
        .overlap(base: "söndag", heads: ["lördag", "fredag"]), .settled(".\n"),
      ])
    #expect(merge.reading(preferring: 0) == "Inledning till planen\n\nKören sjunger på lördag.\n")
    #expect(
      merge.marked(names: ["Åsa", "Bo"], baseName: "förut") == """
        Inledning till planen

        <<<<<<< Åsa
        Kören sjunger på lördag.
        ======= Bo
        Kören sjunger på fredag.
        ||||||| förut
        Kören sjunger på söndag.
        >>>>>>>

        """)
  }

  @Test func aSentenceThatTwoWroteAnewIsOneOverlap() {
    let merge = TextMerge(
      base: "Eleverna besöker museet.\n", heads: ["Barnen ser teatern.\n", "Alla spelar musik.\n"])
    #expect(
      merge.pieces == [
        .overlap(
          base: "Eleverna besöker museet", heads: ["Barnen ser teatern", "Alla spelar musik"]), .settled(".\n"),
      ])
  }

  @Test func threeHeadsOfWhichTwoAgree() {
    let merge = TextMerge(base: "ett två tre", heads: ["ett 2 tre", "ett två 3", "ett 2 tre"])
    #expect(merge.merged == "ett 2 3")
    let clash = TextMerge(base: "ett två tre", heads: ["ett 2 tre", "ett II tre", "ett 2 tre", "ett två 3"])
    #expect(
      clash.pieces == [
        .settled("ett "), .overlap(base: "två", heads: ["2", "II", "2", "två"]), .settled(" 3"),
      ])
    #expect(clash.marked(names: ["A", "B", "C", "D"], baseName: "före").contains("<<<<<<< A, C\nett 2 3\n"))
  }

  @Test func twoInsertionsAtOnePlaceAreForAPerson() {
    let merge = TextMerge(base: "a\nb\n", heads: ["a\nx\nb\n", "a\ny\nb\n"])
    #expect(merge.hasOverlap)
    #expect(TextMerge(base: "a\nb\n", heads: ["a\nx\nb\n", "a\nx\nb\n", "a\nb\n"]).merged == "a\nx\nb\n")
  }

  @Test(arguments: [
    ("2026-05-01", "2026-06-01", "2026-05-15"), ("12,50", "13,50", "12,75"), ("1 000", "2 000", "1 500"),
    ("10:30", "11:30", "10:45"), ("1\u{A0}000", "2\u{A0}000", "1\u{A0}500"),
  ])
  func noNumberIsMadeThatNobodyWrote(base: String, one: String, other: String) {
    let merge = TextMerge(base: "Senast \(base) kr", heads: ["Senast \(one) kr", "Senast \(other) kr"])
    #expect(merge.pieces == [.settled("Senast "), .overlap(base: base, heads: [one, other]), .settled(" kr")])
  }

  @Test func twoSpellingsOfOneLetterAreTwoTexts() {
    let merge = TextMerge(base: "caf\u{E9}", heads: ["cafe\u{301}", "caf\u{E9}"])
    #expect(merge.merged.map(textBytes) == textBytes("cafe\u{301}"))
    #expect(merge != TextMerge(base: "caf\u{E9}", heads: ["caf\u{E9}", "caf\u{E9}"]))
    let clash = TextMerge(base: "kaffe", heads: ["caf\u{E9}", "cafe\u{301}"])
    #expect(clash.hasOverlap)
  }

  @Test func lineEndsAreKept() {
    #expect(TextMerge(base: "a\r\nb\r\nc", heads: ["a\r\nb\r\nc\n", "x\r\nb\r\nc"]).merged == "x\r\nb\r\nc\n")
    let spaced = TextMerge(base: "a\nb\n", heads: ["a\r\nb\n", "a\nb\r\n"]).merged
    #expect(spaced.map(textBytes) == textBytes("a\r\nb\r\n"))
  }

  @Test func wholeLinesInAnEditorStandAlone() {
    let merge = TextMerge(base: "a\nb\n", heads: ["a\nx\nb\n", "a\ny\nb\n"])
    #expect(merge.pieces == [.settled("a\n"), .overlap(base: "", heads: ["x\n", "y\n"]), .settled("b\n")])
    #expect(
      merge.marked(names: ["A", "B"], baseName: "före")
        == "a\n<<<<<<< A\nx\n======= B\ny\n||||||| före\n>>>>>>>\nb\n")
  }

  /// Two clashes side by side that are the same change when read as one place.
  @Test func whatClashesInPartsCanAgreeAsAWhole() {
    func text(_ lines: [String]) -> String { lines.map { $0 + "\r\n" }.joined() }
    let base = text((0..<10).map { "rad \($0)" })
    let heads = [
      text((0..<9).map { "rad \($0)" } + ["ny 1", "ny 1 b"]) + "slut",
      text(["rad 2", "ny 3", "ny 3 b", "rad 5", "rad 6", "ny 2", "ny 1", "rad 0", "rad 1", "ny 1 b"]) + "slut",
    ]
    let merge = TextMerge(base: base, heads: heads)
    for case .overlap(let base, let texts) in merge.pieces {
      #expect(Set(texts.map(textBytes)).subtracting([textBytes(base)]).count > 1)
    }
  }

  @Test func markersAreLongerThanThoseInTheText() {
    let base = "<<<<<<<< så ser en markering ut\nx\n"
    let merge = TextMerge(
      base: base, heads: [base.replacing("x", with: "y"), base.replacing("x", with: "z")])
    #expect(merge.markerLength == 9)
    #expect(merge.marked(names: ["A\nB", "C"], baseName: "").contains("\n<<<<<<<<< A B\ny\n========= C\n"))
  }
}

/// The search for differences by itself.
@Suite struct TextDiffTests {
  @Test func hunksAreCorrectAndShortest() {
    var random = seededForTexts()
    for _ in 0..<10_000 {
      let letters = Int32.random(in: 1...6, using: &random)
      func sequence() -> [Int32] {
        (0..<Int.random(in: 0...14, using: &random)).map { _ in Int32.random(in: 0..<letters, using: &random) }
      }
      let (base, head) = (sequence(), sequence())
      let hunks = TextDiff.hunks(base: base, head: head)
      #expect(TextDiff.apply(hunks, base: base, head: head) == head)
      let kept = base.count - hunks.reduce(0) { $0 + $1.base.count }
      #expect(kept == TextDiff.longestCommonCount(base, head))
    }
  }

  /// Where a group can slide, its place is agreed: beside a change of the other side, else as late as it can.
  @Test func hunksHaveAnAgreedPlace() {
    #expect(TextDiff.hunks(base: [1, 0, 2], head: [1, 0, 3, 0, 2]) == [.init(base: 2..<2, head: 2..<4)])
    #expect(TextDiff.hunks(base: [1, 0, 0, 0, 2], head: [1, 0, 2]) == [.init(base: 2..<4, head: 2..<2)])
    #expect(TextDiff.hunks(base: [1, 9, 0, 2], head: [1, 0, 0, 2]) == [.init(base: 1..<2, head: 1..<2)])
    #expect(
      TextDiff.hunks(base: [1, 0, 0], head: [0, 3]) == [
        .init(base: 0..<2, head: 0..<0), .init(base: 3..<3, head: 1..<2),
      ])
    #expect(TextDiff.hunks(base: [7, 0, 1, 0, 8], head: [7, 0, 1, 0, 1, 0, 8]) == [.init(base: 4..<4, head: 4..<6)])
  }

  /// Random sequences over two letters differ everywhere: the bound on effort is reached.
  @Test func hostileSequencesEndSoon() {
    var random = seededForTexts()
    func sequence(_ letters: Int32) -> [Int32] {
      (0..<8_000).map { _ in Int32.random(in: 0..<letters, using: &random) }
    }
    for letters in [Int32(2), 90] {
      let (base, head) = (sequence(letters), sequence(letters))
      #expect(TextDiff.apply(TextDiff.hunks(base: base, head: head), base: base, head: head) == head)
    }
    let backwards = (0..<8_000).map { Int32($0) }
    let hunks = TextDiff.hunks(base: backwards, head: backwards.reversed())
    #expect(TextDiff.apply(hunks, base: backwards, head: backwards.reversed()) == backwards.reversed())
  }
}

extension TextDiff {
  /// What the hunks make of `base`; nil if they aren't in order or something between them differs.
  fileprivate static func apply(_ hunks: [Hunk], base: [Int32], head: [Int32]) -> [Int32]? {
    var result: [Int32] = []
    var place = 0
    for (index, hunk) in hunks.enumerated() {
      guard place + (index == 0 ? 0 : 1) <= hunk.base.lowerBound, !hunk.base.isEmpty || !hunk.head.isEmpty else {
        return nil
      }
      result += base[place..<hunk.base.lowerBound]
      guard result.count == hunk.head.lowerBound else { return nil }
      result += head[hunk.head]
      place = hunk.base.upperBound
    }
    return result + base[place...]
  }

  fileprivate static func longestCommonCount(_ one: [Int32], _ other: [Int32]) -> Int {
    var row = [Int](repeating: 0, count: other.count + 1)
    for token in one {
      var diagonal = 0
      for (index, candidate) in other.enumerated() {
        let above = row[index + 1]
        row[index + 1] = token == candidate ? diagonal + 1 : max(above, row[index])
        diagonal = above
      }
    }
    return row[other.count]
  }
}

extension TextDiff.Hunk {
  fileprivate func touches(_ other: Self) -> Bool {
    base.lowerBound <= other.base.upperBound && other.base.lowerBound <= base.upperBound
  }
}

extension TextMerge.Piece {
  fileprivate func with(heads change: ([String]) -> [String]) -> Self {
    guard case .overlap(let base, let heads) = self else { return self }
    return .overlap(base: base, heads: change(heads))
  }
}

extension ArraySlice<UInt8> {
  fileprivate func range(of part: [UInt8]) -> Range<Int>? {
    indices.lazy.map { $0 }.first { self[$0...].starts(with: part) }.map { $0..<$0 + part.count }
      ?? (part.isEmpty ? endIndex..<endIndex : nil)
  }
}

/// Reads a marked text as a person who takes one side everywhere.
private enum MarkedText {
  static func choose(_ name: String, orElse baseName: String, in text: String, markerLength: Int) -> String {
    var result: [UInt8] = []
    var alternatives: [(names: [String], text: [UInt8])]?
    var line: [UInt8] = []
    func take() {
      defer { line = [] }
      let row = line.prefix { $0 == line.first }
      if let mark = row.first, row.count == markerLength, "<=|>".utf8.contains(mark) {
        let names = String(decoding: line.dropFirst(markerLength + 1).dropLast(), as: UTF8.self)
          .split(separator: ", ").map(String.init)
        if mark == UInt8(ascii: ">"), let all = alternatives {
          let chosen = all.first { $0.names.contains(name) } ?? all.first { $0.names == [baseName] }
          result += chosen?.text ?? []
          alternatives = nil
        } else {
          alternatives = (alternatives ?? []) + [(names, [])]
        }
      } else if let all = alternatives {
        alternatives?[all.count - 1].text += line
      } else {
        result += line
      }
    }
    for byte in text.utf8 {
      line.append(byte)
      if byte == 0x0A { take() }
    }
    take()
    return String(decoding: result, as: UTF8.self)
  }
}
