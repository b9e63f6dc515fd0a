internal import CommitFormat
internal import Merge
internal import Synchronization

extension DeviceReport {
  /// Whether it says more than that the device was here again.
  func isNews(after last: DeviceReport) -> Bool {
    last.pending != pending || !last.appVersion.utf8.elementsEqual(appVersion.utf8)
      || last.schemaVersion != schemaVersion
  }
}

extension WorkspaceServer {
  /// Takes what a device said of itself: into the accounts at once where it is news, else into memory until `keepNotes`.
  /// That it was here again is promised to nobody, and a sync that changes nothing waits for no disk.
  ///
  /// - Parameters:
  ///   - device: as `Accounts.authenticate` gave it.
  ///   - report: made of what it said before.
  /// - Throws: what the accounts throw, but nothing where they can't be written: whoever only reads is served as long as
  ///   the disk can be read, and what can't be written is told to the next who writes.
  func note(_ device: Device, _ report: (DeviceReport?) -> DeviceReport) throws {
    let isNoted = state.withLock { state in
      let last = state.notes[device.id] ?? device.report
      let report = report(last)
      guard let last, !report.isNews(after: last) else { return false }
      state.notes[device.id] = report
      return true
    }
    guard !isNoted else { return }
    try Waiting.begin()
    let report = state.withLock { report($0.notes.removeValue(forKey: device.id) ?? device.report) }
    do {
      try accounts.store.change([.report(device.id, report)])
    } catch is LogProblem {}
  }

  /// Writes into the accounts when devices were here since it was last called, all at once. To be called once a minute, and
  /// when the server stops.
  public func keepNotes() {
    let notes = state.withLock { state in
      defer { state.notes = [:] }
      return state.notes
    }
    guard !notes.isEmpty else { return }
    // Where it can't be written, the next sync of each says it again.
    try? accounts.store.change(notes.map { .report($0.key, $0.value) })
  }

  /// Oldest first, revoked ones too, with what they last said of themselves.
  ///
  /// - Throws: what the accounts throw.
  public func devices() throws -> [Device] {
    keepNotes()
    return try accounts.devices()
  }
}
