import CommitFormat
import Merge
import Schema
import Testing
import Words

struct CatalogueTests {
  @Test func theTailOfASync() {
    let phrase = Words.Sync.summary(sent: 7, accepted: 5, conflicts: 1, refused: 1, fetched: 12)
    #expect(phrase.text(.sv) == "Skickade 7 · mottagna 5 · konflikt 1 · avvisade 1 · hämtade 12")
    #expect(phrase.text(.en) == "Sent 7 · accepted 5 · conflict 1 · refused 1 · fetched 12")
    #expect(phrase.text(.da) == "Sendt 7 · modtaget 5 · konflikt 1 · afvist 1 · hentet 12")
    let more = Words.Sync.summary(sent: 0, accepted: 0, conflicts: 2, refused: 0, fetched: 12_000)
    #expect(more.text(.sv) == "Skickade 0 · mottagna 0 · konflikter 2 · avvisade 0 · hämtade 12\u{A0}000")
  }

  @Test func anErrorSaysWhatHappenedWhatIsSafeAndWhatToDo() {
    let trouble = Words.Errors.serverUnreachable("…", unsynced: 4)
    #expect(
      trouble.text(.sv)
        == "Servern svarar inte (…). Dina 4 ändringar finns kvar här. Försök igen med: bygd sync")
    #expect(
      Words.Errors.serverUnreachable("…", unsynced: 1).text(.en)
        == "The server does not answer (…). Your 1 change is still here. Try again with: bygd sync")
    #expect(
      Words.Errors.serverUnreachable("…", unsynced: 0).text(.da)
        == "Serveren svarer ikke (…). Prøv igen med: bygd sync")
    #expect(
      Words.Errors.badValue(field: "Färg", code: "unknown-option", known: ["röd", "grön", "blå"]).text(.sv)
        == "Färg: Det alternativet finns inte. Välj röd, grön eller blå.")
  }

  /// Every code that the rooms below can give has words of its own, in each language.
  @Test func everyCodeHasWords() {
    let groups: [(String, [Phrase])] = [
      ("conflict", ConflictKind.allCases.map { Words.Conflicts.kind($0.rawValue) }),
      ("advice", ConflictKind.allCases.compactMap { Words.Conflicts.advice($0.rawValue) }),
      ("refusal", RefusalCode.allCases.map { Words.Refusals.reason($0.rawValue) }),
      ("problem", FieldProblem.Code.allCases.map { Words.Problems.problem($0.rawValue) }),
    ]
    let codes = Set(
      ConflictKind.allCases.map(\.rawValue) + RefusalCode.allCases.map(\.rawValue)
        + FieldProblem.Code.allCases.map(\.rawValue))
    #expect(groups[1].1.count == ConflictKind.allCases.count)
    for (name, phrases) in groups {
      for language in Language.allCases {
        let texts = phrases.map { $0.text(language) }
        #expect(Set(texts).count == texts.count, "two \(name) codes read alike in \(language)")
        for text in texts {
          #expect(!text.isEmpty && !codes.contains(text), "\(name) in \(language): \(text)")
          for code in codes where code.contains("-") { #expect(!text.contains("(\(code))"), "\(text)") }
        }
      }
      for phrase in phrases { #expect(phrase.text(.sv) != phrase.text(.en), "\(phrase.text(.sv))") }
    }
    for code in RefusalCode.allCases {
      #expect(Words.Refusals.reason(code.rawValue) != Words.Refusals.reason("unheard-of"))
      #expect(!Words.Refusals.reason(code.rawValue).text(.sv).contains(code.rawValue))
    }
  }

  @Test func phrasesTakeTheFormsOfTheirLanguage() {
    let phrase = Phrase(
      sv: "\(12_000) \(decimal: "0.5") \(date: "2025-05-01") \(list: ["a", "b"]) \(1, one: "rad", other: "rader")",
      en: "\(12_000) \(decimal: "0.5") \(date: "2025-05-01") \(list: ["a", "b"]) \(2, one: "row", other: "rows")",
      da: "\(Phrase(sv: "å", en: "a", da: "ø"))\("x")")
    #expect(phrase.text(.sv) == "12\u{A0}000 0,5 1 maj 2025 a och b 1 rad")
    #expect(phrase.text(.en) == "12,000 0.5 1 May 2025 a and b 2 rows")
    #expect(phrase.text(.da) == "øx")
    let joined = Phrase.joined([phrase, Phrase(verbatim: "z")], separator: "|")
    #expect(joined.text(.da) == "øx|z")
  }
}
