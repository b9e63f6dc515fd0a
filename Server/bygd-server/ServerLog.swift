import ArgumentParser
import Foundation
import Logging
import Plan
import Schema

enum LogFormat: String, ExpressibleByArgument {
  case text
  case json
}

enum LogLevel: String, ExpressibleByArgument {
  case debug
  case info
  case warning
  case error

  var level: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}

/// Lines on standard error: for people, or one JSON document each.
enum ServerLog {
  static func start(format: LogFormat, level: Logger.Level) {
    LoggingSystem.bootstrap { label in
      var handler = LineLog(label: label, format: format)
      handler.logLevel = label == "bygd-server" ? level : max(level, .warning)
      return handler
    }
  }
}

private struct LineLog: LogHandler {
  let label: String
  let format: LogFormat
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  init(label: String, format: LogFormat) {
    self.label = label
    self.format = format
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata.merging(event.metadata ?? [:]) { $1 }
    let request = all.removeValue(forKey: "hb.request.id")
    let items = all.sorted { $0.key < $1.key }
    let time = Instant.iso(Int64(Date().timeIntervalSince1970 * 1000))
    switch format {
    case .text:
      var line = "\(time) \(event.level.rawValue) \(event.message)"
      for (key, value) in items { line += " \(key)=\(value)" }
      if let request { line += " request=\(request)" }
      Output.error(line.split(whereSeparator: \.isNewline).joined(separator: " "))
    case .json:
      var object = JSONObject([
        .init(key: "time", value: .string(time)), .init(key: "level", value: .string(event.level.rawValue)),
        .init(key: "message", value: .string("\(event.message)")),
      ])
      if let request { object["request"] = .string("\(request)") }
      for (key, value) in items { object[key] = .string("\(value)") }
      Output.error(JSONValue.object(object).text())
    }
  }
}
