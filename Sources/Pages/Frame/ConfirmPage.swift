/// Asks before something is done that somebody may not have meant.
public struct ConfirmPage: PageBody {
  public static let template = "confirm"

  /// A field of the form that is sent when the answer is yes.
  public struct Field: Hashable, Sendable {
    let name: String
    let value: FormText

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = FormText(value)
    }
  }

  let question: String
  let action: String
  let fields: [Field]
  let label: String
  let back: String

  /// - Parameters:
  ///   - question: what would happen.
  ///   - action: where the form goes.
  ///   - fields: beside the form's token.
  ///   - label: of the button that does it.
  ///   - back: where whoever did not mean it goes.
  public init(question: String, action: String, fields: [Field], label: String, back: String) {
    self.question = question
    self.action = action
    self.fields = fields
    self.label = label
    self.back = back
  }
}
