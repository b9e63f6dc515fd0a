import Merge
import TestSupport
import Testing

@Suite struct AncestryTests {
  private func record(_ number: Int) -> RecordID { RecordID(bits: UInt128(number)) }

  private func dot(_ number: Int) -> Dot {
    Dot(replica: ReplicaID(bits: 1), sequence: UInt64(number), index: 0)
  }

  /// Parent writes take effect one after another, and one that would close a circle takes none.
  @Test func ringsBreakAtTheirLastWrite() {
    law("ring") { seed in
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...7, using: &random)
      var links: [RecordID: ParentLink] = [:]
      let order = Array(0..<count).shuffled(using: &random)
      var effective: [Int: Int] = [:]
      var broken: Set<RecordID> = []
      for (time, child) in order.enumerated() where !random.oneIn(5) {
        let parent = Int.random(in: 0..<count, using: &random)
        let isLogged = time < count / 2
        links[record(child)] = ParentLink(
          parent: record(parent), write: dot(child + 1),
          order: isLogged
            ? .logged(UInt64(time / 2), index: UInt32(time % 2))
            : .unlogged(Stamp(milliseconds: Int64(time / 2)), dot(time + 1)))
        var above: Int? = parent
        while let next = above, next != child { above = effective[next] }
        if above == child { broken.insert(record(child)) } else { effective[child] = parent }
      }
      for number in 0..<count {
        let ring = Ancestry.ring(through: record(number)) { links[$0] }
        try demand(ring?.broken == record(number), broken.contains(record(number)), "broken \(number)")
        // A member comes back to itself along the parents as they were written.
        var path = [record(number)]
        while let next = links[path[path.count - 1]]?.parent, !path.contains(next) { path.append(next) }
        let isMember = links[path[path.count - 1]]?.parent == record(number)
        try demand(ring != nil, isMember, "member \(number)")
        guard let ring else { continue }
        try demand(Set(ring.members), Set(path), "members")
        try demand(ring.members.count, path.count, "each once")
        for (child, parent) in zip(ring.members, ring.members.dropFirst() + ring.members.prefix(1)) {
          try demand(links[child]?.parent, parent, "each the child of the next")
        }
        try demand(ring.dots, ring.members.compactMap { links[$0]?.write }.sorted(), "dots")
        try demand(Ancestry.ring(through: ring.broken) { links[$0] }, ring, "the same from every member")
      }
    }
  }

  @Test func aliasesLeadToOneRecord() {
    law("alias") { seed in
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...7, using: &random)
      var aliases: [Int: Int] = [:]
      for number in 0..<count where !random.oneIn(3) { aliases[number] = Int.random(in: 0..<count, using: &random) }
      func after(_ steps: Int, from start: Int) -> Int? {
        var current: Int? = start
        for _ in 0..<steps { current = current.flatMap { aliases[$0] } }
        return current
      }
      for number in 0..<count {
        // After as many steps as there are records one is past every tail: at an end, or inside a ring.
        var expected = (0...count).compactMap { after($0, from: number) }.last ?? number
        if let inside = after(count, from: number) {
          expected = (0..<count).compactMap { after($0, from: inside) }.min() ?? inside
        }
        let found = Ancestry.representative(of: record(number)) { link in
          aliases[Int(link.bits)].map { record($0) }
        }
        try demand(found, record(expected), "representative of \(number) in \(aliases)")
      }
    }
  }

  /// The nearest common ancestor in random histories, against walking all paths; elements in any order.
  @Test func theBaseOfTextsIsTheNearestCommonAncestor() {
    law("base") { seed in
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 2...9, using: &random)
      var parents: [Set<Int>] = []
      var above: [Set<Int>] = []
      var history: [Write] = []
      for number in 0..<count {
        let direct = Set((0..<number).filter { _ in random.oneIn(3) })
        parents.append(direct)
        above.append(direct.reduce(into: direct) { $0.formUnion(above[$1]) })
        history.append(
          Write(
            dot: dot(number + 1), value: number == 3 ? .cleared : .text("\(number)"),
            replaces: Replaces(dots: direct.map { dot($0 + 1) })))
      }
      var heads = (0..<count).filter { head in !parents.contains { $0.contains(head) } }
      if heads.count > 3 { heads = Array(heads.prefix(3)) }
      let common = (0..<count).filter { candidate in heads.allSatisfy { above[$0].contains(candidate) } }
      let nearest = common.filter { candidate in !common.contains { above[$0].contains(candidate) } }
      let expected: String? =
        if heads.allSatisfy({ parents[$0].isEmpty }) { "" } else {
          nearest.count == 1 ? (nearest[0] == 3 ? "" : "\(nearest[0])") : nil
        }
      for _ in 0..<2 {
        let found = TextAncestry.base(
          of: heads.shuffled(using: &random).map { dot($0 + 1) }, in: history.shuffled(using: &random))
        try demand(found, expected, "heads \(heads) of \(parents)")
      }
      if let expected, !expected.isEmpty {
        let short = history.filter { $0.value != .text(expected) }
        try demand(
          TextAncestry.base(of: heads.map { dot($0 + 1) }, in: short) == expected, false, "what history lacks")
      }
    }
  }

  /// Reading two records as one shows both records' writes, whichever of them are logged.
  @Test func joinedRecordsShowAllThatStandsInBoth() {
    law("joined") { seed in
      var world = World(
        seed: seed, shape: World.Shape(replicas: 2...2, records: 2...2, fields: [1, 3], deletes: false))
      for _ in 0..<Int.random(in: 6...16, using: &world.random) { _ = world.step() }
      for copy in world.copies {
        let (one, other) = (copy.states[0], copy.states[1])
        var places: [Dot: Position] = [:]
        for (place, entry) in world.log.enumerated() {
          for step in world.commits[entry.commit].steps { places[step.dot] = Position(place) }
        }
        let joined = one.joined(with: [other]) { places[$0] ?? .max }
        try demand(joined.id, one.id, "id")
        for id in [RegisterID.life, .type, .alias] { try demand(joined[id], one[id], "its own \(id)") }
        for (id, _) in world.registers where id.field >= .firstOfSchema {
          let standing = Set((one[id].standing + other[id].standing).map(\.dot))
          try demand(Set(joined[id].standing.map(\.dot)), standing, "standing \(id)")
          try demand(joined[id].standing.count, standing.count, "each once")
          let order = joined[id].logged.map { places[$0.dot] ?? .max }
          try demand(order, order.sorted(), "in the order of the log")
          if let official = one[id].loggedOfficial { try demand(joined[id].loggedOfficial, official, "official") }
        }
      }
    }
  }
}
