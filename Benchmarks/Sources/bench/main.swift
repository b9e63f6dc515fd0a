import EndToEnd
import Engine
import Floor
import Foundation
import Growth
import Parts
import Workload

// bench floor|engine|local|first|take|compare|version [--records N] [--edits N] [--rounds N] [--dir FOLDER] [--keep FOLDER]
// Prints one JSON object; `compare` a table. `first` leaves a server and its snapshot in --dir, which `take` takes in. `--keep`
// writes the bytes that went over the line there.
// bench parts [--rounds N]; bench growth [records|history|conflicts] [--to N] [--dir FOLDER]
// Prints tables: single parts beside the least that must be done with the same bytes, and how much a record, a commit or a
// conflict takes the more of them there are. `grown CURVE N` measures one size, for `growth`.
// bench http|load|line|live [--records N] [--edits N] [--rounds N] [--seconds S] [--watchers N] [--programs FOLDER]
// Prints tables of what the real programs do; they are in FOLDER, else in BYGD_PROGRAMS, else in ../.build/release.

func option(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  guard let place = arguments.firstIndex(of: "--" + name), place + 1 < arguments.count else { return nil }
  return arguments[place + 1]
}

let work = Workload(records: number("records", 20_000), edits: number("edits", 2000))
guard work.editCount > 0, work.records.count >= 2 * work.editCount else {
  FileHandle.standardError.write(Data("bench: --edits must be from 1 to half of --records\n".utf8))
  exit(64)
}
let folder =
  (option("dir") ?? NSTemporaryDirectory()) + "/bygd-bench-\(ProcessInfo.processInfo.processIdentifier)"

/// Runs `body` in a folder that is gone afterwards.
func inFolder(_ body: (String) throws -> Figures) throws -> Figures {
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

func engine(_ folder: String) -> Engine {
  let kept = option("keep")
  return Engine(work, folder: folder) { name, bytes in
    if let kept { try Data(bytes).write(to: URL(fileURLWithPath: kept + "/\(name).bin")) }
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// Plain SQLite and Bygd by turns, so that whatever else the machine does hits both.
func compare(rounds: Int) throws {
  var found: [(floor: Figures, engine: Figures)] = []
  for _ in 0..<rounds {
    let floor = try inFolder { try Floor(work, folder: $0).run() }
    found.append((floor, try inFolder { try engine($0).run() }))
  }
  func total(_ figures: Figures, _ name: String) -> Double? {
    if let all = figures["\(name)_s"] { return all }
    guard let produce = figures["\(name)_produce_s"], let apply = figures["\(name)_apply_s"] else { return nil }
    return produce + apply
  }
  print("| | plain SQLite | Bygd | ratio |")
  print("|---|---|---|---|")
  let lines = [
    ("W1a NORMAL", "w1a_normal", "w1a_normal"), ("W1a FULL", "w1a_full", "w1a_full"), ("W1b", "w1b_bulk", "w1b_bulk"),
    ("W2 pages", "w2", "w2"), ("W2 snapshot", "w2", "w2snapshot"), ("W3 log to laptop", "w3", "w3"),
    ("W3 laptop to log", "w3", "w3push"), ("W4", "w4", "w4"),
  ]
  for (title, base, name) in lines {
    let pairs = found.compactMap { round -> (Double, Double)? in
      guard let floor = total(round.floor, base), let engine = total(round.engine, name) else { return nil }
      return (floor, engine)
    }
    let (floor, engine) = (median(pairs.map(\.0)), median(pairs.map(\.1)))
    let ratio = median(pairs.map { $0.1 / $0.0 })
    print(
      "| \(title) | \(String(format: "%.1f ms", floor * 1e3)) | \(String(format: "%.1f ms", engine * 1e3)) | "
        + "\(String(format: "%.2f", ratio)) |")
  }
  let floor = median(found.compactMap { $0.floor["w5_bytes"] })
  for (title, name) in [("W5 state", "w5_bytes"), ("W5 history", "w5_history_bytes")] {
    let engine = median(found.compactMap { $0.engine[name] })
    print(
      "| \(title) | \(String(format: "%.2f MB", floor / 1e6)) | \(String(format: "%.2f MB", engine / 1e6)) | "
        + "\(String(format: "%.2f", engine / floor)) |")
  }
}

func number(_ name: String, _ otherwise: Int) -> Int { option(name).flatMap { Int($0) } ?? otherwise }

/// The same for what prints by itself, with programs of ours that run beside.
func inFolder(_ body: (String) async throws -> Void) async throws {
  let programs = option("programs") ?? ProcessInfo.processInfo.environment["BYGD_PROGRAMS"] ?? "../.build/release"
  setenv("BYGD_PROGRAMS", URL(fileURLWithPath: programs).path, 1)
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  do {
    try await body(folder)
    try? FileManager.default.removeItem(atPath: folder)
  } catch {
    try? FileManager.default.removeItem(atPath: folder)
    FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
    exit(1)
  }
}

/// Each size in a program of its own: this one.
func growth(_ curves: [Growth.Curve]) throws {
  let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  for (place, curve) in curves.enumerated() {
    if place > 0 { print("") }
    try Growth(curve).printTable(upTo: option("to").flatMap { Int($0) }) { size in
      let one = Process()
      one.executableURL = URL(fileURLWithPath: program)
      one.arguments = ["grown", curve.rawValue, String(size)] + (option("dir").map { ["--dir", $0] } ?? [])
      let output = Pipe()
      one.standardOutput = output
      try one.run()
      let found = output.fileHandleForReading.readDataToEndOfFile()
      one.waitUntilExit()
      guard one.terminationStatus == 0 else { throw Growth.Failure(size: size) }
      return found
    }
  }
}

let words = CommandLine.arguments.dropFirst()
switch words.first {
case "parts":
  _ = try inFolder { folder in
    try Parts(Workload(records: number("records", 4000), edits: number("edits", 2000)), folder: folder)
      .printTable(rounds: number("rounds", 7))
    return Figures()
  }
case "growth":
  let asked = words.dropFirst().prefix { !$0.hasPrefix("--") }
  try growth(asked.isEmpty ? Growth.Curve.allCases : asked.compactMap(Growth.Curve.init))
case "grown":
  guard words.count >= 3, let curve = words.dropFirst().first.flatMap(Growth.Curve.init),
    let size = words.dropFirst(2).first.flatMap({ Int($0) }), size > 0
  else { exit(64) }
  print(try inFolder { try Growth(curve).run(size: size, folder: $0) }.json)
case "floor": print(try inFolder { try Floor(work, folder: $0).run() }.json)
case "engine": print(try inFolder { try engine($0).run() }.json)
case "local": print(try inFolder { try engine($0).local() }.json)
case "first": print(try FirstSync(folder: option("dir") ?? ".").make(work).json)
case "take": print(try FirstSync(folder: option("dir") ?? ".").take().json)
case "compare": try compare(rounds: option("rounds").flatMap { Int($0) } ?? 5)
case "http":
  try await inFolder { try await WorkloadOverHTTP(work, folder: $0).run(rounds: number("rounds", 5)) }
case "load":
  var settings = ServerLoad.Settings(
    seconds: option("seconds").flatMap { Double($0) } ?? 2, rounds: number("rounds", 3))
  if let laptops = option("laptops") { settings.laptops = laptops.split(separator: ",").compactMap { Int($0) } }
  try await inFolder { try await ServerLoad(work, folder: $0, settings: settings).run() }
case "line": try await inFolder { try await SlowLine(folder: $0, rounds: number("rounds", 3)).run() }
case "live":
  try await inFolder {
    try await Liveness(work, folder: $0, edits: number("edits", 200), watchers: number("watchers", 10_000)).run()
  }
case "version": print("SQLite \(Engine.sqliteVersion)")
default:
  let usage = """
    bench floor|engine|local|first|take|compare|version [--records N] [--edits N] [--rounds N] [--dir D] [--keep D]
    bench parts [--rounds N]
    bench growth [records|history|conflicts] [--to N] [--dir D]
    bench http|load|line|live [--records N] [--edits N] [--rounds N] [--seconds S] [--watchers N] [--programs D]

    """
  FileHandle.standardError.write(Data(usage.utf8))
  exit(64)
}
