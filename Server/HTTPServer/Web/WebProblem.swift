internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages
internal import SyncProtocol
internal import Words

/// Why a page's request is not served, where only pages have such reasons.
enum WebProblem: Error {
  /// The form was not sent from a page of ours.
  case forged
  /// A sign-in form without the cookie that its page came with.
  case noCookie
  /// The form is of a page that was made for another session; what was typed is kept for `again`.
  case stale(FormFields, again: LocalPath?)
  /// The form can't be taken just now: too many requests, a store that is busy or full. It is given back as it was.
  case later(FormFields, again: LocalPath, any Error)
}

/// What a page's error is shown as.
struct ErrorPage {
  let status: Int
  let title: Phrase
  let body: any PageBody

  init(_ error: any Error, language: Language) {
    switch error {
    case WebProblem.forged:
      status = 403
      title = Words.SignIn.forgedTitle
      body = PlainPage(
        paragraphs: [Words.SignIn.forged.text(language)],
        links: [PageLink(Words.SignIn.home.text(language), "/")])
    case WebProblem.noCookie:
      status = 403
      title = Words.SignIn.forgedTitle
      body = PlainPage(
        paragraphs: [Words.SignIn.cookies.text(language)],
        links: [PageLink(Words.SignIn.toSignIn.text(language), "/sign-in")])
    case WebProblem.stale(let form, let again):
      status = 403
      title = Words.SignIn.staleTitle
      body = TypedPage(
        language: language, paragraphs: [Words.SignIn.stale.text(language)], typed: Self.typed(form),
        links: [PageLink(Words.SignIn.again.text(language), again?.path ?? "/")])
    case WebProblem.later(let form, let again, let error):
      let answer = ProblemAnswer.answer(to: error).answer
      status = answer.status
      title = Words.Server.problem(answer.problem.code)
      let fields = form.all.map { TypedField(name: $0.name, value: $0.value) }
      body = SendAgainPage(
        language: language,
        paragraphs: [
          (answer.problem.known == .tooManyRequests
            ? Words.SignIn.notTakenNow(seconds: Int(answer.problem.retryAfterSeconds))
            : Words.SignIn.perhapsTaken(seconds: Int(answer.problem.retryAfterSeconds))).text(language)
        ],
        action: again.text, fields: fields, typed: Self.typed(form))
    case let problem as OIDCProblem:
      status = problem.status
      title = Words.SignIn.elsewhereFailed
      body = PlainPage(
        paragraphs: [Self.phrase(problem).text(language)],
        links: [PageLink(Words.SignIn.toSignIn.text(language), "/sign-in")])
    default:
      let answer = ProblemAnswer.answer(to: error).answer
      status = answer.status
      title = Words.Server.problem(answer.problem.code)
      body = PlainPage(
        paragraphs: Words.SignIn.explained(
          answer.problem.code, subject: answer.problem.subject, limit: answer.problem.limit,
          seconds: Int(answer.problem.retryAfterSeconds)
        ).map { [$0.text(language)] } ?? [],
        links: [PageLink(Words.SignIn.home.text(language), "/")])
    }
  }

  /// What somebody typed.
  static func typed(_ form: FormFields) -> [TypedField] {
    form.all.filter { $0.name != FormFields.tokenName && !$0.value.isEmpty }
      .map { TypedField(name: $0.name, value: $0.value) }
  }

  private static func phrase(_ problem: OIDCProblem) -> Phrase {
    switch problem {
    case .unreachable: Words.SignIn.providerUnreachable
    case .garbled, .badToken: Words.SignIn.providerGarbled
    case .refused: Words.SignIn.providerRefused
    case .unasked: Words.SignIn.providerUnasked
    case .noName: Words.SignIn.providerNoName
    case .notMember(let name): Words.SignIn.notMember(name)
    }
  }

  func html(_ language: Language, address: String) -> String {
    PageFrame(language: language, title: title.text(language), address: address).html(body)
  }
}
