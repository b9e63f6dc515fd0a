import Foundation
import Merge
import TestSupport
import Testing

/// Where `git merge-file` merges cleanly and no line stands twice, our answer is the same bytes.
@Suite(.enabled(if: Git.path != nil, "git is not installed: nothing to compare with"))
struct TextMergeAgainstGitTests {
  @Test func randomTexts() throws {
    var random = seededForTexts()
    let samples = (0..<2_000).map { _ in TextSamples.uniqueLines(heads: 2...2, using: &random) }
    let (clean, words) = try compare(samples)
    #expect((500..<1_900).contains(clean), "the samples collide too seldom or too often")
    #expect(words > 20, "no clash was merged by words")
  }

  /// Where lines repeat, nothing is promised: the two may align them differently. In short texts that is rare.
  @Test func shortTextsWithRepeatedLines() throws {
    var random = seededForTexts()
    let samples = (0..<1_000).map { _ in TextSamples.any(1, heads: 2...2, using: &random) }
    var (clean, same) = (0, 0)
    for (sample, answer) in zip(samples, try Git.mergeFiles(samples)) {
      guard let answer else { continue }
      clean += 1
      if TextMerge(base: sample.base, heads: sample.heads).merged.map(textBytes) == answer { same += 1 }
    }
    #expect((300..<950).contains(clean))
    #expect(same * 100 >= clean * 98)
  }

  @Test func longTextsWithManyEdits() throws {
    var random = seededForTexts()
    let samples = (0..<40).map { _ -> TextSamples.Sample in
      let base = (0..<600).map { "rad \($0)" }
      let heads = (0..<2).map { head in
        var lines = base
        for edit in 0..<Int.random(in: 1...25, using: &random) {
          let place = Int.random(in: 0..<lines.count, using: &random)
          let stop = min(lines.count, place + Int.random(in: 0...4, using: &random))
          let moved = Array(lines[place..<stop])
          lines.removeSubrange(place..<stop)
          if random.oneIn(3) {
            lines.insert(contentsOf: moved, at: Int.random(in: 0...lines.count, using: &random))
          } else if !random.oneIn(3) {
            lines.insert("ny \(head) \(edit)", at: place)
          }
        }
        return lines.joined(separator: "\n")
      }
      return (base.joined(separator: "\n"), heads)
    }
    let (clean, _) = try compare(samples)
    #expect((4..<40).contains(clean))
  }

  @Test func plansThatTwoPeopleWorkOn() throws {
    let base = """
      # Kulturplan för Lillköping 2027

      Planen gäller barn och unga i hela kommunen.
      Den är skriven av kulturnämnden tillsammans med skolorna.

      ## Musik
      Kulturskolan ger lektioner i tolv instrument.
      Kören sjunger i domkyrkan varje torsdag.

      ## Scenkonst
      Alla elever i årskurs fem ser en föreställning om året.
      Teatern har plats för nittio personer.

      ## Bibliotek
      Sagostunden hålls på arabiska, svenska och finska.
      Bokbussen stannar vid elva skolor.
      """
    func edit(_ changes: [(String, String)]) -> String {
      changes.reduce(base) { $0.replacing($1.0, with: $1.1) }
    }
    let heads = [
      edit([("tolv instrument", "fjorton instrument"), ("elva skolor.", "elva skolor.\n")]),
      edit([("Planen gäller barn", "Planen gäller alla barn"), ("nittio", "hundratio")]),
      edit([("Kören sjunger i domkyrkan varje torsdag.\n", "")]),
      edit([("## Bibliotek\n", "## Bibliotek och läsning\nBiblioteket har öppet på söndagar.\n")]),
      edit([("Den är skriven av kulturnämnden tillsammans med skolorna.\n", ""), ("årskurs fem", "årskurs sex")]),
      "\u{FEFF}" + base,
    ]
    var samples: [TextSamples.Sample] = []
    for one in heads.indices {
      for other in heads.indices where other != one { samples.append((base, [heads[one], heads[other]])) }
    }
    let (clean, _) = try compare(samples)
    #expect(clean >= 20)
    let whole = TextMerge(base: base, heads: heads)
    #expect(whole.merged?.contains("fjorton instrument") == true)
    #expect(whole.merged?.contains("hundratio") == true)
    #expect(whole.merged?.contains("domkyrkan") == false)
    #expect(whole.merged?.contains("## Bibliotek och läsning\nBiblioteket har öppet") == true)
  }

  /// - Returns: how many git merged cleanly, and how many others we did, by words.
  private func compare(_ samples: [TextSamples.Sample]) throws -> (clean: Int, byWords: Int) {
    let answers = try Git.mergeFiles(samples)
    var (clean, byWords) = (0, 0)
    for (sample, answer) in zip(samples, answers) {
      let merge = TextMerge(base: sample.base, heads: sample.heads)
      if let answer {
        clean += 1
        #expect(merge.merged.map(textBytes) == answer, "\(sample)")
      } else if merge.merged != nil {
        byWords += 1
      }
    }
    return (clean, byWords)
  }
}

private enum Git {
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/git" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  struct ScriptFailed: Error {
    var status: Int32
  }

  /// What `git merge-file` makes of each sample; nil where it reports a conflict. One shell runs them all.
  static func mergeFiles(_ samples: [TextSamples.Sample]) throws -> [[UInt8]?] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("textmerge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, sample) in samples.enumerated() {
      for (name, text) in zip(["base", "one", "other"], [sample.base] + sample.heads) {
        try Data(text.utf8).write(to: folder.appendingPathComponent("\(index).\(name)"))
      }
    }
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.currentDirectoryURL = folder
    shell.arguments = [
      "-c",
      """
      i=0
      while [ $i -lt \(samples.count) ]; do
        "$0" merge-file -p --quiet $i.one $i.base $i.other > $i.merged && : > $i.clean
        [ $? -lt 128 ] || exit 1
        i=$((i+1))
      done
      """,
      path ?? "git",
    ]
    shell.environment = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]
    try shell.run()
    shell.waitUntilExit()
    guard shell.terminationStatus == 0 else { throw ScriptFailed(status: shell.terminationStatus) }
    return try samples.indices.map { index in
      guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("\(index).clean").path) else {
        return nil
      }
      return [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(index).merged")))
    }
  }
}
