internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages
internal import Replica
internal import SyncProtocol
internal import SyncServer
internal import Words

/// A request for a page by somebody who is signed in and has the role that the page asks for.
struct WebCall: Sendable {
  let call: Call
  let site: HTTPSite
  let server: WorkspaceServer
  /// Who asks, with the role of today.
  let actor: Actor
  let session: WebSession
  /// The value of the hidden field `csrf` of every form on the page that is answered with: the session's secret, and a
  /// number of this page, by which a form that is sent twice is known.
  let formToken: String
  /// Of a `POST`; its form token has been checked. Empty for `GET`.
  let form: FormFields
  /// What was typed into this page's form when a session ended, or when its token was of a former session. Given once,
  /// to the first `GET` after signing in; nil else. A page fills its form with it.
  let kept: FormFields?
  /// What the page before wanted to have said here.
  let notice: PageFrame.Notice?

  /// The workspace as the reader may see it. Reads the accounts.
  func replica() throws -> Replica { try server.replica(for: actor) }

  var language: Language { call.language }
  var query: QueryItems { call.query }
  /// Milliseconds since 1970-01-01 00:00 UTC.
  var time: Int64 { call.time }
  /// `/w/` and the workspace's id.
  var base: String { HTTPSite.base(server) }

  /// A segment of the path, decoded; empty when the template has none of that name.
  func parameter(_ name: String) -> String { call.parameters[name] ?? "" }

  /// Runs what waits for the disk.
  func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await site.pool.run(body)
  }

  /// The frame of a page of the workspace, without badges.
  func frame(_ title: String, place: PageFrame.Place? = nil) -> PageFrame {
    PageFrame(
      language: language, title: title, base: base, workspaceName: server.name,
      person: PageFrame.Person(name: actor.user, role: actor.role), formToken: formToken, place: place, notice: notice,
      address: call.request.head.path ?? "/")
  }

  func page(_ frame: PageFrame, _ body: some PageBody, status: HTTPResponse.Status = .ok) -> Response {
    .page(frame.html(body), call: call, status: status)
  }

  /// Sends the browser on to a page of ours (303), where `notice` is shown once. Whatever is not `/` or below `/w/` leads
  /// home.
  func redirect(to path: String, notice: PageFrame.Notice? = nil) -> Response {
    if let notice {
      site.web.notices.put(notice, as: session.token, bytes: 128 + notice.text.utf8.count, now: site.uptime)
    }
    return .redirect(to: LocalPath(path) ?? .home)
  }
}

extension HTTPSite {
  static func base(_ server: WorkspaceServer) -> String { "/w/\(server.workspace.text)" }
}
