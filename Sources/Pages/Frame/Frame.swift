public import CommitFormat
public import Words

/// What stands around every page: who reads it, in which language, where else one can go.
public struct Frame: Sendable {
  /// The places of the menu. The raw value is the path below the workspace's.
  public enum Place: String, Hashable, Sendable, CaseIterable {
    case overview = ""
    case inbox
    case records
    case followUp = "follow-up"
    case told
    case rules
    case devices
    case people
    case quarantine
    case audit
    case practice
    case help

    /// The least role that the place is of any use to.
    public var needs: Role {
      switch self {
      case .rules, .people, .quarantine, .audit: .administrator
      default: .reader
      }
    }
  }

  /// Word to the reader about what was just done, read aloud as the page comes.
  public struct Notice: Hashable, Sendable {
    /// How it went, or stands.
    public enum Kind: String, Hashable, Sendable {
      case done
      case warning
      case problem
    }

    public let kind: Kind
    public let text: String
    /// The commit that a button beside it undoes; nil for none.
    public let undo: String?

    public init(_ kind: Kind, _ text: String, undo: String? = nil) {
      self.kind = kind
      self.text = text
      self.undo = undo
    }
  }

  /// Somebody who has signed in.
  public struct Person: Hashable, Sendable {
    public let name: String
    public let role: Role

    public init(name: String, role: Role) {
      self.name = name
      self.role = role
    }
  }

  public var language: Language
  /// The page's heading, and the first words of the window's title.
  public var title: String
  /// What the address of each page of the workspace begins with, `/w/` and its id; nil before signing in.
  public var base: String?
  /// What people call the workspace.
  public var workspaceName: String
  public var person: Person?
  /// Stands in every form, against forged ones.
  public var formToken: String
  /// Where the page stands in the menu.
  public var place: Place?
  public var notice: Notice?
  /// Open conflicts, and words to the reader that are not read yet: the badges of the menu.
  public var conflictCount: Int
  public var toldCount: Int
  /// Edits that wait for a decision.
  public var quarantineCount = 0
  /// The path and query of this page, for the links that change the language.
  public var address: String

  public init(
    language: Language, title: String, base: String? = nil, workspaceName: String = "", person: Person? = nil,
    formToken: String = "", place: Place? = nil, notice: Notice? = nil, conflictCount: Int = 0, toldCount: Int = 0,
    address: String = "/"
  ) {
    self.language = language
    self.title = title
    self.base = base
    self.workspaceName = workspaceName
    self.person = person
    self.formToken = formToken
    self.place = place
    self.notice = notice
    self.conflictCount = conflictCount
    self.toldCount = toldCount
    self.address = address
  }
}

extension Frame {
  /// What the layout template reads of it.
  struct Layout: Sendable {
    struct Link: Sendable {
      let label: String
      let address: String
      let isHere: Bool
      let badge: String?
      let badgeLabel: String
    }

    struct Tongue: Sendable {
      let code: String
      let name: String
      let address: String
      let isHere: Bool
    }

    let lang: String
    let title: String
    let windowTitle: String
    let base: String
    let isInside: Bool
    let workspaceName: String
    let personName: String?
    let personRole: String
    let token: String
    let address: String
    let work: [Link]
    let upkeep: [Link]
    let tongues: [Tongue]
    let notice: Notice?
    let noticeMark: String
    let noticeWord: String
    let noticeIsProblem: Bool
  }

  private static let work: [Place] = [.overview, .inbox, .records, .followUp, .told]
  private static let upkeep: [Place] = [.rules, .devices, .people, .quarantine, .audit, .practice, .help]

  var layout: Layout {
    let name = workspaceName.isEmpty ? "Bygd" : workspaceName + " – Bygd"
    return Layout(
      lang: language.rawValue, title: title, windowTitle: "\(title) – \(name)", base: base ?? "",
      isInside: base != nil && person != nil, workspaceName: workspaceName, personName: person?.name,
      personRole: person.map { Words.Pages.role($0.role.rawValue).text(language) } ?? "", token: formToken,
      address: address, work: links(Self.work), upkeep: links(Self.upkeep),
      tongues: Language.allCases.map { tongue in
        Layout.Tongue(
          code: tongue.rawValue, name: tongue.ownName,
          address: Query.replacing("lang", with: tongue.rawValue, in: address), isHere: tongue == language)
      },
      notice: notice, noticeMark: notice.map { Self.mark($0.kind) } ?? "",
      noticeWord: notice.map { Words.Pages.notice($0.kind.rawValue).text(language) } ?? "",
      noticeIsProblem: notice?.kind == .problem)
  }

  private func links(_ places: [Place]) -> [Layout.Link] {
    guard let base, let person else { return [] }
    return places.filter { $0.needs <= person.role }.map { place in
      let count =
        switch place {
        case .inbox: conflictCount
        case .told: toldCount
        case .quarantine: quarantineCount
        default: 0
        }
      return Layout.Link(
        label: Words.Pages.place(place.rawValue).text(language),
        address: place == .overview ? base : "\(base)/\(place.rawValue)", isHere: place == self.place,
        badge: count > 0 ? language.number(count) : nil, badgeLabel: Words.Pages.waiting.text(language))
    }
  }

  private static func mark(_ kind: Notice.Kind) -> String {
    switch kind {
    case .done: "✓"
    case .warning: "!"
    case .problem: "✕"
    }
  }
}
