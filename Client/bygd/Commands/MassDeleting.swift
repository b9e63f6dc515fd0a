import Merge
import Replica
import Words

/// Asks before many records go at once.
enum MassDeleting {
  /// - Parameters:
  ///   - deletion: what would go.
  ///   - isSure: whether the person has said yes already.
  ///   - output: where to ask.
  ///   - command: what to say yes to, as it is typed.
  ///   - question: what is asked on a terminal.
  /// - Throws: `CommandProblem.needsYes` where nobody can be asked, `declined` where the answer is no.
  static func check(
    _ deletion: @autoclosure () throws -> MassDeletion, isSure: Bool, output: Output, command: String,
    question: (Int, Int) -> Phrase = { Words.MassDelete.confirmHere($0, of: $1) }
  ) throws {
    guard !isSure else { return }
    let deletion = try deletion()
    guard deletion.isMass else { return }
    guard output.canAsk else {
      throw CommandProblem.needsYes(deletion.gone, deletion.live, command)
    }
    guard output.confirm(question(deletion.gone, deletion.live)) else { throw CommandProblem.declined }
  }
}
