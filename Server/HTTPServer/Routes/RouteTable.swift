internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird

/// Who may use a route.
enum Access: Hashable, Sendable {
  case everybody
  /// This machine, and administrators.
  case operators
  /// Members with at least this role.
  case member(Role)
  /// Devices of members, also when they have been revoked.
  case formerMembers
  /// Pages that everybody may see: signing in, style sheets.
  case openPage
  /// Pages for members with at least this role, by their session.
  case page(Role)

  /// Whether it is for people with browsers, and so not in `Protocol/openapi.yaml`.
  var isPage: Bool {
    switch self {
    case .openPage, .page: true
    case .everybody, .operators, .member, .formerMembers: false
    }
  }
}

/// A method at a path, and what is done there.
struct Route: Sendable {
  let method: HTTPRequest.Method
  /// Segments in braces stand for any one segment.
  let template: String
  let access: Access
  let answer: @Sendable (Call) async throws -> Response
  private let segments: [Substring]

  init(
    _ method: HTTPRequest.Method, _ template: String, _ access: Access,
    answer: @escaping @Sendable (Call) async throws -> Response
  ) {
    self.method = method
    self.template = template
    self.access = access
    self.answer = answer
    segments = template.split(separator: "/", omittingEmptySubsequences: false)
  }

  /// The named segments, when the template fits.
  func match(_ path: [Substring]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    // Most templates differ in a word: nothing is decoded for them.
    for (pattern, segment) in zip(segments, path) where pattern.utf8.first != Self.brace {
      guard pattern == segment else { return nil }
    }
    var parameters: [String: String] = [:]
    for (pattern, segment) in zip(segments, path) where pattern.utf8.first == Self.brace {
      guard !segment.isEmpty, let text = PercentCoding.decoded(segment) else { return nil }
      parameters[String(pattern.dropFirst().dropLast())] = text
    }
    return parameters
  }

  private static let brace = UInt8(ascii: "{")
}

/// All routes.
struct RouteTable: Sendable {
  enum Found {
    case route(Route, parameters: [String: String])
    /// There is something, but not for this method.
    case otherMethods(template: String, [HTTPRequest.Method])
    case nothing
  }

  let routes: [Route]

  func find(_ method: HTTPRequest.Method, path: Substring) -> Found {
    let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
    var others: [HTTPRequest.Method] = []
    var template = ""
    for route in routes {
      guard let parameters = route.match(segments) else { continue }
      // What may be fetched, may be asked after.
      if route.method == method || (method == .head && route.method == .get) {
        return .route(route, parameters: parameters)
      }
      template = route.template
      others.append(route.method)
      if route.method == .get { others.append(.head) }
    }
    return others.isEmpty ? .nothing : .otherMethods(template: template, others)
  }
}
