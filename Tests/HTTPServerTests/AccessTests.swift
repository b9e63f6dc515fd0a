import CommitFormat
import Foundation
import HTTPServer
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct AccessTests {
  /// Every route of a workspace, and the least role that may use it.
  private static let routes: [(method: String, path: String, role: Role, body: String?)] = [
    ("POST", "sync", .reader, nil),
    ("POST", "return", .reader, nil),
    ("POST", "replicas", .reader, #"{}"#),
    ("GET", "snapshot", .reader, nil),
    ("GET", "events", .reader, nil),
    ("GET", "repair", .reader, nil),
    ("GET", "repair?bucket=3", .reader, nil),
    ("GET", "records", .reader, nil),
    ("POST", "records", .editor, #"{}"#),
    ("GET", "records/abcdefg", .reader, nil),
    ("PATCH", "records/abcdefg", .editor, #"{}"#),
    ("DELETE", "records/abcdefg", .editor, nil),
    ("POST", "records/abcdefg/restore", .editor, #"{}"#),
    ("POST", "records/abcdefg/resolve", .administrator, #"{}"#),
    ("GET", "records/abcdefg/history", .reader, nil),
    ("GET", "history", .reader, nil),
    ("GET", "commits/abcd-1", .reader, nil),
    ("POST", "commits/abcd-1/undo", .editor, #"{}"#),
    ("GET", "reports/follow-up?year=2024", .reader, nil),
    ("GET", "inbox", .reader, nil),
    ("GET", "conflicts", .reader, nil),
    ("GET", "conflicts/0123456789abcdef", .reader, nil),
    ("POST", "conflicts/0123456789abcdef/resolve", .administrator, #"{"keep":true}"#),
    ("PUT", "conflicts/0123456789abcdef/proposal", .editor, #"{}"#),
    ("DELETE", "conflicts/0123456789abcdef/proposal", .editor, nil),
    ("GET", "proposals", .reader, nil),
    ("POST", "bulk/preview", .administrator, #"{}"#),
    ("POST", "bulk/settle", .administrator, #"{}"#),
    ("GET", "rules", .reader, nil),
    ("PUT", "rules/actor/contact", .administrator, #"{}"#),
    ("GET", "me", .reader, nil), ("GET", "told", .reader, nil), ("DELETE", "told?upTo=1", .reader, nil),
    ("GET", "users", .administrator, nil),
    ("POST", "users", .administrator, #"{}"#),
    ("PATCH", "users/Ingen", .administrator, #"{}"#),
    ("DELETE", "users/Ingen", .administrator, nil),
    ("GET", "invitations", .administrator, nil),
    ("POST", "invitations", .reader, #"{"fel":1}"#),
    ("GET", "devices", .administrator, nil),
    ("DELETE", "devices/0123456789abcdef", .reader, nil),
    ("GET", "audit", .administrator, nil),
    ("POST", "erasures/preview", .administrator, #"{}"#),
    ("POST", "erasures", .administrator, #"{}"#),
    ("GET", "me/quarantine", .reader, nil),
    ("POST", "quarantine", .reader, #"{}"#),
    ("GET", "quarantine", .administrator, nil),
    ("GET", "quarantine/7", .administrator, nil),
    ("POST", "quarantine/7/accept", .administrator, #"{}"#),
    ("POST", "quarantine/7/refuse", .administrator, #"{"reason":"nej"}"#),
  ]

  @Test func everyRouteIsTriedAsEachRole() async throws {
    let prefix = "/v1/workspaces/{workspace}/"
    let known = try await HTTPService.routes().filter { $0.contains(prefix) }
    let tried = Self.routes.map { route in
      let parts = route.path.split(separator: "?")[0].split(separator: "/")
      return known.first { name in
        let words = name.split(separator: " ")
        let template = words[1].dropFirst(prefix.count).split(separator: "/")
        return words[0] == route.method && template.count == parts.count
          && zip(template, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
      }
    }
    #expect(!tried.contains(nil))
    #expect(Set(tried.compactMap(\.self)) == Set(known))
  }

  @Test func eachRoleGetsWhatItMayAndNothingElse() throws {
    let server = try ServerProgram()
    try server.start("--strangers-per-minute", "10000")
    let laptops = try Role.allCases.map { try Laptop(server, "\($0)", $0.rawValue) }
    for (role, laptop) in zip(Role.allCases, laptops) {
      for route in Self.routes {
        let wire = try Wire(server.port)
        try wire.request(
          route.method, laptop.path(route.path), token: laptop.token,
          headers: route.body == nil ? [] : [("Content-Type", "application/json")],
          body: route.body.map { Array($0.utf8) } ?? (route.method == "POST" ? [] : nil))
        let status = try wire.head().status
        if role >= route.role {
          #expect(![401, 403, 405].contains(status), "\(role) \(route.method) \(route.path): \(status)")
        } else {
          #expect(status == 403, "\(role) \(route.method) \(route.path): \(status)")
        }
      }
    }
    let stranger = laptops[0]
    for route in Self.routes {
      for token in [nil, "0", String(repeating: "0", count: 64)] {
        let wire = try Wire(server.port)
        try wire.request(route.method, stranger.path(route.path), token: token, body: route.method == "POST" ? [] : nil)
        let answer = try wire.answer()
        #expect(answer.problem == .notSignedIn)
        #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
      }
    }
  }

  @Test func aReaderMayNotWrite() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim", "editor")
    try kim.actor("Teatern", phone: "1")
    try server.admin("user", "add", "Ada", "--role", "administrator")
    try server.admin("user", "role", "Kim", "reader")
    let exchanged = try kim.exchange()
    guard case .refused(_, let refusal)? = exchanged.receipts.first?.outcome else {
      Issue.record("a reader's commit was not refused")
      return
    }
    #expect(refusal.code == .role)
  }

  @Test func problemsHaveOneShape() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    func check(_ answer: Wire.Answer, _ code: ProblemCode, _ status: Int) throws {
      #expect(answer.status == status)
      #expect(answer.headers["content-type"] == SyncHTTP.problemContentType)
      #expect(answer.headers["bygd-time"].flatMap { Int64($0) } != nil)
      let json = try answer.json
      #expect(json["type"]?.string == code.type)
      #expect(json["status"]?.integer == Int64(status))
      #expect(json["title"]?.string?.isEmpty == false)
      #expect(json["instance"]?.string?.hasPrefix("urn:bygd:request:") == true)
    }
    try check(try kim.call("GET", "/finns/inte"), .notFound, 404)
    try check(try kim.call("GET", "/v1/workspaces/fel/records"), .notFound, 404)
    let wrong = try kim.call("DELETE", kim.path("records"))
    try check(wrong, .methodNotAllowed, 405)
    #expect(wrong.headers["allow"] == "GET, HEAD, POST")
    try check(try kim.call("GET", kim.path("records"), headers: [("Bygd-Protocol", "99")]), .unsupportedVersion, 426)
    let danish = try kim.call("GET", "/finns/inte", headers: [("Accept-Language", "fr, da;q=0.5")])
    #expect(danish.headers["content-language"] == "da")
    #expect(try danish.json["title"]?.string == "Det findes ikke her.")
    try check(try kim.call("GET", "/%"), .notFound, 404)
  }

  @Test func theDescriptionListsExactlyTheRoutesThatThereAre() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = try String(contentsOf: root.appendingPathComponent("Protocol/openapi.yaml"), encoding: .utf8)
    #expect(Array(OpenAPIDocument.text.utf8) == Array(file.utf8))
    var described: [String] = []
    var path = ""
    for line in file.split(separator: "\n") {
      if line.hasPrefix("components:") { break }
      if line.hasPrefix("  /") { path = String(line.dropFirst(2).dropLast()) }
      for method in ["get", "post", "put", "delete", "patch"] where line == "    \(method):" {
        described.append("\(method.uppercased()) \(path)")
      }
    }
    #expect(Set(described) == Set(try await HTTPService.routes()))
    #expect(described.count == Set(described).count)
    let server = try ServerProgram()
    try server.start()
    let wire = try Wire(server.port)
    try wire.request("GET", "/v1/openapi.yaml", headers: [("Accept-Encoding", "gzip")])
    let answer = try wire.answer()
    #expect(answer.headers["content-encoding"] == "gzip")
    #expect(answer.body == Array(file.utf8))
  }

  @Test func metricsReadAsPrometheusReadsThem() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    try kim.actor("Teatern", phone: "1")
    try kim.sync()
    let wire = try Wire(server.port)
    try wire.request("GET", "/metrics")
    let answer = try wire.answer()
    #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    var values: [String: Double] = [:]
    var types: [String: String] = [:]
    for line in String(decoding: answer.body, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      if line.hasPrefix("# TYPE ") {
        #expect(types.updateValue(String(parts[3]), forKey: String(parts[2])) == nil)
      } else if !line.hasPrefix("#") {
        let name = parts.dropLast().joined(separator: " ")
        #expect(values.updateValue(try #require(Double(parts[parts.count - 1])), forKey: name) == nil)
        let family = String(name.prefix { $0 != "{" })
        let base = ["_bucket", "_sum", "_count"].reduce(family) {
          $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0
        }
        #expect(types[family] != nil || types[base] == "histogram", "\(line)")
      }
    }
    #expect(values[#"bygd_commits_total{workspace="\#(kim.workspace.text)",outcome="accepted"}"#] == 1)
    #expect(values[#"bygd_records{workspace="\#(kim.workspace.text)"}"#] == 1)
    #expect(
      values[#"bygd_http_requests_total{method="POST",route="/v1/workspaces/{workspace}/sync",status="200"}"#] == 1)
    // Through a proxy, or with a member's token, one must be allowed to.
    #expect(try kim.call("GET", "/metrics").problem == .notAllowed)
    let proxied = try Wire(server.port)
    try proxied.request("GET", "/metrics", headers: [("X-Forwarded-For", "192.0.2.1")])
    #expect(try proxied.answer().problem == .notSignedIn)
    // A proxy that reads nothing of what it carries.
    for name in ["plan.example", "192.0.2.1:8080", "localhost.example", "[2001:db8::1]:80", ""] {
      let carried = try Wire(server.port)
      try carried.send("GET /metrics HTTP/1.1\r\nHost: \(name)\r\n\r\n")
      #expect(try [.notSignedIn, .malformed].contains(carried.answer().problem), "\(name)")
    }
    for name in ["127.0.0.1:\(server.port)", "[::1]:\(server.port)"] {
      let local = try Wire(server.port)
      try local.send("GET /metrics HTTP/1.1\r\nHost: \(name)\r\n\r\n")
      #expect(try local.answer().status == 200, "\(name)")
    }
  }
}
