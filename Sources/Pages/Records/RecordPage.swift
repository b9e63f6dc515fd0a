public import CommitFormat
internal import Merge
public import Plan
public import Replica
internal import Schema
public import Words

/// One record: what it holds, and everything that ever happened to it.
public struct RecordPage: PageBody {
  public static let template = "record"

  struct Line: Sendable {
    let label: String
    let values: [String]
    let isInConflict: Bool
  }

  let reference: String
  let kind: String
  let name: String
  let isDeleted: Bool
  let conflictAddress: String?
  let conflictCount: String
  let lines: [Line]
  let places: [Fact]
  let hasPlaces: Bool
  let story: [StoryItem]
  let hasMore: Bool
  let canRestore: Bool
  /// Where an administrator erases what is personal in it.
  let eraseAddress: String?
  let address: String

  /// Commits of the history that one page shows, unless all are asked for.
  public static let historyLimit = 100

  /// - Parameters:
  ///   - view: the record.
  ///   - history: its commits, newest first.
  ///   - reading: the workspace.
  ///   - role: of the reader of the page.
  ///   - base: of the addresses of the workspace's pages.
  ///   - language: of the words.
  /// - Throws: what the store throws.
  public init(
    _ view: RecordView, history: [HistoryItem], _ reading: any ReplicaReading, role: Role, base: String,
    language: Language
  ) throws {
    let lookup = try Lookup(reading)
    let text = ValueText(lookup, language)
    let card = try RecordTable(text).card(view)
    reference = card.reference
    kind = card.type
    name = card.name
    isDeleted = view.isDeleted
    address = base + "/records/" + card.reference
    conflictAddress = view.conflicts.isEmpty ? nil : base + "/inbox/" + card.reference
    conflictCount = Words.Pages.conflicts(view.conflicts.count).text(language)
    lines = card.lines.map { Line(label: $0.label, values: $0.values, isInConflict: $0.isInConflict) }
    var places: [Fact] = []
    if let parent = view.parent {
      places.append(
        Fact(
          Words.Pages.liesUnder.text(language), try lookup.name(of: parent),
          address: base + "/records/" + (try lookup.reference(of: parent))))
    }
    let children = try reading.children(of: view.id)
    if !children.isEmpty {
      places += try children.prefix(50).map {
        Fact(
          Words.Pages.holds.text(language), try lookup.name(of: $0),
          address: base + "/records/" + (try lookup.reference(of: $0)))
      }
    }
    self.places = places
    hasPlaces = !places.isEmpty
    canRestore = view.isDeleted && role >= .editor
    eraseAddress =
      role >= .administrator ? Query.address(base + "/erase", [("record", card.reference)]) : nil
    story = try history.map { try StoryItem($0, text: text, base: base, canUndo: role >= .editor) }
    hasMore = history.count >= Self.historyLimit
  }
}

/// A commit as a step of a story.
public struct StoryItem: Sendable {
  struct Change: Sendable {
    let recordName: String?
    let recordAddress: String
    let label: String
    let from: String
    let to: String
    let isNew: Bool
  }

  let commit: String
  let author: String
  let device: String?
  let time: ShownTime?
  let note: String?
  let isUnsynced: Bool
  let isErased: Bool
  let changes: [Change]
  let canUndo: Bool

  /// - Parameters:
  ///   - item: the commit.
  ///   - text: how values read.
  ///   - base: of the addresses of the workspace's pages.
  ///   - canUndo: whether the reader may undo anything.
  ///   - showsRecords: whether each change names its record: not on the record's own page.
  /// - Throws: what the store throws.
  public init(
    _ item: HistoryItem, text: ValueText, base: String, canUndo: Bool, showsRecords: Bool = false
  ) throws {
    let language = text.language
    commit = CommitLabel.text(item.commit.commit)
    author = item.author
    device = item.device.isEmpty ? nil : item.device
    time = ShownTime(item.commit.commit.stamp.milliseconds, language)
    note = item.note.isEmpty ? nil : item.note
    isUnsynced = item.state == .unsynced
    isErased = item.commit.commit.parts.contains(where: \.isErased)
    self.canUndo = canUndo
    changes = try item.writes.map { write in
      let type = write.type.flatMap { text.lookup.schema.type($0) }
      return Change(
        recordName: showsRecords ? try text.name(of: write.record) : nil,
        recordAddress: base + "/records/" + (try text.lookup.reference(of: write.record)),
        label: text.label(write.register, of: type),
        from: try write.from.map { try $0.isCleared ? "" : text.text($0, register: write.register, of: type) } ?? "…",
        to: try text.text(write.to, register: write.register, of: type), isNew: write.from?.isCleared ?? false)
    }
  }
}
