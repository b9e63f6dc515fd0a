internal import Merge
public import Plan
internal import Schema
public import Words

/// The inbox: a row per record in conflict, with filters, counts and pages.
public struct InboxListPage: PageBody {
  public static let template = "inbox"

  /// What is asked for, as it stands in the address.
  public struct Question: Hashable, Sendable {
    public var filter: InboxFilter
    public var order: InboxOrder
    public var offset: Int

    /// - Parameter item: the value of an item of the query; what it can't mean is passed over.
    public init(_ item: (String) -> String?) {
      func text(_ name: String) -> String? {
        guard let value = item(name), value.contains(where: { !$0.isWhitespace }) else { return nil }
        return value
      }
      filter = InboxFilter()
      filter.section = text("section")
      filter.municipality = text("municipality")
      filter.person = text("person")
      filter.kind = text("kind").flatMap { ConflictKind(rawValue: $0) }
      filter.type = text("type")
      filter.field = text("field")
      filter.olderThanDays = text("age").flatMap { Int($0) }.flatMap { $0 > 0 && $0 < 100_000 ? $0 : nil }
      filter.isProposed = text("proposed") == "1"
      filter.text = text("q")
      order = text("order").flatMap { InboxOrder(rawValue: $0) } ?? .waiting
      offset = min(max(0, text("offset").flatMap { Int($0) } ?? 0), 1_000_000)
    }

    /// The items that say the same again, without the offset.
    public var items: [(name: String, value: String)] {
      [
        ("section", filter.section ?? ""), ("municipality", filter.municipality ?? ""),
        ("person", filter.person ?? ""), ("kind", filter.kind?.rawValue ?? ""), ("type", filter.type ?? ""),
        ("field", filter.field ?? ""), ("age", filter.olderThanDays.map { String($0) } ?? ""),
        ("proposed", filter.isProposed ? "1" : ""), ("q", filter.text ?? ""),
        ("order", order == .waiting ? "" : order.rawValue),
      ]
    }

    func address(_ path: String, offset: Int = 0) -> String {
      Query.address(path, items + [("offset", offset == 0 ? "" : String(offset))])
    }
  }

  struct Row: Sendable {
    let address: String
    let recordAddress: String
    let name: String
    let reference: String
    let typeName: String
    let place: String
    let fields: [String]
    let kinds: String
    let people: [Person]
    let waited: String
    let since: ShownTime?
    let proposals: String?
    let drafts: String?
  }

  struct Person: Sendable {
    let name: String
    let device: String
    let time: ShownTime?
  }

  /// Two records that are perhaps one.
  public struct Twin: Hashable, Sendable {
    let first: PageLink
    let second: PageLink
    let firstID: String
    let secondID: String
    let why: String

    public init(first: PageLink, firstID: String, second: PageLink, secondID: String, why: String) {
      self.first = first
      self.second = second
      self.firstID = firstID
      self.secondID = secondID
      self.why = why
    }

    /// - Parameters:
    ///   - pair: as they were found.
    ///   - base: of the addresses of the workspace's pages.
    ///   - language: of the words.
    public init(_ pair: SuspectedTwins.Pair, base: String, language: Language) {
      func link(_ side: SuspectedTwins.Side) -> PageLink {
        PageLink(side.author.isEmpty ? side.name : "\(side.name) (\(side.author))", base + "/records/" + side.reference)
      }
      self.init(
        first: link(pair.first), firstID: pair.first.record.text, second: link(pair.second),
        secondID: pair.second.record.text, why: Words.Twins.reason(pair.reason.rawValue).text(language))
    }
  }

  /// Rows on one page.
  public static let pageSize = 50

  let words: FormText
  let sections: [FormOption]
  let municipalities: [FormOption]
  let people: [FormOption]
  let kinds: [FormOption]
  let types: [FormOption]
  let ages: [FormOption]
  let orders: [FormOption]
  let isProposed: Bool
  let isFiltered: Bool
  let count: String
  let rows: [Row]
  let hasRows: Bool
  let isEmptyInbox: Bool
  let pager: Pager
  let twins: [Twin]
  let hasTwins: Bool
  let canJoin: Bool
  let rulesAddress: String?

  /// - Parameters:
  ///   - page: of the index.
  ///   - question: what was asked for.
  ///   - twins: records that are perhaps one.
  ///   - canSettle: whether the reader is an administrator.
  ///   - base: of the addresses of the workspace's pages.
  ///   - now: the server's time, milliseconds.
  ///   - language: of the words.
  public init(
    _ page: InboxPage, _ question: Question, twins: [Twin] = [], canSettle: Bool, base: String, now: Int64,
    language: Language
  ) {
    let filter = question.filter
    func options(_ counts: [InboxCount], chosen: String?) -> [FormOption] {
      var options = counts.map {
        FormOption($0.value, "\($0.label) (\(language.number($0.count)))", isChosen: $0.value == chosen)
      }
      // What is chosen stays in its box also when nothing is left of it.
      if let chosen, !counts.contains(where: { $0.value == chosen }) {
        options.append(FormOption(chosen, "\(chosen) (0)", isChosen: true))
      }
      return options
    }
    words = FormText(filter.text ?? "")
    sections = options(page.counts.sections, chosen: filter.section)
    municipalities = options(page.counts.municipalities, chosen: filter.municipality)
    people = options(page.counts.people, chosen: filter.person)
    kinds = options(page.counts.kinds, chosen: filter.kind?.rawValue)
    types = options(page.counts.types, chosen: filter.type)
    ages = options(page.counts.ages, chosen: filter.olderThanDays.map { String($0) })
    orders = InboxOrder.allCases.map {
      FormOption($0.rawValue, Words.Pages.order($0.rawValue).text(language), isChosen: $0 == question.order)
    }
    isProposed = filter.isProposed
    isFiltered = !filter.isEmpty
    count = Words.Pages.inboxCount(
      records: page.matching, conflicts: page.conflictsMatching, of: page.total
    ).text(language)
    rows = page.rows.map { Self.row($0, question, base: base, now: now, language: language) }
    hasRows = !rows.isEmpty
    isEmptyInbox = page.total == 0
    pager = Pager(
      offset: page.offset, count: rows.count, total: page.matching, pageSize: Self.pageSize, language: language
    ) { question.address(base + "/inbox", offset: $0) }
    self.twins = twins
    hasTwins = !twins.isEmpty
    canJoin = canSettle
    rulesAddress = canSettle ? question.address(base + "/rules") : nil
  }

  private static func row(
    _ row: InboxRow, _ question: Question, base: String, now: Int64, language: Language
  ) -> Row {
    var fields: [String] = []
    var kinds: [String] = []
    for conflict in row.conflicts {
      let name = conflict.fieldName(language)
      fields.append(name.isEmpty ? Words.Pages.theRecord.text(language) : name)
      let kind = Words.Conflicts.kind(conflict.kind.rawValue).text(language)
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    let place = [row.place.isEmpty ? row.section : row.place, row.sectionName].filter { !$0.isEmpty }
    return Row(
      address: question.address(base + "/inbox/" + row.reference),
      recordAddress: base + "/records/" + row.reference, name: row.name, reference: row.reference,
      typeName: row.typeLabel.text(language.rawValue), place: place.joined(separator: " "), fields: fields,
      kinds: kinds.joined(separator: ", "),
      people: row.people.map {
        Person(
          name: $0.name.isEmpty ? Words.Settling.somebody.text(language) : $0.name, device: $0.device,
          time: ShownTime($0.time, language))
      },
      waited: Words.Pages.waited(days: max(0, now - row.waitingSince) / 86_400_000).text(language),
      since: ShownTime(row.waitingSince, language),
      proposals: row.proposals > 0 ? Words.Pages.proposals(row.proposals).text(language) : nil,
      drafts: row.drafts > 0 ? Words.Pages.drafts(row.drafts).text(language) : nil)
  }
}
