import ArgumentParser
import Logging
import SQLiteLog
import Schema
import SyncServer
import Words

/// Lets all replicas forget what was replaced long ago. Not under a running server: it is the one that writes the log.
struct Compact: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Compacting.help))

  @OptionGroup var folders: FolderOptions
  @Option(help: ArgumentHelp(Spoken.text(Words.Compacting.keepHelp), valueName: "DAYS")) var keep: UInt16 = 365
  @Flag(help: ArgumentHelp(Spoken.text(Words.Compacting.dryRunHelp))) var dryRun = false
  @Flag var json = false

  func run() throws {
    let folder = folders.folder
    let lock = try ServingLock(folder)
    let age = Int64(keep) * 86_400_000
    var found: [JSONValue] = []
    for server in try HostedWorkspaces(folder, logger: Logger(label: "bygd-server")).workspaces() {
      let compaction = try dryRun ? server.compaction(keeping: age) : server.compact(keeping: age, by: .console)
      let name = try server.log.head().name
      found.append(
        .members([
          "workspace": .string(name), "horizon": .number(compaction.horizon), "former": .number(compaction.former),
          "behind": .array(
            compaction.behind.map { device in
              .members([
                "device": .string(device.id.text), "name": .string(device.name), "user": .string(device.user),
                "knows": .number(device.report?.knows ?? 0),
              ])
            }),
        ]))
      guard !json else { continue }
      let through = Int(clamping: compaction.horizon)
      if !compaction.isNews {
        Output.line(Spoken.text(Words.Compacting.nothing(name)))
      } else if dryRun {
        Output.line(Spoken.text(Words.Compacting.wouldDo(name, through: through)))
      } else {
        Output.line(Spoken.text(Words.Compacting.done(name, through: through)))
      }
      for device in compaction.behind {
        Output.line(Spoken.text(Words.Compacting.behind(device.name, user: device.user)))
      }
    }
    _ = consume lock
    if json { Output.json(["dryRun": .boolean(dryRun), "workspaces": .array(found)]) }
  }
}
