import Foundation
import Schema
import TestSupport

/// Three laptops and a server under random work, beside the model of what they should be.
///
/// Every step follows from the seed, save where a program was killed: then it is asked how far it had come, and both
/// ways are right; half is wrong.
final class FieldRun {
  struct Shape: Sendable {
    var actions = 200
    /// Whether programs are killed at random.
    var kills = false
    /// How often an edit is killed, in edits.
    var killsOneIn = 8
    /// How often the whole of a laptop is compared, in syncs.
    var comparesOneIn = 12
  }

  let seed: UInt64
  let shape: Shape
  var random: SeededGenerator
  var model: FieldModel
  let server: ServerProcess
  var desks: [Desk] = []
  var figures = Figures()
  /// A form that somebody opened, with what stood then.
  var forms: [Form?] = [nil, nil, nil]
  /// By activity and year.
  var assessments: [String: Int] = [:]
  private(set) var trace: [String] = []
  var wordCount = 0

  struct Form {
    let record: Int
    let token: String
    let sight: FieldModel.Sight
    let notes: String
  }

  struct Figures {
    var syncs = 0, commits = 0, killedEdits = 0, keptEdits = 0, killedSyncs = 0, killedServers = 0, settled = 0
    var refusedCommands = 0, conflictsMost = 0
    var seconds = 0.0
    var killCount: Int { killedEdits + killedSyncs + killedServers }
  }

  init(seed: UInt64, shape: Shape) throws {
    self.seed = seed
    self.shape = shape
    random = SeededGenerator(seed: seed)
    // In some workspaces one person has two laptops.
    let names = random.oneIn(3) ? ["Anna", "Anna", "Cecilia"] : ["Anna", "Bertil", "Cecilia"]
    let people = names.enumerated().map { index, name in
      FieldModel.Person(user: name, device: "laptop-\(index)", isAdministrator: index == 2)
    }
    model = FieldModel(people)
    server = try ServerProcess()
    try server.start()
    var known: Set<String> = []
    for person in people {
      let desk = try Desk(user: person.user, device: person.device)
      let role = person.isAdministrator ? "administrator" : "editor"
      let code =
        known.insert(person.user).inserted
        ? try server.addUser(person.user, role: role) : try server.invite(person.user)
      try desk.join(server, code: code)
      desks.append(desk)
    }
  }

  func note(_ text: String) { trace.append(text) }

  /// Does everything and compares; a failure carries the last steps.
  func run() throws {
    let begun = ContinuousClock.now
    do {
      try begin()
      for _ in 0..<shape.actions { try step() }
      try finish()
    } catch {
      let last = trace.suffix(40).joined(separator: "\n  ")
      throw Trouble("BYGD_TEST_SEED=\(seed): \(error)\nThe last steps:\n  \(last)")
    }
    figures.commits = model.commits.count
    figures.seconds = (ContinuousClock.now - begun) / .seconds(1)
  }

  /// Something that everybody has, so that people meet.
  private func begin() throws {
    try addSection(0)
    try addActivity(0)
    try addActivity(1)
    for laptop in [0, 1, 2, 0, 1] { try sync(laptop) }
  }

  func word() -> String {
    wordCount += 1
    return "ord\(wordCount)"
  }

  // MARK: syncing

  /// A sync to its end, with what came of it.
  func sync(_ laptop: Int) throws {
    note("\(laptop) sync")
    let outcome = try desks[laptop].run(["sync", "--json"])
    try took(laptop, outcome, isExact: true)
  }

  /// Takes in what a sync said. Where something was killed meanwhile, the counts are not known.
  private func took(_ laptop: Int, _ outcome: Outcome, isExact: Bool) throws {
    guard outcome.status == 0 || outcome.status == 2 else {
      throw Trouble(
        "sync of \(laptop): exit \(outcome.status) \(outcome.text) \(outcome.errorText) "
          + "server: \(server.errorLog.suffix(1500))")
    }
    figures.syncs += 1
    let othersUncertain = model.laptops.indices.contains { $0 != laptop && model.laptops[$0].isUncertain }
    let wasUncertain = model.laptops[laptop].isUncertain
    let report = try outcome.json()
    if othersUncertain {
      try learn(laptop)
      guard model.laptops[laptop].unlogged.isEmpty else { throw Trouble("synced, but commits are left on \(laptop)") }
      model.laptops[laptop].isUncertain = false
    } else {
      let (sent, fetched) = model.sync(laptop)
      if isExact, !wasUncertain {
        try expect("sent", report.number("sent"), sent)
        try expect("fetched", report.number("fetched"), fetched)
      }
    }
    try expect("refused", report.number("refused"), 0)
    try expect("level", report.flag("level"), true)
    let own = model.openConflicts(model.sight(laptop), of: laptop).filter(\.isOwn)
    try expect("own conflicts", report.number("conflicts"), own.count)
    try expect("exit status of sync", outcome.status, own.isEmpty ? 0 : 2)
    if random.oneIn(shape.comparesOneIn) { try compareWhole(laptop) }
  }

  /// Somewhere in a run: as its first word comes out, or at any time that such a run takes on this machine.
  private func killSomewhere(_ laptop: Int) -> Kill {
    if random.oneIn(6) { return .afterBytes(1) }
    return .after(microseconds: Int.random(in: 0...usualMicroseconds(laptop), using: &random))
  }

  private func usualMicroseconds(_ laptop: Int) -> Int {
    let desk = desks[laptop]
    return Int(desk.seconds / Double(max(1, desk.runs)) * 1_200_000)
  }

  /// The program is killed somewhere in a sync.
  func killedSync(_ laptop: Int) throws {
    note("\(laptop) sync, killed")
    let kill = killSomewhere(laptop)
    let outcome = try desks[laptop].run(["sync", "--json"], kill: kill)
    guard outcome.wasKilled else { return try took(laptop, outcome, isExact: true) }
    figures.killedSyncs += 1
    model.laptops[laptop].isUncertain = true
    try learn(laptop)
  }

  /// The server is killed somewhere in a sync, and started again.
  func syncWithKilledServer(_ laptop: Int) throws {
    note("\(laptop) sync, server killed")
    let restarted = server.crash(afterMicroseconds: Int.random(in: 0...usualMicroseconds(laptop), using: &random))
    let outcome = try desks[laptop].run(["sync", "--json"])
    try restarted()
    figures.killedServers += 1
    if outcome.status == 0 || outcome.status == 2 { return try took(laptop, outcome, isExact: false) }
    guard [1, 5].contains(outcome.status) else {
      throw Trouble("sync: exit \(outcome.status) \(outcome.text) \(outcome.errorText)")
    }
    model.laptops[laptop].isUncertain = true
    try learn(laptop)
  }

  /// Asks a laptop what it holds.
  func learn(_ laptop: Int) throws {
    var logged: [Int] = []
    var unlogged: [Int] = []
    for commit in try desks[laptop].commits().reversed() {
      guard let owner = model.laptops.firstIndex(where: { $0.person.device == commit.text("device") }),
        let sequence = commit.text("id").split(separator: "-").last.flatMap({ Int($0) }),
        model.laptops[owner].commits.indices.contains(sequence - 1)
      else { throw Trouble("laptop \(laptop) has a commit that nobody made: \(commit.text(.canonical))") }
      let index = model.laptops[owner].commits[sequence - 1]
      if commit.text("state") == "synced" { logged.append(index) } else { unlogged.append(index) }
    }
    try model.learn(laptop, logged: logged, unlogged: unlogged)
  }

  // MARK: commands

  /// Runs a command that writes, and takes it into the model.
  ///
  /// - Parameters:
  ///   - laptop: where.
  ///   - arguments: of `bygd`.
  ///   - result: what the model makes of it.
  ///   - record: whose JSON the command prints; nil when it prints something else.
  /// - Returns: what it printed; nil when it was refused or killed without effect.
  /// - Throws: `Trouble` where program and model differ.
  @discardableResult
  func write(
    _ laptop: Int, _ arguments: [String], _ result: FieldModel.Result, showing record: Int?
  ) throws -> JSONValue? {
    note("\(laptop) \(arguments.joined(separator: " ").replacing("\n", with: "/"))")
    switch result {
    case .refused(let status):
      figures.refusedCommands += 1
      let outcome = try desks[laptop].run(arguments + ["--json"])
      guard outcome.status == status else {
        throw Trouble("exit \(outcome.status), not \(status): \(outcome.text) \(outcome.errorText)")
      }
      return nil
    case .draft(let draft):
      if shape.kills, random.oneIn(shape.killsOneIn) { return try killed(laptop, arguments, draft, showing: record) }
      let json = try desks[laptop].json(arguments)
      model.commit(laptop, draft)
      if let record { try compare(json, record, laptop) }
      return json
    }
  }

  private func killed(
    _ laptop: Int, _ arguments: [String], _ draft: FieldModel.Draft, showing record: Int?
  ) throws -> JSONValue? {
    let kill = killSomewhere(laptop)
    let outcome = try desks[laptop].run(arguments + ["--json"], kill: kill)
    if !outcome.wasKilled {
      guard outcome.status == 0 else { throw Trouble("exit \(outcome.status): \(outcome.text) \(outcome.errorText)") }
    } else {
      figures.killedEdits += 1
      let waiting = try desks[laptop].json(["diff"]).list("commits")
      let sequences = waiting.compactMap { $0.text("id").split(separator: "-").last.flatMap { Int($0) } }
      let next = model.laptops[laptop].commits.count + 1
      guard sequences.contains(next) else {
        note("  killed before it was written")
        if let record, model.records[record].id == nil, model.placesByRecord[record].isEmpty { return nil }
        if let record { try compareShown(record, laptop) }
        return nil
      }
      note("  killed after it was written")
      figures.keptEdits += 1
      if let record, model.records[record].id == nil {
        let reference = waiting.first { $0.text("id").hasSuffix("-\(next)") }?.list("writes").first?.text("ref") ?? ""
        model.records[record].id = try desks[laptop].json(["show", reference]).text("id")
      }
    }
    model.commit(laptop, draft)
    guard let record else { return .null }
    if outcome.wasKilled {
      try compareShown(record, laptop)
      return .null
    }
    let json = try outcome.json()
    try compare(json, record, laptop)
    return json
  }

  // MARK: comparing

  func expect<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) throws {
    guard found == expected else { throw Trouble("\(what): the program says \(found), the model \(expected)") }
  }

  private func compareShown(_ record: Int, _ laptop: Int) throws {
    guard let id = model.records[record].id, model.isKnown(record, model.sight(laptop)) else { return }
    try compare(try desks[laptop].json(["show", id]), record, laptop)
  }

  /// One record as the program prints it and as the model reads it.
  func compare(_ json: JSONValue, _ record: Int, _ laptop: Int?) throws {
    let id = json.text("id")
    if model.records[record].id == nil { model.records[record].id = id }
    try expect("id", id, model.records[record].id)
    guard let view = model.view(record, model.sight(laptop)) else {
      throw Trouble("\(id) is known to the program alone")
    }
    let who = "\(model.records[record].type) \(json.text("ref")) on \(laptop.map(String.init) ?? "the server")"
    try expect("\(who): type", json.text("type"), model.records[record].type)
    try expect("\(who): deleted", json.flag("deleted"), view.isDeleted)
    let fields = Dictionary(
      (json["fields"]?.object?.members ?? []).map { ($0.key, Self.plain($0.value)) }, uniquingKeysWith: { $1 })
    for key in Set(fields.keys).union(view.fields.keys).sorted() {
      try expect("\(who): \(key)", fields[key]?.text(.canonical), view.fields[key]?.text(.canonical))
    }
    let conflicts = Set(json.list("conflicts").compactMap(\.string))
    try expect("\(who): fields in conflict", conflicts.sorted(), Set(view.conflicts.compactMap(\.field)).sorted())
  }

  /// A value with references as ids alone.
  static func plain(_ value: JSONValue) -> JSONValue {
    if let id = value["id"] { return id }
    if let array = value.array { return .array(array.map(plain)) }
    return value
  }

  static func conflict(_ json: JSONValue) -> FieldModel.OpenConflict {
    let candidates = json.list("candidates").map {
      FieldModel.candidate($0.text("author"), $0.text("device"), plain($0["value"] ?? .null))
    }
    let isOrdered = ["edit", "text"].contains(json.text("kind"))
    return FieldModel.OpenConflict(
      record: json.text("record"), field: json["field"]?.string, kind: json.text("kind"),
      candidates: isOrdered ? candidates : candidates.sorted())
  }

  /// Everything that a laptop shows.
  func compareWhole(_ laptop: Int) throws {
    let sight = model.sight(laptop)
    try compareRecords(desks[laptop].records() + desks[laptop].records(deleted: true), laptop)
    try compareConflicts(try desks[laptop].json(["conflicts", "--all"]).list("conflicts"), laptop)
    let status = try desks[laptop].json(["status"])
    try expect("unsynced on \(laptop)", status.number("unsynced"), model.laptops[laptop].unlogged.count)
    try expect("refused on \(laptop)", status.number("refused"), 0)
    try expect("open conflicts on \(laptop)", status.number("conflictsOpen"), model.openConflicts(sight).count)
  }

  func compareRecords(_ records: [JSONValue], _ laptop: Int?) throws {
    let sight = model.sight(laptop)
    let known = model.records.indices.filter { model.isKnown($0, sight) }
    try expect(
      "records on \(laptop.map(String.init) ?? "the server")", records.map { $0.text("id") }.sorted(),
      known.compactMap { model.records[$0].id }.sorted())
    for json in records {
      guard let record = model.record(id: json.text("id")) else { continue }
      try compare(json, record, laptop)
    }
  }

  func compareConflicts(_ conflicts: [JSONValue], _ laptop: Int?) throws {
    func text(_ conflict: FieldModel.OpenConflict) -> String {
      let type = model.record(id: conflict.record).map { model.records[$0].type } ?? "?"
      return "\(type) \(conflict.record) \(conflict.kind) \(conflict.field ?? "-") \(conflict.candidates)"
    }
    let expected = model.openConflicts(model.sight(laptop)).map { text($0.conflict) }.sorted()
    figures.conflictsMost = max(figures.conflictsMost, expected.count)
    let found = conflicts.map { text(Self.conflict($0)) }.sorted()
    let here = laptop.map { "laptop \($0)" } ?? "the server"
    let missing = expected.filter { !found.contains($0) }
    let surplus = found.filter { !expected.contains($0) }
    guard missing.isEmpty, surplus.isEmpty, found.count == expected.count else {
      throw Trouble("conflicts on \(here): missing \(missing), too many \(surplus)")
    }
  }

  // MARK: the end

  /// Everybody syncs until nothing moves, and all that is left is equal.
  private func finish() throws {
    note("the end")
    for round in 0..<2 {
      for laptop in desks.indices {
        if round == 1, model.laptops[laptop].cursor == model.log.count { continue }
        try sync(laptop)
      }
    }
    for laptop in desks.indices {
      try learn(laptop)
      try compareWhole(laptop)
      try expect("level", try desks[laptop].json(["verify"]).flag("level"), true)
    }
    let digests = try desks.map { try $0.json(["status"]).text("digest") }
    try expect("digests", Set(digests).count, 1)
    let documents = try desks.map { desk in
      [
        try desk.json(["list"]).without(["seen"]), try desk.json(["list", "--deleted"]).without(["seen"]),
        try desk.json(["conflicts", "--all"]),
      ].map { $0.text(.canonical) }
    }
    for laptop in 1..<documents.count {
      guard documents[laptop] == documents[0] else {
        throw Trouble("laptop \(laptop) reads differently from laptop 0:\n\(documents[laptop])\n\(documents[0])")
      }
    }
    try compareServer(digest: digests[0])
  }

  /// What the server shows to programs.
  private func compareServer(digest: String) throws {
    let reader = try ServerReader(server, desk: desks[0])
    let records = try reader.get("records?limit=1000&deleted=with").list("records")
    try compareRecords(records, nil)
    try compareConflicts(try reader.get("conflicts").list("conflicts"), nil)
    try expect("the server's digest", try reader.get("repair").text("digest"), digest)
    server.stop()
    let verified = try server.command(["verify"])
    try expect("bygd-server verify", verified.status, 0)
  }
}
