// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is held to. Warnings are errors; a file sees only what it imports.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

func room(_ name: String, in folder: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target
{
  .target(
    name: name, dependencies: dependencies, path: "\(folder)/\(name)", exclude: exclude, swiftSettings: strict)
}

func program(_ name: String, in folder: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "\(folder)/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
  name: "Bygd",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "bygd", targets: ["bygd"]),
    .executable(name: "bygd-server", targets: ["bygd-server"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-crypto", "4.5.2"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The lowest floor: what a workspace is.
    room("Merge", in: "Sources"),
    room(
      "Schema", in: "Sources", ["Merge", crypto], exclude: ["culture-plan.json", "bundle-schema.sh"]),
    room("CommitFormat", in: "Sources", ["Merge", crypto]),
    room("Words", in: "Sources"),
    room("Replica", in: "Sources", ["Schema", "CommitFormat", "Merge", crypto]),
    room("SQLiteWatch", in: "Sources", [grdb, sqlite]),
    room(
      "SQLiteReplica", in: "Sources",
      ["SQLiteWatch", "Replica", "Schema", "CommitFormat", "Merge", grdb, sqlite]),
    room("Plan", in: "Sources", ["Replica", "Schema", "CommitFormat", "Merge", "Words"], exclude: ["Example"]),
    room(
      "Pages", in: "Sources", ["Plan", "Replica", "Schema", "CommitFormat", "Merge", "Words", mustache],
      exclude: ["Templates", "bundle-pages.sh", "style.css", "keys.js", "README.md"]),
    // The middle floor: what two replicas say to each other.
    .systemLibrary(name: "CZlib", path: "Protocol/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", path: "Protocol/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    room(
      "SyncProtocol", in: "Protocol",
      [
        "CommitFormat", "Merge", "CZlib", "CZstd", crypto, .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    // The upper floor: who says it.
    room("SyncClient", in: "Client", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge"]),
    room(
      "HTTPTransport", in: "Client",
      [
        "SyncClient", "SyncProtocol", nioCore, nioPosix,
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        httpClient,
      ]),
    room(
      "SyncServer", in: "Server", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", crypto, cryptoExtras]),
    room("SQLiteLog", in: "Server", ["SQLiteWatch", "SyncServer", "SyncProtocol", "CommitFormat", "Merge", grdb]),
    room(
      "HTTPServer", in: "Server",
      [
        "SyncServer", "SyncProtocol", "Pages", "Plan", "Words", "Replica", "Schema", "CommitFormat", "Merge", logging,
        lifecycle, nioCore, nioPosix, httpTypes, jwt, httpClient, crypto,
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    program(
      "bygd", in: "Client",
      [
        "HTTPTransport", "SyncClient", "SyncProtocol", "SQLiteReplica", "Replica", "Schema", "CommitFormat", "Merge",
        "Plan",
        "Words", argumentParser,
      ]),
    program(
      "bygd-server", in: "Server",
      [
        "HTTPServer", "SQLiteLog", "SyncServer", "SyncProtocol", "SQLiteReplica", "Replica", "Schema", "CommitFormat",
        "Merge",
        "Plan", "Words", argumentParser, logging, lifecycle,
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .target(
      name: "TestSupport", dependencies: [nioCore, nioPosix], path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "StoreContract", dependencies: ["Replica", "Schema", "CommitFormat", "Merge", "TestSupport"],
      path: "Tests/StoreContract", swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["bygd", "Schema", "TestSupport"], path: "Tests/CommandLineTests",
      swiftSettings: strict),
    tests("HouseRules", []),
    tests(
      "HTTPServerTests",
      [
        "HTTPServer", "SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "TestSupport",
        "bygd-server", logging, crypto, cryptoExtras,
      ]),
    .target(
      name: "FormatTestSupport", dependencies: ["CommitFormat", "Merge", "TestSupport"],
      path: "Tests/FormatTestSupport", swiftSettings: strict),
    tests("CommitFormatTests", ["CommitFormat", "Merge", "TestSupport", "FormatTestSupport"]),
    tests("SyncProtocolTests", ["SyncProtocol", "CommitFormat", "Merge", "TestSupport", "FormatTestSupport"]),
    tests("MergeTests", ["Merge", "TestSupport"]),
    tests("ReplicaTests", ["Replica", "Schema", "CommitFormat", "Merge", "StoreContract", "TestSupport"]),
    tests(
      "SQLiteReplicaTests",
      ["SQLiteReplica", "Replica", "Schema", "CommitFormat", "Merge", "StoreContract", "TestSupport", grdb]),
    tests("SchemaTests", ["Schema", "Merge", "TestSupport"]),
    tests("PagesTests", ["Pages", "Plan", "Replica", "Schema", "CommitFormat", "Merge", "Words", "TestSupport"]),
    tests(
      "PlanTests", ["Plan", "Replica", "Schema", "CommitFormat", "Merge", "Words", "TestSupport"],
      exclude: ["expectations"]),
    tests(
      "SyncClientTests", ["SyncClient", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "TestSupport"]),
    tests(
      "HTTPTransportTests", ["HTTPTransport", "SyncClient", "SyncProtocol", "TestSupport", nioCore, nioPosix]),
    .target(
      name: "LogContract", dependencies: ["SyncServer", "CommitFormat", "Merge", "TestSupport"],
      path: "Tests/LogContract", swiftSettings: strict),
    tests(
      "SyncServerTests",
      ["SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "LogContract", "TestSupport"]),
    tests(
      "RightsTests",
      [
        "SyncServer", "SyncClient", "SyncProtocol", "SQLiteReplica", "Replica", "Schema", "CommitFormat", "Merge",
        "TestSupport",
      ]),
    tests(
      "SQLiteLogTests",
      [
        "SQLiteLog", "SyncServer", "SyncProtocol", "SQLiteReplica", "Replica", "Schema", "CommitFormat", "Merge",
        "LogContract", "TestSupport", grdb,
      ]),
    tests(
      "RepairTests",
      ["SyncClient", "SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "TestSupport"]),
    tests(
      "RestoreTests",
      ["SyncClient", "SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "TestSupport"]),
    // A disk for SQLite that fails on demand, in C.
    .target(name: "FaultyDisk", path: "Tests/FaultyDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
    tests(
      "StorageFaults",
      [
        "FaultyDisk", "SQLiteReplica", "SQLiteLog", "SyncServer", "Replica", "Schema", "CommitFormat", "Merge",
        "LogContract",
      ]),
    // The workload of the benchmarks, counted instead of timed.
    .target(
      name: "Workload", dependencies: [crypto], path: "Benchmarks/Sources/Workload", swiftSettings: strict),
    .target(
      name: "Engine",
      dependencies: [
        "Workload", "Merge", "Schema", "CommitFormat", "Replica", "SQLiteReplica", "SyncProtocol", "SyncClient",
        "SyncServer", "SQLiteLog", sqlite,
      ], path: "Benchmarks/Sources/Engine", swiftSettings: strict),
    .target(name: "StatementCount", path: "Tests/StatementCount", linkerSettings: [.linkedLibrary("sqlite3")]),
    tests("CountTests", ["Engine", "Workload", "FaultyDisk", "StatementCount", "SyncServer"]),
    tests(
      "TwinTests",
      ["SyncClient", "SyncServer", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "TestSupport"]),
    tests("WordsTests", ["Words", "Schema", "CommitFormat", "Merge"]),
    tests(
      "EndToEnd",
      [
        "HTTPTransport", "SyncClient", "SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "TestSupport",
        "BrowserSupport", "bygd", "bygd-server", grdb,
      ]),
    .target(name: "BrowserSupport", path: "Tests/BrowserSupport", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
