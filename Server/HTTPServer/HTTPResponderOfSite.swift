internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Replica
internal import SyncProtocol
internal import Words

/// Where a request came in.
struct ConnectionContext: InitializableFromSource, RequestContextSource, Sendable {
  let logger: Logger
  let address: String
  let isLoopback: Bool

  init(source: ApplicationRequestContextSource) {
    logger = source.logger
    let remote = source.channel.remoteAddress
    address = remote?.ipAddress ?? "local"
    isLoopback = remote.map(ListenAddress.isLoopback) ?? true
  }
}

/// Finds the route of each request, and makes an answer of whatever comes of it.
struct SiteResponder: HTTPResponder {
  let site: HTTPSite
  let table: RouteTable

  init(site: HTTPSite) {
    self.site = site
    table = site.routes
  }

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    guard request.head.path?.hasSuffix("/events") == true else { return await answer(request, context) }
    // A task keeps the memory that its deepest call took, and a connection's lives as long as the stream does.
    return await Task { await answer(request, context) }.value
  }

  private func answer(_ request: Request, _ context: ConnectionContext) async -> Response {
    let began = ContinuousClock.now
    site.metrics.begin()
    let requestID = context.logger[metadataKey: "hb.request.id"]?.description ?? ""
    let language = Self.language(request)
    var place = Place()
    var response: Response
    do {
      response = try await answer(request, context, language: language, requestID: requestID, place: &place)
    } catch {
      let (answer, isOurs) = ProblemAnswer.answer(to: error)
      if isOurs {
        context.logger.error(
          "request failed", metadata: ["route": "\(place.template)", "error": "\(ErrorLabel.text(error))"])
      }
      response =
        Self.wantsPage(request, place) && !(error is ProblemAnswer && answer.problem.known == .unsupportedVersion)
        ? page(error, request, language: language)
        : answer.response(language: language, time: site.clock.now(), requestID: requestID)
      // Nobody waits for the rest of a body that will not be read.
      if Self.mayHaveBody(request), answer.status >= 400, response.headers[.connection] == nil {
        response.headers[.connection] = "close"
      }
    }
    if place.isPage || Self.wantsPage(request, place) {
      response.addPageHeaders()
      remember(language, request, in: &response)
    }
    response.headers[.bygdTime] = String(site.clock.now())
    response.headers[.bygdProtocol] = String(ProtocolVersion.current)
    response.headers[.xContentTypeOptions] = "nosniff"
    if !requestID.isEmpty { response.headers[.requestID] = requestID }
    if request.method == .head { response = response.createHeadResponse() }
    let (seconds, attoseconds) = (ContinuousClock.now - began).components
    let elapsed = Double(seconds) + Double(attoseconds) / 1e18
    site.metrics.end(
      method: Self.known(request.method), route: place.template, status: response.status.code, seconds: elapsed)
    context.logger.info(
      "request",
      metadata: [
        "method": "\(Self.known(request.method))", "route": "\(place.template)", "status": "\(response.status.code)",
        "milliseconds": "\(Int(elapsed * 1000))",
      ])
    return response
  }

  private func answer(
    _ request: Request, _ context: ConnectionContext, language: Language, requestID: String, place: inout Place
  ) async throws -> Response {
    let target = (request.head.path ?? "")[...]
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
    guard target.utf8.count <= 8192 else { throw ProblemAnswer(.tooLarge, subject: "path") }
    guard target.hasPrefix("/"), let query = QueryItems(target[mark...].dropFirst()) else {
      throw ProblemAnswer(.malformed, subject: "path")
    }
    switch table.find(request.method, path: target[..<mark]) {
    case .nothing:
      if let page = withoutLastSlash(request, path: target[..<mark], query: target[mark...]) { return page }
      throw ProblemAnswer(.notFound)
    case .otherMethods(let found, let methods):
      place.template = found
      var answer = ProblemAnswer(.methodNotAllowed)
      answer.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
      throw answer
    case .route(let route, let parameters):
      place.template = route.template
      place.isPage = route.access.isPage
      if let text = request.headers[.bygdProtocol] {
        guard let version = UInt32(text), ProtocolVersion.spoken.contains(version) else {
          throw ProblemAnswer(Problem(.unsupportedVersion, versions: ProtocolVersion.spoken))
        }
      }
      return try await route.answer(
        Call(
          request: request, parameters: parameters, query: query,
          accepted: Compression.best(acceptEncoding: request.headers[.acceptEncoding]), language: language,
          requestID: requestID, address: context.address, isLoopback: context.isLoopback, logger: context.logger,
          time: site.clock.now()))
    }
  }

  private static func mayHaveBody(_ request: Request) -> Bool {
    request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
  }

  /// What may stand in a label: anybody can send any method.
  private static func known(_ method: HTTPRequest.Method) -> String {
    let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options]
    return known.contains(method) ? method.rawValue : "other"
  }

  /// The first language of `Accept-Language` that we speak; Swedish when it names none.
  static func language(_ header: String?) -> Language {
    for item in (header ?? "").split(separator: ",") {
      let code = item.split(separator: ";").first.map { $0.filter { $0 != " " } } ?? ""
      if let language = Language(code: code) { return language }
    }
    return .sv
  }
}
