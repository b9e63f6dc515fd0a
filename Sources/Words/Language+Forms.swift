/// Numbers, dates and lists in each language's form.
extension Language {
  /// Groups by threes from 10 000 on, so that years and other numbers of four digits stay whole.
  public func number(_ number: some BinaryInteger) -> String { decimal(String(number)) }

  /// A decimal number that programs wrote, as people read it: `12500.5` is `12 500,5`, `12,500.5` and `12.500,5`.
  ///
  /// Digits are kept as they are; text that is no number comes back unchanged.
  public func decimal(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
    else { return text }
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, whole.count > 4, (whole.count - index) % 3 == 0 { grouped += groupSeparator }
      grouped.append(digit)
    }
    let fraction = parts.count == 2 ? decimalSeparator + parts[1] : ""
    return (isNegative ? "\u{2212}" : "") + grouped + fraction
  }

  public var decimalSeparator: String { self == .en ? "." : "," }

  /// Swedish has a space that does not break.
  public var groupSeparator: String {
    switch self {
    case .sv: "\u{A0}"
    case .en: ","
    case .da: "."
    }
  }

  /// A share in whole per cent: `45 %`, `45%`.
  public func percent(_ percent: Int) -> String { number(percent) + (self == .en ? "%" : "\u{A0}%") }

  /// A date that programs wrote, in words: `31 januari 2025`, `January 2025`, `31. januar 2025`.
  ///
  /// - Parameter text: `2025-01-31`, `2025-01` or `2025`; other text comes back unchanged.
  /// - Returns: the date to its precision.
  public func date(_ text: String) -> String {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
    }
    guard numbers.count == parts.count, (1...3).contains(numbers.count), parts[0].utf8.count == 4 else { return text }
    guard numbers.count > 1 else { return text }
    guard let month = month(numbers[1]) else { return text }
    guard numbers.count > 2 else { return "\(month) \(numbers[0])" }
    return "\(numbers[2])\(self == .da ? "." : "") \(month) \(numbers[0])"
  }

  /// The name of a month, 1 to 12, as it stands in running text.
  public func month(_ number: Int) -> String? {
    let names =
      switch self {
      case .sv:
        [
          "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december",
        ]
      case .en:
        [
          "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December",
        ]
      case .da:
        [
          "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
          "december",
        ]
      }
    return (1...12).contains(number) ? names[number - 1] : nil
  }

  /// The items with commas and, before the last, the word for *and*, or for *or* when one of them is to be chosen.
  public func list(_ items: [String], isChoice: Bool = false) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    let word =
      switch self {
      case .sv: isChoice ? "eller" : "och"
      case .en: isChoice ? "or" : "and"
      case .da: isChoice ? "eller" : "og"
      }
    return "\(items.dropLast().joined(separator: ", ")) \(word) \(last)"
  }

  /// The first letter in upper case, the rest as it is.
  public static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
