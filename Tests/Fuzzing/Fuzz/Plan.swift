import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

/// Files that people import, and what they type at the command line.
func fuzzPlan(_ bytes: [UInt8]) {
  var input = InputReader(bytes)
  switch input.choice(6) {
  case 0: importing(input.remaining(), nil)
  case 1: importing(input.remaining(), .ocrText)
  case 2: importing(input.remaining(), .csv)
  case 3: importing(input.remaining(), .json)
  default: typed(&input)
  }
}

private func importing(_ bytes: [UInt8], _ format: ImportFormat?) {
  guard bytes.count <= 16 << 10, let plan = try? readPlan(bytes, format: format) else { return }
  let table = plan.csv()
  guard let again = try? ReviewTable(csv: table) else { return must(false, "a table that can't be read again") }
  must(again.csv() == table, "a table is not what it was written from")
  guard let json = try? plan.json() else { return }
  must((try? readPlan(json, format: .json)) != nil, "a plan that can't be read again")
  guard let desk = try? Desk() else { return must(false, "no replica") }
  do {
    let preview = try desk.replica.store.read { try PlanImporter($0).preview(ReviewTable(plan).rows, source: "f") }
    for draft in preview.drafts { _ = try desk.replica.edit(draft) }
  } catch is ImportProblem {
  } catch is EditProblem {
  } catch {
    must(false, "an import fails otherwise: \(error)")
  }
  must((try? desk.replica.selfCheck().isSound) ?? false, "unsound after an import")
}

/// A replica of one's own, with nobody to sync with.
struct Desk {
  let replica: Replica

  init() throws {
    replica = Replica(store: MemoryStore(), clock: FixedClock(), random: CountingRandom())
    try replica.setUp(
      ReplicaHeader(
        replica: Known.replicas[0], workspace: WorkspaceID(bits: 5), workspaceName: "Plan", user: "Åsa",
        device: "dator", role: .editor))
  }
}

private func typed(_ input: inout InputReader) {
  guard let desk = try? Desk() else { return must(false, "no replica") }
  let types = Schema.bundled.types
  let type = types[input.choice(types.count)]
  var arguments: [String] = []
  while !input.isAtEnd, arguments.count < 8 {
    let text = input.text()
    let fields = type.fields
    arguments.append(input.byte() & 1 == 0 ? text : fields[input.choice(fields.count)].key + "=" + text)
  }
  do {
    let assignments = try RecordMaker.assignments(arguments.filter { !$0.contains("=@") })
    try desk.replica.store.read { reading in
      let lookup = try Lookup(reading)
      for argument in arguments { _ = try lookup.find(argument) }
      _ = try reading.search(arguments.joined(separator: " "), limit: 5)
    }
    let reader = try desk.replica.store.read { reading in
      AssignmentReader(lookup: try Lookup(reading), readFile: { _ in "" }, make: { _, _ in nil })
    }
    let changes = try reader.changes(assignments, type: type)
    let record = Known.records[0]
    _ = try desk.replica.edit(Draft([.create(type.number, record, changes)]))
    _ = try desk.replica.edit(Draft([.update(record, changes)]))
    try desk.replica.store.read { reading in
      let text = ValueText(try Lookup(reading), .sv)
      guard let view = try reading.view(record) else { return must(false, "a record that is not there") }
      for field in type.fields {
        if let value = view.value(field.number) { _ = try text.text(value, of: field) }
      }
    }
  } catch is AssignmentProblem {
  } catch is RequestProblem {
  } catch is EditProblem {
  } catch {
    must(false, "typing fails otherwise: \(error)")
  }
  must((try? desk.replica.selfCheck().isSound) ?? false, "unsound after an edit")
}
