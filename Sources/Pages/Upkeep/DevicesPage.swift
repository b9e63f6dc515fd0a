internal import CommitFormat
public import Words

/// A code that nobody has used yet.
public struct InvitationFacts: Hashable, Sendable {
  public let user: String
  /// Whether it signs a browser in; else it enrols a device.
  public let isSignIn: Bool
  public let createdAt: Int64
  public let expiresAt: Int64

  public init(user: String, isSignIn: Bool, createdAt: Int64, expiresAt: Int64) {
    self.user = user
    self.isSignIn = isSignIn
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}

/// Devices, and codes for new ones.
public struct DevicesPage: PageBody {
  public static let template = "devices"

  struct Invitation: Sendable {
    let user: String
    let purpose: String
    let made: ShownTime?
    let expires: ShownTime?
  }

  let devices: [DeviceRow]
  let hasDevices: Bool
  let hasButtons: Bool
  let invitations: [Invitation]
  let hasInvitations: Bool
  let users: [FormOption]
  let isAdministrator: Bool
  let madeCode: MadeCode?

  /// - Parameters:
  ///   - devices: all of them to an administrator, else the reader's own.
  ///   - invitations: likewise.
  ///   - people: names of those for whom a code may be made.
  ///   - reader: who reads the page.
  ///   - now: the server's time, milliseconds.
  ///   - language: of the words.
  ///   - made: a code that was just made, shown this once.
  public init(
    _ devices: [DeviceFacts], invitations: [InvitationFacts], people: [String], reader: Frame.Person, now: Int64,
    language: Language, made: MadeCode? = nil
  ) {
    let sorted = devices.sorted {
      ($0.revokedAt == nil ? 0 : 1, $0.createdAt) < ($1.revokedAt == nil ? 0 : 1, $1.createdAt)
    }
    self.devices =
      sorted
      .map { DeviceRow($0, now: now, language: language, canRevoke: true) }
    hasDevices = !devices.isEmpty
    hasButtons = devices.contains { $0.revokedAt == nil }
    hasInvitations = !invitations.isEmpty
    self.invitations = invitations.map {
      Invitation(
        user: $0.user,
        purpose: ($0.isSignIn ? Words.Pages.codeForSignIn : Words.Pages.codeForDevice).text(language),
        made: ShownTime($0.createdAt, language), expires: ShownTime($0.expiresAt, language))
    }
    users = people.map { FormOption($0, $0, isChosen: $0.utf8.elementsEqual(reader.name.utf8)) }
    isAdministrator = reader.role >= .administrator
    madeCode = made
  }
}
