internal import Merge
internal import Replica
internal import Schema

/// Where records lie in the plan: what is above them, what that is called, and in which order it is printed.
struct PlanPlaces {
  private let reading: any ReplicaReading
  private let lookup: Lookup
  private let sectionType: RecordType?
  private let activityType: RecordType?
  private static let depthMax = 16
  /// More activities in one section are not printed with an ordinal.
  private static let activitiesMax = 500

  init(_ reading: any ReplicaReading, lookup: Lookup) {
    self.reading = reading
    self.lookup = lookup
    sectionType = lookup.schema.type("section")
    activityType = lookup.schema.type("activity")
  }

  /// The record, what it lies under, and so on up: by its parent, or for what has none by what it names as its subject.
  func chain(of view: RecordView) throws -> [RecordView] {
    var chain = [view]
    while chain.count < Self.depthMax, let last = chain.last, let above = above(last),
      !chain.contains(where: { $0.id == above }), let next = try reading.view(above)
    {
      chain.append(next)
    }
    return chain
  }

  private func above(_ view: RecordView) -> RecordID? {
    if let parent = view.parent { return parent }
    guard let type = lookup.schema.type(view.type) else { return nil }
    for key in ["activities", "about", "record"] {
      guard let field = type.field(key) else { continue }
      if let subject = view.value(field.number)?.reference ?? view.elements(field.number).first?.reference {
        return subject
      }
    }
    return nil
  }

  func isSection(_ view: RecordView) -> Bool { view.type == sectionType?.number }

  func isActivity(_ view: RecordView) -> Bool { view.type == activityType?.number }

  /// Nil for what is no section, and for a section without one.
  func sectionNumber(of view: RecordView) -> String? {
    guard isSection(view), let field = sectionType?.field("number") else { return nil }
    return lookup.value(of: field, in: view)?.text
  }

  /// Of the nearest record that names any, in Swedish order.
  func municipalities(of chain: [RecordView]) -> [String] {
    for view in chain {
      guard let type = lookup.schema.type(view.type) else { continue }
      var found: [String] = []
      if let field = type.field("municipalities") { found = view.elements(field.number).compactMap(\.text) }
      if let field = type.field("municipality"), let text = lookup.value(of: field, in: view)?.text { found = [text] }
      if !found.isEmpty { return found.sorted(by: swedishOrder) }
    }
    return []
  }

  /// What brings records into the order of the printed plan; what is in none comes last.
  func order(of chain: [RecordView]) -> [Double] {
    let inPlan = chain.contains { isSection($0) || isActivity($0) }
    let ranks = chain.reversed().compactMap { view -> Double? in
      guard isSection(view) || isActivity(view),
        let field = lookup.schema.type(view.type)?.field("rank"),
        case .decimal(let rank)? = lookup.value(of: field, in: view)?.content
      else { return nil }
      return (Double(rank.text) ?? 0) + 0
    }
    return [inPlan ? 0 : 1] + ranks
  }

  /// Which activity of a section is the how many-th in the order of the plan; empty when there are too many.
  func ordinals(in section: RecordID) throws -> [RecordID: Int] {
    guard let activityType else { return [:] }
    var query = RecordQuery(type: activityType.number)
    query.parent = section
    query.sortedBy = activityType.field("rank")?.number
    query.limit = Self.activitiesMax
    let list = try reading.list(query)
    guard list.total <= Self.activitiesMax else { return [:] }
    return Dictionary(list.records.enumerated().map { ($1.id, $0 + 1) }) { first, _ in first }
  }
}
