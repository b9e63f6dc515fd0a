internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

extension StoreLaw {
  static let audiences: [StoreLaw] = [
    StoreLaw("whose records are held, and the digests of each audience, come back as they were given") { maker in
      let store = try maker.make(schema: .bundled)
      var header = ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 3), workspaceName: "V", user: "Åsa", device: "d",
        role: .editor)
      header.audiences = [.everyone, Audience(7), Audience(.max)]
      header.audienceDigests = [Audience(7): StateDigest(bits: .max), Audience(.max): StateDigest(bits: 5)]
      header.mustScrub = true
      header.horizon = .max
      try store.write { try $0.setHeader(header) }
      try expectEqual(try maker.reopened(store, schema: .bundled).read { try $0.header() }, Optional(header))
      header.audiences = []
      header.audienceDigests = [:]
      header.mustScrub = false
      header.horizon = 0
      try store.write { try $0.setHeader(header) }
      try expectEqual(try maker.reopened(store, schema: .bundled).read { try $0.header() }, Optional(header))
    },
    StoreLaw("a record of an audience is found by its creation there, and not by that of another") { maker in
      let store = try maker.make(schema: .bundled)
      let replica = ReplicaID(bits: 4)
      var places: [Audience: RecordID] = [:]
      try store.write { writing in
        for audience in [Audience.everyone, Audience(1), Audience(2)] {
          let id = RecordID(bits: UInt128(audience.number) + 10)
          var state = RecordState(id: id)
          let dot = Dot(replica: replica, sequence: 1, audience: audience, index: 0)
          state.log(.create(id, TypeNumber(1), fields: []), dot: dot, stamp: Stamp(milliseconds: 0))
          try writing.save(state, view: nil)
          places[audience] = id
        }
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        for (audience, id) in places {
          let dot = Dot(replica: replica, sequence: 1, audience: audience, index: 0)
          try expectEqual(try reading.record(createdBy: dot), id)
          try expectEqual(try reading.record(id)?.audience, audience)
        }
        let other = Dot(replica: replica, sequence: 1, audience: Audience(3), index: 0)
        try expectEqual(try reading.record(createdBy: other), nil)
      }
    },
    StoreLaw("what is forgotten is gone, and can come again; what the log did not bring stays") { maker in
      let store = try maker.make(schema: .bundled)
      let replica = Replica(store: store)
      try replica.setUp(
        ReplicaHeader(
          replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 3), workspaceName: "V", user: "Åsa", device: "d",
          role: .editor))
      guard let type = Schema.bundled.type("activity"), let title = type.field("title") else {
        throw BrokenLaw(description: "no schema")
      }
      let id = RecordID.random(milliseconds: 1, bits: 9)
      let made = try replica.edit(Draft([.create(type.number, id, [.set(title.number, .text("Dans"))])]))
      try expectEqual(try store.read { try $0.search("dans", limit: 5) }, [id])
      let enrolment = Enrolment(number: 1, replica: ReplicaID(bits: 8), user: "Per", device: "p", publicKey: [])
      let refused = RefusedCommit(commit: made.commit, name: made.name, refusal: Refusal(code: .role), time: 1)
      try store.write { writing in
        try writing.addEnrolment(enrolment)
        try writing.addRefused(refused)
        try writing.setRefused(made.name)
        try writing.forgetLog()
        try expectEqual(try writing.record(id), nil)
        try expectEqual(try writing.head(of: ReplicaID(bits: 1)), nil)
      }
      try store.scrub()
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.recordCount(), 0)
        try expectEqual(try reading.list(RecordQuery()).total, 0)
        try expectEqual(try reading.search("dans", limit: 5), [])
        try expectEqual(try reading.unlogged(), [])
        try expectEqual(try reading.recentCommits(limit: 5), [])
        try expectEqual(try reading.enrolments(), [])
        try expectEqual(try reading.refused(), [refused])
        try expectEqual(try reading.refusedHash(ReplicaID(bits: 1), 1), nil)
        try expectEqual(try reading.hash(of: ReplicaID(bits: 1), sequence: 1), nil)
      }
      let again = try replica.edit(Draft([.create(type.number, id, [.set(title.number, .text("Dans igen"))])]))
      try expectEqual(again.commit.sequence, 1)
      try expectEqual(try store.read { try $0.search("igen", limit: 5) }, [id])
      try expectEqual(try store.read { try $0.recordCount() }, 1)
    },
  ]
}
