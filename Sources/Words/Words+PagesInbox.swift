extension Words.Pages {
  /// The inbox and the page of a conflict.
  static let inbox: [String: Phrase] = [
    "age": Phrase(
      sv: "Väntat",
      en: "Waiting",
      da: "Ventet"),
    "allOf": Phrase(
      sv: "alla",
      en: "all",
      da: "alle"),
    "anyAge": Phrase(
      sv: "hur länge som helst",
      en: "however long",
      da: "uanset hvor længe"),
    "equalParts": Phrase(
      sv: "Lika hos alla",
      en: "The same for all",
      da: "Ens hos alle"),
    "fieldsInConflict": Phrase(
      sv: "Fält",
      en: "Fields",
      da: "Felter"),
    "filterInbox": Phrase(
      sv: "Filtrera inkorgen",
      en: "Filter the inbox",
      da: "Filtrer indbakken"),
    "inboxEmpty": Phrase(
      sv: "Inget väntar på dig. Allt som folk har skrivit stämmer överens.",
      en: "Nothing is waiting for you. Everything that people wrote agrees.",
      da: "Intet venter på dig. Alt, hvad folk har skrevet, stemmer overens."),
    "inboxNoMatch": Phrase(
      sv: "Ingen konflikt passar in på filtret.",
      en: "No conflict matches the filter.",
      da: "Ingen konflikt passer til filteret."),
    "inboxTable": Phrase(
      sv: "Poster i konflikt",
      en: "Records in conflict",
      da: "Poster i konflikt"),
    "joinThem": Phrase(
      sv: "De är samma",
      en: "They are the same",
      da: "De er den samme"),
    "kind": Phrase(
      sv: "Vad som hände",
      en: "What happened",
      da: "Hvad der skete"),
    "latestHistory": Phrase(
      sv: "Senaste historiken",
      en: "Latest history",
      da: "Seneste historik"),
    "meanwhile": Phrase(
      sv: "Medan du läste",
      en: "While you were reading",
      da: "Mens du læste"),
    "meanwhileKept": Phrase(
      sv: "Ingenting har skrivits över. Det du hade skrivit står kvar nedanför; se efter och avgör igen.",
      en: "Nothing has been overwritten. What you had typed is still below; have a look and settle again.",
      da: "Intet er blevet overskrevet. Det, du havde skrevet, står stadig nedenfor; se efter, og afgør igen."),
    "mergedHint": Phrase(
      sv:
        "Det som bara en ändrade är redan med. De inramade ställena ändrade flera olika: skriv hur de ska vara i fältet nedanför.",
      en:
        "What only one person changed is in already. The framed places were changed differently by several: write in the field below how they should be.",
      da:
        "Det, kun én ændrede, er allerede med. De indrammede steder ændrede flere forskelligt: skriv i feltet nedenfor, hvordan de skal være."
    ),
    "mergedText": Phrase(
      sv: "Sammanfogad text",
      en: "Merged text",
      da: "Flettet tekst"),
    "municipality": Phrase(
      sv: "Kommun",
      en: "Municipality",
      da: "Kommune"),
    "nothingOpen": Phrase(
      sv: "Ingenting väntar på att avgöras här.",
      en: "Nothing waits to be settled here.",
      da: "Intet venter på at blive afgjort her."),
    "onlyProposed": Phrase(
      sv: "Bara med förslag",
      en: "Only with proposals",
      da: "Kun med forslag"),
    "onlyReading": Phrase(
      sv: "Du kan läsa men inte avgöra. En redaktör kan föreslå och en administratör avgör.",
      en: "You can read but not settle. An editor can propose, and an administrator settles.",
      da: "Du kan læse, men ikke afgøre. En redaktør kan foreslå, og en administrator afgør."),
    "otherRecord": Phrase(
      sv: "Den andra",
      en: "The other",
      da: "Den anden"),
    "propose": Phrase(
      sv: "Föreslå",
      en: "Propose",
      da: "Foreslå"),
    "proposeHint": Phrase(
      sv: "Administratören ser ditt förslag bredvid konflikten och avgör.",
      en: "The administrator sees your proposal beside the conflict and decides.",
      da: "Administratoren ser dit forslag ved siden af konflikten og afgør."),
    "proposes": Phrase(
      sv: "föreslår",
      en: "proposes",
      da: "foreslår"),
    "reasonAsked": Phrase(
      sv: "Skriv varför: ett officiellt läge ändras, och den vars ord inte väljs får läsa skälet.",
      en: "Say why: an official status changes, and whoever’s words are not chosen reads the reason.",
      da: "Skriv hvorfor: en officiel status ændres, og den, hvis ord ikke vælges, læser begrundelsen."),
    "reasonHint": Phrase(
      sv: "Behövs inte, men den vars ord inte väljs får läsa det.",
      en: "Not needed, but whoever’s words are not chosen reads it.",
      da: "Ikke nødvendigt, men den, hvis ord ikke vælges, læser det."),
    "record": Phrase(
      sv: "Post",
      en: "Record",
      da: "Post"),
    "said": Phrase(
      sv: "Skrev",
      en: "Said",
      da: "Skrev"),
    "saidAround": Phrase(
      sv: "Vad de berättade vid den tiden",
      en: "What they reported around that time",
      da: "Hvad de fortalte på det tidspunkt"),
    "saveDraft": Phrase(
      sv: "Spara utkast",
      en: "Save draft",
      da: "Gem kladde"),
    "section": Phrase(
      sv: "Avsnitt",
      en: "Section",
      da: "Afsnit"),
    "settleByRule": Phrase(
      sv: "avgör många på en gång med en regel",
      en: "settle many at once by a rule",
      da: "afgør mange på én gang med en regel"),
    "showAll": Phrase(
      sv: "Visa alla",
      en: "Show all",
      da: "Vis alle"),
    "solve": Phrase(
      sv: "Avgör",
      en: "Settle",
      da: "Afgør"),
    "solveAndNext": Phrase(
      sv: "Avgör och nästa",
      en: "Settle and next",
      da: "Afgør og næste"),
    "sorting": Phrase(
      sv: "Ordning",
      en: "Order",
      da: "Rækkefølge"),
    "standsNow": Phrase(
      sv: "gäller nu",
      en: "stands now",
      da: "gælder nu"),
    "theRecordAndHistory": Phrase(
      sv: "posten och dess historik",
      en: "the record and its history",
      da: "posten og dens historik"),
    "twins": Phrase(
      sv: "Kanske samma",
      en: "Perhaps the same",
      da: "Måske den samme"),
    "twinsLead": Phrase(
      sv: "De här posterna ser ut att handla om samma sak. Om de är samma läses de som en; det går att ångra.",
      en:
        "These records look as if they were about the same thing. If they are the same they are read as one; that can be undone.",
      da: "Disse poster ser ud til at handle om det samme. Er de den samme, læses de som én; det kan fortrydes."),
    "use": Phrase(
      sv: "Använd",
      en: "Use",
      da: "Brug"),
    "waited": Phrase(
      sv: "Väntat",
      en: "Waiting",
      da: "Ventet"),
    "whoWrote": Phrase(
      sv: "Vem skrev",
      en: "Who wrote",
      da: "Hvem skrev"),
    "why": Phrase(
      sv: "Varför",
      en: "Why",
      da: "Hvorfor"),
    "youHadTyped": Phrase(
      sv: "Du hade skrivit",
      en: "You had typed",
      da: "Du havde skrevet"),
    "yourDraft": Phrase(
      sv: "ditt utkast",
      en: "your draft",
      da: "din kladde"),
  ]

  // The inbox.

  package static let theRecord = Phrase(sv: "hela posten", en: "the whole record", da: "hele posten")

  package static func order(_ code: String) -> Phrase {
    switch code {
    case "waiting": Phrase(sv: "väntat längst först", en: "waiting longest first", da: "ventet længst først")
    case "newest": Phrase(sv: "skrivet senast först", en: "written last first", da: "skrevet senest først")
    case "place": Phrase(sv: "som i planen", en: "as in the plan", da: "som i planen")
    case "name": Phrase(sv: "efter namn", en: "by name", da: "efter navn")
    default: Phrase(verbatim: code)
    }
  }

  package static func inboxCount(records: Int, conflicts: Int, of total: Int) -> Phrase {
    let all = Phrase(
      sv: "\(records, one: "post", other: "poster") i konflikt, \(conflicts, one: "sak", other: "saker") att avgöra",
      en:
        "\(records, one: "record", other: "records") in conflict, \(conflicts, one: "thing", other: "things") to settle",
      da: "\(records, one: "post", other: "poster") i konflikt, \(conflicts, one: "ting", other: "ting") at afgøre")
    guard records != total else { return all }
    return Phrase(
      sv: "\(all) (av \(total) poster)", en: "\(all) (of \(total) records)", da: "\(all) (af \(total) poster)")
  }

  package static func waited(days: Int64) -> Phrase {
    days == 0
      ? Phrase(sv: "sedan i dag", en: "since today", da: "siden i dag")
      : Phrase(
        sv: "\(days, one: "dag", other: "dagar")", en: "\(days, one: "day", other: "days")",
        da: "\(days, one: "dag", other: "dage")")
  }

  package static func proposals(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "förslag", other: "förslag")", en: "\(count, one: "proposal", other: "proposals")",
      da: "\(count, one: "forslag", other: "forslag")")
  }

  package static func drafts(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "utkast", other: "utkast")", en: "\(count, one: "draft", other: "drafts")",
      da: "\(count, one: "kladde", other: "kladder")")
  }

  // A conflict.

  package static let wholeRecord = Phrase(sv: "Hela posten", en: "The whole record", da: "Hele posten")
  package static let decideLater = Phrase(
    sv: "Avgör det här senare", en: "Settle this later", da: "Afgør dette senere")
  package static let hintYear = Phrase(sv: "År med fyra siffror", en: "Year in four digits", da: "År med fire cifre")
  package static let hintDate = Phrase(
    sv: "Datum: 2025-01-31", en: "Date: 2025-01-31", da: "Dato: 2025-01-31")
  package static let hintPartialDate = Phrase(
    sv: "Datum, månad eller år: 2025-01-31, 2025-01 eller 2025", en: "Date, month or year: 2025-01-31, 2025-01 or 2025",
    da: "Dato, måned eller år: 2025-01-31, 2025-01 eller 2025")
  package static let hintReference = Phrase(
    sv: "Referens, plats (4.1.3-2) eller namn", en: "Reference, place (4.1.3-2) or name",
    da: "Reference, plads (4.1.3-2) eller navn")

  package static func answer(_ flag: Bool) -> Phrase { Words.Records.answer(flag) }

  package static func agreedFields(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "fält", other: "fält") som ingen är oense om",
      en: "\(count, one: "field", other: "fields") that nobody disagrees about",
      da: "\(count, one: "felt", other: "felter"), som ingen er uenige om")
  }

  package static func useProposal(_ author: String) -> Phrase {
    Phrase(
      sv: "Använd förslaget från \(author)", en: "Use the proposal by \(author)", da: "Brug forslaget fra \(author)")
  }

  /// Where somebody said something: in a visit report, a note, an assessment.
  package static func saidIn(_ kind: String, _ name: String) -> Phrase {
    let place = Phrase(verbatim: name.isEmpty ? "" : ": " + name)
    return switch kind {
    case "visit": Phrase(sv: "besöksrapport\(place)", en: "visit report\(place)", da: "besøgsrapport\(place)")
    case "note": Phrase(sv: "anteckning\(place)", en: "note\(place)", da: "notat\(place)")
    default: Phrase(sv: "bedömning\(place)", en: "assessment\(place)", da: "vurdering\(place)")
    }
  }
}
