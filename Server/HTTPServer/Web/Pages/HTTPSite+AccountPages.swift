internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import Pages
internal import SyncProtocol
internal import SyncServer
internal import Words

/// Devices and people. A code that is made is shown on the page that follows, this once.
extension HTTPSite {
  @Sendable func devicesPage(_ web: WebCall) async throws -> Response {
    let made = web.takeCode()
    let body = try await web.run {
      let isAdministrator = web.actor.role >= .administrator
      let invitations = try web.server.accounts.openInvitations().filter {
        isAdministrator || $0.user.utf8.elementsEqual(web.actor.user.utf8)
      }
      let repairs = try web.server.accounts.lastRepairs()
      return DevicesPage(
        try web.visibleDevices().map { device in
          var facts = DeviceFacts(device)
          facts.repair = repairs[device.id].map {
            DeviceFacts.Repair(time: $0.time, records: Int($0.detail) ?? 0, isLevel: $0.action == .replicaRepaired)
          }
          return facts
        },
        invitations: invitations.map {
          InvitationFacts(
            user: $0.user, isSignIn: $0.purpose == .signIn, createdAt: $0.createdAt, expiresAt: $0.expiresAt)
        },
        people: isAdministrator ? try web.server.accounts.members().map(\.user) : [web.actor.user],
        reader: PageFrame.Person(name: web.actor.user, role: web.actor.role), now: web.time, language: web.language,
        made: made)
    }
    return web.page(try await web.badged(Words.Pages.place("devices"), .devices), body)
  }

  @Sendable func changeDevices(_ web: WebCall) async throws -> Response {
    let address = web.base + "/devices"
    switch web.form["do"] {
    case "invite":
      let user = web.form["user"] ?? web.actor.user
      do {
        let code = try await web.run { try web.server.accounts.invite(user, by: web.actor) }
        web.put(MadeCode(code: code.text, explanation: Words.Pages.madeDeviceCode(user).text(web.language)))
        return web.redirect(to: address)
      } catch AccountProblem.unknownUser {
        return web.redirect(
          to: address, notice: PageFrame.Notice(.problem, Words.Pages.unknownUser.text(web.language)))
      }
    case "revoke":
      guard let id = web.form["device"].flatMap({ DeviceID(text: $0) }) else { throw AccountProblem.unknownDevice }
      let name = try await web.run {
        let device = try web.visibleDevices().first { $0.id == id }
        guard let device else { throw AccountProblem.unknownDevice }
        try web.server.accounts.revokeDevice(id, by: web.actor)
        return device.name
      }
      return web.redirect(
        to: address, notice: PageFrame.Notice(.done, Words.Pages.deviceIsRevoked(name).text(web.language)))
    default: throw ProblemAnswer(.malformed, subject: "do")
    }
  }

  @Sendable func peoplePage(_ web: WebCall) async throws -> Response {
    let kept = web.kept
    return try await people(
      web, typed: kept.map { ($0["user"] ?? "", $0["role"].flatMap { Role(rawValue: $0) } ?? .editor) }, problem: nil)
  }

  private func people(
    _ web: WebCall, typed: (name: String, role: Role)?, problem: Phrase?
  ) async throws -> Response {
    let made = problem == nil ? web.takeCode() : nil
    let people = try await web.run { try web.visiblePeople() }
    let body = PeoplePage(
      people, reader: web.actor.user, language: web.language, typed: typed, problem: problem?.text(web.language),
      made: made)
    let notice = problem.map { PageFrame.Notice(.problem, $0.text(web.language)) }
    return web.page(
      try await web.badged(Words.Pages.place("people"), .people, notice: notice), body,
      status: problem == nil ? .ok : .unprocessableContent)
  }

  @Sendable func changePeople(_ web: WebCall) async throws -> Response {
    let user = web.form["user"] ?? ""
    let accounts = web.server.accounts
    let role = web.form["role"].flatMap { Role(rawValue: $0) }
    let done: Phrase?
    do {
      switch web.form["do"] {
      case "add":
        guard let role else { throw ProblemAnswer(.malformed, subject: "role") }
        let code = try await web.run { try accounts.addMember(user, role: role, by: web.actor) }
        web.put(MadeCode(code: code.text, explanation: Words.Pages.madeDeviceCode(user).text(web.language)))
        done = Words.Pages.personAdded(user)
      case "role":
        guard let role else { throw ProblemAnswer(.malformed, subject: "role") }
        try await web.run { try accounts.setRole(of: user, to: role, by: web.actor) }
        done = Words.Pages.roleChanged(user, Words.Pages.role(role.rawValue))
      case "audiences":
        let keys = web.form.all("audience")
        try await web.run { try web.server.setAudiences(of: user, to: keys, by: web.actor) }
        done = Words.Pages.audiencesChanged(user)
      case "remove":
        try await web.run { try accounts.removeMember(user, by: web.actor) }
        done = Words.Pages.personRemoved(user)
      case "end-sessions":
        try await web.run { try accounts.endSessions(of: user, by: web.actor) }
        done = Words.Pages.sessionsEnded(user)
      case "link":
        let code = try await web.run { try accounts.signInCode(for: user, by: web.actor) }
        let origin = self.web.origin(web.call)?.text ?? ""
        web.put(
          MadeCode(
            code: code.text, explanation: Words.Pages.madeSignInLink(user).text(web.language),
            address: origin + "/sign-in/" + code.text))
        done = nil
      default: throw ProblemAnswer(.malformed, subject: "do")
      }
    } catch let problem as AccountProblem {
      guard let words = Self.words(problem) else { throw problem }
      guard web.form["do"] == "add" else {
        return web.redirect(to: web.base + "/people", notice: PageFrame.Notice(.problem, words.text(web.language)))
      }
      return try await people(web, typed: (user, role ?? .editor), problem: words)
    }
    return web.redirect(
      to: web.base + "/people", notice: done.map { PageFrame.Notice(.done, $0.text(web.language)) })
  }

  private static func words(_ problem: AccountProblem) -> Phrase? {
    switch problem {
    case .badName: Words.Pages.badName
    case .userExists: Words.Pages.userExists
    case .lastAdministrator: Words.Pages.lastAdministrator
    case .unknownUser: Words.Pages.unknownUser
    default: nil
    }
  }
}

extension WebCall {
  /// Lays a code that was just made where the next page finds it.
  fileprivate func put(_ made: MadeCode) {
    site.web.codes.put(made, as: session.token, bytes: 512, now: site.uptime)
  }

  fileprivate func takeCode() -> MadeCode? { site.web.codes.take(session.token, now: site.uptime) }
}
