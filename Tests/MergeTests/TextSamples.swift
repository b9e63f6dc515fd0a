import Foundation
import TestSupport

func textBytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A generator for one law about texts, whose seed stands in the log.
func seededForTexts(law: String = #function) -> SeededGenerator {
  let seed = ProcessInfo.processInfo.environment["BYGD_TEST_SEED"].flatMap(UInt64.init) ?? 20_260_501
  print("\(law): seed \(seed)")
  return SeededGenerator(seed: seed)
}

/// Texts that are likely to collide.
enum TextSamples {
  typealias Sample = (base: String, heads: [String])

  /// By turns lines that are all different, lines that often are the same, prose, and what Unicode allows.
  static func any(_ index: Int, heads: ClosedRange<Int>, using random: inout SeededGenerator) -> Sample {
    switch index % 4 {
    case 0: return uniqueLines(heads: heads, using: &random)
    case 1: return pieces(["a\n", "b\n", "\n", "c c\n", "}\n", "d"], heads: heads, using: &random)
    case 2:
      return pieces(["alla ", "barn ", "ser ", "bio", ", ", ".\n", "\n", "3", "<<<<<<<"], heads: heads, using: &random)
    default:
      let base = unicode(length: 0...8, using: &random)
      return (base, count(heads, using: &random).map { _ in mutated(Array(base.unicodeScalars), using: &random) })
    }
  }

  /// No line stands twice in any of the texts, and a line that is in two of them is the same line. Heads remove, replace,
  /// insert and move lines, at times the same as another head did; the last line may lack its end.
  static func uniqueLines(heads: ClosedRange<Int>, using random: inout SeededGenerator) -> Sample {
    let end = random.oneIn(4) ? "\r\n" : "\n"
    let base = (0..<Int.random(in: 0...12, using: &random)).map { "rad \($0)" }
    var fresh = 0
    var previous: [String] = []
    let headTexts = count(heads, using: &random).map { _ in
      var lines = !previous.isEmpty && random.oneIn(3) ? previous : base
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0...lines.count, using: &random)
        let stop = min(lines.count, place + Int.random(in: 0...2, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: lines.removeSubrange(place..<stop)
        case 1:
          let moved = Array(lines[place..<stop])
          lines.removeSubrange(place..<stop)
          lines.insert(contentsOf: moved, at: Int.random(in: 0...lines.count, using: &random))
        default:
          fresh += 1
          lines.replaceSubrange(place..<stop, with: ["ny \(fresh)", "ny \(fresh) b"].prefix(random.oneIn(3) ? 2 : 1))
        }
      }
      previous = lines
      return lines
    }
    let open = Int.random(in: 0...3, using: &random)
    func text(_ lines: [String]) -> String {
      lines.map { $0 + end }.joined() + (open == 0 ? "slut" : open == 1 && random.oneIn(2) ? "slut" : "")
    }
    return (text(base), headTexts.map(text))
  }

  static func unicode(length: ClosedRange<Int>, using random: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: length, using: &random) { text.append(contentsOf: scalars(using: &random)) }
    return String(text)
  }

  private static func count(_ heads: ClosedRange<Int>, using random: inout SeededGenerator) -> Range<Int> {
    0..<Int.random(in: heads, using: &random)
  }

  private static func pieces(
    _ parts: [String], heads: ClosedRange<Int>, using random: inout SeededGenerator
  ) -> Sample {
    func draw(_ count: Int) -> [String] { (0..<count).compactMap { _ in parts.randomElement(using: &random) } }
    let base = draw(Int.random(in: 0...12, using: &random))
    let headTexts = count(heads, using: &random).map { _ in
      var text = base
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0...text.count, using: &random)
        let stop = min(text.count, place + Int.random(in: 0...2, using: &random))
        text.replaceSubrange(place..<stop, with: draw(Int.random(in: 0...2, using: &random)))
      }
      return text.joined()
    }
    return (base.joined(), headTexts)
  }

  private static func mutated(_ base: [Unicode.Scalar], using random: inout SeededGenerator) -> String {
    var text = base
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let place = Int.random(in: 0...text.count, using: &random)
      let stop = min(text.count, place + Int.random(in: 0...1, using: &random))
      text.replaceSubrange(place..<stop, with: random.oneIn(3) ? [] : scalars(using: &random))
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text)
    return String(view)
  }

  private static let parts: [String] = [
    "a", "B", "å", "e\u{301}", "\u{301}", "\u{308}", "\u{0}", "\r", "\n", "\r\n", " ", "\u{A0}", "\u{2028}", "7", "٣",
    ".",
    ",", "–", "👩‍🚀", "\u{200D}", "\u{FE0F}", "❤️", "👍🏽", "🏽", "🇸🇪", "🇸", "1️⃣", "של", "مرحبا", "\u{200F}", "\u{202E}", "ก็",
    "한",
    "\u{1112}\u{1161}\u{11AB}", "क्षि", "漢", "\u{FEFF}", "\u{AD}", "\u{FFFD}", "\u{10FFFF}", "🏴\u{E0067}\u{E007F}", "ﾞ",
  ]

  private static func scalars(using random: inout SeededGenerator) -> [Unicode.Scalar] {
    if random.oneIn(6), let any = Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random)), !any.isPrepended {
      return [any]
    }
    return Array((parts.randomElement(using: &random) ?? "").unicodeScalars)
  }
}

extension Unicode.Scalar {
  /// Letters that Unicode joins to whatever follows or precedes them although they don't combine: words may end there.
  fileprivate var isPrepended: Bool {
    var text = String.UnicodeScalarView([self, " "])
    let joinsNext = String(text).count == 1
    text = String.UnicodeScalarView([" ", self])
    let joinsPrevious = String(text).count == 1
    return (joinsNext || joinsPrevious) && properties.generalCategory == .otherLetter
  }
}
