import Foundation
import Schema
import Words

/// Data goes to standard output, words to standard error.
enum Output {
  static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

  static func error(_ text: String) { write(text + "\n", to: .standardError) }

  static func json(_ members: KeyValuePairs<String, JSONValue>) {
    var object = JSONObject([.init(key: "schema", value: .number(1))])
    for (key, value) in members { object[key] = value }
    line(JSONValue.object(object).text())
  }

  /// One line of a document without `schema`, whose keys are a contract of their own.
  static func plainJSON(_ members: KeyValuePairs<String, JSONValue>) { line(JSONValue.members(members).text()) }

  /// Asks a question whose answer is yes or no.
  ///
  /// - Returns: false when nobody is there to answer, too.
  static func asks(_ question: Phrase) -> Bool {
    guard isatty(0) != 0 else { return false }
    write(Spoken.text(question), to: .standardError)
    guard let line = readLine() else { return false }
    return Words.Restoring.answers.contains(line.filter { !$0.isWhitespace }.lowercased())
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // Nobody is left to be told when the other end of the pipe has gone.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
