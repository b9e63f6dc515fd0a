public import Words

/// A field of a form as somebody filled it in.
public struct TypedField: Hashable, Sendable {
  public let name: String
  public let value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// The page on which people sign in.
public struct SignInPage: PageBody {
  public static let template = "sign-in"

  let texts: [String: String]
  let returnPath: String
  let workspace: FormText
  let asksWorkspace: Bool
  let typedName: FormText
  let elsewhere: String?
  let typed: [TypedField]
  let hasTyped: Bool

  /// - Parameters:
  ///   - language: the reader's.
  ///   - returnPath: where to go on after it.
  ///   - workspace: the workspace's name or id, as far as it is known.
  ///   - asksWorkspace: whether the page must ask for it.
  ///   - typedName: the name that was typed before.
  ///   - elsewhere: the address that leads to the organisation's own sign-in; nil where there is none.
  ///   - typed: what was typed on another page without a session.
  public init(
    language: Language, returnPath: String, workspace: String, asksWorkspace: Bool, typedName: String = "",
    elsewhere: String? = nil, typed: [TypedField] = []
  ) {
    typealias Say = Words.SignIn
    texts = [
      "withPassword": Say.withPassword, "name": Say.name, "password": Say.password, "workspace": Say.workspace,
      "button": Say.button, "withCode": Say.withCode, "code": Say.code, "codeHint": Say.codeHint, "goOn": Say.goOn,
      "elsewhere": Say.elsewhere, "typed": Say.typed,
    ].mapValues { $0.text(language) }
    self.returnPath = returnPath
    self.workspace = FormText(workspace)
    self.asksWorkspace = asksWorkspace
    self.typedName = FormText(typedName)
    self.elsewhere = elsewhere
    self.typed = typed
    hasTyped = !typed.isEmpty
  }
}

/// The page to which a one-time code leads: a button that uses it up, and where it is an invitation, a password to be
/// chosen.
public struct CodePage: PageBody {
  public static let template = "sign-in-code"

  let texts: [String: String]
  let address: String
  let user: FormText
  let choosesPassword: Bool
  let lengthMin: Int

  /// - Parameters:
  ///   - language: the reader's.
  ///   - address: of this page.
  ///   - user: whose code it is.
  ///   - choosesPassword: whether a password is chosen with it.
  ///   - lengthMin: of a password, in characters.
  public init(language: Language, address: String, user: String, choosesPassword: Bool, lengthMin: Int) {
    typealias Say = Words.SignIn
    texts = [
      "hint": choosesPassword ? Say.chooseHint(lengthMin) : Say.linkHint, "password": Say.password,
      "repeated": Say.repeated, "button": choosesPassword ? Say.chooseButton : Say.button,
    ].mapValues { $0.text(language) }
    self.address = address
    self.user = FormText(user)
    self.choosesPassword = choosesPassword
    self.lengthMin = lengthMin
  }
}

/// A page that gives back what was typed into a form that could not be taken.
public struct TypedPage: PageBody {
  public static let template = "typed"

  let texts: [String: String]
  let paragraphs: [String]
  let links: [PageLink]
  let typed: [TypedField]
  let hasTyped: Bool

  public init(language: Language, paragraphs: [String], typed: [TypedField], links: [PageLink]) {
    texts = ["typed": Words.SignIn.typed.text(language)]
    self.paragraphs = paragraphs
    self.typed = typed
    self.links = links
    hasTyped = !typed.isEmpty
  }
}
