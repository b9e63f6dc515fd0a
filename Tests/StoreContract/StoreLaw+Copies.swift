internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

extension StoreLaw {
  static let copies: [StoreLaw] = [
    StoreLaw("unlogged commits move to a branch, with their order, histories, heads and seal") { maker in
      let store = try maker.make(schema: .bundled)
      let record = RecordID(bits: 1)
      let first = commit(5, 1, at: 1000)
      let second = commit(5, 2, previous: first.hash, at: 2000)
      let third = commit(5, 3, previous: second.hash, at: 3000)
      let other = commit(6, 1, at: 2500)
      let branch = Branch(beginningWith: second, hash: second.hash, leaving: first.replica)
      try store.write { writing in
        try writing.append(stored(first, .init(position: 1, time: 7)), touching: [record])
        try writing.append(stored(second), touching: [record])
        try writing.append(stored(other), touching: [record])
        try writing.append(stored(third), touching: (1...40).map { RecordID(bits: $0) })
        try writing.setSeal(Seal(replica: first.replica, sequence: 3, hash: third.hash, signature: [1]))
        try writing.setBranch(branch)
        try writing.move(commitsOf: first.replica, from: 2, to: branch.id)
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.branches(), [branch])
        try expectEqual(try reading.branch(branch.id), branch)
        try expectEqual(try reading.branch(first.replica), nil)
        try expectEqual(
          try reading.head(of: first.replica), ReplicaHead(sequence: 1, hash: first.hash, stamp: first.stamp))
        try expectEqual(
          try reading.head(of: branch.id), ReplicaHead(sequence: 3, hash: third.hash, stamp: third.stamp))
        let moved = [second.read(as: branch.id), third.read(as: branch.id)]
        try expectEqual(try reading.unlogged(), [stored(moved[0]), stored(other), stored(moved[1])])
        try expectEqual(moved.map(\.hash), [second.hash, third.hash])
        try expectEqual(try reading.hash(of: branch.id, sequence: 2), second.hash)
        try expectEqual(try reading.hash(of: first.replica, sequence: 2), nil)
        try expectEqual(try reading.history(of: record).map(\.hash), [first, second, other, third].map(\.hash))
        try expectEqual(try reading.history(of: RecordID(bits: 40)).map(\.commit), [moved[1]])
        try expectEqual(try reading.seal(of: first.replica), nil)
        try expectEqual(try reading.seal(of: branch.id)?.replica, first.replica)
        try expectEqual(try reading.seal(of: branch.id)?.sequence, 3)
      }
    },
    StoreLaw("a branch that is taken back leaves nothing, and the name is free for another commit") { maker in
      let store = try maker.make(schema: .bundled)
      let first = commit(5, 1, at: 1000)
      let twin = commit(5, 1, at: 2000)
      let branch = Branch(beginningWith: first, hash: first.hash, leaving: first.replica)
      try store.write { writing in
        try writing.append(stored(first), touching: [])
        try writing.setBranch(branch)
        try writing.move(commitsOf: first.replica, from: 1, to: branch.id)
        try writing.append(stored(twin), touching: [])
      }
      try store.write { writing in
        try expectEqual(try writing.head(of: first.replica)?.hash, twin.hash)
        try expectEqual(try writing.head(of: branch.id)?.hash, first.hash)
        try writing.setRefused(twin.name)
        try expectEqual(try writing.hash(of: first.replica, sequence: 1), twin.hash)
        try writing.removeBranch(branch.id)
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.branches(), [])
      }
    },
    StoreLaw("the header keeps the names that were left, and what is to be told") { maker in
      let store = try maker.make(schema: .bundled)
      var header = ReplicaHeader(
        replica: ReplicaID(bits: 5), workspace: WorkspaceID(bits: 1), workspaceName: "", user: "Åsa", device: "dator",
        role: .editor)
      header.former = [
        FormerName(replica: ReplicaID(bits: 3), chain: ReplicaID(bits: 9)),
        FormerName(replica: ReplicaID(bits: 4), chain: ReplicaID(bits: 4)),
      ]
      for found in [.goesOnUnderNewName, .keepsName, nil] as [CopyFound?] {
        header.copyToTell = found
        try store.write { try $0.setHeader(header) }
        try maker.reopened(store, schema: .bundled).read { reading in
          try expectEqual(try reading.header(), header)
          try expectEqual(try reading.ownReplicas(), [ReplicaID(bits: 3), ReplicaID(bits: 4), ReplicaID(bits: 5)])
        }
      }
    },
  ]
}
