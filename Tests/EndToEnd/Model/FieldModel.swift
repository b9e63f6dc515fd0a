import Schema

/// Everything that ever was written in a workspace and what each author saw then, with the rules of reading by their
/// definitions. It knows nothing of names, replaces or stamps, and shares no code with what it judges.
///
/// Values are as programs read them in JSON; a reference is the id alone; cleared is null.
struct FieldModel {
  enum Policy { case review, latest, union, text, once }

  /// The fields that the runs write, and how they are read. Groups stand under their own keys.
  static let policies: [String: [String: Policy]] = [
    "section": ["title": .text, "number": .review],
    "activity": [
      "title": .text, "section": .review, "rank": .latest, "notes": .text, "doneOn": .review, "schedule": .review,
      "partners": .union,
    ],
    "assessment": [
      "activity": .once, "year": .once, "colour": .review, "comment": .text, "assessor": .latest,
    ],
    "note": ["on": .once, "text": .once, "author": .once, "at": .once],
  ]
  static let parents = ["activity": "section", "assessment": "activity", "note": "on"]
  static let groups = ["schedule": ["startYear", "recurrence", "untilYear"]]

  struct Person: Hashable {
    let user: String
    let device: String
    let isAdministrator: Bool
  }

  struct Record {
    let type: String
    /// As the program that made it said; nil until then.
    var id: String?
  }

  /// A register: a field or group of a record, an element of a set, or the record's life or making.
  struct Place: Hashable {
    let record: Int
    let key: String
    var element: String?

    static let life = "deleted"
    static let making = "type"
  }

  struct Fact {
    let commit: Int
    let place: Place
    let value: JSONValue
    /// What its author saw standing there, and all that those had taken the place of in their turn.
    let supersedes: Bits
    /// For a tombstone: every write of the record that its author knew.
    let covers: Bits
  }

  /// What a commit did, step by step, as undoing needs to know it.
  enum Step: Hashable {
    case make(record: Int)
    case delete(record: Int)
    case keep(record: Int)
    case set(fact: Int)
  }

  struct Commit {
    let laptop: Int
    /// From 1, per laptop.
    let sequence: Int
    var facts: [Int] = []
    var steps: [Step] = []
  }

  /// One laptop's copy, as far as the model knows.
  struct Laptop {
    let person: Person
    /// How many commits of the log it has read.
    var cursor = 0
    /// Its own commits that are not among those.
    var unlogged: [Int] = []
    var commits: [Int] = []
    /// It was stopped in a sync: the log may hold some of its unlogged commits.
    var isUncertain = false
  }

  static let tombstone = JSONValue.string("deleted")
  static let kept = JSONValue.string("kept")

  var laptops: [Laptop]
  var records: [Record] = []
  private(set) var commits: [Commit] = []
  private(set) var facts: [Fact] = []
  private(set) var factsByPlace: [Place: [Int]] = [:]
  private(set) var placesByRecord: [[Place]] = []
  /// The accepted commits in the server's order.
  var log: [Int] = []

  init(_ people: [Person]) {
    laptops = people.map { Laptop(person: $0) }
  }

  func person(ofFact fact: Int) -> Person { laptops[commits[facts[fact].commit].laptop].person }

  mutating func addRecord(_ type: String) -> Int {
    records.append(Record(type: type))
    placesByRecord.append([])
    return records.count - 1
  }

  func record(id: String) -> Int? { records.firstIndex { $0.id == id } }

  // MARK: commits

  /// A write in the making.
  struct Draft {
    var writes: [(place: Place, value: JSONValue, supersedes: Bits, covers: Bits)] = []
    /// A step, and how many of the writes belong to it.
    var steps: [(make: (Int) -> Step, count: Int)] = []

    mutating func set(_ place: Place, _ value: JSONValue, _ supersedes: Bits) {
      writes.append((place, value, supersedes, Bits()))
      steps.append(({ .set(fact: $0) }, 1))
    }
  }

  /// Makes one commit on a laptop.
  mutating func commit(_ laptop: Int, _ draft: Draft) {
    let index = commits.count
    var commit = Commit(laptop: laptop, sequence: laptops[laptop].commits.count + 1)
    for write in draft.writes {
      if factsByPlace[write.place] == nil { placesByRecord[write.place.record].append(write.place) }
      factsByPlace[write.place, default: []].append(facts.count)
      commit.facts.append(facts.count)
      facts.append(
        Fact(
          commit: index, place: write.place, value: write.value, supersedes: write.supersedes, covers: write.covers))
    }
    var next = 0
    for step in draft.steps {
      commit.steps.append(step.make(commit.facts[next]))
      next += step.count
    }
    commits.append(commit)
    laptops[laptop].commits.append(index)
    laptops[laptop].unlogged.append(index)
  }

  /// A sync that came to its end: what the laptop had is in the log, and it has read the log.
  ///
  /// - Returns: how many commits went out, and how many came in.
  mutating func sync(_ laptop: Int) -> (sent: Int, fetched: Int) {
    let new = laptops[laptop].unlogged.filter { !log.contains($0) }
    log += new
    let counts = (new.count, log.count - laptops[laptop].cursor - laptops[laptop].unlogged.count)
    laptops[laptop].cursor = log.count
    laptops[laptop].unlogged = []
    laptops[laptop].isUncertain = false
    return counts
  }

  /// What a laptop says that it holds: the commits of the log in order, then its own.
  mutating func learn(_ laptop: Int, logged: [Int], unlogged: [Int]) throws {
    for (mine, theirs) in zip(log, logged) where mine != theirs {
      throw Trouble("the log has \(name(mine)) where laptop \(laptop) has \(name(theirs))")
    }
    for commit in logged.dropFirst(log.count) {
      let owner = commits[commit].laptop
      guard owner == laptop || laptops[owner].isUncertain else {
        throw Trouble("\(name(commit)) is in the log though nobody has sent it")
      }
      guard let next = laptops[owner].commits.first(where: { !log.contains($0) }), next == commit else {
        throw Trouble("\(name(commit)) is in the log before what came before it")
      }
      log.append(commit)
    }
    guard logged.count >= laptops[laptop].cursor else {
      throw Trouble("laptop \(laptop) has gone back from \(laptops[laptop].cursor) to \(logged.count)")
    }
    let own = laptops[laptop].commits.filter { !logged.contains($0) }
    guard unlogged == own else {
      throw Trouble("laptop \(laptop) holds \(unlogged.map(name)) unsent, not \(own.map(name))")
    }
    laptops[laptop].cursor = logged.count
    laptops[laptop].unlogged = own
  }

  func name(_ commit: Int) -> String { "\(commits[commit].laptop)-\(commits[commit].sequence)" }

  // MARK: what somebody sees

  /// Which commits somebody has, and in which order.
  struct Sight {
    /// By commit: its place; nil when it is not there.
    fileprivate(set) var rank: [Int?]
    fileprivate(set) var loggedCount: Int

    func has(_ fact: Fact) -> Bool { rank[fact.commit] != nil }
    func isLogged(_ fact: Fact) -> Bool { rank[fact.commit].map { $0 < loggedCount } ?? false }
  }

  /// What stands on a laptop; nil for the server.
  func sight(_ laptop: Int?) -> Sight {
    var rank = [Int?](repeating: nil, count: commits.count)
    let cursor = laptop.map { laptops[$0].cursor } ?? log.count
    for (place, commit) in zip(0..., log.prefix(cursor)) { rank[commit] = place }
    for (place, commit) in zip(0..., laptop.map { laptops[$0].unlogged } ?? []) { rank[commit] = log.count + place }
    return Sight(rank: rank, loggedCount: cursor)
  }

  /// The known writes of a place, logged ones in log order, then one's own as they were made.
  func known(_ place: Place, _ sight: Sight) -> [Int] {
    let known = (factsByPlace[place] ?? []).filter { sight.has(facts[$0]) }
    return known.sorted { left, right in
      let ranks = (sight.rank[facts[left].commit] ?? 0, sight.rank[facts[right].commit] ?? 0)
      return ranks.0 == ranks.1 ? left < right : ranks.0 < ranks.1
    }
  }

  func standing(_ place: Place, _ sight: Sight) -> [Int] { standing(among: known(place, sight)) }

  func standing(among known: [Int]) -> [Int] {
    known.filter { fact in !known.contains { facts[$0].supersedes.contains(fact) } }
  }

  /// These writes and all that they took the place of.
  func closure(_ seen: [Int]) -> Bits {
    var result = Bits(seen)
    for fact in seen { result.formUnion(facts[fact].supersedes) }
    return result
  }

  func allKnown(ofRecord record: Int, _ sight: Sight) -> Bits {
    Bits(placesByRecord[record].flatMap { known($0, sight) })
  }
}
