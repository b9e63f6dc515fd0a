import Glibc

/// The decoders that are tried, several to a target: the first byte of an input chooses among them.
enum Target: String, CaseIterable {
  case conversation, formats, files, json, plan, workspace

  func run(_ bytes: [UInt8]) {
    switch self {
    case .conversation: fuzzConversation(bytes)
    case .formats: fuzzFormats(bytes)
    case .files: fuzzFiles(bytes)
    case .json: fuzzJSON(bytes)
    case .plan: fuzzPlan(bytes)
    case .workspace: fuzzWorkspace(bytes)
    }
  }
}

/// What must hold of every input, and did not: the process ends, and libFuzzer keeps the input.
func must(_ holds: Bool, _ what: String, line: UInt = #line) {
  guard holds else { fatalError("\(what) (line \(line))") }
}

private typealias OneInput = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ one: OneInput
) -> CInt

/// Read once, before the first input.
private let chosen = getenv("FUZZ_TARGET").flatMap { Target(rawValue: String(cString: $0)) }

/// `FUZZ_TARGET=name Fuzz [libFuzzer's arguments]`
@main enum Fuzz {
  static func main() {
    guard chosen != nil else {
      print("FUZZ_TARGET is one of", Target.allCases.map(\.rawValue).joined(separator: " "))
      exit(2)
    }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { start, count in
        chosen?.run(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
      })
  }
}
