/// An address within this server's pages, to which somebody may be sent on: a path, with its query, that can't lead
/// anywhere else.
struct LocalPath: Hashable, Sendable {
  let text: String

  static let home = LocalPath(trusted: "/")
  private static let bytesMax = 2048

  private init(trusted text: String) {
    self.text = text
  }

  /// Nil unless `text` is `/` or begins with `/w/`, and is written with what may stand in a path and a query.
  init?(_ text: String) {
    guard text == "/" || text.hasPrefix("/w/"), text.utf8.count <= Self.bytesMax else { return nil }
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "#"): false
      default: byte > 0x20 && byte < 0x7F
      }
    }
    let path = text.prefix { $0 != "?" }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard allowed, segments.dropLast().allSatisfy({ !$0.isEmpty }),
      !segments.contains(where: { PercentCoding.decoded($0).map { $0 == "." || $0 == ".." } ?? true })
    else { return nil }
    self.text = text
  }

  /// Without the query.
  var path: String { String(text.prefix { $0 != "?" }) }

  /// What stands for the workspace.
  var workspace: String? {
    let segments = path.split(separator: "/")
    guard segments.count > 1 else { return nil }
    return PercentCoding.decoded(segments[1])
  }
}
