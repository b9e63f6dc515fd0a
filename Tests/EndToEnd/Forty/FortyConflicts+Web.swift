import BrowserSupport
import Schema

extension FortyConflicts {
  /// Settles one on the web, as Doris does.
  func settleOnWeb(_ index: Int, _ visitor: Visitor) throws {
    let quarrel = quarrels[index]
    let field = quarrel.kind == .delete ? nil : quarrel.field
    try visitor.go("inbox/\(try cecilia.json(["show", quarrel.record]).text("ref"))")
    switch quarrel.decision {
    case .take(let number): try visitor.choose(field, by: quarrel.candidates[number - 1].author)
    case .write(let text, let value):
      if let year = value["startYear"]?.integer {
        try visitor.write(field, "\(year)", key: "startYear")
      } else {
        try visitor.write(field, text)
      }
    case .keepBoth: try visitor.choose(field, way: "keepBoth")
    case .keep: try visitor.choose(field, way: "keep")
    case .delete: try visitor.choose(field, way: "delete")
    case .move(let id): try visitor.write(field, id, way: "move")
    }
    try visitor.send(reason: quarrel.reason)
    guard try visitor.isDone() else { throw Trouble("\(quarrel.kind) \(quarrel.reason): \(visitor.says)") }
    quarrels[index].isOnWeb = true
    note(index, settledBy: "Doris")
  }

  /// Finds the commits that settled what was settled on the web, once they have come to a laptop.
  func findWebCommits() throws {
    for index in quarrels.indices where quarrels[index].isOnWeb {
      quarrels[index].commit = try commit(of: quarrels[index], on: cecilia)
    }
  }

  /// Undoes it from the record's page.
  func undoOnWeb(_ quarrel: Quarrel, _ visitor: Visitor) throws {
    try visitor.go("records/\(try cecilia.json(["show", quarrel.record]).text("ref"))")
    try visitor.browser.follow("[id='c-\(quarrel.commit)'] form button")
    guard try visitor.isDone() else { throw Trouble("undoing \(quarrel.kind) \(quarrel.reason): \(visitor.says)") }
  }
}
