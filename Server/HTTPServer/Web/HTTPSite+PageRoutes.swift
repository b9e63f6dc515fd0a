internal import HTTPTypes

extension HTTPSite {
  /// The pages of a workspace; see `page(_:_:_:_:)`.
  var pageRoutes: [Route] { [] }
}
