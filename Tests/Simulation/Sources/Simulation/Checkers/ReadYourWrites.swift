import Merge
import Replica

/// Who has just written reads it.
enum ReadYourWrites {
  static func check(_ replica: Replica, _ ledger: Ledger, commit: Int, who: String) throws {
    try replica.store.read { reading in
      for place in ledger.commits[commit].writes {
        let write = ledger.writes[place]
        let key = ledger.rows[write.row].key
        let standing = try reading.record(key.record)?[key.id].standing ?? []
        // A later step of the same act may have taken its place.
        guard let found = standing.first(where: { $0.dot == write.authored }) else {
          let isReplaced = ledger.rows[write.row].writes.contains { ledger.writes[$0].replaced[place] }
          if isReplaced { continue }
          throw Violation(.readYourWrites, "\(who) wrote to \(ledger.describe(write.row)) and does not see it stand")
        }
        guard found.value == write.value else {
          throw Violation(.readYourWrites, "\(who) wrote to \(ledger.describe(write.row)) and sees another value")
        }
        guard standing.count == 1, key.id.element == nil, key.id.field >= .firstOfSchema,
          let view = try reading.view(key.record), !view.isDeleted, view.joinedInto == nil, view.alias == nil,
          try reading.aliases(of: key.record).isEmpty
        else { continue }
        guard view.value(key.id.field) ?? .cleared == write.value else {
          throw Violation(
            .readYourWrites, "\(who) wrote to \(ledger.describe(write.row)), and the record reads otherwise")
        }
      }
    }
  }
}
