import Engine
import Merge
import Replica
import Workload

/// More and more records, each written once.
struct GrowthOfRecords {
  let size: Int
  let folder: String

  static let lines: [Growth.Line] =
    [
      .init("write_s", "writing a record, of many", .microseconds),
      .init("log_s", "bringing it to the log, both sides", .microseconds),
      .init("log_wire_bytes", "– bytes of bodies, not compressed", .bytes),
    ] + Workspace.beginningLines("record") + Waits.lines + [
      .init("search_first_s", "the first search, a record", .microseconds),
      .init("search_s", "a search for a word that 20 records have", .microseconds),
    ] + Workspace.upkeepLines("record")

  func run() throws -> Figures {
    var figures = Figures()
    try measure(&figures)
    figures["server_open_s"] = try processorSeconds {
      _ = try ServerSide(folder: folder + "/server", schema: BenchSchema.make(), isNew: false)
    }
    figures["log_bytes"] = Gauge.bytes(of: folder + "/server/log.sqlite") / Double(size)
    return figures
  }

  private func measure(_ figures: inout Figures) throws {
    let workspace = try Workspace(folder: folder)
    try workspace.fill(records: size)
    figures["write_s"] = workspace.writingSeconds / Double(size)
    figures["log_s"] = workspace.pushingSeconds / Double(size)
    figures["log_wire_bytes"] = Double(workspace.pushedBytes) / Double(size)
    let reader = try workspace.beginnings(per: size, &figures)
    let waits = Waits(workspace, reader: reader, readerFolder: folder + "/B")
    figures.add(try waits.run())
    // As many have it at every size.
    for number in 0..<20 { try waits.write(number, as: "haystack") }
    _ = try workspace.author.sync()
    _ = try reader.sync()
    func search() throws {
      let found = try reader.replica.store.read { try $0.search("haystack", limit: 20) }
      guard found.count == 20 else { throw GrowthProblem(message: "\(found.count) records were found") }
    }
    figures["search_first_s"] = try processorSeconds { try search() } / Double(size)
    figures["search_s"] = try Gauge.median(7) { _ in try search() }
    try workspace.upkeep(of: reader, named: "B", per: size, &figures)
  }
}
