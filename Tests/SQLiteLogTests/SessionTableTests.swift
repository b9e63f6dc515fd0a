import CommitFormat
import Foundation
import GRDB
import SQLiteLog
import SyncServer
import Testing

@Suite struct SessionTableTests {
  private let workspace = WorkspaceID(bits: 0xB16D)

  private func session(_ number: UInt8) -> WebSession {
    WebSession(
      token: Hash(of: [number]), workspace: workspace, user: "Åsa", way: .link, browser: "", createdAt: 1, seenAt: 1)
  }

  /// The file of a server from before there were pages.
  @Test func aFileOfTheFirstVersionGetsItsTablesAndKeepsWhatItHad() throws {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    let log = try file.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    try file.change([.addMember(workspace, Member(user: "Åsa", role: .administrator, since: 1))])
    let head = try log.head()
    try file.close()
    let queue = try DatabaseQueue(path: folder.path(LogFile.name))
    try queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          DROP TABLE session; DROP TABLE password;
          DROP TABLE restoration; DROP TABLE quarantine; DROP TABLE auditHead;
          ALTER TABLE audit DROP COLUMN chain;
          ALTER TABLE member DROP COLUMN audiences;
          ALTER TABLE device DROP COLUMN knows;
          PRAGMA user_version = 1
          """)
    }
    try queue.close()
    let again = try LogFile.open(in: folder.path)
    #expect(try again.workspaces() == [head])
    #expect(try again.role(of: "Åsa", in: workspace) == .administrator)
    try again.change([.addSession(session(1))])
    #expect(try again.session(token: Hash(of: [1])) == session(1))
    try again.close()
    let version = try DatabaseQueue(path: folder.path(LogFile.name)).read {
      try Int.fetchOne($0, sql: "PRAGMA user_version")
    }
    #expect(version == 4)
    let after = try LogFile.open(in: folder.path)
    #expect(try after.firstBrokenAuditRecord() == nil)
  }

  /// Who was signed out after the backup stays so.
  @Test func aRestoredServerHasNoSessions() throws {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    _ = try file.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    try file.change([.addSession(session(1))])
    try file.backup(to: folder.path("backup.bygd"))
    try file.change([.endSession(Hash(of: [1]))])
    try file.close()
    let restored = try LogFile.unpack(
      folder.path("backup.bygd"), to: folder.path("restoring"), replacing: nil, discards: false, now: 1
    ) { Epoch(bits: 2) }
    #expect(try restored.session(token: Hash(of: [1])) == nil)
  }

  @Test func theTokenAndThePasswordThemselvesAreNowhereInTheFile() throws {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    _ = try file.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    let accounts = Accounts(store: file, workspace: workspace)
    let code = try accounts.addMember("Åsa", role: .administrator, by: .console)
    let password = "fyra ord som sitter"
    let signedIn = try accounts.choosePassword(password, with: code)
    try file.close()
    let bytes = try #require(FileManager.default.contents(atPath: folder.path(LogFile.name)))
    #expect(bytes.range(of: Data(signedIn.token.hash.bytes)) != nil)
    let raw = try #require(Hex.bytes(signedIn.token.text))
    for secret in [
      Data(password.utf8), Data(signedIn.token.text.utf8), Data(raw), Data(signedIn.token.formToken.utf8),
      Data(code.text.utf8),
    ] {
      #expect(bytes.range(of: secret) == nil)
    }
  }
}
