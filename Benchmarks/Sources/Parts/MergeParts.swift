import CommitFormat
import Merge
import Workload

extension Material {
  /// Taking writes into registers, merging texts, and the digest of the state.
  var mergeParts: [Parts.Part] {
    let steps = zip(commits, contents).map { commit, content in
      (
        operation: content.operations[0], dot: Dot(replica: commit.replica, sequence: commit.sequence, index: 0),
        stamp: commit.stamp
      )
    }
    let after = zip(records, steps).map { record, step in
      var record = record
      record.log(step.operation, dot: step.dot, stamp: step.stamp)
      return record
    }
    // What somebody else wrote without knowing of it.
    let others = steps.map { step in
      (
        operation: Self.blind(step.operation), dot: Dot(replica: ReplicaID(bits: 9), sequence: 1, index: 0),
        stamp: step.stamp
      )
    }
    let changed = zip(records, after).map { Self.summed($0, onlyAgainst: $1) + Self.summed($1, onlyAgainst: $0) }
    let whole = records.map { Self.summed($0, onlyAgainst: nil) }
    return [
      Parts.Part("an edit into its record, as the log has it", count: count) {
        for (record, step) in zip(records, steps) {
          var record = record
          record.log(step.operation, dot: step.dot, stamp: step.stamp)
          use(record)
        }
      },
      Parts.Part("– as a laptop makes it", count: count) {
        for (record, step) in zip(records, steps) {
          var record = record
          record.hold(step.operation, dot: step.dot, stamp: step.stamp)
          use(record)
        }
      },
      Parts.Part("– that conflicts", count: count) {
        for (record, other) in zip(after, others) {
          var record = record
          record.log(other.operation, dot: other.dot, stamp: other.stamp)
          use(record)
        }
      },
      textPart("a text of 200 letters, two people's words", base: rows[0].note, people: 2),
      textPart(
        "a text of 10,000 letters, three people's words", base: rows.prefix(50).map(\.note).joined(separator: "\n"),
        people: 3),
      Parts.Part(
        "the digest, a field changed", count: count, floorTitle: "SHA-256 of as many bytes",
        floor: { changed.forEach(Self.hash) }
      ) {
        var digest = StateDigest()
        for (before, after) in zip(records, after) { digest.replace(before, with: after) }
        use(digest)
      },
      Parts.Part(
        "the digest, a record counted", count: count, floorTitle: "SHA-256 of as many bytes",
        floor: { whole.forEach(Self.hash) }
      ) {
        var digest = StateDigest()
        for record in records { digest.add(record) }
        use(digest)
      },
    ]
  }

  private static func blind(_ operation: Operation) -> Operation {
    guard case .set(let record, let register, _, _, let mark) = operation else { return operation }
    return .set(record, register, .text("something else"), replaces: .nothing, mark: mark)
  }

  /// As many bytes as the digest hashes of each write of the registers in which `record` differs from `other`.
  private static func summed(_ record: RecordState, onlyAgainst other: RecordState?) -> [[UInt8]] {
    record.entries.filter { entry in other.map { $0[entry.id] != entry.register } ?? true }.flatMap { entry in
      entry.register.logged.map { Array(repeating: 7, count: 95 + $0.value.bytes.count) }
    }
  }

  /// Each person puts other words into places of their own.
  private func textPart(_ title: String, base: String, people: Int) -> Parts.Part {
    let words = base.split(separator: " ", omittingEmptySubsequences: false)
    let heads = (0..<people).map { person in
      words.enumerated().map { place, word in
        place % 12 == person * 4 + 1 ? "word\(person)" : String(word)
      }.joined(separator: " ")
    }
    let times = max(1, 200_000 / base.utf8.count)
    return Parts.Part(title, count: times) {
      for _ in 0..<times {
        let merge = TextMerge(base: base, heads: heads)
        guard merge.merged != nil else { throw Problem(message: "the texts overlap") }
      }
    }
  }
}
