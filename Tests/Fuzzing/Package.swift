// swift-tools-version: 6.2
import PackageDescription

// Every decoder under libFuzzer, with address sanitizer. The rooms are links to the real folders; what they need of
// third parties stands in Tests/Simulation/StandIns, so that all of this builds in two minutes.

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"]),
]

/// Rooms that hold words rather than decoders are not optimised: that takes most of the time otherwise.
let plain = strict + [.unsafeFlags(["-Onone"])]

func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], _ settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", exclude: exclude, swiftSettings: settings)
}

func standIn(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "StandIns/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "Fuzzing",
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
    room("Words", [], plain),
    room("Replica", ["Schema", "CommitFormat", "Merge", "Crypto"]),
    room("Plan", ["Replica", "Schema", "CommitFormat", "Merge", "Words"], exclude: ["Example"]),
    room("SyncProtocol", ["CommitFormat", "Merge", "CZlib", "CZstd", "Crypto", "SwiftProtobuf"]),
    room(
      "SyncServer", ["SyncProtocol", "Replica", "Schema", "CommitFormat", "Merge", "Crypto", "CryptoExtras"]),
    .executableTarget(
      name: "Fuzz",
      dependencies: ["SyncServer", "SyncProtocol", "Plan", "Words", "Replica", "Schema", "CommitFormat", "Merge"],
      path: "Fuzz", swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
)
