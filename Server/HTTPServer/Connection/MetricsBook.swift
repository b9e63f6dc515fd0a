internal import Synchronization

/// Counts what is answered, and writes it down as Prometheus reads it (text format 0.0.4).
final class MetricsBook: Sendable {
  private struct Answered: Hashable {
    let method: String
    let route: String
    let status: Int
  }

  private struct Timing {
    var buckets = [UInt64](repeating: 0, count: MetricsBook.boundsSeconds.count)
    var count: UInt64 = 0
    var seconds = 0.0
  }

  private struct State {
    var answered: [Answered: UInt64] = [:]
    var timings: [String: Timing] = [:]
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    var running = 0
  }

  private static let boundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]
  private let state = Mutex(State())

  func begin() { state.withLock { $0.running += 1 } }

  /// `route` is its template, never the path as it came; `seconds` is until the answer's head was ready.
  func end(method: String, route: String, status: Int, seconds: Double) {
    state.withLock { state in
      state.running -= 1
      state.answered[Answered(method: method, route: route, status: status), default: 0] += 1
      var timing = state.timings[route] ?? Timing()
      timing.count += 1
      timing.seconds += seconds
      for (index, bound) in Self.boundsSeconds.enumerated() where seconds <= bound { timing.buckets[index] += 1 }
      state.timings[route] = timing
    }
  }

  func count(bytesIn: Int = 0, bytesOut: Int = 0) {
    state.withLock { state in
      state.bytesIn += UInt64(max(0, bytesIn))
      state.bytesOut += UInt64(max(0, bytesOut))
    }
  }

  /// What this book holds, in the order of the names.
  func write(to text: inout MetricsText) {
    let state = state.withLock { $0 }
    text.family("bygd_http_requests_total", "counter", "Requests answered.")
    for (key, count) in state.answered.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }) {
      text.sample(
        [("method", key.method), ("route", key.route), ("status", String(key.status))], String(count))
    }
    text.family("bygd_http_request_seconds", "histogram", "Time until an answer began.")
    for (route, timing) in state.timings.sorted(by: { $0.key < $1.key }) {
      for (bound, count) in zip(Self.boundsSeconds, timing.buckets) {
        text.sample([("route", route), ("le", String(bound))], String(count), suffix: "_bucket")
      }
      text.sample([("route", route), ("le", "+Inf")], String(timing.count), suffix: "_bucket")
      text.sample([("route", route)], String(timing.seconds), suffix: "_sum")
      text.sample([("route", route)], String(timing.count), suffix: "_count")
    }
    text.single("bygd_http_body_bytes_in_total", "counter", "Bytes of request bodies.", String(state.bytesIn))
    text.single("bygd_http_body_bytes_out_total", "counter", "Bytes of exchange bodies sent.", String(state.bytesOut))
    text.single("bygd_http_requests_running", "gauge", "Requests whose answer has not begun.", String(state.running))
  }
}

/// Prometheus' text format as it grows.
struct MetricsText {
  private(set) var text = ""
  private var name = ""

  mutating func family(_ name: String, _ type: String, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  mutating func sample(_ labels: [(String, String)], _ value: String, suffix: String = "") {
    let inner = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    text += "\(name)\(suffix)\(inner.isEmpty ? "" : "{\(inner)}") \(value)\n"
  }

  mutating func single(_ name: String, _ type: String, _ help: String, _ value: String) {
    family(name, type, help)
    sample([], value)
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
