internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages
internal import SyncProtocol

extension HTTPSite {
  /// A style sheet, script or picture. By the name with its content's hash it may be kept for a year.
  @Sendable func asset(_ call: Call) async throws -> Response {
    let name = call.parameters["name"] ?? ""
    guard let asset = PageAsset.all.first(where: { $0.name == name || $0.address == "/assets/" + name }) else {
      throw ProblemAnswer(.notFound, subject: "asset")
    }
    let isNamedByContent = asset.name != name
    let tag = "\"\(asset.hash)\""
    var headers = HTTPFields()
    headers[.cacheControl] = isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache"
    headers[.eTag] = tag
    if call.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
    return .whole(Array(asset.text.utf8), type: asset.type, call: call, headers: headers)
  }
}
