import CommitFormat

/// Somebody who asks, by what they show.
enum Asker: String, CaseIterable {
  /// Shows nothing.
  case nobody
  /// A token that no device has; a cookie that no session has.
  case guesser
  case reader, editor, administrator
  /// A device that was revoked; the device of somebody who is no member any more.
  case revoked, removed
  /// The device of an administrator of another workspace on the same server.
  case foreigner
  case readersBrowser, editorsBrowser, administratorsBrowser
  /// The browser of an administrator of another workspace; it also shows its session as if it were of this one.
  case foreignBrowser
  /// A browser of an administrator whose session ended: by time, by signing out.
  case expiredBrowser, signedOutBrowser

  /// The role that a device's token gives here.
  var deviceRole: Role? {
    switch self {
    case .reader: .reader
    case .editor: .editor
    case .administrator: .administrator
    default: nil
    }
  }

  /// The role that a browser's session gives here.
  var browserRole: Role? {
    switch self {
    case .readersBrowser: .reader
    case .editorsBrowser: .editor
    case .administratorsBrowser: .administrator
    default: nil
    }
  }

  var hasToken: Bool {
    switch self {
    case .guesser, .revoked, .removed, .foreigner: true
    default: deviceRole != nil
    }
  }
}

/// What the design says of a route: who gets in. Written from the design and not from the code.
enum AccessRule {
  case everybody
  /// This machine, where nobody shows a token; else an administrator's device.
  case operators
  /// Devices of members with at least this role.
  case device(Role)
  /// Devices of members, and those that were revoked: they may hand in what they still hold.
  case deviceEvenRevoked
  case openPage
  /// Browsers of members with at least this role.
  case browser(Role)
}

enum Verdict: Hashable {
  case allowed
  /// Refused with this status; for programs also with this problem.
  case refused(Int, String?)
}

enum AccessOracle {
  static func verdict(_ asker: Asker, _ row: Row) -> Verdict {
    switch row.rule {
    case .everybody, .openPage: return .allowed
    case .operators:
      guard asker.hasToken else { return .allowed }
      switch asker {
      case .administrator, .foreigner: return .allowed
      case .reader, .editor: return .refused(403, "not-allowed")
      default: return .refused(401, "not-signed-in")
      }
    case .device(let least):
      if let role = asker.deviceRole { return role >= least ? .allowed : .refused(403, "not-allowed") }
      switch asker {
      case .revoked, .removed: return .refused(403, "device-revoked")
      // A token of another workspace is no token here.
      default: return .refused(401, "not-signed-in")
      }
    case .deviceEvenRevoked:
      switch asker {
      case .revoked, .removed: return .allowed
      default: return asker.deviceRole == nil ? .refused(401, "not-signed-in") : .allowed
      }
    case .browser(let least):
      if let role = asker.browserRole { return role >= least ? .allowed : .refused(row.refusal, nil) }
      // A device's token opens no page; whoever has no session is led to sign in, and a form of theirs does nothing.
      return row.method == "GET" ? .refused(303, nil) : .refused(401, nil)
    }
  }

  /// One thing to try.
  struct Row {
    let method: String
    /// As the router has it.
    let route: String
    let rule: AccessRule
    var query = ""
    var body = Body.none
    /// What the request is about, made for it alone.
    var about = About.standing
    /// Whether whoever is allowed must succeed; a form that is not filled in does not.
    var succeeds = true
    /// What a browser gets whose role does not suffice.
    var refusal = 403

    /// Whether whoever asks names the record.
    var namesRecord: Bool {
      let said =
        switch body {
        case .json(let text): text
        case .form(let fields): fields.map(\.1).joined()
        case .none, .hello: ""
        }
      return (route + query + said).contains("{ref}")
    }

    enum Body {
      case none
      case json(String)
      case form([(String, String)])
      /// A hello of the asker's own replica.
      case hello
    }

    enum About {
      /// The record that everybody reads.
      case standing
      /// A record with a conflict, made for this request.
      case fresh
      case deleted
      /// A record with a conflict, and an edit in the quarantine.
      case kept
    }
  }

  static let workspace = "/v1/workspaces/{workspace}"
  static let pages = "/w/{workspace}"

  static let open: [Row] = [
    Row(method: "GET", route: "/healthz", rule: .everybody), Row(method: "GET", route: "/readyz", rule: .everybody),
    Row(method: "GET", route: "/metrics", rule: .operators),
    Row(method: "GET", route: "/v1/openapi.yaml", rule: .everybody),
    Row(method: "POST", route: "/v1/join", rule: .everybody, body: .json("{}"), succeeds: false),
    Row(method: "GET", route: "/", rule: .openPage), Row(method: "GET", route: "/sign-in", rule: .openPage),
    Row(method: "POST", route: "/sign-in", rule: .openPage, body: .form([]), succeeds: false),
    Row(method: "GET", route: "/sign-in/{code}", rule: .openPage, succeeds: false),
    Row(method: "POST", route: "/sign-in/{code}", rule: .openPage, body: .form([]), succeeds: false),
    Row(method: "GET", route: "/sign-in/oidc", rule: .openPage, succeeds: false),
    Row(method: "GET", route: "/sign-in/oidc/callback", rule: .openPage, succeeds: false),
    Row(method: "GET", route: "/assets/{name}", rule: .openPage),
  ]

  static let devices: [Row] = [
    Row(method: "POST", route: workspace + "/sync", rule: .device(.reader), body: .hello),
    Row(
      method: "POST", route: workspace + "/replicas", rule: .device(.reader), body: .json(#"{"replica":"{random}"}"#)),
    // What a restored server has lost, from whoever has it; there is nothing to give back here.
    Row(method: "POST", route: workspace + "/return", rule: .device(.reader), body: .hello, succeeds: false),
    Row(method: "GET", route: workspace + "/snapshot", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/events", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/repair", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/repair", rule: .device(.reader), query: "?bucket=7"),
    Row(method: "GET", route: workspace + "/records", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/records", rule: .device(.reader), query: "?q=hemligheten"),
    Row(
      method: "POST", route: workspace + "/records", rule: .device(.editor),
      body: .json(#"{"type":"actor","fields":{"name":"Ny {random}"}}"#)),
    Row(method: "GET", route: workspace + "/records/{ref}", rule: .device(.reader)),
    Row(
      method: "PATCH", route: workspace + "/records/{ref}", rule: .device(.editor),
      body: .json(#"{"fields":{"title":"Annat"},"seen":"{seen}"}"#), about: .fresh),
    Row(
      method: "DELETE", route: workspace + "/records/{ref}", rule: .device(.editor), query: "?seen={seen}",
      about: .fresh),
    Row(
      method: "POST", route: workspace + "/records/{ref}/restore", rule: .device(.editor),
      body: .json(#"{"message":"x"}"#), about: .deleted),
    Row(method: "GET", route: workspace + "/records/{ref}/history", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/history", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/commits/{commit}", rule: .device(.reader)),
    Row(
      method: "POST", route: workspace + "/commits/{commit}/undo", rule: .device(.editor),
      body: .json(#"{"reason":"x"}"#), about: .fresh),
    Row(method: "GET", route: workspace + "/reports/follow-up", rule: .device(.reader), query: "?year=2025"),
    Row(method: "GET", route: workspace + "/inbox", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/conflicts", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/conflicts/{conflict}", rule: .device(.reader)),
    Row(
      method: "POST", route: workspace + "/conflicts/{conflict}/resolve", rule: .device(.administrator),
      body: .json(#"{"take":1}"#), about: .fresh),
    Row(
      method: "POST", route: workspace + "/records/{ref}/resolve", rule: .device(.administrator),
      body: .json(#"{"decisions":[{"conflict":"{conflict}","take":1}]}"#), about: .fresh),
    Row(
      method: "PUT", route: workspace + "/conflicts/{conflict}/proposal", rule: .device(.editor),
      body: .json(#"{"take":1,"draft":true}"#), about: .fresh),
    Row(
      method: "DELETE", route: workspace + "/conflicts/{conflict}/proposal", rule: .device(.editor), about: .fresh,
      succeeds: false),
    Row(method: "GET", route: workspace + "/proposals", rule: .device(.reader)),
    Row(
      method: "POST", route: workspace + "/bulk/preview", rule: .device(.administrator),
      body: .json(#"{"rule":"latest"}"#)),
    Row(
      method: "POST", route: workspace + "/bulk/settle", rule: .device(.administrator),
      body: .json(#"{"rule":"latest","conflicts":["{conflict}"]}"#), about: .fresh),
    Row(method: "GET", route: workspace + "/rules", rule: .device(.reader)),
    Row(
      method: "PUT", route: workspace + "/rules/{type}/{field}", rule: .device(.administrator),
      body: .json(#"{"rule":"official","on":false}"#)),
    Row(method: "GET", route: workspace + "/me", rule: .device(.reader)),
    Row(method: "GET", route: workspace + "/told", rule: .device(.reader)),
    Row(method: "DELETE", route: workspace + "/told", rule: .device(.reader), query: "?upTo=0", succeeds: false),
    Row(method: "GET", route: workspace + "/users", rule: .device(.administrator)),
    Row(
      method: "POST", route: workspace + "/users", rule: .device(.administrator),
      body: .json(#"{"user":"Ny {random}","role":"administrator"}"#)),
    Row(
      method: "PATCH", route: workspace + "/users/{user}", rule: .device(.administrator),
      body: .json(#"{"role":"editor"}"#)),
    Row(method: "DELETE", route: workspace + "/users/{user}", rule: .device(.administrator)),
    Row(method: "GET", route: workspace + "/invitations", rule: .device(.administrator)),
    // A code for oneself is everybody's; for somebody else it is theirs to sign in with.
    Row(
      method: "POST", route: workspace + "/invitations", rule: .device(.reader),
      body: .json(#"{"user":"{asker}"}"#)),
    Row(
      method: "POST", route: workspace + "/invitations", rule: .device(.administrator),
      body: .json(#"{"user":"{user}"}"#)),
    Row(method: "GET", route: workspace + "/devices", rule: .device(.administrator)),
    Row(method: "DELETE", route: workspace + "/devices/{device}", rule: .device(.administrator)),
    Row(method: "GET", route: workspace + "/audit", rule: .device(.administrator)),
    Row(method: "GET", route: workspace + "/me/quarantine", rule: .device(.reader)),
    // Nothing is handed in here: whoever may is told that there is nothing in it.
    Row(method: "POST", route: workspace + "/quarantine", rule: .deviceEvenRevoked, succeeds: false),
    Row(method: "GET", route: workspace + "/quarantine", rule: .device(.administrator), about: .kept),
    Row(method: "GET", route: workspace + "/quarantine/{id}", rule: .device(.administrator), about: .kept),
    Row(
      method: "POST", route: workspace + "/quarantine/{id}/accept", rule: .device(.administrator), body: .json("{}"),
      about: .kept),
    Row(
      method: "POST", route: workspace + "/quarantine/{id}/refuse", rule: .device(.administrator),
      body: .json(#"{"reason":"x"}"#), about: .kept),
    Row(
      method: "POST", route: workspace + "/erasures/preview", rule: .device(.administrator),
      body: .json(#"{"records":["{ref}"],"fields":["title"]}"#)),
    Row(
      method: "POST", route: workspace + "/erasures", rule: .device(.administrator),
      body: .json(#"{"records":["{ref}"],"fields":["title"],"reason":"x","token":"{erasure}"}"#), about: .fresh),
  ]

  static let browsers: [Row] = [
    Row(method: "GET", route: pages, rule: .browser(.reader)),
    Row(method: "GET", route: pages + "/inbox", rule: .browser(.reader)),
    Row(
      method: "POST", route: pages + "/inbox", rule: .browser(.editor), body: .form([("do", "join")]), succeeds: false),
    Row(method: "GET", route: pages + "/inbox/{ref}", rule: .browser(.reader)),
    Row(
      method: "POST", route: pages + "/inbox/{ref}", rule: .browser(.editor), body: .form([("action", "look")]),
      about: .fresh, succeeds: false),
    Row(method: "GET", route: pages + "/conflicts/{id}", rule: .browser(.reader)),
    Row(method: "GET", route: pages + "/records", rule: .browser(.reader)),
    Row(method: "GET", route: pages + "/records/{ref}", rule: .browser(.reader)),
    Row(
      method: "POST", route: pages + "/records/{ref}", rule: .browser(.editor), body: .form([("do", "restore")]),
      about: .deleted),
    Row(
      method: "POST", route: pages + "/undo", rule: .browser(.editor), body: .form([("commit", "{commit}")]),
      about: .fresh),
    Row(method: "GET", route: pages + "/follow-up", rule: .browser(.reader)),
    Row(method: "GET", route: pages + "/rules", rule: .browser(.administrator)),
    Row(method: "POST", route: pages + "/rules", rule: .browser(.administrator), body: .form([]), succeeds: false),
    Row(method: "GET", route: pages + "/devices", rule: .browser(.reader)),
    // Another's device is the administrator's to revoke; others are not told that it is there.
    Row(
      method: "POST", route: pages + "/devices", rule: .browser(.administrator),
      body: .form([("do", "revoke"), ("device", "{device}")]), refusal: 404),
    Row(method: "GET", route: pages + "/people", rule: .browser(.administrator)),
    Row(
      method: "POST", route: pages + "/people", rule: .browser(.administrator),
      body: .form([("do", "add"), ("user", "Ny {random}"), ("role", "administrator")])),
    Row(method: "GET", route: pages + "/quarantine", rule: .browser(.administrator), about: .kept),
    Row(
      method: "POST", route: pages + "/quarantine", rule: .browser(.administrator),
      body: .form([("do", "accept"), ("id", "{id}")]), about: .kept),
    Row(method: "GET", route: pages + "/erase", rule: .browser(.administrator), query: "?record={ref}"),
    Row(
      method: "POST", route: pages + "/erase", rule: .browser(.administrator),
      body: .form([
        ("do", "erase"), ("record", "{ref}"), ("field", "title"), ("reason", "x"), ("token", "{erasure}"),
      ]), about: .fresh),
    Row(method: "GET", route: pages + "/audit", rule: .browser(.administrator)),
    Row(method: "GET", route: pages + "/practice", rule: .browser(.reader)),
    Row(method: "POST", route: pages + "/practice", rule: .browser(.reader), body: .form([]), succeeds: false),
    Row(method: "GET", route: pages + "/told", rule: .browser(.reader)),
    Row(method: "POST", route: pages + "/told", rule: .browser(.reader), body: .form([("upTo", "0")]), succeeds: false),
    Row(method: "GET", route: pages + "/help", rule: .browser(.reader)),
    // Nobody's business but the browser's own.
    Row(method: "POST", route: "/sign-out", rule: .openPage, body: .form([]), succeeds: false),
  ]

  static var rows: [Row] { open + devices + browsers }
}
