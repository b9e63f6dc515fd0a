internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer
internal import Words

/// The inbox as programs read it.
struct InboxJSON {
  let language: Language

  func row(_ row: InboxRow) -> JSONValue {
    .members([
      "ref": .string(row.reference), "record": .string(row.record.text), "name": .string(row.name),
      "type": .string(row.typeKey), "typeName": .string(row.typeLabel.text(language.rawValue)),
      "place": .string(row.place), "section": .string(row.section), "sectionName": .string(row.sectionName),
      "municipalities": .strings(row.municipalities), "people": .array(row.people.map(person)),
      "waitingSince": .string(Instant.iso(row.waitingSince)), "oldest": .string(Instant.iso(row.oldest)),
      "newest": .string(Instant.iso(row.newest)), "proposals": .number(row.proposals),
      "drafts": .number(row.drafts),
      "conflicts": .array(
        row.conflicts.map { conflict in
          .members([
            "id": .string(conflict.id.text), "kind": .string(conflict.kind.rawValue),
            "field": .text(orNull: conflict.fieldKey), "fieldName": .string(conflict.fieldName(language)),
            "people": .array(conflict.people.map(person)),
            "waitingSince": .string(Instant.iso(conflict.waitingSince)), "proposals": .number(conflict.proposals),
            "drafts": .number(conflict.drafts),
          ])
        }),
    ])
  }

  private func person(_ person: InboxPerson) -> JSONValue {
    .members([
      "name": .string(person.name), "device": .string(person.device), "at": .string(Instant.iso(person.time)),
    ])
  }

  func counts(_ counts: InboxCounts) -> JSONValue {
    func list(_ counts: [InboxCount]) -> JSONValue {
      .array(
        counts.map {
          .members(["value": .string($0.value), "label": .string($0.label), "count": .number($0.count)])
        })
    }
    return .members([
      "sections": list(counts.sections), "municipalities": list(counts.municipalities),
      "people": list(counts.people), "kinds": list(counts.kinds), "types": list(counts.types),
      "ages": list(counts.ages),
    ])
  }

  /// What a person reads beside the values, in the caller's language.
  func sheet(_ sheet: RecordSheet) -> JSONValue {
    guard let conflict = sheet.conflicts.first else { return .null }
    return .members([
      "name": .string(sheet.name), "place": .string(sheet.place), "fieldName": .string(conflict.field),
      "kindName": .string(conflict.kindName), "explanation": .string(conflict.explanation),
      "advice": .string(conflict.advice), "asksReason": .boolean(conflict.asksReason),
      "ways": .array(
        conflict.ways.map { .members(["choice": .string($0.choice), "label": .string($0.label)]) }),
      "markedText": .string(conflict.markedText), "merged": .array(conflict.merged.map(segment)),
      "said": .array(
        sheet.said.map { said in
          .members([
            "author": .string(said.author), "kind": .string(said.kind.rawValue), "ref": .string(said.reference),
            "name": .string(said.name), "date": .string(said.date), "text": .string(said.text),
            "isAboutRecord": .boolean(said.isAboutRecord),
          ])
        }),
    ])
  }

  /// Numbers of candidates are from 1, as everywhere in JSON.
  private func segment(_ segment: MergedSegment) -> JSONValue {
    func numbers(_ heads: [Int]) -> JSONValue { .array(heads.map { .number($0 + 1) }) }
    switch segment {
    case .equal(let text): return .members(["text": .string(text)])
    case .changed(let before, let text, let heads):
      return .members(["before": .string(before), "text": .string(text), "by": numbers(heads)])
    case .overlap(let before, let alternatives):
      return .members([
        "before": .string(before),
        "alternatives": .array(
          alternatives.map { .members(["text": .string($0.text), "by": numbers($0.heads)]) }),
      ])
    }
  }
}
