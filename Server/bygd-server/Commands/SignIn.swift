import ArgumentParser
import Foundation
import HTTPServer
import Plan
import Schema
import SyncServer
import Words

/// Who vouches for people besides this server: options, or variables of the environment.
struct ProviderOptions: ParsableArguments {
  @Option(help: ArgumentHelp(Spoken.text(Words.SignInProgram.issuerHelp), valueName: "URL")) var oidcIssuer: String?
  @Option(help: ArgumentHelp(Spoken.text(Words.SignInProgram.clientHelp), valueName: "ID")) var oidcClientID: String?
  @Option(help: ArgumentHelp(Spoken.text(Words.SignInProgram.secretHelp), valueName: "FILE"))
  var oidcClientSecretFile: String?
  @Option(help: ArgumentHelp(Spoken.text(Words.SignInProgram.claimHelp), valueName: "CLAIM")) var oidcClaim: String?

  func settings() throws -> OIDCSettings? {
    guard let issuer = oidcIssuer ?? Setting.environment("BYGD_OIDC_ISSUER") else { return nil }
    guard let client = oidcClientID ?? Setting.environment("BYGD_OIDC_CLIENT_ID") else {
      throw ServerCommandProblem.issuerNeedsClient
    }
    let file = oidcClientSecretFile ?? Setting.environment("BYGD_OIDC_CLIENT_SECRET_FILE")
    let secret = try file.map { path in
      guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
        throw ServerCommandProblem.unreadableFile(path)
      }
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let claim = oidcClaim ?? Setting.environment("BYGD_OIDC_CLAIM") ?? "preferred_username"
    guard let settings = OIDCSettings(issuer: issuer, clientID: client, clientSecret: secret, claim: claim) else {
      throw ServerCommandProblem.badIssuer(issuer)
    }
    return settings
  }
}

struct Link: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.SignInProgram.linkHelp))

  @OptionGroup var options: WorkspaceOptions
  @Argument(help: ArgumentHelp(valueName: "USER")) var user: String
  @Option(help: ArgumentHelp(Spoken.text(Words.SignInProgram.linkURLHelp), valueName: "URL")) var publicURL: String?

  func run() throws {
    let origin = try PublicURL.origin(publicURL)?.text ?? "http://127.0.0.1:8080"
    let code = try options.accounts().signInCode(for: user, by: .console)
    let link = "\(origin)/sign-in/\(code.text)"
    if options.json {
      Output.json(["user": .string(user), "code": .string(code.text), "link": .string(link)])
    } else {
      Output.line(link)
      Output.error(Spoken.text(Words.SignInProgram.linkMade(user)))
    }
  }
}

/// The address that people write, from an option or `BYGD_PUBLIC_URL`.
enum PublicURL {
  static func origin(_ option: String?) throws -> WebOrigin? {
    guard let text = option ?? Setting.environment("BYGD_PUBLIC_URL") else { return nil }
    guard let origin = WebOrigin(text) else { throw ServerCommandProblem.badURL(text) }
    return origin
  }
}

/// What the environment says; an empty variable says nothing.
enum Setting {
  static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

struct Password: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.SignInProgram.passwordHelp), subcommands: [Reset.self])

  struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.SignInProgram.passwordResetHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "USER")) var user: String

    func run() throws {
      let code = try options.accounts().resetPassword(of: user, by: .console)
      if options.json {
        Output.json(["user": .string(user), "code": .string(code.text)])
      } else {
        Output.line(Spoken.text(Words.SignInProgram.reset(user, code: code.text)))
      }
    }
  }
}

struct SessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: Spoken.text(Words.SignInProgram.sessionHelp),
    subcommands: [List.self, End.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.SignInProgram.sessionListHelp))

    @OptionGroup var options: WorkspaceOptions

    func run() throws {
      let sessions = try options.accounts().sessions(by: .console)
      if options.json {
        Output.json([
          "sessions": .array(
            sessions.map { session in
              .members([
                "id": .string(session.id), "user": .string(session.user), "way": .string(session.way.rawValue),
                "browser": .string(session.browser), "created": .string(Instant.iso(session.createdAt)),
                "lastSeen": .string(Instant.iso(session.seenAt)),
              ])
            })
        ])
      } else {
        for session in sessions {
          Output.line("\(session.id)\t\(session.user)\t\(Instant.iso(session.seenAt))\t\(session.browser)")
        }
      }
    }
  }

  struct End: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.SignInProgram.sessionEndHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "USER")) var user: String

    func run() throws {
      try options.accounts().endSessions(of: user, by: .console)
      if options.json { Output.json(["user": .string(user), "ended": .boolean(true)]) }
    }
  }
}
