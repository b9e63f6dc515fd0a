/// The third column of a row: a start year, and perhaps a bracket that says that it comes back or how long it goes on.
///
/// The bracket may be broken anywhere, so it is kept as letters that must begin one of the known phrases.
struct TimeCell: Hashable {
  var year: Int?
  private var letters: [UInt8] = []
  private(set) var isOpen = false
  private(set) var isClosed = false

  init(year: Int? = nil) {
    self.year = year
  }

  /// What a bracket may say; `#` stands for the four digits of a year.
  private static let phrases: [(letters: [UInt8], yearly: Bool)] = {
    let yearly = [
      "görs årligen", "årligen", "genomförs årligen", "varje år", "görs varje år", "återkommande", "återkommer årligen",
      "löpande varje år", "sker årligen",
    ]
    let until = [
      "pågår till och med #", "pågår till #", "till och med #", "pågår t.o.m. #", "t.o.m. #", "till #", "pågår tom #",
      "pågår t o m #",
    ]
    return yearly.map { (pattern($0), true) } + until.map { (pattern($0), false) }
  }()

  private static func pattern(_ text: String) -> [UInt8] {
    let letters = text.split(separator: " ").flatMap { word in
      word == "#" ? [UInt8](repeating: UInt8(ascii: "#"), count: 4) : Letters.fold(word)
    }
    return Letters.collapsed(letters)
  }

  /// The cell with one more word, or `nil` when the word can't be the next of it.
  ///
  /// A bracket must open with `(`; only its following words come without.
  func taking(_ word: Word) -> TimeCell? {
    var next = self
    if year == nil {
      guard let found = word.bareYear else { return nil }
      next.year = found
      return next
    }
    guard !isClosed else { return nil }
    guard isOpen || word.opensBracket else { return nil }
    next.isOpen = true
    next.letters = Letters.collapsed(next.letters + word.letters)
    guard next.matches != nil else { return nil }
    if word.closesBracket { next.isClosed = true }
    return next
  }

  /// The phrase that the letters begin, with whether they end it.
  private var matches: (yearly: Bool, complete: Bool)? {
    var partial: (yearly: Bool, complete: Bool)?
    for phrase in TimeCell.phrases where letters.count <= phrase.letters.count {
      var misread = 0
      for (printed, meant) in zip(letters, phrase.letters) where printed != meant {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(printed)
        if meant == UInt8(ascii: "#") && isDigit { continue }
        misread += meant == Letters.vowel && Letters.isPrintedForVowel(printed) ? 1 : 3
      }
      if misread > 2 { continue }
      if letters.count == phrase.letters.count { return (phrase.yearly, true) }
      partial = (phrase.yearly, false)
    }
    return partial
  }

  var isComplete: Bool { !isOpen || matches?.complete == true }

  var isYearly: Bool {
    guard isOpen, let matches else { return false }
    return matches.yearly
  }

  var untilYear: Int? {
    guard isOpen, let matches, matches.complete, !matches.yearly else { return nil }
    return Int(String(decoding: letters.suffix(4), as: UTF8.self))
  }

  /// A bracket is open and its phrase goes on.
  var awaitsMore: Bool { isOpen && !isClosed && matches?.complete == false }
}
