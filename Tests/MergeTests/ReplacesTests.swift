import Merge
import TestSupport
import Testing

/// What a list of names means, said as a plain set of (replica, sequence, index).
@Suite struct ReplacesTests {
  private static let author = ReplicaID(bits: 1)

  private func dot(_ replica: UInt128, _ sequence: UInt64, _ index: UInt32 = 0) -> Dot {
    Dot(replica: ReplicaID(bits: replica), sequence: sequence, index: index)
  }

  /// Every dot of a small world.
  private let universe: [Dot] = (1...2).flatMap { replica in
    (1...12).flatMap { sequence in
      (0...1).map { Dot(replica: ReplicaID(bits: replica), sequence: sequence, index: $0) }
    }
  }

  private func meaning(_ replaces: Replaces) -> Set<Dot> {
    Set(universe.filter { replaces.names($0, author: Self.author) })
  }

  private func ranges(_ random: inout SeededGenerator) -> [ClosedRange<SequenceNumber>] {
    (0..<Int.random(in: 0...4, using: &random)).map { _ in
      let low = UInt64.random(in: 1...11, using: &random)
      return low...min(12, low + UInt64.random(in: 0...3, using: &random))
    }
  }

  private func naive(_ named: [Dot], _ own: [ClosedRange<SequenceNumber>]) -> Set<Dot> {
    Set(named).union(
      universe.filter { dot in dot.replica == Self.author && own.contains { $0.contains(dot.sequence) } })
  }

  @Test func namesAreASet() {
    law("names") { seed in
      var random = SeededGenerator(seed: seed)
      let named = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in universe.randomElement(using: &random)
      }
      let own = ranges(&random)
      var replaces = Replaces(named: named.map { .init(dot: $0) }, own: own)
      var expected = naive(named, own)
      try demand(meaning(replaces), expected, "made")
      let others = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
        universe.randomElement(using: &random)
      }
      let more = ranges(&random)
      let other = Replaces(named: others.map { .init(dot: $0) }, own: more)
      var turned = other
      turned.formUnion(replaces)
      replaces.formUnion(other)
      expected.formUnion(naive(others, more))
      try demand(meaning(replaces), expected, "union")
      try demand(turned, replaces, "commutative")
      let once = replaces
      replaces.formUnion(other)
      replaces.formUnion(.nothing)
      try demand(replaces, once, "idempotent")
      let sequence = UInt64.random(in: 1...12, using: &random)
      replaces.insertOwn(sequence)
      expected.formUnion(naive([], [sequence...sequence]))
      if let one = universe.randomElement(using: &random) {
        replaces.insert(.init(dot: one))
        expected.insert(one)
      }
      try demand(meaning(replaces), expected, "inserted")
      try demand(replaces.isEmpty, expected.isEmpty, "empty")
      for (left, right) in zip(replaces.named, replaces.named.dropFirst()) {
        try demand(left.dot < right.dot, true, "named rises")
      }
      for (left, right) in zip(replaces.own, replaces.own.dropFirst()) {
        try demand(left.upperBound + 1 < right.lowerBound, true, "own ranges neither touch nor overlap")
      }
      let mayJoin = (0..<13).map { _ in random.oneIn(2) }
      var joined = replaces
      joined.joinOwn { gap in gap.allSatisfy { mayJoin[Int($0)] } }
      var wide = expected
      for (left, right) in zip(replaces.own, replaces.own.dropFirst()) {
        let gap = (left.upperBound + 1)...(right.lowerBound - 1)
        if gap.allSatisfy({ mayJoin[Int($0)] }) { wide.formUnion(naive([], [gap])) }
      }
      try demand(meaning(joined), wide, "joined")
      try demand(joined.own.count <= replaces.own.count, true, "joining makes no more")
      try demand(
        Replaces(named: joined.named.shuffled(using: &random), own: joined.own.reversed()), joined, "canonical")
    }
  }

  @Test func aNameWithItsCommitsHashSaysMore() {
    let plain = Replaces.Named(dot: dot(2, 1))
    let exact = Replaces.Named(dot: dot(2, 1), commitHashPrefix: 7)
    for order in [[plain, exact], [exact, plain], [plain, exact, plain]] {
      #expect(Replaces(named: order).named == [exact])
    }
  }

  /// A range means the author's own writes and nobody else's.
  @Test func aRangeIsTheAuthorsOwn() {
    let replaces = Replaces(own: [2...5])
    #expect(replaces.names(dot(1, 3), author: Self.author))
    #expect(!replaces.names(dot(2, 3), author: Self.author))
    #expect(replaces.names(dot(2, 3), author: ReplicaID(bits: 2)))
    #expect(!replaces.names(dot(1, 6), author: Self.author))
  }

  /// A day in the field without a network: the list stays one range and one name, the register one write, although two
  /// fields are edited by turns.
  @Test func aThousandOfflineEditsStayOneRange() {
    var fields = [Register(), Register()]
    for index in fields.indices {
      fields[index].log(Write(dot: dot(9, UInt64(index + 1)), value: .text("from the log")))
    }
    for sequence in UInt64(1)...1000 {
      let index = Int(sequence % 2)
      let names = fields[index].superseding(fields[index].standing, author: Self.author) { _ in [] }
      #expect(names.own.count <= 1)
      #expect(names.named == [.init(dot: dot(9, UInt64(index + 1)))])
      fields[index].hold(
        Write(
          dot: dot(1, sequence), value: .text("\(sequence)"), replaces: names,
          stamp: Stamp(milliseconds: Int64(sequence))))
      #expect(fields[index].pending.count == 1)
      #expect(fields[index].standing.count == 1)
    }
    #expect(fields[1].pending.first?.replaces.own == [1...997])
    // And they cost nothing to order afterwards.
    let held = fields[1].pending[0]
    fields[1].log(held)
    #expect(fields[1].standing.map(\.dot) == [held.dot])
    #expect(fields[1].pending.isEmpty)
  }

  /// A colleague's thousand unlogged edits, edited on: the colleague's own range is spelled out by who knows it.
  @Test func editingOnAColleaguesUnloggedEdits() {
    var register = Register()
    let first = Write(dot: dot(2, 1), value: .text("a"))
    let second = Write(dot: dot(2, 4), value: .text("b"), replaces: Replaces(own: [1...1]))
    register.hold(first)
    register.hold(second)
    var asked: [Dot] = []
    let names = register.superseding(register.standing, author: Self.author) { write in
      asked.append(write.dot)
      return [.init(dot: write.dot, commitHashPrefix: 4), .init(dot: first.dot, commitHashPrefix: 1)]
    }
    #expect(asked == [second.dot])
    #expect(names.own.isEmpty)
    #expect(names.named.map(\.dot) == [first.dot, second.dot])
    register.hold(Write(dot: dot(1, 1), value: .text("c"), replaces: names))
    #expect(register.standing.map(\.dot) == [dot(1, 1)])
  }

  /// A colleague's first edit is in the log and the second one is not, and comes to be refused: whoever wrote over the
  /// second one had the first one's value out of the way too.
  @Test func whatLiesInTheLogUnderAColleaguesUnloggedEditIsNamed() {
    var here = Register()
    let first = Write(dot: dot(2, 1), value: .text("a"))
    let second = Write(dot: dot(2, 4), value: .text("b"), replaces: Replaces(own: [1...1]))
    here.log(first)
    here.hold(second)
    let names = here.superseding(here.standing, author: Self.author) { [.init(dot: $0.dot, commitHashPrefix: 4)] }
    #expect(names.named.map(\.dot) == [first.dot, second.dot])
    var server = Register()
    server.log(first)
    server.log(Write(dot: dot(1, 1), value: .text("c"), replaces: names))
    #expect(server.standing.map(\.dot) == [dot(1, 1)])
  }
}

@Suite struct FrontierTests {
  private func random(_ random: inout SeededGenerator) -> Frontier {
    Frontier(
      (0..<3).map { (ReplicaID(bits: UInt128($0)), UInt64.random(in: 0...3, using: &random)) })
  }

  @Test func frontiersFormALattice() {
    law("frontier") { seed in
      var generator = SeededGenerator(seed: seed)
      let (a, b, c) = (random(&generator), random(&generator), random(&generator))
      func union(_ left: Frontier, _ right: Frontier) -> Frontier {
        var result = left
        result.formUnion(right)
        return result
      }
      try demand(union(a, b), union(b, a), "commutative")
      try demand(union(union(a, b), c), union(a, union(b, c)), "associative")
      try demand(union(a, a), a, "idempotent")
      try demand(union(a, b).covers(a), true, "above both")
      try demand(a.covers(b), union(a, b) == a, "order")
      try demand(a.covers(b) && b.covers(a), a == b, "antisymmetric")
      try demand(Frontier(a.entries.map { ($0.replica, $0.sequence) }), a, "round trip")
      try demand(a.entries.map(\.replica), a.entries.map(\.replica).sorted(), "rising")
      try demand(a.entries.contains { $0.sequence == 0 }, false, "nothing known is not an entry")
      let replica = ReplicaID(bits: UInt128.random(in: 0...2, using: &generator))
      let sequence = UInt64.random(in: 1...5, using: &generator)
      var next = a
      let isContiguous = next.advance(replica, to: sequence)
      try demand(isContiguous, sequence <= a[replica] + 1, "a gap is refused")
      try demand(next[replica], isContiguous ? max(a[replica], sequence) : a[replica], "one further or unchanged")
      for number in UInt64(1)...6 {
        let dot = Dot(replica: replica, sequence: number, index: 0)
        try demand(next.contains(dot), number <= next[replica], "contains")
      }
      next[replica] = 0
      a.entries.forEach { if $0.replica != replica { next[$0.replica] = 0 } }
      try demand(next, Frontier(), "emptied")
    }
  }
}

/// A person writes 1 and, overlooking it, 2; then goes on from 1 with 4. Somebody replaces 2 without anybody seeing that,
/// and the person goes on from 4 with 6. If the replacement of 2 is refused, 2 stands again, beside 6: nobody who wrote
/// 6 had given it up. So 6 must not name 2, although 2 lies between its author's own 1 and 4.
@Suite struct OverlookedWriteTests {
  private func dot(_ replica: UInt128, _ sequence: UInt64) -> Dot {
    Dot(replica: ReplicaID(bits: replica), sequence: sequence, index: 0)
  }

  @Test(arguments: [true, false]) func aRangeSparesWhatItsAuthorOverlooked(isReplacedByAuthor: Bool) throws {
    var register = Register()
    var made: [UInt64: Write] = [:]
    func write(_ sequence: UInt64, seeing seen: [UInt64]) {
      let writes = register.standing.filter { seen.contains($0.dot.sequence) && $0.dot.replica == ReplicaID(bits: 1) }
      let names = register.superseding(writes, author: ReplicaID(bits: 1)) { _ in [] }
      let write = Write(
        dot: dot(1, sequence), value: .text("\(sequence)"), replaces: names,
        stamp: Stamp(milliseconds: Int64(sequence)))
      made[sequence] = write
      register.hold(write)
    }
    write(1, seeing: [])
    write(2, seeing: [])
    write(4, seeing: [1])
    if isReplacedByAuthor {
      write(5, seeing: [2])
    } else {
      let second = try #require(made[2])
      let names = register.superseding([second], author: ReplicaID(bits: 2)) { [.init(dot: $0.dot)] }
      register.hold(Write(dot: dot(2, 1), value: .text("other"), replaces: names, stamp: Stamp(milliseconds: 5)))
    }
    write(6, seeing: [4])
    var log = Register()
    for sequence in [1, 2, 4, 6] as [UInt64] { log.log(try #require(made[sequence])) }
    #expect(log.standing.map(\.dot.sequence) == [2, 6])
    #expect(try #require(made[6]).replaces.own == [1...1, 4...4])
  }
}
