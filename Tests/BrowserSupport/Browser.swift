import Foundation

/// A headless Chromium under our hand, by W3C WebDriver.
///
/// Every call blocks its thread until the browser has answered; a click or a submitted form is answered when the page
/// that it leads to has been loaded. The browser and its driver end with `quit`, at the latest when nobody holds it.
public final class Browser {
  public struct Settings: Sendable {
    /// What the browser asks servers for, as `sv` or `en-GB`.
    public var language = "sv"
    /// In CSS pixels.
    public var width = 1280
    public var height = 900
    public var isDark = false
    /// Without script the driver still reads, clicks and types, but no page's own script runs.
    public var runsScript = true

    public init(
      language: String = "sv", width: Int = 1280, height: Int = 900, isDark: Bool = false, runsScript: Bool = true
    ) {
      self.language = language
      self.width = width
      self.height = height
      self.isDark = isDark
      self.runsScript = runsScript
    }
  }

  /// Whether this machine has a browser and its driver.
  public static var isInstalled: Bool { DriverProcess.programPath != nil && DriverProcess.browserPath != nil }

  public private(set) var settings: Settings
  private let driver: DriverProcess
  let wire: DriverWire
  let path: String

  /// Starts a driver and a browser with an empty profile; takes a second or two.
  public init(_ settings: Settings = Settings()) throws {
    guard let program = DriverProcess.browserPath else { throw BrowserTrouble("Chromium is not installed") }
    self.settings = settings
    driver = try DriverProcess()
    wire = DriverWire(port: driver.port)
    var preferences: [String: Preference] = [
      "intl.accept_languages": .text(settings.language), "credentials_enable_service": .truth(false),
      "profile.password_manager_enabled": .truth(false),
    ]
    if !settings.runsScript { preferences["profile.managed_default_content_settings.javascript"] = .number(2) }
    let options = Options(
      binary: program,
      args: [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
        "--disable-extensions", "--hide-scrollbars", "--force-color-profile=srgb", "--font-render-hinting=none",
        "--lang=\(settings.language)", "--accept-lang=\(settings.language)", "--user-data-dir=\(driver.folder)/profile",
        "--window-size=\(settings.width),\(settings.height)",
      ],
      prefs: preferences)
    let wanted = NewSession(
      capabilities: .init(
        alwaysMatch: .init(
          browserName: "chrome", options: options,
          timeouts: .init(implicit: 0, pageLoad: 60_000, script: 60_000))))
    let made = try wire.send("POST", "/session", wanted, as: Session.self)
    path = "/session/\(made.sessionId)"
    try resize(settings.width, settings.height)
    try useDark(settings.isDark)
  }

  deinit { quit() }

  /// Ends browser and driver; later calls fail.
  public func quit() {
    _ = try? wire.send("DELETE", path, Nothing(), as: Ignored.self, seconds: 20)
    driver.end()
  }

  // MARK: pages

  public func open(_ url: String) throws { try post("url", ["url": url]) }
  public func back() throws { try post("back", Nothing()) }
  public func forward() throws { try post("forward", Nothing()) }
  public func reload() throws { try post("refresh", Nothing()) }
  public func url() throws -> String { try get("url") }
  public func title() throws -> String { try get("title") }
  public func source() throws -> String { try get("source") }

  /// The path and query of the page that is shown.
  public func place() throws -> String {
    let url = try url()
    guard let parts = URLComponents(string: url) else { return url }
    return parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
  }

  // MARK: looks

  /// Sets the size of the visible page, smaller than a window could be too.
  public func resize(_ width: Int, _ height: Int) throws {
    settings.width = width
    settings.height = height
    struct Metrics: Encodable {
      let width: Int
      let height: Int
      let deviceScaleFactor = 1
      let mobile = false
    }
    try command("Emulation.setDeviceMetricsOverride", Metrics(width: width, height: height))
  }

  /// Asks pages for their dark or their light colours.
  public func useDark(_ isDark: Bool) throws {
    settings.isDark = isDark
    try useMedia("")
  }

  /// Shows pages as on paper (`print`), on a screen (`screen`), or as usual (empty).
  public func useMedia(_ medium: String) throws {
    struct Media: Encodable {
      struct Feature: Encodable {
        let name: String
        let value: String
      }
      let media: String
      let features: [Feature]
    }
    try command(
      "Emulation.setEmulatedMedia",
      Media(
        media: medium,
        features: [
          .init(name: "prefers-color-scheme", value: settings.isDark ? "dark" : "light"),
          .init(name: "prefers-reduced-motion", value: "reduce"),
        ]))
  }

  /// The page as a PNG: what is visible, or all of it from the top to the end.
  ///
  /// - Parameters:
  ///   - whole: beyond what is visible too.
  ///   - heightMax: what is below that many CSS pixels is left out.
  ///   - scale: of a pixel of the picture to a CSS pixel.
  /// - Returns: the file's bytes.
  /// - Throws: `BrowserTrouble`.
  public func picture(whole: Bool = false, heightMax: Int = 16_000, scale: Double = 1) throws -> [UInt8] {
    let height =
      whole ? try run("return document.documentElement.scrollHeight", as: Int.self) : settings.height
    let clip = Clip(width: Double(settings.width), height: Double(min(height, heightMax)), scale: scale)
    let captured = try command(
      "Page.captureScreenshot", Capture(captureBeyondViewport: whole, clip: clip), as: Captured.self)
    return Array(captured.data)
  }

  private struct Capture: Encodable {
    let format = "png"
    let captureBeyondViewport: Bool
    let clip: Clip
  }

  private struct Clip: Encodable {
    let x = 0.0
    let y = 0.0
    let width: Double
    let height: Double
    let scale: Double
  }

  private struct Captured: Decodable {
    let data: Data
  }

  // MARK: tabs and cookies

  /// Opens another tab and goes there; answers its handle.
  @discardableResult
  public func openTab() throws -> String {
    struct Made: Decodable {
      let handle: String
    }
    let made = try wire.send("POST", "\(path)/window/new", ["type": "tab"], as: Made.self)
    try switchTab(made.handle)
    try resize(settings.width, settings.height)
    try useDark(settings.isDark)
    return made.handle
  }

  public func tab() throws -> String { try get("window") }
  public func switchTab(_ handle: String) throws { try post("window", ["handle": handle]) }

  public struct Cookie: Codable, Sendable {
    public let name: String
    public var value: String
    public let httpOnly: Bool
    public let secure: Bool
    public let sameSite: String?
  }

  public func cookies() throws -> [Cookie] { try get("cookie") }
  public func forgetCookies() throws {
    _ = try wire.send("DELETE", "\(path)/cookie", Nothing(), as: Ignored.self)
  }

  // MARK: requests

  /// A command of the Chrome DevTools protocol, whose answer does not matter.
  public func command(_ name: String, _ parameters: some Encodable) throws {
    _ = try command(name, parameters, as: Ignored.self)
  }

  /// A command of the Chrome DevTools protocol.
  public func command<Answer: Decodable>(
    _ name: String, _ parameters: some Encodable, as type: Answer.Type
  ) throws -> Answer {
    try wire.send("POST", "\(path)/goog/cdp/execute", Command(cmd: name, params: parameters), as: type)
  }

  private struct Command<Parameters: Encodable>: Encodable {
    let cmd: String
    let params: Parameters
  }

  func get<Answer: Decodable>(_ what: String) throws -> Answer {
    try wire.send("GET", "\(path)/\(what)", Nothing(), as: Answer.self)
  }

  func post(_ what: String, _ body: some Encodable) throws {
    _ = try wire.send("POST", "\(path)/\(what)", body, as: Ignored.self)
  }

  // MARK: bodies

  private struct NewSession: Encodable {
    struct Capabilities: Encodable {
      let alwaysMatch: Match
    }
    struct Match: Encodable {
      let browserName: String
      let options: Options
      let timeouts: Timeouts
      enum CodingKeys: String, CodingKey {
        case browserName
        case timeouts
        case options = "goog:chromeOptions"
      }
    }
    struct Timeouts: Encodable {
      let implicit: Int
      let pageLoad: Int
      let script: Int
    }
    let capabilities: Capabilities
  }

  private struct Options: Encodable {
    let binary: String
    let args: [String]
    let prefs: [String: Preference]
  }

  private enum Preference: Encodable {
    case text(String)
    case number(Int)
    case truth(Bool)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      case .truth(let truth): try container.encode(truth)
      }
    }
  }

  private struct Session: Decodable {
    let sessionId: String
  }
}

/// An empty JSON object.
struct Nothing: Encodable {}

/// An answer of whatever shape.
struct Ignored: Decodable {
  init(from decoder: any Decoder) throws {}
}
