public import Words

/// A device as the server knows it.
public struct DeviceFacts: Hashable, Sendable {
  /// What a device said of itself when it synced last.
  public struct Report: Hashable, Sendable {
    /// Milliseconds by the server's clock.
    public let seenAt: Int64
    /// Commits that it held and the log lacked after that sync.
    public let pending: UInt64
    public let version: String
    /// How far its clock ran ahead of the server's, milliseconds.
    public let clockAhead: Int64

    public init(seenAt: Int64, pending: UInt64, version: String, clockAhead: Int64) {
      self.seenAt = seenAt
      self.pending = pending
      self.version = version
      self.clockAhead = clockAhead
    }
  }

  /// What came of a difference between the device's state and the server's, the last time that there was one.
  public struct Repair: Hashable, Sendable {
    /// Milliseconds by the server's clock.
    public let time: Int64
    /// Records that it fetched again.
    public let records: Int
    /// Whether it was level then.
    public let isLevel: Bool

    public init(time: Int64, records: Int, isLevel: Bool) {
      self.time = time
      self.records = records
      self.isLevel = isLevel
    }
  }

  public let id: String
  public let name: String
  public let user: String
  public let createdAt: Int64
  public let revokedAt: Int64?
  public let report: Report?
  /// The first letters of the names of its replicas; several when the workspace was copied.
  public let replicas: [String]
  public var repair: Repair?

  public init(
    id: String, name: String, user: String, createdAt: Int64, revokedAt: Int64?, report: Report?,
    replicas: [String] = []
  ) {
    self.replicas = replicas
    self.id = id
    self.name = name
    self.user = user
    self.createdAt = createdAt
    self.revokedAt = revokedAt
    self.report = report
  }

  /// A clock that is further off than this is worth a word: 2 minutes.
  static let clockAheadMax: Int64 = 2 * 60_000
  /// One that has not been seen for so long may hold work that nobody has: 14 days.
  static let silentMillisecondsMax: Int64 = 14 * 86_400_000

  var isClockWrong: Bool { report.map { abs($0.clockAhead) > Self.clockAheadMax } ?? false }

  /// A repair is told of for as long as silence is borne.
  func wasRepaired(now: Int64) -> Repair? {
    repair.flatMap { now - $0.time < Self.silentMillisecondsMax ? $0 : nil }
  }

  func isSilent(now: Int64) -> Bool {
    revokedAt == nil && now - (report?.seenAt ?? createdAt) > Self.silentMillisecondsMax
  }
}

/// A device as a row of a table.
public struct DeviceRow: Hashable, Sendable {
  public let id: String
  public let name: String
  public let user: String
  public let lastSync: ShownTime?
  public let pending: String
  public let version: String
  public let clock: String
  public let status: StatusTag
  /// What is shown of a workspace that was copied; nil of any other.
  public let copied: String?
  public let canRevoke: Bool

  public init(_ device: DeviceFacts, now: Int64, language: Language, canRevoke: Bool) {
    id = device.id
    name = device.name
    user = device.user
    lastSync = device.report.map { ShownTime($0.seenAt, language) }
    pending = device.report.map { language.number($0.pending) } ?? "–"
    copied =
      device.replicas.count < 2
      ? nil
      : "\(Words.Copies.onDevice(device.replicas.count).text(language)) (\(device.replicas.joined(separator: ", ")))"
    version = device.report?.version ?? "–"
    clock =
      device.report.map { report in
        device.isClockWrong
          ? Words.Pages.clockOff(minutes: report.clockAhead / 60_000).text(language)
          : Words.Pages.clockRight.text(language)
      } ?? "–"
    self.canRevoke = canRevoke && device.revokedAt == nil
    status =
      if device.revokedAt != nil {
        StatusTag(.problem, Words.Pages.deviceRevoked.text(language))
      } else if device.repair.map({ !$0.isLevel }) ?? false {
        StatusTag(.problem, Words.Repairing.deviceDiffers.text(language))
      } else if device.report == nil {
        StatusTag(.plain, Words.Pages.deviceNeverSynced.text(language))
      } else if device.report.map({ $0.pending > 0 }) ?? false {
        StatusTag(.warning, Words.Pages.deviceHasPending.text(language))
      } else if device.isSilent(now: now) {
        StatusTag(.warning, Words.Pages.deviceSilent.text(language))
      } else if device.isClockWrong {
        StatusTag(.warning, Words.Pages.deviceClockWrong.text(language))
      } else if let repair = device.wasRepaired(now: now) {
        StatusTag(.warning, Words.Repairing.deviceRepaired(repair.records).text(language))
      } else {
        StatusTag(.done, Words.Pages.deviceWell.text(language))
      }
  }
}
