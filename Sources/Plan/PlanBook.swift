internal import Merge
internal import Replica
internal import Schema
internal import Words

/// The plans of a workspace, laid out for reading: sections in the order of the plan, activities under them.
struct PlanBook {
  private let reading: any ReplicaReading
  private let lookup: Lookup
  private let sectionType: RecordType?
  private let activityType: RecordType?
  /// In reading order, a parent before its children.
  let sections: [RecordView]
  private let sectionsByID: [RecordID: RecordView]
  /// By section, in the order of the plan; under nil those whose section is not here.
  let activities: [RecordID?: [RecordView]]
  private let functionNames: [RecordID: String]

  init(_ reading: any ReplicaReading) throws {
    self.reading = reading
    lookup = try Lookup(reading)
    let schema = lookup.schema
    sectionType = schema.type("section")
    activityType = schema.type("activity")
    let found = try Self.all("section", sortedBy: "rank", reading, schema)
    let sectionsByID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    self.sectionsByID = sectionsByID
    var children: [RecordID?: [RecordView]] = [:]
    for section in found {
      let parent = section.parent.flatMap { sectionsByID[$0] == nil ? nil : $0 }
      children[parent, default: []].append(section)
    }
    var ordered: [RecordView] = []
    var open: [RecordView] = (children[nil] ?? []).reversed()
    while let section = open.popLast() {
      ordered.append(section)
      open += (children[section.id] ?? []).reversed()
    }
    sections = ordered
    var activities: [RecordID?: [RecordView]] = [:]
    for activity in try Self.all("activity", sortedBy: "rank", reading, schema) {
      let parent = activity.parent.flatMap { sectionsByID[$0] == nil ? nil : $0 }
      activities[parent, default: []].append(activity)
    }
    self.activities = activities
    var names: [RecordID: String] = [:]
    for function in try Self.all("function", sortedBy: "name", reading, schema) {
      names[function.id] = try lookup.name(of: function)
    }
    functionNames = names
  }

  private static func all(
    _ key: String, sortedBy field: String, _ reading: any ReplicaReading, _ schema: Schema
  ) throws -> [RecordView] {
    guard let type = schema.type(key) else { return [] }
    var query = RecordQuery(type: type.number)
    query.sortedBy = type.field(field)?.number
    return try reading.list(query).records
  }

  func section(_ id: RecordID) -> RecordView? { sectionsByID[id] }

  func number(of section: RecordView) -> String? { text("number", of: section, sectionType) }

  func title(of section: RecordView) -> String { text("title", of: section, sectionType) ?? "" }

  /// The live assessments of a year, by activity.
  func assessments(of year: Int) throws -> [RecordID: RecordView] {
    guard let type = lookup.schema.type("assessment"), let yearField = type.field("year"),
      let activity = type.field("activity")
    else { return [:] }
    var query = RecordQuery(type: type.number)
    query.filters = [RecordQuery.FieldFilter(field: yearField.number, value: Value(.integer(Int64(year))))]
    var result: [RecordID: RecordView] = [:]
    for view in try reading.list(query).records {
      guard let named = view.value(activity.number)?.reference else { continue }
      // Two activities that turned out to be one may have been assessed each; its own assessment counts.
      let record = try lookup.shown(named)
      if result[record] == nil || named == record { result[record] = view }
    }
    return result
  }

  /// The activities that the follow-up of an earlier year calls carried out.
  func carriedOut(before year: Int) throws -> Set<RecordID> {
    guard let type = lookup.schema.type("assessment"), let yearField = type.field("year"),
      let colour = type.field("colour"), let activity = type.field("activity")
    else { return [] }
    var query = RecordQuery(type: type.number)
    query.filters = [RecordQuery.FieldFilter(field: colour.number, value: Value(.code("green")))]
    var result: Set<RecordID> = []
    for view in try reading.list(query).records where outcome(of: view) == .colour("green") {
      guard case .integer(let its)? = view.value(yearField.number)?.content, its < year,
        let named = view.value(activity.number)?.reference
      else { continue }
      result.insert(try lookup.shown(named))
    }
    return result
  }

  func row(
    _ activity: RecordView, section: RecordView?, ordinal: Int, year: Int, assessment: RecordView?, isDone: Bool
  ) -> FollowUp.Row {
    let (start, until) = (self.year("startYear", of: activity), self.year("untilYear", of: activity))
    let isYearly = value("recurrence", of: activity, activityType)?.content == .code("yearly")
    return FollowUp.Row(
      activity: activity.id,
      place: section.flatMap { number(of: $0) }.map { "\($0)-\(ordinal)" },
      title: text("title", of: activity, activityType) ?? "",
      goal: section.flatMap { goal(of: $0) }, section: section?.id,
      functions: functions("responsible", of: activity), support: functions("support", of: activity),
      startYear: start, untilYear: until, isYearly: isYearly,
      duty: Duty(start: start, until: until, isYearly: isYearly, year: year, isDone: isDone),
      outcome: outcome(of: assessment),
      comment: assessment.flatMap { text("comment", of: $0, lookup.schema.type("assessment")) } ?? "",
      assessment: assessment?.id)
  }

  private func functions(_ key: String, of activity: RecordView) -> [String] {
    let elements = (activityType?.field(key)).map { activity.elements($0.number) } ?? []
    return elements.compactMap { $0.reference.flatMap { name(ofFunction: $0) } }.sorted(by: swedishOrder)
  }

  private func name(ofFunction id: RecordID) -> String? {
    functionNames[id] ?? (try? lookup.shown(id)).flatMap { functionNames[$0] }
  }

  private func outcome(of assessment: RecordView?) -> FollowUp.Outcome {
    guard let assessment, let type = lookup.schema.type("assessment"), let colour = type.field("colour") else {
      return .unassessed
    }
    // A conflict about the comment leaves the colour as it is; one about the record or the colour does not.
    let isOpen = assessment.conflicts.contains { conflict in
      conflict.register == nil || conflict.register?.field == colour.register || conflict.kind == .orphan
    }
    if isOpen { return .unresolved }
    guard case .code(let code)? = assessment.value(colour.number)?.content else { return .unassessed }
    return .colour(code)
  }

  private func goal(of section: RecordView) -> RecordID? {
    var current: RecordView? = section
    var steps = 0
    while let here = current, steps <= sections.count {
      if value("kind", of: here, sectionType)?.content == .code("goal") { return here.id }
      current = here.parent.flatMap { sectionsByID[$0] }
      steps += 1
    }
    return nil
  }

  private func year(_ key: String, of activity: RecordView) -> Int? {
    guard case .integer(let year)? = value(key, of: activity, activityType)?.content else { return nil }
    return Int(exactly: year)
  }

  private func text(_ key: String, of view: RecordView, _ type: RecordType?) -> String? {
    value(key, of: view, type)?.text
  }

  private func value(_ key: String, of view: RecordView, _ type: RecordType?) -> Value? {
    (type?.field(key)).flatMap { lookup.value(of: $0, in: view) }
  }
}

/// Whether `left` comes before `right` in Swedish order.
func swedishOrder(_ left: String, _ right: String) -> Bool {
  swedishCollationKey(left) < swedishCollationKey(right)
}
