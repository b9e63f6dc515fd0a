import ArgumentParser
import Foundation
import Words

/// The server's program.
struct BygdServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bygd-server", abstract: Spoken.text(Words.ServerProgram.program), version: "0.1.0",
    subcommands: [
      Init.self, User.self, Invite.self, Link.self, Password.self, SessionCommand.self, DeviceCommand.self, Serve.self,
      QuarantineCommand.self, Backup.self, Restore.self, Confirm.self, Verify.self, Erase.self,
      Move.self,
      Compact.self, Config.self,
    ])
}

/// The language of this run, as the environment says.
enum Spoken {
  static let language = Language.preferred(
    flag: flag(in: CommandLine.arguments), environment: ProcessInfo.processInfo.environment)

  static func text(_ phrase: Phrase) -> String { phrase.text(language) }

  private static func flag(in arguments: [String]) -> String? {
    if let place = arguments.firstIndex(of: "--lang"), place + 1 < arguments.count { return arguments[place + 1] }
    return arguments.first { $0.hasPrefix("--lang=") }.map { String($0.dropFirst(7)) }
  }
}

@main
enum Program {
  static func main() async {
    do {
      var command = try BygdServer.parseAsRoot()
      do {
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          try command.run()
        }
      } catch let code as ExitCode {
        exit(code.rawValue)
      } catch let failure where BygdServer.exitCode(for: failure) != .success && !(failure is ValidationError) {
        let failure = ServerFailure(failure)
        Output.error(Spoken.text(failure.phrase))
        exit(failure.status)
      }
    } catch {
      let isHelp = BygdServer.exitCode(for: error) == .success
      let text = BygdServer.fullMessage(for: error)
      if isHelp { Output.line(text) } else { Output.error(text) }
      exit(isHelp ? ServerFailure.done : ServerFailure.usage)
    }
  }
}
