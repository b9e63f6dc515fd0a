// swift-tools-version: 6.2
import PackageDescription

// What works on several threads at once, for `swift build --sanitize=thread` and `=address`: the rooms without a third
// party, as links, and the files of the HTTP server that need none.

// Under the thread sanitizer a lock that it sees takes the place of the standard library's: scripts/sanitize.sh copies
// all of this and puts it there, with SANITIZER=thread.
let isForThreads = Context.environment["SANITIZER"] == "thread"
let locks: [Target.Dependency] = isForThreads ? ["SeenLocks"] : []

let strict: [SwiftSetting] =
  [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
  ]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies + locks, path: "Rooms/\(name)", exclude: exclude, swiftSettings: strict)
}

func standIn(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "StandIns/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "Sanitizing",
  platforms: [.macOS(.v15)],
  targets: (isForThreads ? [.target(name: "SeenLocks", path: "Threads/SeenLocks")] : []) + [
    standIn("Crypto"),
    standIn("CryptoExtras", ["Crypto"]),
    standIn("SwiftProtobuf"),
    .systemLibrary(name: "CZlib", path: "Rooms/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", path: "Rooms/CZstd", pkgConfig: "libzstd"),
    room("Merge"),
    room("Schema", ["Merge", "Crypto"], exclude: ["culture-plan.json", "bundle-schema.sh"]),
    room("CommitFormat", ["Merge", "Crypto"]),
    room("Replica", ["Schema", "CommitFormat", "Merge", "Crypto"]),
    room("SyncProtocol", ["CommitFormat", "Merge", "CZlib", "CZstd", "Crypto", "SwiftProtobuf"]),
    room("SyncClient", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge"]),
    room(
      "SyncServer", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "Crypto", "CryptoExtras"]),
    .executableTarget(
      name: "Races",
      dependencies: ["SyncClient", "SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge"] + locks,
      path: "Races", swiftSettings: strict),
  ]
)
