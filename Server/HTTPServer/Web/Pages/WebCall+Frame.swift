internal import CommitFormat
internal import Hummingbird
internal import Merge
internal import Pages
internal import Plan
internal import Replica
internal import SyncServer
internal import Words

extension WebCall {
  /// The frame of a page, with the badges of the menu.
  ///
  /// - Parameters:
  ///   - title: the page's heading.
  ///   - place: where it stands in the menu.
  ///   - notice: what is said on this page; nil for what the page before wanted to have said here.
  /// - Returns: the frame of now.
  /// - Throws: what the store throws.
  func badged(
    _ title: String, _ place: PageFrame.Place?, notice: PageFrame.Notice? = nil
  ) async throws -> PageFrame {
    var frame = frame(title, place: place)
    let (conflicts, told, waiting) = try await run { [self] in
      (
        try site.inbox(for: self).count(), try tidings().count,
        actor.role >= .administrator ? try server.quarantineCount() : 0
      )
    }
    frame.quarantineCount = waiting
    frame.conflictCount = conflicts
    frame.toldCount = told
    if let notice { frame.notice = notice }
    return frame
  }

  func badged(
    _ title: Phrase, _ place: PageFrame.Place?, notice: PageFrame.Notice? = nil
  ) async throws -> PageFrame {
    try await badged(title.text(language), place, notice: notice)
  }

  /// What the reader has not waved away yet. Blocks.
  func tidings() throws -> [Tiding] {
    try replica().tidings(for: actor.user)
  }

  /// Runs `body` over one state of the workspace, with what reads records for people.
  func reading<Result: Sendable>(
    _ body: @escaping @Sendable (any ReplicaReading, ValueText) throws -> Result
  ) async throws -> Result {
    try await run { [self] in
      try replica().store.read { reading in try body(reading, ValueText(try Lookup(reading), language)) }
    }
  }

  /// The record that a segment of the path names.
  func record() async throws -> RecordID {
    let text = parameter("ref")
    return try await reading { _, values in try HTTPSite.find(text, lookup: values.lookup) }
  }

  /// Makes a commit in the reader's name. Blocks.
  ///
  /// - Throws: `EditProblem`, or `DraftRefused` with the server's reason.
  func edit(_ draft: Draft) throws -> StoredCommit {
    switch try server.edit(draft, by: actor) {
    case .accepted(let stored): return stored
    case .refused(let refusal): throw DraftRefused(refusal)
    }
  }
}
