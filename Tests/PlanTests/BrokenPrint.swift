import Plan
import TestSupport

/// A random plan and the text that a scanner would make of its print.
struct BrokenPrint {
  enum Breakage {
    /// One row a line, every bar, every letter.
    case none
    /// Cells wrapped over lines and merged, bars and å ä ö lost, pages that end between rows.
    case mild
    /// Rows cut by pages, tails moved to the page's top or before the table's head, cells printed one by one, names cut
    /// inside the word, headings without number, letters misread.
    case harsh
  }

  struct Activity {
    var section: String
    var title: String
    var responsible: [String]
    var support: [String]
    var start: Int
    var yearly: Bool
    var until: Int?
  }

  struct Section {
    var number: String?
    var title: String
    var label: String?
    var text: String
    var activities: [Activity]
  }

  private var random: SeededGenerator
  private let breakage: Breakage
  private(set) var sections: [Section] = []
  private(set) var text = ""
  private var lines: [String] = []
  private var linesOnPage = 0

  var activities: [Activity] { sections.flatMap(\.activities) }

  init(seed: UInt64, breakage: Breakage) {
    random = SeededGenerator(seed: seed)
    self.breakage = breakage
    invent()
    render()
  }

  // MARK: The plan

  private static let verbs = [
    "Bygga", "Pröva", "Visa", "Samla", "Skriva", "Leda", "Öppna", "Hålla", "Räkna", "Måla", "Översätta", "Bjuda in",
    "Ordna", "Lyssna på", "Spela in", "Dela ut", "Rusta", "Flytta", "Sprida", "Knyta ihop", "Äska pengar till",
    "Besöka",
  ]
  private static let things = [
    "en vandrande verkstad", "ett gemensamt magasin", "berättarkvällar", "en kör för seniorer", "tre hembygdsgårdar",
    "nya hyllor", "ett läger för unga spelmän", "en karta över väggmålningar", "kurser i bokbinderi", "scener på åker",
    "ett arkiv över dialekter", "en tävling i novell", "högläsning på arbetsplatser", "en resande filmduk",
    "verktyg för slöjdare", "en mässa om folkdräkter", "ett pris för gatukonst", "möten mellan körer",
    "en guide till bygdens sånger", "filmer om kvarnar", "ett lotteri för teaterbiljetter", "lådor med pappersteater",
  ]
  private static let tails = [
    "", "", "i samverkan med bygdens föreningar", "för förskolor i glesbygd", "så att fler vågar spela",
    "utanför de större orterna", "tillsammans med grannlänens arkiv", "med fokus på nyanlända och deras barn",
    "och skriva om det i ortens tidning", "i väntan på den nya lokalen vid ån", "som går att boka hela året",
    "genom en öppen inbjudan till alla över sextio", "för personer med nedsatt syn och deras följeslagare",
  ]
  private static let names = [
    "Bygdestrateg", "Kulturlots", "Scenombud", "Arkivpedagog", "Slöjdhandledare", "Filmfrämjande", "Teaterfrämjande",
    "Kulturstrateger", "Områdeschef", "Biblioteksutveckling", "Rådgivare för ny musik", "Musikfrämjande",
    "Utvecklingsledare kultur och hälsa", "Främjandeverksamhet bild och form",
  ]
  private static let topics = [
    "Rum för ord", "Musik i byarna", "Konst vid vägen", "Slöjd som arv", "Film på duk", "Scen utan hus",
    "Barnens bilder",
    "Röster från skogen", "Gamla spår", "Nya språk", "Sång för alla", "Museer i rörelse", "Arkiv som lever",
    "Bygdens berättelser", "Dansens vägar", "Böcker på hjul",
  ]

  private mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &random)] }

  private mutating func invent() {
    var topics = BrokenPrint.topics.shuffled(using: &random)
    for goal in 1...2 {
      sections.append(
        Section(number: "4.\(goal)", title: "Mål: " + topics.removeLast(), label: nil, text: "", activities: []))
      for priority in 1...3 {
        let number: String? = breakage == .harsh && priority == 3 && goal == 1 ? nil : "4.\(goal).\(priority)"
        invent(number: number, title: topics.removeLast(), label: "Prioritering:")
      }
    }
    sections.append(Section(number: "5.1", title: topics.removeLast(), label: nil, text: "", activities: []))
    for direction in 1...2 {
      invent(number: "5.1.\(direction)", title: topics.removeLast(), label: "Strategisk inriktning för samverkan:")
    }
  }

  private mutating func invent(number: String?, title: String, label: String) {
    var section = Section(
      number: number, title: title, label: label, text: "Vi vill att bygden får plats i kulturen och att den syns.",
      activities: [])
    for _ in 0..<Int.random(in: 3...7, using: &random) {
      var words = pick(BrokenPrint.verbs) + " " + pick(BrokenPrint.things)
      let tail = pick(BrokenPrint.tails)
      if !tail.isEmpty { words += " " + tail }
      if !random.oneIn(5) { words += "." }
      var responsible = [pick(BrokenPrint.names)]
      if random.oneIn(6) {
        let second = pick(BrokenPrint.names)
        if second != responsible[0] { responsible.append(second) }
      }
      let supporter = pick(BrokenPrint.names)
      let supported = random.oneIn(8) && !responsible.contains(supporter)
      let start = Int.random(in: 2024...2026, using: &random)
      let yearly = random.oneIn(2)
      section.activities.append(
        Activity(
          section: title, title: words, responsible: responsible, support: supported ? [supporter] : [], start: start,
          yearly: yearly, until: !yearly && random.oneIn(6) ? start + 1 : nil))
    }
    sections.append(section)
  }

  // MARK: The print

  private mutating func render() {
    emit("Plan för bygdens kultur 2024-2027")
    emit("")
    emit("4. Mål och prioriteringar")
    for section in sections {
      if section.number == "5.1" {
        if breakage == .none { emit("") } else { breakPage() }
        emit("5. Riktningar för samverkan")
      }
      let isRoomy = linesOnPage < 30
      if breakage != .none && (!isRoomy || section.number == nil || random.oneIn(3)) { breakPage() } else { emit("") }
      emit([section.number, section.title].compactMap { $0 }.joined(separator: " "))
      emit("")
      guard let label = section.label else { continue }
      emit(label + " " + section.text)
      emit("")
      emit("AKTIVITETER")
      emit("")
      renderTable(section.activities)
    }
    if breakage == .none {
      text = lines.joined(separator: "\n")
    } else {
      text = lines.map { lost($0) }.joined(separator: "\n")
    }
  }

  private mutating func emit(_ line: String) {
    lines.append(line)
    linesOnPage += 1
  }

  private mutating func breakPage() {
    guard breakage != .none else { return }
    linesOnPage = 0
    lines.append("\u{0C}")
  }

  private mutating func renderHead() {
    switch breakage {
    case .none:
      emit("Aktivitet | Ansvar för handläggning | Påbörjas | Uppföljning jan 2025")
    case .mild, .harsh:
      if random.oneIn(3) {
        emit("Aktivitet Ansvar för Påbörjas | Uppföljning jan")
        emit("handläggning 2025")
      } else {
        emit("Aktivitet Ansvar för Påbörj | Uppföljning")
        emit("handläggnin as jan 2025")
        emit("g")
      }
      emit("")
    }
  }

  private mutating func renderTable(_ activities: [Activity]) {
    let isLoose = random.oneIn(3)
    let isNarrow = breakage == .harsh && random.oneIn(3)
    let cellByCell = breakage == .harsh && random.oneIn(4)
    var movedTail: [String]?
    var lastRow: [String]?
    if breakage == .harsh, !cellByCell, let last = activities.last, random.oneIn(3) {
      let rows = wrapped(last, isNarrow: isNarrow)
      if rows.count > 2, let cut = [2, 3].first(where: { $0 < rows.count }) {
        movedTail = Array(rows[cut...])
        lastRow = Array(rows[..<cut])
      }
    }
    if let movedTail {
      for line in movedTail { emit(line) }
      emit("")
    }
    renderHead()
    for (index, activity) in activities.enumerated() {
      if index == activities.count - 1, let lastRow {
        for line in lastRow { emit(line) }
        continue
      }
      switch breakage {
      case .none:
        let time = BrokenPrint.time(activity)
        emit("\(activity.title) | \(BrokenPrint.functions(activity)) | \(time.joined(separator: " ")) |")
      case .mild, .harsh:
        if cellByCell {
          renderCells(activity)
          continue
        }
        let rows = wrapped(activity, isNarrow: isNarrow)
        let cut =
          breakage == .harsh && movedTail == nil && index < activities.count - 1 && random.oneIn(9) ? 2 : rows.count
        for (position, line) in rows.enumerated() {
          if position == cut { breakPage() }
          emit(line)
          if isLoose { emit("") }
        }
        if !isLoose && random.oneIn(2) { emit("") }
        if movedTail == nil, index < activities.count - 1, linesOnPage > 36 { breakPage() }
      }
    }
  }

  private mutating func renderCells(_ activity: Activity) {
    for line in BrokenPrint.wrap(activity.title, width: 26) { emit(line) }
    emit("")
    for line in BrokenPrint.wrap(BrokenPrint.functions(activity), width: 20) { emit(line) }
    emit("")
    for line in BrokenPrint.time(activity) { emit(line) }
    emit("")
  }

  private static func functions(_ activity: Activity) -> String {
    let names = activity.responsible.joined(separator: ", ")
    return activity.support.isEmpty ? names : names + " med stöd av " + activity.support.joined(separator: ", ")
  }

  private static func time(_ activity: Activity) -> [String] {
    var lines = [String(activity.start)]
    if activity.yearly { lines += ["(görs", "årligen)"] }
    if let until = activity.until { lines += ["(Pågår", "till och", "med \(until))"] }
    return lines
  }

  /// The row's lines as the scanner merged them: what stood side by side is one line, with a bar here and there.
  private mutating func wrapped(_ activity: Activity, isNarrow: Bool) -> [String] {
    let title = BrokenPrint.wrap(activity.title, width: 26)
    let functions =
      isNarrow
      ? BrokenPrint.chopped(BrokenPrint.functions(activity), width: 13)
      : BrokenPrint.wrap(BrokenPrint.functions(activity), width: 20)
    let time = BrokenPrint.time(activity)
    var lines: [String] = []
    for index in 0..<max(title.count, functions.count, time.count) {
      var line = index < title.count ? title[index] : ""
      if index < functions.count {
        let bar = random.oneIn(breakage == .mild ? 2 : 3)
        line += (line.isEmpty ? "" : (bar ? " | " : " ")) + functions[index]
      }
      if index < time.count {
        let bar = index == 0 ? !random.oneIn(3) : random.oneIn(5)
        line += (line.isEmpty ? "" : (bar ? " | " : " ")) + time[index]
      }
      lines.append(line)
    }
    return lines
  }

  private static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Wrapped with words cut where the column ends, as a narrow column cuts them.
  private static func chopped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for line in wrap(text, width: width) {
      var rest = Substring(line)
      while rest.count > width {
        lines.append(String(rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
      lines.append(String(rest))
    }
    return lines
  }

  /// The line without its å ä ö; in a harsh print some are misread.
  private mutating func lost(_ line: String) -> String {
    var result = ""
    for character in line {
      let misread = breakage == .harsh && random.oneIn(12)
      switch character {
      case "å", "ä": result += misread ? "é" : "a"
      case "Å", "Ä": result += "A"
      case "ö": result += misread ? "é" : "o"
      case "Ö": result += "O"
      default: result.append(character)
      }
    }
    return result
  }
}
