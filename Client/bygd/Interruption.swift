import Foundation
import Words

/// Ctrl-C: the program says that what was finished is kept, and ends. A transaction is whole or not there, so it may end
/// at any moment.
enum Interruption {
  /// What is said; made before, because hardly anything may be done while a signal is handled.
  nonisolated(unsafe) private static var message: UnsafeMutableBufferPointer<UInt8>?

  static func install() {
    let command = CommandLine.arguments.dropFirst().first { !$0.hasPrefix("-") } ?? ""
    let text = "\n" + Words.Errors.interrupted("bygd \(command)").text(Spoken.language) + "\n"
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = buffer.initialize(from: text.utf8)
    message = buffer
    signal(SIGINT) { _ in Interruption.end() }
    signal(SIGTERM) { _ in Interruption.end() }
  }

  private static func end() {
    if let message { _ = write(STDERR_FILENO, message.baseAddress, message.count) }
    _exit(ExitStatus.interrupted.rawValue)
  }

  /// While another program has the terminal, the keys are for that one.
  static func suspended<Result>(_ body: () throws -> Result) rethrows -> Result {
    signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT) { _ in Interruption.end() } }
    return try body()
  }
}
