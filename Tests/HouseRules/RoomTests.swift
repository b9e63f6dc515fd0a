import Foundation
import Testing

/// The rooms and what each may import, as ARCHITECTURE.md draws them. An arrow that is not here does not exist.
private let rooms: [(folder: String, imports: Set<String>)] = [
  ("Sources/Merge", []),
  ("Sources/Schema", ["Merge", "Crypto"]),
  ("Sources/CommitFormat", ["Merge", "Crypto"]),
  ("Sources/Words", []),
  ("Sources/Replica", ["Schema", "CommitFormat", "Merge", "Synchronization"]),
  ("Sources/SQLiteWatch", ["GRDB", "GRDBSQLite", "Synchronization"]),
  (
    "Sources/SQLiteReplica",
    ["GRDB", "GRDBSQLite", "SQLiteWatch", "Replica", "Schema", "CommitFormat", "Merge", "Synchronization"]
  ),
  ("Sources/Plan", ["Replica", "Words", "Schema", "CommitFormat", "Merge", "Synchronization"]),
  ("Sources/Pages", ["Mustache", "Plan", "Words", "Replica", "Schema", "CommitFormat", "Merge", "Synchronization"]),
  (
    "Protocol/SyncProtocol",
    ["CommitFormat", "Merge", "SwiftProtobuf", "CZlib", "CZstd", "Crypto", "Synchronization"]
  ),
  ("Client/SyncClient", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "Synchronization"]),
  (
    "Client/HTTPTransport",
    [
      "AsyncHTTPClient", "SyncClient", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "NIOCore",
      "NIOPosix",
      "NIOHTTP1", "NIOSSL", "Synchronization",
    ]
  ),
  (
    "Server/SyncServer",
    ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "Crypto", "CryptoExtras", "Synchronization"]
  ),
  (
    "Server/SQLiteLog",
    [
      "GRDB", "SQLiteWatch", "SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge",
      "Synchronization",
    ]
  ),
  (
    "Server/HTTPServer",
    [
      "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HummingbirdHTTP2", "HTTPTypes", "NIOCore", "NIOPosix",
      "NIOHTTP1", "NIOHTTPTypes",
      "NIOSSL", "NIOConcurrencyHelpers", "Logging", "ServiceLifecycle", "JWTKit", "AsyncHTTPClient", "Crypto",
      "SyncServer", "SyncProtocol", "Pages", "Plan", "Words", "Replica", "Schema", "CommitFormat", "Merge",
      "Synchronization",
    ]
  ),
]

@Suite struct Rooms {
  @Test(arguments: rooms.map(\.folder)) func aRoomImportsOnlyWhatItMay(folder: String) throws {
    guard let room = rooms.first(where: { $0.folder == folder }) else { return }
    // Foundation everywhere but in Merge.
    let allowed =
      folder == "Sources/Merge"
      ? room.imports : room.imports.union(["Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Darwin"])
    let sources = Tree.files(in: folder, endings: ["swift"])
    #expect(!sources.isEmpty)
    for path in sources {
      for line in try Tree.lines(path) {
        guard let module = Self.imported(line) else { continue }
        #expect(allowed.contains(module), "\(path) imports \(module)")
      }
    }
  }

  @Test func everyRoomIsListed() throws {
    let manager = FileManager.default
    var found: Set<String> = []
    for floor in ["Sources", "Protocol", "Client", "Server"] {
      for room in try manager.contentsOfDirectory(atPath: Tree.root.appendingPathComponent(floor).path) {
        if !Tree.files(in: "\(floor)/\(room)", endings: ["swift"]).isEmpty { found.insert("\(floor)/\(room)") }
      }
    }
    #expect(found.subtracting(["Client/bygd", "Server/bygd-server"]) == Set(rooms.map(\.folder)))
  }

  @Test func thirdPartyTypesStayInTheirRoom() throws {
    let theirs: Set<String> = [
      "GRDB", "SwiftProtobuf", "Crypto", "CryptoExtras", "AsyncHTTPClient", "CZlib", "CZstd",
    ]
    for floor in ["Sources", "Protocol", "Client", "Server"] {
      for path in Tree.files(in: floor, endings: ["swift"]) {
        for line in try Tree.lines(path) where line.hasPrefix("public import") || line.hasPrefix("@_exported") {
          guard let module = Self.imported(line) else { continue }
          #expect(!theirs.contains(module), "\(path) shows \(module) to other rooms")
        }
      }
    }
  }

  /// The thread sanitizer is given a lock that it sees instead of `Mutex`, and has no stand-in for anything else.
  @Test func whatIsShownToTheThreadSanitizerLocksByMutexAlone() throws {
    let shown = try FileManager.default.contentsOfDirectory(
      atPath: Tree.root.appendingPathComponent("Tests/Sanitizing/Rooms").path)
    let folders = rooms.map(\.folder).filter { folder in shown.contains { folder.hasSuffix("/\($0)") } }
    #expect(folders.count >= 7)
    for folder in folders {
      for path in Tree.files(in: folder, endings: ["swift"]) {
        for line in try Tree.lines(path) where !line.drop(while: \.isWhitespace).hasPrefix("//") {
          #expect(!line.contains("Atomic"), "\(path): \(line)")
        }
      }
    }
  }

  /// The module that a line imports; nil when it is no import.
  static func imported(_ line: some StringProtocol) -> String? {
    var words = String(line).split(separator: " ").map(String.init)
    while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
    let access: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    if let first = words.first, access.contains(first) { words.removeFirst() }
    guard words.first == "import", words.count > 1 else { return nil }
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
    return name.split(separator: ".").first.map(String.init)
  }
}
