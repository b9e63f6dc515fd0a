// swift-tools-version: 6.2
import PackageDescription

// How fast and how small: the same workload for the engine, for plain SQLite and for the peers. Rooms holds links to the
// real folders, so that what is measured is what ships.

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", exclude: exclude, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-crypto", "4.5.2"..<"5.0.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
  ],
  targets: [
    .systemLibrary(name: "CZlib", path: "Rooms/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", path: "Rooms/CZstd", pkgConfig: "libzstd"),
    room("Merge"),
    room("Schema", ["Merge", crypto], exclude: ["culture-plan.json", "bundle-schema.sh"]),
    room("CommitFormat", ["Merge", crypto]),
    room("Replica", ["Schema", "CommitFormat", "Merge", crypto]),
    room("SQLiteWatch", [grdb, sqlite]),
    room("SQLiteReplica", ["SQLiteWatch", "Replica", "Schema", "CommitFormat", "Merge", grdb, sqlite]),
    room(
      "SyncProtocol",
      ["CommitFormat", "Merge", "CZlib", "CZstd", crypto, .product(name: "SwiftProtobuf", package: "swift-protobuf")]),
    room("SyncClient", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge"]),
    room(
      "SyncServer", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", crypto, cryptoExtras]),
    room("SQLiteLog", ["SQLiteWatch", "SyncServer", "SyncProtocol", "CommitFormat", "Merge", grdb]),
    room(
      "HTTPTransport",
      [
        "SyncClient", "SyncProtocol", nioCore, nioPosix, .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    room("Words"),
    room("Plan", ["Replica", "Schema", "CommitFormat", "Merge", "Words"], exclude: ["Example"]),
    room("TestSupport", [nioCore, nioPosix]),
    .target(name: "Workload", dependencies: [crypto], swiftSettings: strict),
    .target(name: "Floor", dependencies: ["Workload", sqlite], swiftSettings: strict),
    .target(
      name: "Engine",
      dependencies: [
        "Workload", "Merge", "Schema", "CommitFormat", "Replica", "SQLiteReplica", "SyncProtocol", "SyncClient",
        "SyncServer",
        "SQLiteLog", sqlite,
      ], swiftSettings: strict),
    .systemLibrary(name: "CEpoll", path: "Sources/CEpoll"),
    .target(
      name: "EndToEnd",
      dependencies: [
        "CEpoll",
        "Workload", "Floor", "Engine", "Merge", "Schema", "CommitFormat", "Replica", "SQLiteReplica", "SyncProtocol",
        "SyncClient", "HTTPTransport", "TestSupport",
      ], swiftSettings: strict),
    .target(
      name: "Parts",
      dependencies: [
        "Workload", "Floor", "Engine", "Merge", "Schema", "CommitFormat", "Replica", "SQLiteReplica", "SyncProtocol",
        "SyncServer",
      ], swiftSettings: strict),
    .target(
      name: "Growth",
      dependencies: [
        "Workload", "Engine", "Merge", "Schema", "CommitFormat", "Replica", "SQLiteReplica", "SyncServer", "Plan",
        "Words",
      ], swiftSettings: strict),
    .executableTarget(
      name: "bench", dependencies: ["Workload", "Floor", "Engine", "EndToEnd", "Parts", "Growth"],
      swiftSettings: strict),
    .testTarget(name: "WorkloadTests", dependencies: ["Workload"], swiftSettings: strict),
  ]
)
