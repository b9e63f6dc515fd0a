import ArgumentParser
import Foundation
import Words

/// The program of field workers and administrators.
struct Bygd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bygd", abstract: Spoken.text(Words.Help.program), discussion: Spoken.text(Words.Help.discussion),
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(name: Spoken.text(Words.Help.start), subcommands: [Init.self, Join.self, Status.self]),
      CommandGroup(
        name: Spoken.text(Words.Help.writing),
        subcommands: [
          Add.self, Edit.self, Visit.self, Note.self, Assess.self, Delete.self, Restore.self, Undo.self, Same.self,
        ]),
      CommandGroup(
        name: Spoken.text(Words.Help.looking),
        subcommands: [Show.self, List.self, Search.self, Log.self, Diff.self]),
      CommandGroup(
        name: Spoken.text(Words.Help.syncing),
        subcommands: [
          Sync.self, Conflicts.self, ConflictCommand.self, Resolve.self, Propose.self, RuleCommand.self, Refused.self,
          BundleCommand.self,
        ]),
      CommandGroup(
        name: Spoken.text(Words.Help.filing), subcommands: [Import.self, Export.self, Report.self]),
      CommandGroup(
        name: Spoken.text(Words.Help.upkeep),
        subcommands: [Verify.self, Doctor.self, Config.self, WhoAmI.self, LogOut.self]),
    ])
}

@main
enum Program {
  static func main() async {
    Interruption.install()
    let command: any ParsableCommand
    do {
      command = try Bygd.parseAsRoot()
    } catch {
      let text = Bygd.fullMessage(for: error)
      let isHelp = Bygd.exitCode(for: error) == .success
      StandardStream(isHelp ? STDOUT_FILENO : STDERR_FILENO).write(text + "\n")
      exit(isHelp ? ExitStatus.done.rawValue : ExitStatus.usage.rawValue)
    }
    do {
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
    } catch let status as ExitStatus {
      exit(status.rawValue)
    } catch {
      if Bygd.exitCode(for: error) == .success {
        StandardStream(STDOUT_FILENO).write(Bygd.fullMessage(for: error) + "\n")
        exit(ExitStatus.done.rawValue)
      }
      if let usage = error as? ValidationError {
        StandardStream(STDERR_FILENO).write(usage.message + "\n")
        exit(ExitStatus.usage.rawValue)
      }
      let failure = Failure(error, unsynced: Session.unsyncedOfLast())
      StandardStream(STDERR_FILENO).write(failure.text(Spoken.language) + "\n")
      exit(failure.status.rawValue)
    }
  }
}

/// The version of the program, which `--version` prints.
enum Version {
  static let text = "0.1.0"
}
