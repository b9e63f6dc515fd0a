internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

extension StoreLaw {
  /// What it takes to tell the whole log, and to go back on it.
  static let lost: [StoreLaw] = [
    StoreLaw("a commit whose place is taken back stands before all others that have none") { maker in
      let store = try maker.make(schema: .bundled)
      let first = commit(1, 1)
      let second = commit(1, 2, previous: first.hash)
      let other = commit(2, 1)
      try store.write { writing in
        try writing.append(stored(first, StoredCommit.Logged(position: 1, time: 5, author: "Åsa")), touching: [])
        try writing.append(stored(second, StoredCommit.Logged(position: 2, time: 6)), touching: [])
        try writing.append(stored(other), touching: [])
        try writing.setUnlogged(second.name)
        try writing.setUnlogged(first.name)
        // Of what has no place, nothing is taken back.
        try writing.setUnlogged(other.name)
      }
      let again = try maker.reopened(store, schema: .bundled)
      try again.read { reading in
        try expectEqual(try reading.unlogged().map(\.name), [first.name, second.name, other.name])
        try expectEqual(try reading.unlogged().map(\.logged), [nil, nil, nil])
        try expectEqual(try reading.logged(at: 1), nil)
        try expectEqual(try reading.head(of: ReplicaID(bits: 1))?.sequence, 2)
      }
      try again.write { try $0.setLogged(first.name, position: 7, time: 8, author: nil) }
      try again.read { reading in
        try expectEqual(try reading.logged(at: 7)?.name, first.name)
        try expectEqual(try reading.unlogged().map(\.name), [second.name, other.name])
      }
    },
    StoreLaw("a refusal is known by its hash, and may be forgotten for the commit to come") { maker in
      let store = try maker.make(schema: .bundled)
      let (first, never) = (commit(1, 1), commit(3, 1))
      try store.write { writing in
        try writing.append(stored(first), touching: [])
        try writing.setRefused(first.name)
        try writing.setRefused(never.name)
      }
      try store.read { reading in
        try expectEqual(try reading.refusedHash(ReplicaID(bits: 1), 1), first.hash)
        try expectEqual(try reading.refusedHash(ReplicaID(bits: 3), 1), never.hash)
        try expectEqual(try reading.refusedHash(ReplicaID(bits: 1), 2), nil)
      }
      try store.write { writing in
        try writing.forgetRefusal(first.name)
        try writing.append(stored(first, StoredCommit.Logged(position: 1, time: 5)), touching: [])
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.refusedHash(ReplicaID(bits: 1), 1), nil)
        try expectEqual(try reading.commit(ReplicaID(bits: 1), 1)?.hash, first.hash)
        try expectEqual(try reading.head(of: ReplicaID(bits: 1))?.sequence, 1)
      }
    },
    StoreLaw("of a refused commit that never came, the head has the time that is known of its replica") { maker in
      let store = try maker.make(schema: .bundled)
      let first = commit(1, 1, at: 50)
      let never = commit(1, 2, previous: first.hash, at: 900)
      let last = Stamp(milliseconds: 900, counter: 7)
      try store.write { writing in
        try writing.append(stored(first), touching: [])
        try writing.setRefused(never.name, stamp: last)
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.head(of: ReplicaID(bits: 1))?.sequence, 2)
        try expectEqual(try reading.head(of: ReplicaID(bits: 1))?.stamp, last)
      }
      let earlier = commit(1, 3, previous: never.hash, at: 60)
      try store.write { try $0.setRefused(earlier.name, stamp: earlier.stamp) }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.head(of: ReplicaID(bits: 1))?.stamp, last)
      }
    },
    StoreLaw("a commit that came without a part is filled in, and is found by what the part touches") { maker in
      let store = try maker.make(schema: .bundled)
      let (open, guarded) = (RecordID(bits: 11), RecordID(bits: 12))
      let salt = [UInt8](repeating: 9, count: 16)
      let whole = Commit(
        replica: ReplicaID(bits: 1), sequence: 1, previous: .zero, stamp: Stamp(milliseconds: 5), schemaVersion: 1,
        parts: [
          Commit.Part(audience: .everyone, body: .readable([0, 0], salt: nil)),
          Commit.Part(audience: Audience(7), body: .readable([0, 0], salt: salt)),
        ])
      let name = whole.name
      try store.write { writing in
        try writing.append(stored(whole.withholding(Audience(7))), touching: [open])
        try writing.fillIn(stored(whole), touching: [open, guarded])
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.commit(name.replica, 1)?.commit, whole)
        try expectEqual(try reading.unlogged().map(\.name), [name])
        for record in [open, guarded] { try expectEqual(try reading.history(of: record).map(\.name), [name]) }
      }
      try store.write { try $0.setLogged(name, position: 3, time: 8, author: nil) }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.logged(at: 3)?.commit, whole)
        for record in [open, guarded] { try expectEqual(try reading.history(of: record).map(\.name), [name]) }
      }
    },
    StoreLaw("what follows on a refused commit keeps its name where a log comes that does not know the refusal yet") {
      maker in
      for count in [2, 3, 4] {
        let store = try maker.make(schema: .bundled)
        let replica = Replica(store: store)
        let (workspace, own) = (WorkspaceID(bits: 3), ReplicaID(bits: 1))
        try replica.setUp(
          ReplicaHeader(
            replica: own, workspace: workspace, workspaceName: "V", user: "Åsa", device: "d", role: .editor))
        guard let type = Schema.bundled.type("activity"), let title = type.field("title") else {
          throw BrokenLaw(description: "no schema")
        }
        let made = try (1...4).prefix(count).map { number in
          let id = RecordID.random(milliseconds: 1, bits: UInt128(number))
          return try replica.edit(Draft([.create(type.number, id, [.set(title.number, .text("Dans"))])]))
        }
        let first = LogEntry(position: 1, time: 1, event: .accepted(made[0].commit, author: nil))
        // With four, one that waits stands below the refused one.
        let refused = made[count == 4 ? 2 : 1]
        var log = [first]
        if count == 4 {
          log.append(LogEntry(position: 2, time: 1, event: .accepted(made[1].commit, author: nil)))
        }
        log.append(
          LogEntry(
            position: Position(log.count + 1), time: 1, event: .refused(refused.name, Refusal(code: .role))))
        _ = try replica.apply(stretch(log, in: workspace))
        _ = try replica.rebuild([stretch([first], in: workspace)], audiences: [.everyone], sharing: 1)
        try maker.reopened(store, schema: .bundled).read { reading in
          try expectEqual(
            try reading.unlogged().map(\.name), made.dropFirst().map(\.name).filter { $0 != refused.name })
          try expectEqual(try reading.branches(), [])
          try expectEqual(try reading.header()?.replica, own)
          try expectEqual(try reading.refusedHash(own, refused.commit.sequence), refused.hash)
          try expectEqual(try reading.refused().map(\.name), [refused.name])
          try expectEqual(try reading.head(of: own)?.sequence, SequenceNumber(count))
          try expectEqual(try reading.head(of: own)?.stamp, made[count - 1].commit.stamp)
        }
        let next = try replica.edit(
          Draft([.create(type.number, .random(milliseconds: 1, bits: 9), [.set(title.number, .text("Dans"))])]))
        try expectEqual(next.commit.sequence, SequenceNumber(count) + 1)
        try expectEqual(next.commit.previous, made[count - 1].hash)
      }
    },
    StoreLaw("the journal holds what the log said besides commits, and kept names hold for good") { maker in
      let store = try maker.make(schema: .bundled)
      let refused = LogEntry.Event.refused(
        commit(1, 4).name, Refusal(code: .schema, field: "title", reason: "too-long"))
      let enrolment = Enrolment(
        number: 9, replica: ReplicaID(bits: 4), user: "Åsa", device: "", publicKey: Array(0..<32))
      let entries = [
        LogEntry(position: 2, time: -4, event: refused),
        LogEntry(position: 3, time: 5, event: .enrolled(enrolment)),
        LogEntry(position: 5, time: 6, event: .schema(version: 7, json: [1, 2])),
        LogEntry(position: 9, time: .max, event: .horizon(4)),
      ]
      let dot = Dot(replica: ReplicaID(bits: 1), sequence: 4, audience: .everyone, index: 2)
      try store.write { writing in
        for entry in entries { try writing.keep(entry) }
        try writing.forgetJournal(after: 5)
        try writing.keepName(of: RecordID(bits: 77), createdBy: dot)
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        for entry in entries.dropLast() { try expectEqual(try reading.journal(at: entry.position), entry) }
        try expectEqual(try reading.journal(at: 9), nil)
        try expectEqual(try reading.journal(at: 1), nil)
        try expectEqual(try reading.record(createdBy: dot), RecordID(bits: 77))
      }
    },
  ]
}

private func stretch(_ entries: [LogEntry], in workspace: WorkspaceID) -> LogStretch {
  let chain = entries.reduce(LogEntry.chainStart(of: workspace)) { $1.chain(after: $0) }
  let end = LogPoint(
    epoch: Epoch(bits: 1), position: Position(entries.count), chain: chain, token: [])
  return LogStretch(entries: entries.map { .entry($0) }, end: end)
}
