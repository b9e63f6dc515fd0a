// swift-tools-version: 6.2
import PackageDescription

// The rooms that decide, without a third party: what they need of Crypto, CryptoExtras and SwiftProtobuf stands in
// StandIns, so that this builds in release in a minute or two. Rooms holds links to the real folders.

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

func standIn(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "StandIns/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "Simulation",
  platforms: [.macOS(.v15)],
  targets: [
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
    .target(
      name: "Simulation",
      dependencies: [
        "Merge", "Schema", "CommitFormat", "Replica", "SyncProtocol", "SyncClient", "SyncServer",
      ], swiftSettings: strict),
    .executableTarget(name: "simulate", dependencies: ["Simulation"], swiftSettings: strict),
    .executableTarget(name: "plant", swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "SyncProtocol", "CommitFormat", "Merge"],
      swiftSettings: strict),
  ]
)
