internal import CommitFormat
internal import HTTPTypes

extension HTTPSite {
  /// The pages of a workspace; see `page(_:_:_:_:)`.
  var pageRoutes: [Route] {
    let base = "/w/{workspace}"
    return [
      page(.get, base, .reader, overviewPage),
      page(.get, base + "/inbox", .reader, inboxPage),
      page(.post, base + "/inbox", .editor, joinTwins),
      page(.get, base + "/inbox/{ref}", .reader, conflictPage),
      page(.post, base + "/inbox/{ref}", .editor, settleConflict),
      page(.get, base + "/conflicts/{id}", .reader, findConflict),
      page(.get, base + "/records", .reader, recordsPage),
      page(.get, base + "/records/{ref}", .reader, recordPage),
      page(.post, base + "/records/{ref}", .editor, changeRecord),
      page(.post, base + "/undo", .editor, undo),
      page(.get, base + "/follow-up", .reader, followUpPage),
      page(.get, base + "/rules", .administrator, rulesPage),
      page(.post, base + "/rules", .administrator, changeRules),
      page(.get, base + "/devices", .reader, devicesPage),
      page(.post, base + "/devices", .reader, changeDevices),
      page(.get, base + "/people", .administrator, peoplePage),
      page(.post, base + "/people", .administrator, changePeople),
      page(.get, base + "/quarantine", .administrator, quarantinePage),
      page(.post, base + "/quarantine", .administrator, decideQuarantine),
      page(.get, base + "/erase", .administrator, erasePage),
      page(.post, base + "/erase", .administrator, eraseForm),
      page(.get, base + "/audit", .administrator, auditPage),
      page(.get, base + "/practice", .reader, practicePage),
      page(.post, base + "/practice", .reader, settlePractice),
      page(.get, base + "/told", .reader, toldPage),
      page(.post, base + "/told", .reader, dismissTold),
      page(.get, base + "/help", .reader, helpPage),
    ]
  }
}
