internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Words

extension Response {
  /// A page.
  static func page(_ html: String, call: Call, status: HTTPResponse.Status = .ok) -> Response {
    var response = whole(Array(html.utf8), type: "text/html; charset=utf-8", call: call, status: status)
    response.headers[.contentLanguage] = call.language.rawValue
    response.headers[.vary] = "Accept-Encoding, Accept-Language, Cookie"
    return response
  }

  /// Sends a browser on, to be fetched with `GET` (303).
  static func redirect(to path: LocalPath) -> Response { redirect(toAddress: path.text) }

  /// As `redirect(to:)`, for addresses that no request had a say in.
  static func redirect(toAddress address: String) -> Response {
    var headers = HTTPFields()
    headers[.location] = address
    headers[.contentLength] = "0"
    headers[.cacheControl] = "no-store"
    return Response(status: .seeOther, headers: headers)
  }

  /// What a browser is told about everything that comes from a page's address, errors too.
  mutating func addPageHeaders() {
    headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
    // Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    headers[.referrerPolicy] = "same-origin"
    headers[.xContentTypeOptions] = "nosniff"
    headers[.crossOriginOpenerPolicy] = "same-origin"
    headers[.crossOriginResourcePolicy] = "same-origin"
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
  }

  private static let contentSecurityPolicy = """
    default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'
    """
}

extension HTTPField.Name {
  static let referrerPolicy = made("Referrer-Policy")
  static let crossOriginOpenerPolicy = made("Cross-Origin-Opener-Policy")
  static let secFetchSite = made("Sec-Fetch-Site")
  static let secPurpose = made("Sec-Purpose")

  private static func made(_ name: String) -> HTTPField.Name {
    guard let made = HTTPField.Name(name) else { preconditionFailure("\(name) is no header's name") }
    return made
  }
}
