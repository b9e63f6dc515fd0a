public import CommitFormat
public import Words

/// A member as the server knows them.
public struct PersonFacts: Hashable, Sendable {
  public let name: String
  public let role: Role
  /// Since when, milliseconds.
  public let since: Int64
  public let devices: Int
  /// The workspace's audiences, by key, and whether the member belongs to them; none where there are none.
  public let audiences: [Membership]

  /// An audience as a member sees it.
  public struct Membership: Hashable, Sendable {
    public let key: String
    public let label: String
    public let belongs: Bool

    public init(key: String, label: String, belongs: Bool) {
      self.key = key
      self.label = label
      self.belongs = belongs
    }
  }

  public init(name: String, role: Role, since: Int64, devices: Int, audiences: [Membership] = []) {
    self.name = name
    self.role = role
    self.since = since
    self.devices = devices
    self.audiences = audiences
  }
}

/// A member as a row of a table.
public struct PersonRow: Hashable, Sendable {
  let formName: FormText
  public let name: String
  public let role: String
  public let since: ShownTime?
  public let devices: String
  public let roles: [FormOption]
  public let isReader: Bool
  let audiences: [FormOption]

  /// - Parameters:
  ///   - person: the member.
  ///   - language: of the words.
  ///   - reader: who reads the page: nobody takes their own rights away by a slip.
  public init(_ person: PersonFacts, language: Language, reader: String? = nil) {
    formName = FormText(person.name)
    name = person.name
    role = Words.Pages.role(person.role.rawValue).text(language)
    since = ShownTime(person.since, language)
    devices = language.number(person.devices)
    roles = PeoplePage.roles(person.role, language)
    audiences = person.audiences.map { FormOption($0.key, $0.label, isChosen: $0.belongs) }
    isReader = reader.map { $0.utf8.elementsEqual(person.name.utf8) } ?? false
  }
}

/// Who belongs to the workspace, and with which role.
public struct PeoplePage: PageBody {
  public static let template = "people"
  let rows: [PersonRow]
  let hasAudiences: Bool
  let roles: [FormOption]
  let typedName: FormText
  let nameProblem: String?
  let madeCode: MadeCode?

  /// - Parameters:
  ///   - people: all members.
  ///   - reader: the administrator who reads the page.
  ///   - language: of the words.
  ///   - typed: a new member's name and role as they were typed, when the form comes back.
  ///   - problem: what is wrong with them.
  ///   - made: a code that was just made, shown this once.
  public init(
    _ people: [PersonFacts], reader: String, language: Language, typed: (name: String, role: Role)? = nil,
    problem: String? = nil, made: MadeCode? = nil
  ) {
    rows = people.map { PersonRow($0, language: language, reader: reader) }
    hasAudiences = people.contains { !$0.audiences.isEmpty }
    roles = Self.roles(typed?.role ?? .editor, language)
    typedName = FormText(typed?.name ?? "")
    nameProblem = problem
    madeCode = made
  }

  static func roles(_ chosen: Role, _ language: Language) -> [FormOption] {
    [Role.reader, .editor, .administrator].map {
      FormOption($0.rawValue, Words.Pages.role($0.rawValue).text(language), isChosen: $0 == chosen)
    }
  }
}

/// A code that was just made. It is shown once; the server keeps no more than its hash.
public struct MadeCode: Hashable, Sendable {
  public let code: String
  public let explanation: String
  /// A sign-in link as an address; nil for a device's code.
  public let address: String?

  public init(code: String, explanation: String, address: String? = nil) {
    self.code = code
    self.explanation = explanation
    self.address = address
  }
}
