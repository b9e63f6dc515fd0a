internal import CommitFormat
public import Merge
public import Replica
public import Schema
internal import Words

/// Records that look like one thing made twice by people who did not know of each other: they are no conflict, and
/// nothing happens to them until somebody says that they are the same.
public struct SuspectedTwins: Hashable, Sendable {
  /// Why two records are thought to be one.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// One bears a name that the other bears too, but for case and marks.
    case name
    /// The same day and place.
    case occasion
  }

  /// One of the two.
  public struct Side: Hashable, Sendable {
    public let record: RecordID
    public let reference: String
    public let name: String
    /// Who made it, and when by that device's clock, milliseconds.
    public let author: String
    public let device: String
    public let time: Int64
  }

  /// Two that look like one.
  public struct Pair: Hashable, Sendable {
    public let type: TypeNumber
    public let reason: Reason
    /// The one that was made first, by its id.
    public let first: Side
    public let second: Side

    /// What a person types who knows that they are one.
    public var command: String { "bygd same \(first.reference) \(second.reference)" }
  }

  /// By type, then by name.
  public let pairs: [Pair]
  /// How many there are in all.
  public let total: Int

  private static let named = ["actor", "call", "function", "network", "project"]
  private static let occasions = ["meeting", "visit"]

  /// Looks for twins among the live records that were made on different replicas and are not joined.
  ///
  /// Of several that look alike each is paired with one that was made before it, so there are fewer pairs than records.
  ///
  /// - Parameters:
  ///   - reading: the workspace.
  ///   - limit: how many pairs to name at the most.
  /// - Throws: what the store throws.
  /// - Complexity: O(records of the seven types that people make by hand).
  public init(_ reading: any ReplicaReading, limit: Int = 50) throws {
    let lookup = try Lookup(reading)
    var found: [(type: RecordType, reason: Reason, first: RecordView, second: RecordView)] = []
    for key in Self.named + Self.occasions {
      guard let type = lookup.schema.type(key) else { continue }
      let isOccasion = Self.occasions.contains(key)
      let views = try reading.list(RecordQuery(type: type.number)).records
      let pairs = try Self.pairs(of: views, reading) { view in
        isOccasion ? Self.occasion(of: view, type, lookup) : Self.names(of: view, type)
      }
      found += pairs.map { (type, isOccasion ? .occasion : .name, $0, $1) }
    }
    total = found.count
    pairs = try found.prefix(max(0, limit)).map { type, reason, first, second in
      Pair(
        type: type.number, reason: reason, first: try Self.side(first, reading, lookup),
        second: try Self.side(second, reading, lookup))
    }
  }

  private static func side(_ view: RecordView, _ reading: any ReplicaReading, _ lookup: Lookup) throws -> Side {
    let dot = try reading.record(view.id)?.creations.first
    let stored = try dot.flatMap { try reading.commit($0.replica, $0.sequence) }
    let author = try stored.flatMap { try reading.author(of: $0) }
    return Side(
      record: view.id, reference: try lookup.reference(of: view.id), name: try lookup.name(of: view),
      author: author?.user ?? "", device: author?.device ?? "", time: stored?.commit.stamp.milliseconds ?? 0)
  }

  /// Pairs among `views`, which rise by id; `keys` is what two records have in common that look like one.
  private static func pairs(
    of views: [RecordView], _ reading: any ReplicaReading, keys: (RecordView) -> [String]
  ) throws -> [(RecordView, RecordView)] {
    var places: [String: [Int]] = [:]
    for (place, view) in views.enumerated() {
      for key in Set(keys(view)) { places[key, default: []].append(place) }
    }
    var makers: [Int: Set<ReplicaID>] = [:]
    func replicas(_ place: Int) throws -> Set<ReplicaID> {
      if let known = makers[place] { return known }
      let made = Set(try reading.record(views[place].id)?.creations.map(\.replica) ?? [])
      makers[place] = made
      return made
    }
    var found: Set<[Int]> = []
    for alike in places.values where alike.count > 1 {
      // The first, and the first that was made elsewhere, stand for all before.
      let first = alike[0]
      var elsewhere: Int?
      for place in alike.dropFirst() {
        for other in [first, elsewhere].compactMap({ $0 }) where other != place {
          guard try replicas(other).isDisjoint(with: replicas(place)),
            // Two names by one key would have met in one record.
            !(views[other].id.isNatural && views[place].id.isNatural)
          else { continue }
          found.insert([other, place])
          break
        }
        if try elsewhere == nil && replicas(first).isDisjoint(with: replicas(place)) { elsewhere = place }
      }
    }
    return found.sorted { $0.lexicographicallyPrecedes($1) }.map { (views[$0[0]], views[$0[1]]) }
  }

  private static func names(of view: RecordView, _ type: RecordType) -> [String] {
    var texts: [String] = []
    if let name = type.field("name"), let text = view.value(name.number)?.text { texts.append(text) }
    if let aliases = type.field("aliases") { texts += view.elements(aliases.number).compactMap(\.text) }
    return texts.map { Folding.words(of: $0).joined(separator: " ") }.filter { !$0.isEmpty }
  }

  private static func occasion(of view: RecordView, _ type: RecordType, _ lookup: Lookup) -> [String] {
    guard let date = type.field("date").flatMap({ lookup.value(of: $0, in: view) }),
      let place = type.field("place").flatMap({ lookup.value(of: $0, in: view) })?.text
    else { return [] }
    let words = Folding.words(of: place).joined(separator: " ")
    guard case .date(let day)? = date.content, day.day != nil, !words.isEmpty else { return [] }
    return ["\(day.year)-\(day.month ?? 0)-\(day.day ?? 0) \(words)"]
  }

  /// `[{"type","reason","records":[{"ref","id","name","author","device","at"}, …],"command"}]`.
  public func json(_ schema: Schema) -> JSONValue {
    func side(_ side: Side) -> JSONValue {
      .members([
        "ref": .string(side.reference), "id": .string(side.record.text), "name": .string(side.name),
        "author": .string(side.author), "device": .string(side.device), "at": .string(Instant.iso(side.time)),
      ])
    }
    return .array(
      pairs.map { pair in
        .members([
          "type": .string(schema.type(pair.type)?.key ?? "#\(pair.type.number)"),
          "reason": .string(pair.reason.rawValue),
          "records": .array([side(pair.first), side(pair.second)]),
          "command": .string(pair.command),
        ])
      })
  }

  /// One line or two for each pair, and how many more there are; empty when there are none.
  public func lines(_ text: ValueText) -> [String] {
    var lines: [String] = []
    for pair in pairs {
      let type = text.lookup.schema.type(pair.type).map { text.label($0.label) } ?? "#\(pair.type.number)"
      let reason = Words.Twins.reason(pair.reason.rawValue).text(text.language)
      func side(_ side: Side) -> String {
        side.author.isEmpty ? "\(side.reference) \(side.name)" : "\(side.reference) \(side.name) (\(side.author))"
      }
      lines.append(
        Words.Twins.pair(type, side(pair.first), side(pair.second)).text(text.language) + " – " + reason)
      lines.append("  " + Words.Twins.wayOut(pair.command).text(text.language))
    }
    if total > pairs.count { lines.append(Words.Twins.more(total - pairs.count).text(text.language)) }
    return lines
  }
}
