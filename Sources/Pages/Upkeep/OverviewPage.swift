public import CommitFormat
public import Words

/// The first page: how the workspace stands.
public struct OverviewPage: PageBody {
  public static let template = "overview"

  /// What the server knows of a workspace.
  public struct Facts: Sendable {
    public var recordsInConflict: Int
    public var conflicts: Int
    public var records: Int
    /// Entries of the log, and whether the server's own copy has taken all of them in.
    public var logEntries: UInt64
    public var isLevel: Bool
    /// Since the server started: commits that were refused, and pushes that could not be read.
    public var refused: UInt64
    public var damaged: UInt64
    public var told: Int
    public var devices: [DeviceFacts]
    public var people: [PersonFacts]

    public init(
      recordsInConflict: Int, conflicts: Int, records: Int, logEntries: UInt64, isLevel: Bool, refused: UInt64,
      damaged: UInt64, told: Int, devices: [DeviceFacts], people: [PersonFacts]
    ) {
      self.recordsInConflict = recordsInConflict
      self.conflicts = conflicts
      self.records = records
      self.logEntries = logEntries
      self.isLevel = isLevel
      self.refused = refused
      self.damaged = damaged
      self.told = told
      self.devices = devices
      self.people = people
    }
  }

  struct Figure: Sendable {
    let count: String
    let label: String
    let address: String?
  }

  let figures: [Figure]
  let health: [StatusTag]
  let devices: [DeviceRow]
  let hasDevices: Bool
  let hasButtons = false
  let people: [PersonRow]
  let isAdministrator: Bool
  let base: String

  /// - Parameters:
  ///   - facts: of the workspace; to a reader or editor, devices and people are their own alone.
  ///   - role: of the reader of the page.
  ///   - base: of the addresses of the workspace's pages.
  ///   - now: the server's time, milliseconds.
  ///   - language: of the words.
  public init(_ facts: Facts, role: Role, base: String, now: Int64, language: Language) {
    self.base = base
    isAdministrator = role >= .administrator
    var figures = [
      Figure(
        count: language.number(facts.recordsInConflict),
        label: Words.Pages.recordsInConflict(facts.recordsInConflict).text(language), address: base + "/inbox"),
      Figure(
        count: language.number(facts.records), label: Words.Pages.recordsInAll(facts.records).text(language),
        address: base + "/records"),
      Figure(
        count: language.number(facts.told), label: Words.Pages.toldToYou(facts.told).text(language),
        address: base + "/told"),
    ]
    let live = facts.devices.filter { $0.revokedAt == nil }
    if isAdministrator {
      figures.append(
        Figure(
          count: language.number(live.count), label: Words.Pages.devicesInUse(live.count).text(language),
          address: base + "/devices"))
      figures.append(
        Figure(
          count: language.number(facts.people.count), label: Words.Pages.peopleInAll(facts.people.count).text(language),
          address: base + "/people"))
      figures.append(
        Figure(
          count: language.number(facts.logEntries),
          label: Words.Pages.logEntries(facts.logEntries).text(language), address: nil))
    }
    self.figures = figures
    health = Self.health(facts, live: live, now: now, language: language)
    devices = facts.devices.filter { $0.revokedAt == nil }
      .sorted { ($0.report?.seenAt ?? 0) > ($1.report?.seenAt ?? 0) }
      .map { DeviceRow($0, now: now, language: language, canRevoke: false) }
    hasDevices = !devices.isEmpty
    people = facts.people.map { PersonRow($0, language: language) }
  }

  private static func health(
    _ facts: Facts, live: [DeviceFacts], now: Int64, language: Language
  ) -> [StatusTag] {
    var tags = [
      facts.isLevel
        ? StatusTag(.done, Words.Pages.isLevel.text(language))
        : StatusTag(.problem, Words.Pages.isBehind.text(language))
    ]
    let pending = live.reduce(0) { $0 + ($1.report?.pending ?? 0) }
    let waiting = live.count { ($0.report?.pending ?? 0) > 0 }
    if waiting > 0 {
      tags.append(StatusTag(.warning, Words.Pages.pendingOnDevices(pending, devices: waiting).text(language)))
    } else {
      tags.append(StatusTag(.done, Words.Pages.nothingPending.text(language)))
    }
    let silent = live.count { $0.isSilent(now: now) }
    if silent > 0 { tags.append(StatusTag(.warning, Words.Pages.silentDevices(silent).text(language))) }
    let wrong = live.count(where: \.isClockWrong)
    if wrong > 0 { tags.append(StatusTag(.warning, Words.Pages.wrongClocks(wrong).text(language))) }
    if facts.refused > 0 {
      tags.append(StatusTag(.warning, Words.Pages.refusedSinceStart(facts.refused).text(language)))
    }
    if facts.damaged > 0 {
      tags.append(StatusTag(.problem, Words.Pages.damagedSinceStart(facts.damaged).text(language)))
    }
    return tags
  }
}
