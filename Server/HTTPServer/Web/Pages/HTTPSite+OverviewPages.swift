internal import CommitFormat
internal import Hummingbird
internal import Merge
internal import Pages
internal import Plan
internal import Replica
internal import Schema
internal import SyncServer
internal import Words

extension HTTPSite {
  @Sendable func overviewPage(_ web: WebCall) async throws -> Response {
    let facts = try await web.run { try web.overview() }
    let body = OverviewPage(
      facts, role: web.actor.role, base: web.base, now: web.time, language: web.language)
    return web.page(try await web.badged(Words.Pages.place(""), .overview), body)
  }

  @Sendable func helpPage(_ web: WebCall) async throws -> Response {
    web.page(
      try await web.badged(Words.Pages.place("help"), .help), HelpPage(language: web.language))
  }

  private static var auditPageSize: Int { 100 }

  @Sendable func auditPage(_ web: WebCall) async throws -> Response {
    let before = web.query["before"].flatMap { Int64($0) }
    let records = try await web.run {
      try web.server.accounts.audit(before: before, limit: Self.auditPageSize + 1)
    }
    let shown = Array(records.prefix(Self.auditPageSize))
    let names = try await web.run { try AuditNames(shown, for: web) }
    let older =
      records.count > Self.auditPageSize
      ? shown.last.map { Query.address(web.base + "/audit", [("before", String($0.id))]) } : nil
    let body = AuditPage(
      shown.map {
        AuditFacts(
          id: $0.id, time: $0.time, actor: $0.actor, action: $0.action.rawValue,
          subject: names.text($0.subject), detail: names.text($0.detail))
      }, older: older, language: web.language)
    return web.page(try await web.badged(Words.Pages.place("audit"), .audit), body)
  }
}

extension WebCall {
  /// How the workspace stands; of devices and people, those that the reader may see. Blocks.
  fileprivate func overview() throws -> OverviewPage.Facts {
    let inbox = try site.inbox(for: self).page(limit: 0, language: language)
    let figures = try server.figures(for: actor)
    let head = try server.head()
    return OverviewPage.Facts(
      recordsInConflict: inbox.total, conflicts: inbox.conflictsTotal, records: figures.records,
      logEntries: figures.position, isLevel: head?.position ?? 0 == (try server.log.head().position),
      refused: figures.commitsRefused.values.reduce(0, +), damaged: figures.commitsDamaged, told: try tidings().count,
      devices: try visibleDevices().map(DeviceFacts.init), people: try visiblePeople())
  }

  /// An administrator sees all devices, others their own. Blocks.
  func visibleDevices() throws -> [Device] {
    let all = try server.devices()
    if actor.role >= .administrator { return all }
    return all.filter { $0.user.utf8.elementsEqual(actor.user.utf8) }
  }

  /// Blocks.
  func visiblePeople() throws -> [PersonFacts] {
    guard actor.role >= .administrator else { return [] }
    var counts: [String: Int] = [:]
    for device in try server.accounts.devices() where device.revokedAt == nil { counts[device.user, default: 0] += 1 }
    let declared = try server.replica.schema().audiences
    return try server.accounts.members().map { member in
      PersonFacts(
        name: member.user, role: member.role, since: member.since, devices: counts[member.user] ?? 0,
        audiences: declared.map {
          PersonFacts.Membership(
            key: $0.key, label: $0.label.text(language.rawValue), belongs: member.audiences.contains($0.audience))
        })
    }
  }
}

extension DeviceFacts {
  init(_ device: Device) {
    self.init(
      id: device.id.text, name: device.name, user: device.user, createdAt: device.createdAt,
      revokedAt: device.revokedAt,
      report: device.report.map {
        Report(seenAt: $0.seenAt, pending: $0.pending, version: $0.appVersion, clockAhead: $0.clockAhead)
      }, replicas: device.replicas.map { String(Hex.string($0.bytes).prefix(8)) })
  }
}
