public import Merge

extension Decimal {
  /// Digits after the point that are taken at most.
  public static let scaleMax = 18

  /// Reads a decimal number exactly: a sign, digits, and a point or a comma with digits after it. Spaces, also
  /// unbroken ones, may part the digits before it by threes.
  ///
  /// - Returns: nil for other text, and for what needs more than 18 digits or so to be exact.
  public init?(text: String) {
    var scalars = Array(text.unicodeScalars)
    var isNegative = false
    if let first = scalars.first, ["-", "\u{2212}", "+"].contains(first) {
      isNegative = first != "+"
      scalars.removeFirst()
    }
    let point = scalars.firstIndex { $0 == "." || $0 == "," } ?? scalars.endIndex
    let groups = scalars[..<point].split(omittingEmptySubsequences: false) {
      [" ", "\u{A0}", "\u{2009}", "\u{202F}"].contains($0)
    }
    if groups.count > 1 {
      guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
    }
    var fraction = scalars[point...].dropFirst()
    guard groups.contains(where: { !$0.isEmpty }), point == scalars.endIndex || !fraction.isEmpty else { return nil }
    let isDigit = { (scalar: Unicode.Scalar) in ("0"..."9").contains(scalar) }
    guard groups.joined().allSatisfy(isDigit), fraction.allSatisfy(isDigit) else { return nil }
    while fraction.last == "0" { fraction.removeLast() }
    guard fraction.count <= Self.scaleMax else { return nil }
    var mantissa: Int64 = 0
    for scalar in Array(groups.joined()) + fraction {
      let digit = Int64(scalar.value - 48)
      let (shifted, overflow) = mantissa.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
      guard !overflow, !carry else { return nil }
      mantissa = sum
    }
    self.init(mantissa: mantissa, scale: UInt8(fraction.count))
  }

  /// The number with a decimal point and no grouping, as programs read it: `-12.5`.
  public var text: String {
    var digits = String(mantissa.magnitude)
    if scale > 0 {
      if digits.count <= Int(scale) { digits = String(repeating: "0", count: Int(scale) + 1 - digits.count) + digits }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -Int(scale)))
    }
    return mantissa < 0 ? "-\(digits)" : digits
  }

  /// By size.
  public static func isLess(_ left: Decimal, _ right: Decimal) -> Bool {
    if (left.mantissa < 0) != (right.mantissa < 0) { return left.mantissa < 0 }
    let (leftWhole, leftFraction) = left.split
    let (rightWhole, rightFraction) = right.split
    return leftWhole != rightWhole ? leftWhole < rightWhole : leftFraction < rightFraction
  }

  /// The whole part and the fraction in a common unit, both with the number's sign. A scale that can't come from text,
  /// but may from bytes, leaves nothing of an `Int64`.
  private var split: (whole: Int64, fraction: Int128) {
    guard scale <= 38 else { return (0, Int128(mantissa.signum())) }
    let unit = (0..<Int(scale)).reduce(Int128(1)) { power, _ in power * 10 }
    let whole = Int128(mantissa) / unit
    let rest = Int128(mantissa) % unit
    // 10^19 holds every digit that a 64-bit mantissa has; what lies below is as good as its sign.
    let common =
      scale <= 19 ? rest * (0..<(19 - Int(scale))).reduce(Int128(1)) { power, _ in power * 10 } : rest.signum()
    return (Int64(clamping: whole), common)
  }
}

extension PartialDate {
  /// Reads `2025-01-31`, `2025-01` or `2025`; nil for other text and for days that no calendar has.
  public init?(text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0].utf8.count == 4, parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else { return nil }
    self.init(
      year: numbers[0], month: numbers.count > 1 ? numbers[1] : nil, day: numbers.count > 2 ? numbers[2] : nil)
  }

  /// The date as ISO 8601 has it, to its precision.
  public var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return ([padded(year, 4)] + [month, day].compactMap { $0.map { padded($0, 2) } }).joined(separator: "-")
  }
}
