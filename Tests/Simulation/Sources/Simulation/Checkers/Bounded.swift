/// The log grows by what people did and by nothing else; retries and exchanges have an end, which the network of the
/// simulation looks at as they are made.
package enum Bounded {
  package static func check(_ history: History, commits: Int, enrolments: Int, branches: Int = 0) throws {
    let most = commits + enrolments + branches + 1
    guard history.head <= most else {
      throw Violation(
        .bounded, "the log has \(history.head) entries, for \(commits) commits and \(enrolments) enrolments")
    }
  }
}
