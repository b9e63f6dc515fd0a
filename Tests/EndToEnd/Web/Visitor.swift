import BrowserSupport
import Foundation
import Schema
import Testing

/// Somebody with a browser at a server's pages.
final class Visitor {
  let browser: Browser
  let server: ServerProcess
  /// Where the workspace's pages begin.
  let base: String

  /// Opens a browser, and signs `user` in by a one-time link where one is named.
  init(_ server: ServerProcess, as user: String? = nil, _ settings: Browser.Settings = Browser.Settings()) throws {
    self.server = server
    browser = try Browser(settings)
    base = "\(server.url)/w/\(server.workspaceID)"
    if let user { try signIn(user) }
  }

  deinit { browser.quit() }

  /// Follows a one-time link and presses its button.
  func signIn(_ user: String) throws {
    try browser.open(try server.signInLink(user))
    try browser.follow("main form button")
  }

  /// Goes to a page of the workspace, as `inbox` or `records?q=scen`; empty for the overview.
  func go(_ page: String) throws {
    try browser.open(page.isEmpty ? base : "\(base)/\(page)")
  }

  /// Where the browser is below the workspace's address.
  func page() throws -> String {
    let url = try browser.url()
    guard url.hasPrefix(base) else { return url }
    return String(url.dropFirst(base.count).drop { $0 == "/" })
  }

  /// What the form on the page would send with that button.
  func form(_ css: String = "#conflict-form", button: String = "solve") throws -> String {
    try browser.run(
      """
      const form = document.querySelector(arguments[0]);
      return new URLSearchParams(new FormData(form, form.querySelector(`button[value=${arguments[1]}]`))).toString();
      """, [.text(css), .text(button)], as: String.self)
  }

  /// What the pages' policy lets no script do: sends a form past the page, with the browser's cookies, as a broken
  /// extension or a forger would.
  ///
  /// - Parameters:
  ///   - page: below the workspace's address.
  ///   - body: as a form encodes it.
  ///   - origin: which site the form says that it is on; ours where nil.
  /// - Returns: the status of the answer.
  /// - Throws: `Trouble` where there is no answer.
  func post(_ page: String, _ body: String, origin: String? = nil) throws -> Int {
    let cookies = try browser.cookies().map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    return try Self.post(
      "/w/\(server.workspaceID)/\(page)", body, url: server.url, port: server.port, cookies: cookies,
      origin: origin)
  }

  /// The same with cookies that were taken before, so that several threads can send at once.
  static func post(
    _ path: String, _ body: String, url: String, port: Int, cookies: String, origin: String? = nil
  ) throws -> Int {
    let head =
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nOrigin: \(origin ?? url)\r\n"
      + "Cookie: \(cookies)\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
    return try Wire.exchange(host: "127.0.0.1", port: port, head, body: Array(body.utf8)).status
  }

  /// What the page says that was just done, or that could not be.
  func message() throws -> String { try browser.find("#messages").text() }

  /// The status of the answer that made the page that is shown.
  func status() throws -> Int {
    try browser.run("return performance.getEntriesByType('navigation')[0].responseStatus", as: Int.self)
  }

  /// Whether something on the page is wider than the page, so that one has to scroll sideways.
  func overflow() throws -> Int {
    try browser.run(
      "return document.documentElement.scrollWidth - document.documentElement.clientWidth", as: Int.self)
  }
}

extension ServerProcess {
  /// The address of a one-time link for somebody.
  func signInLink(_ user: String) throws -> String {
    let made = try command(["link", user, "--json"])
    guard made.status == 0 else { throw Trouble("link \(user): exit \(made.status) \(made.errorText)") }
    return "\(url)/sign-in/\(try made.json().text("code"))"
  }
}

/// All that is told in a browser, one after the other: two browsers at a time are enough for a small machine.
@Suite(.serialized, .enabled(if: WebTools.areThere, WebTools.missing))
struct WebTests {}

/// What the tests in a browser need of the machine.
enum WebTools {
  static let areThere = Installation.isThere && Browser.isInstalled
  static let missing: Comment = "the programs are not built, or chromium and chromedriver are not installed"
}

extension Visitor {
  /// What is wrong with the page that is shown for people who can't see it well or use no mouse: what axe-core finds, and
  /// text that runs out of the page.
  func faults(_ accessibility: Accessibility) throws -> [String] {
    let found = try accessibility.violations(in: browser).map(\.description)
    return try told(found) + overflowFaults()
  }

  private func overflowFaults() throws -> [String] {
    let overflow = try overflow()
    guard overflow > 0 else { return [] }
    let wide = try browser.run(
      """
      const width = document.documentElement.clientWidth;
      return Array.from(document.querySelectorAll('body *')).filter(e => e.getBoundingClientRect().right > width)
        .slice(-3).map(e => e.outerHTML.slice(0, 160)).join('\\n');
      """, as: String.self)
    return try told(["\(overflow) px wider than the page: \(wide)"])
  }

  /// With the page and how it was looked at.
  private func told(_ faults: [String]) throws -> [String] {
    let looks = "\(browser.settings.width) px, \(browser.settings.isDark ? "dark" : "light")"
    let place = try browser.place()
    return faults.map { "\(place) (\(looks)): \($0)" }
  }

  /// The same in every light and at both widths.
  func faultsInAllLooks(_ accessibility: Accessibility) throws -> [String] {
    var faults: [String] = []
    for (width, height) in [(1280, 900), (320, 640)] {
      try browser.resize(width, height)
      for isDark in [false, true] {
        try browser.useDark(isDark)
        faults += try self.faults(accessibility)
      }
    }
    try browser.useDark(false)
    for width in [480, 768, 1024] {
      try browser.resize(width, 900)
      faults += try overflowFaults()
    }
    try browser.resize(1280, 900)
    return faults
  }
}
