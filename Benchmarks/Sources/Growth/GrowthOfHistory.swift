import Engine
import Merge
import Replica
import Workload

/// A thousand records, and more and more commits that edited them.
struct GrowthOfHistory {
  let size: Int
  let folder: String

  private static let recordCount = 1000
  /// What figures of the whole are told by: the records came with their own commits.
  private var unit: Int { size + Self.recordCount }

  static let lines: [Growth.Line] =
    [
      .init("write_s", "an edit, of many", .microseconds),
      .init("log_s", "bringing it to the log, both sides", .microseconds),
      .init("log_wire_bytes", "– bytes of bodies", .bytes),
    ] + Workspace.beginningLines("commit or record") + Waits.lines + [
      .init("recent_s", "the last 20 commits", .microseconds),
      .init("record_s", "the last 20 commits of one record", .microseconds),
    ] + Workspace.upkeepLines("commit or record") + [
      .init("compact_s", "forgetting what was replaced, on the server, a commit or record", .microseconds),
      .init("forget_s", "– on a laptop, when it hears of it", .microseconds),
      .init("kept_history_bytes", "– its history then, a commit or record", .bytes),
    ]

  func run() throws -> Figures {
    var figures = Figures()
    try measure(&figures)
    figures["server_open_s"] = try processorSeconds {
      _ = try ServerSide(folder: folder + "/server", schema: BenchSchema.make(), isNew: false)
    }
    figures["log_bytes"] = Gauge.bytes(of: folder + "/server/log.sqlite") / Double(unit)
    return figures
  }

  private func measure(_ figures: inout Figures) throws {
    let workspace = try Workspace(folder: folder)
    try workspace.fill(records: Self.recordCount)
    let before = (workspace.writingSeconds, workspace.pushingSeconds, workspace.pushedBytes)
    for start in stride(from: 0, to: size, by: 10_000) {
      try workspace.write((start..<min(start + 10_000, size)).map { draft($0, workspace.records) })
    }
    figures["write_s"] = (workspace.writingSeconds - before.0) / Double(size)
    figures["log_s"] = (workspace.pushingSeconds - before.1) / Double(size)
    figures["log_wire_bytes"] = Double(workspace.pushedBytes - before.2) / Double(size)
    let reader = try workspace.beginnings(per: unit, &figures)
    figures.add(try Waits(workspace, reader: reader, readerFolder: folder + "/B").run())
    figures["recent_s"] = try Gauge.median(7) { _ in
      guard try reader.replica.history(limit: 20).count == 20 else { throw GrowthProblem(message: "no history") }
    }
    figures["record_s"] = try Gauge.median(7) { call in
      _ = try reader.replica.history(of: workspace.records[call], limit: 20)
    }
    try workspace.upkeep(of: reader, named: "B", per: unit, &figures)
    try forget(workspace, reader, &figures)
  }

  /// What it gives back when everybody forgets what was replaced.
  private func forget(_ workspace: Workspace, _ reader: LaptopSide, _ figures: inout Figures) throws {
    // What somebody knows is said at the beginning of the next sync.
    for _ in 0..<2 { for laptop in [workspace.author, reader] { _ = try laptop.sync() } }
    let last = try reader.replica.header().cursor?.position
    figures["compact_s"] =
      try processorSeconds {
        guard try workspace.host.compact() == last else { throw GrowthProblem(message: "somebody holds the past") }
      } / Double(unit)
    figures["forget_s"] = try processorSeconds { _ = try reader.sync() } / Double(unit)
    guard try reader.replica.header().horizon == last else { throw GrowthProblem(message: "nothing was forgotten") }
    figures["kept_history_bytes"] = try Storage.figures(of: folder + "/B")["w5_history_bytes"].map { $0 / Double(unit) }
  }

  private func draft(_ number: Int, _ records: [RecordID]) -> Draft {
    let record = records[number * 7919 % records.count]
    let value = Value.text("workshop and visit of round \(number), then a report")
    return Draft([.update(record, [.set(BenchSchema.field(.title), value)])])
  }
}
