internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SyncProtocol
internal import Words

extension SiteResponder {
  /// What is known of the route by the time that something goes wrong.
  struct Place {
    var template = "none"
    var isPage = false
  }

  /// Whether whoever asks reads pages rather than problem documents.
  static func wantsPage(_ request: Request, _ place: Place) -> Bool {
    let isForPrograms = (request.head.path ?? "").hasPrefix("/v1/")
    guard place.isPage || !isForPrograms else { return false }
    let accepted = (request.headers[.accept] ?? "").lowercased()
    if accepted.contains("text/html") { return true }
    return place.isPage && !accepted.contains("json")
  }

  /// An address of a page with a slash too many, as people type it, leads to the page.
  func withoutLastSlash(_ request: Request, path: Substring, query: Substring) -> Response? {
    let trimmed = path.dropLast()
    guard request.method == .get || request.method == .head, path.hasPrefix("/w/"),
      path.hasSuffix("/"), case .route = table.find(.get, path: trimmed),
      let address = LocalPath(String(trimmed + query))
    else { return nil }
    var response = Response.redirect(to: address)
    response.addPageHeaders()
    return response
  }

  /// The page of an error, with the headers that the answer would have had.
  func page(_ error: any Error, _ request: Request, language: Language) -> Response {
    let shown = ErrorPage(error, language: language)
    var response = Response(status: HTTPResponse.Status(code: shown.status))
    var cause = error
    if case WebProblem.later(_, _, let why) = error { cause = ProblemAnswer.answer(to: why).answer }
    if let answer = cause as? ProblemAnswer {
      response.headers = answer.headers
      if answer.closes { response.headers[.connection] = "close" }
      if answer.problem.retryAfterSeconds > 0 {
        response.headers[.retryAfter] = String(answer.problem.retryAfterSeconds)
      }
    }
    let bytes = Array(shown.html(language, address: request.head.path ?? "/").utf8)
    response.headers[.contentType] = "text/html; charset=utf-8"
    response.headers[.contentLanguage] = language.rawValue
    response.headers[.contentLength] = String(bytes.count)
    response.headers[.cacheControl] = "no-store"
    response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    return response
  }

  /// What the reader chose by `?lang=`, now or before; else the first language of `Accept-Language` that we speak;
  /// Swedish when it names none.
  static func language(_ request: Request) -> Language {
    chosen(request)
      ?? Cookies(request.headers)["bygd-lang"].flatMap { Language(rawValue: $0) }
      ?? language(request.headers[.acceptLanguage])
  }

  private static func chosen(_ request: Request) -> Language? {
    let path = request.head.path ?? ""
    guard !path.hasPrefix("/v1/"), let mark = path.firstIndex(of: "?") else { return nil }
    return QueryItems(path[mark...].dropFirst())?["lang"].flatMap { Language(rawValue: $0) }
  }

  func remember(_ language: Language, _ request: Request, in response: inout Response) {
    guard Self.chosen(request) != nil else { return }
    let cookies = site.web.cookies
    response.set(cookie: cookies.plain(cookies.language, language.rawValue, seconds: 365 * 86_400))
  }
}
