import Foundation

/// The project's own files, read from where these tests were built.
enum Tree {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Files below `folder` with one of the endings, paths relative to the root, rising. Hidden folders are left out.
  static func files(in folder: String = "", endings: [String]) -> [String] {
    let start = folder.isEmpty ? root : root.appendingPathComponent(folder)
    guard
      let walk = FileManager.default.enumerator(
        at: start, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    else { return [] }
    var result: [String] = []
    for case let url as URL in walk where endings.contains(url.pathExtension) {
      result.append(String(url.path.dropFirst(root.path.count + 1)))
    }
    return result.sorted()
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  static func lines(_ path: String) throws -> [Substring] {
    try text(path).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Swift sources that people wrote: generated ones are left out.
  static func swiftSources(in folder: String) -> [String] {
    files(in: folder, endings: ["swift"]).filter { path in
      !path.hasSuffix(".pb.swift") && !path.hasSuffix("BundledSchema.swift") && !path.hasSuffix("BundledPages.swift")
        && !path.hasSuffix("OpenAPIDocument.swift")
    }
  }
}
