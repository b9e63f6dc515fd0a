public import Words

/// Where somebody chooses whose data is to be erased.
public struct ErasurePage: PageBody {
  public static let template = "erase"

  /// A record, and its fields to choose from.
  public struct Subject: Hashable, Sendable {
    /// One field of the record's type.
    public struct Choice: Hashable, Sendable {
      public let key: String
      public let label: String
      public let isPersonal: Bool
      public let isChosen: Bool

      public init(key: String, label: String, isPersonal: Bool, isChosen: Bool) {
        self.key = key
        self.label = label
        self.isPersonal = isPersonal
        self.isChosen = isChosen
      }
    }

    public let reference: String
    public let name: String
    /// The record's page.
    public let address: String
    public let choices: [Choice]

    public init(reference: String, name: String, address: String, choices: [Choice]) {
      self.reference = reference
      self.name = name
      self.address = address
      self.choices = choices
    }
  }

  /// Which form came back, and what was wrong with it.
  public enum Problem: Hashable, Sendable {
    case fields(String)
    case naming(String)
  }

  struct Box: Sendable {
    let formValue: FormText
    let label: String
    let isPersonal: Bool
    let isChosen: Bool
  }

  struct Sheet: Sendable {
    let formReference: FormText
    let recordName: String
    let recordAddress: String
    let boxes: [Box]
  }

  let sheet: Sheet?
  let formNaming: FormText
  let formReason: FormText
  let fieldsProblem: String?
  let namingProblem: String?

  /// - Parameters:
  ///   - subject: the record that was come from; nil for none.
  ///   - naming: what was typed.
  ///   - reason: what was typed on the page that follows, and goes there with the form.
  ///   - problem: nil where nothing was wrong.
  public init(_ subject: Subject?, naming: String = "", reason: String = "", problem: Problem? = nil) {
    sheet = subject.map { subject in
      Sheet(
        formReference: FormText(subject.reference), recordName: subject.name, recordAddress: subject.address,
        boxes: subject.choices.map {
          Box(formValue: FormText($0.key), label: $0.label, isPersonal: $0.isPersonal, isChosen: $0.isChosen)
        })
    }
    formNaming = FormText(naming)
    formReason = FormText(reason)
    switch problem {
    case .fields(let text): (fieldsProblem, namingProblem) = (text, nil)
    case .naming(let text): (fieldsProblem, namingProblem) = (nil, text)
    case nil: (fieldsProblem, namingProblem) = (nil, nil)
    }
  }
}

/// Exactly what an erasure would take away, and the button that does it.
public struct ErasurePreviewPage: PageBody {
  public static let template = "erase-preview"

  /// One value that somebody wrote.
  public struct Item: Hashable, Sendable {
    public let record: String
    /// The record's page.
    public let address: String
    public let field: String
    public let value: String
    public let author: String
    /// Milliseconds, by the server's clock.
    public let time: Int64
    /// Whether it is what the record shows today.
    public let isStanding: Bool

    public init(
      record: String, address: String, field: String, value: String, author: String, time: Int64, isStanding: Bool
    ) {
      self.record = record
      self.address = address
      self.field = field
      self.value = value
      self.author = author
      self.time = time
      self.isStanding = isStanding
    }
  }

  struct Row: Sendable {
    let record: String
    let address: String
    let field: String
    let value: String
    let author: String
    let written: ShownTime
    let isStanding: Bool
  }

  struct Carried: Sendable {
    let name: String
    let value: FormText
  }

  let summary: String
  let rows: [Row]
  /// Of fields that are not marked as personal.
  let warning: String?
  let carried: [Carried]
  let formReason: FormText
  let reasonProblem: String?

  /// - Parameters:
  ///   - items: by record and field.
  ///   - summary: how much it is.
  ///   - warning: what is to be known of fields that are not marked as personal; nil where there is none.
  ///   - scope: what was asked for, and the token of this preview: the form's hidden fields.
  ///   - reason: what was typed.
  ///   - problem: what was wrong with it; nil for nothing.
  ///   - language: of the words.
  public init(
    _ items: [Item], summary: String, warning: String?, scope: [(name: String, value: String)], reason: String,
    problem: String?, language: Language
  ) {
    rows = items.map {
      Row(
        record: $0.record, address: $0.address, field: $0.field, value: $0.value,
        author: $0.author == "console" ? Words.Pages.console.text(language) : $0.author,
        written: ShownTime($0.time, language), isStanding: $0.isStanding)
    }
    self.summary = summary
    self.warning = warning
    carried = scope.map { Carried(name: $0.name, value: FormText($0.value)) }
    formReason = FormText(reason)
    reasonProblem = problem
  }
}
