import Dispatch
import Foundation
import Schema
import Synchronization
import Testing

/// Several programs on one replica, and two servers on one folder.
///
/// `BYGD_EIGHT` says how many edits each of eight programs makes.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct SharedFolderTests {
  private static let editCount = ProcessInfo.processInfo.environment["BYGD_EIGHT"].flatMap { Int($0) } ?? 25

  /// Whoever has to wait too long for the others is told so, has changed nothing, and tries again.
  @Test func `eight programs on one replica lose nothing`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor"])
      let anna = field["Anna"]
      let writers = 8
      var activities: [String] = []
      for writer in 0..<writers {
        activities.append(try anna.json(["add", "activity", "title=Aktivitet \(writer)"]).text("id"))
      }
      let environment = Program.environment(home: anna.folder.path, ["BYGD_REPLICA": anna.replica])
      let problems = Mutex<[String]>([])
      let counts = Mutex((edits: writers, syncs: 0, waits: 0))
      let records = activities
      DispatchQueue.concurrentPerform(iterations: writers) { writer in
        do {
          for edit in 0..<Self.editCount {
            var commands = [["edit", records[writer], "notes=\(writer) \(edit)"]]
            // In between, each does what people do while others write.
            switch (writer + edit) % 12 {
            case 0: commands.append(["sync"])
            case 3: commands.append(["list"])
            case 6: commands.append(["edit", records[(writer + 1) % writers], "partners+=\(writer)-\(edit)"])
            case 9: commands.append(["search", "aktivitet"])
            default: break
            }
            for arguments in commands {
              var outcome = Outcome()
              repeat {
                outcome = try Program.bygd.run(arguments, environment: environment, seconds: 300)
                if outcome.isBusy { counts.withLock { $0.waits += 1 } }
              } while outcome.isBusy
              if outcome.status != 0 { problems.withLock { $0.append("\(arguments): \(outcome.errorText)") } }
              counts.withLock { counts in
                if arguments[0] == "edit" { counts.edits += 1 }
                if arguments[0] == "sync" { counts.syncs += 1 }
              }
            }
          }
        } catch {
          problems.withLock { $0.append("\(error)") }
        }
      }
      #expect(problems.withLock { $0 } == [])
      let (edits, syncs, waits) = counts.withLock { $0 }
      #expect(try anna.json(["verify"]).flag("level"))
      #expect(try anna.sync().flag("level"))
      for (writer, activity) in activities.enumerated() {
        #expect(try anna.field(activity, "notes") == "\(writer) \(Self.editCount - 1)", "the last of writer \(writer)")
      }
      // Each commit once, numbered without a gap.
      let numbers = try anna.commits().compactMap { $0.text("id").split(separator: "-").last.flatMap { Int($0) } }
      #expect(numbers.sorted() == Array(1...edits))
      try field["Cecilia"].sync()
      #expect(
        try field["Cecilia"].json(["status"]).text("digest") == anna.json(["status"]).text("digest"))
      #expect(try field["Cecilia"].conflicts().isEmpty)
      print("eight programs: \(edits) edits and \(syncs) syncs on one replica, \(waits) told to wait")
    }
  }

  @Test func `a second server on one folder is refused in words`() async throws {
    try await onThread {
      let field = try Field(["Anna": "editor"])
      let second = try field.server.command(["serve", "--listen", "127.0.0.1:0"])
      #expect(second.status == 1)
      #expect(second.errorText.contains("server"), "\(second.errorText)")
      #expect(!second.errorText.contains("Error"), "\(second.errorText)")
      try field["Anna"].json(["add", "activity", "title=Bokstart"])
      #expect(try field["Anna"].sync().flag("level"), "the first serves on")
      // Nobody holds it any more when the first was killed.
      field.server.kill()
      try field.server.start()
      #expect(try field["Anna"].sync().flag("level"))
    }
  }
}

extension Outcome {
  /// Refused because others had the replica for too long.
  fileprivate var isBusy: Bool { status == 1 && errorText.contains("Another program is busy") }
}
