/// One plan gives one trace, to the byte.
package enum SameSeed {
  package static func compare(_ one: [String], _ other: [String]) throws {
    guard one != other else { return }
    let place = zip(one, other).enumerated().first { $1.0 != $1.1 }?.offset
    throw Violation(.sameSeed, "two runs of one seed differ at line \(place ?? min(one.count, other.count))")
  }
}
