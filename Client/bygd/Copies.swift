import Replica
import Words

/// Word to a person whose workspace was copied, or put back from an older copy.
enum Copies {
  /// Says it, once; where that can't be noted, it is said again next time.
  static func tell(_ found: CopyFound, _ replica: Replica, _ output: Output) throws {
    switch found {
    case .goesOnUnderNewName: output.say(Words.Copies.goesOn)
    case .keepsName: output.say(Words.Copies.keepsName)
    }
    try? replica.updateHeader { $0.copyToTell = nil }
  }
}
