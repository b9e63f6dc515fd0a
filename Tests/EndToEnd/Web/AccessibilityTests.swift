import BrowserSupport
import Schema
import Testing

extension WebTests {
  /// What a program can find of WCAG 2.1 AA, on every page, for each role, light and dark, wide and narrow.
  @Suite(.enabled(if: Accessibility.isInstalled, "axe-core is not here: run scripts/browser-tools.sh"))
  struct AccessibilityTests {
    @Test func `no page shuts anybody out`() async throws {
      try await onThread {
        let demo = try DemoWorkspace()
        try demo.writeHistory()
        try demo.quarrel()
        let accessibility = try Accessibility()
        var faults: [String] = []
        func look(_ visitor: Visitor, _ pages: [String]) throws {
          for page in pages {
            try visitor.go(page)
            let status = try visitor.status()
            #expect(status == 200, "\(page): \(status)")
            faults += try visitor.faultsInAllLooks(accessibility)
          }
        }
        let stranger = try Visitor(demo.server)
        #expect(try accessibility.version(in: stranger.browser).hasPrefix("4.12."))
        for address in [demo.server.url, try demo.server.signInLink(DemoWorkspace.anna), "\(demo.server.url)/nothing"] {
          try stranger.browser.open(address)
          faults += try stranger.faultsInAllLooks(accessibility)
        }
        let invitation = try demo.server.invite(DemoWorkspace.bertil)
        try stranger.browser.open("\(demo.server.url)/sign-in/\(invitation)")
        faults += try stranger.faultsInAllLooks(accessibility)

        let administrator = try Visitor(demo.server, as: DemoWorkspace.administrator)
        let conflicts = try demo.desk.json(["conflicts", "--all"]).list("conflicts")
        var references: [String: String] = [:]
        for conflict in conflicts { references[conflict.text("kind")] = conflict.text("ref") }
        let kinds = references.keys.sorted()
        #expect(kinds == ["delete", "edit", "orphan", "ring", "text"])
        let sheets = Set(references.values).sorted().map { "inbox/\($0)" }
        let tour = try demo.reference(try demo.activity("Ordna turné"))
        try look(
          administrator,
          [
            "", "inbox", "inbox?kind=text&q=zzz", "records", "records?type=activity&conflict=1", "records/\(tour)",
            "rules", "follow-up?year=2024", "follow-up?year=2025", "devices", "people", "quarantine", "audit",
            "practice", "told",
            "help",
          ] + sheets)
        faults += try afterSolving(administrator, demo, accessibility)
        let reader = try Visitor(demo.server, as: DemoWorkspace.reader, Browser.Settings(language: "en"))
        try look(reader, ["", "inbox"] + sheets.prefix(2))
        let editor = try Visitor(demo.server, as: DemoWorkspace.anna, Browser.Settings(language: "da"))
        try look(editor, ["inbox", "told", "devices"] + sheets.prefix(1))
        for fault in faults { Issue.record(Comment(rawValue: fault)) }
      }
    }

    /// The page with what was done, the page that asks for something, and the page that came too late.
    private func afterSolving(
      _ visitor: Visitor, _ demo: DemoWorkspace, _ accessibility: Accessibility
    ) throws -> [String] {
      var faults: [String] = []
      let browser = visitor.browser
      let lending = try demo.reference(try demo.activity("Låna ut ljud"))
      try visitor.go("inbox/\(lending)")
      try visitor.choose("doneOn", by: DemoWorkspace.bertil)
      try visitor.write("schedule", "trettio", key: "startYear")
      try visitor.send(reason: "")
      #expect(try browser.has("[aria-invalid]"), "\(visitor.says)")
      faults += try visitor.faultsInAllLooks(accessibility)
      try visitor.go("inbox/\(lending)")
      try visitor.choose("doneOn", by: DemoWorkspace.bertil)
      let conflicts = try demo.desk.json(["conflicts", "--all"]).list("conflicts")
      let id = conflicts.first { $0.text("ref") == lending && $0.text("field") == "doneOn" }?.text("id") ?? ""
      try demo.desk.json(["resolve", id, "--take", "1", "--reason", "Först"])
      try demo.sync()
      try visitor.send(reason: "Sent")
      #expect(try browser.has("#meanwhile"), "\(visitor.says)")
      faults += try visitor.faultsInAllLooks(accessibility)
      try visitor.choose("schedule", by: DemoWorkspace.anna)
      try visitor.send(reason: "Nu")
      #expect(try visitor.isDone(), "\(visitor.says)")
      faults += try visitor.faultsInAllLooks(accessibility)
      return faults
    }
  }
}
