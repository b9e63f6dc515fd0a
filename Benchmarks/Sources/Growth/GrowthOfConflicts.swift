import Engine
import Merge
import Plan
import Replica
import Words
import Workload

/// Twenty thousand records, and more and more of them with a field to which two people gave different values.
struct GrowthOfConflicts {
  let size: Int
  let folder: String

  private static let recordCount = 20_000

  static let lines: [Growth.Line] =
    [
      .init("merge_s", "merging a commit that conflicts, both sides", .microseconds),
      .init("merge_bytes", "– bytes of bodies, a conflict", .bytes),
      .init("merge_memory", "– memory", .megabytes),
    ] + Waits.lines + [
      .init("first_page_s", "`conflicts`, the first page in a program that has just begun", .microseconds),
      .init("page_s", "– asked again", .microseconds),
      .init("page_after_s", "– asked again after one commit", .microseconds),
      .init("inbox_memory", "– memory of the list", .megabytes),
      .init("find_s", "one conflict by its id", .microseconds),
      .init("settle_s", "settling one", .microseconds),
      .init("settled_push_s", "– bringing that to the log, both sides", .microseconds),
      .init("check_s", "`verify` of a replica", .milliseconds),
      .init("held_memory", "memory held at the end, a server and three laptops", .megabytes),
      .init("server_open_s", "opening the server", .microseconds),
    ]

  func run() throws -> Figures {
    var figures = Figures()
    try measure(&figures)
    figures["server_open_s"] = try processorSeconds {
      _ = try ServerSide(folder: folder + "/server", schema: BenchSchema.make(), isNew: false)
    }
    return figures
  }

  private func measure(_ figures: inout Figures) throws {
    let workspace = try Workspace(folder: folder)
    try workspace.fill(records: Self.recordCount)
    let reader = try workspace.laptop("B")
    _ = try reader.sync(fromSnapshot: true)
    func drafts(_ who: String) -> [Draft] {
      workspace.records.prefix(size).map {
        Draft([.update($0, [.set(BenchSchema.field(.responsible), Value.text("\(who) of the district"))])])
      }
    }
    _ = try reader.replica.edit(drafts("Bo"))
    try workspace.write(drafts("Ana"))
    var bytes = 0
    figures["merge_memory"] = try Gauge.memory {
      figures["merge_s"] =
        try processorSeconds {
          let cost = try reader.sync()
          bytes = cost.sent.count + cost.received.count
        } / Double(size)
    }
    figures["merge_bytes"] = Double(bytes) / Double(size)
    _ = try workspace.author.sync()
    try workspace.requireLevel(reader)
    try workspace.requireLevel(workspace.author)
    let waits = Waits(workspace, reader: reader, readerFolder: folder + "/B")
    figures.add(try waits.run())
    try list(waits, &figures)
    figures["check_s"] = try processorSeconds {
      guard try reader.replica.selfCheck().isSound else { throw GrowthProblem(message: "a replica is damaged") }
    }
    figures["held_memory"] = try Gauge.held()
  }

  /// What somebody does who settles conflicts.
  private func list(_ waits: Waits, _ figures: inout Figures) throws {
    let replica = waits.reader.replica
    var index = InboxIndex(replica)
    func page() throws -> InboxPage { try index.page(limit: 20, language: .en) }
    figures["inbox_memory"] = try Gauge.memory {
      guard try page().conflictsTotal == size else { throw GrowthProblem(message: "not \(size) conflicts") }
    }
    figures["first_page_s"] = try Gauge.median(5) { _ in
      index = InboxIndex(replica)
      _ = try page()
    }
    figures["page_s"] = try Gauge.median(21) { _ in _ = try page() }
    var times: [Double] = []
    for number in 0..<7 {
      try waits.write(number, as: "between")
      _ = try waits.author.sync()
      _ = try waits.reader.sync()
      times.append(try processorSeconds { _ = try page() })
    }
    figures["page_after_s"] = times.sorted()[times.count / 2]
    guard let row = try page().rows.first, let shown = row.conflicts.first,
      let conflict = try replica.openConflict(shown.id)
    else { throw GrowthProblem(message: "no conflict is listed") }
    figures["find_s"] = try Gauge.median(7) { _ in _ = try replica.openConflict(shown.id) }
    figures["settle_s"] = try processorSeconds {
      _ = try replica.edit(
        Draft([.settle(row.record, conflict.conflict, .take(conflict.candidates[0].write.dot))]))
    }
    figures["settled_push_s"] = try processorSeconds { _ = try waits.reader.sync() }
    guard try page().conflictsTotal == size - 1 else { throw GrowthProblem(message: "it was not settled") }
  }
}
