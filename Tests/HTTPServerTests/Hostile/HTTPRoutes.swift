import Foundation
import HTTPServer

/// All routes, for programs and for people.
enum HTTPRoutes {
  static func all() async throws -> [String] { try await HTTPService.routes() + HTTPService.pageRoutes() }

  /// Runs a statement over a file with SQLite's own program; what it says.
  static func sqlite(_ path: String, _ statement: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", path, statement]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
