internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// Whether a program on this machine asks for itself: what a proxy here hands on says so in its headers, and where it
  /// carries bytes without reading them, its users called the server by another name.
  private func isOfThisMachine(_ call: Call) -> Bool {
    guard call.isLoopback, call.headers[.forwarded] == nil, call.headers[.forwardedFor] == nil else { return false }
    let name = call.request.head.authority ?? ""
    return (ListenAddress(name) ?? ListenAddress(name + ":80"))?.isLoopback ?? false
  }

  /// Figures without names, for this machine and for administrators.
  @Sendable func metrics(_ call: Call) async throws -> Response {
    if !isOfThisMachine(call) || call.headers[.authorization] != nil { try await requireOperator(call) }
    let directory = directory
    let figures = try await pool.run {
      try directory.workspaces().map { (workspace: $0.workspace.text, figures: try $0.figures()) }
    }
    var text = MetricsText()
    metrics.write(to: &text)
    text.single("bygd_event_streams", "gauge", "Open event streams.", String(hub.count))
    text.single("bygd_uptime_seconds", "gauge", "Since the server started.", String(Double(uptime) / 1000))
    func family(_ name: String, _ type: String, _ help: String, _ value: (ServerFigures) -> String) {
      text.family(name, type, help)
      for (workspace, figures) in figures { text.sample([("workspace", workspace)], value(figures)) }
    }
    family("bygd_syncs_total", "counter", "Exchanges answered to their end.") { String($0.syncs) }
    text.family("bygd_commits_total", "counter", "Commits pushed, by what became of them.")
    for (workspace, figures) in figures {
      let refused = figures.commitsRefused.values.reduce(0, +)
      for (outcome, count) in [
        ("accepted", figures.commitsAccepted), ("refused", refused), ("known", figures.commitsKnown),
        ("deferred", figures.commitsDeferred), ("damaged", figures.commitsDamaged), ("own", figures.commitsOwn),
      ] {
        text.sample([("workspace", workspace), ("outcome", outcome)], String(count))
      }
    }
    family("bygd_log_appends_total", "counter", "Transactions of the log.") { String($0.appends) }
    family("bygd_pushes_total", "counter", "Pushes taken in.") { String($0.pushes) }
    family("bygd_entries_sent_total", "counter", "Log entries sent.") { String($0.entriesSent) }
    family("bygd_page_bytes_sent_total", "counter", "Bytes of log pages sent, unpacked.") { String($0.pageBytesSent) }
    family("bygd_repairs_total", "counter", "Devices that differed and fetched records again.") { String($0.repairs) }
    family("bygd_records_repaired_total", "counter", "Records that devices fetched again.") {
      String($0.recordsRepaired)
    }
    family("bygd_rows_rebuilt_total", "counter", "Rows of the server that differed from its log.") {
      String($0.rowsRebuilt)
    }
    family("bygd_log_position", "gauge", "Position of the newest entry.") { String($0.position) }
    family("bygd_conflicts_open", "gauge", "Open conflicts.") { String($0.openConflicts) }
    family("bygd_records", "gauge", "Live records.") { String($0.records) }
    return .whole(Array(text.text.utf8), type: "text/plain; version=0.0.4; charset=utf-8", call: call)
  }

  private func requireOperator(_ call: Call) async throws {
    let now = uptime
    guard strangers.hasRoom(call.address, now: now) else { throw tooMany(60) }
    guard let token = Self.bearer(call.headers[.authorization]).flatMap(DeviceToken.init) else {
      _ = strangers.take(call.address, now: now)
      throw AccountProblem.notSignedIn
    }
    let directory = directory
    let role = try await pool.run { () throws -> Role? in
      for server in try directory.workspaces() {
        if let (_, actor) = try? server.accounts.authenticate(token) { return actor.role }
      }
      return nil
    }
    guard let role else {
      _ = strangers.take(call.address, now: now)
      throw AccountProblem.notSignedIn
    }
    guard role >= .administrator else { throw AccountProblem.notAllowed(needs: .administrator) }
  }
}
