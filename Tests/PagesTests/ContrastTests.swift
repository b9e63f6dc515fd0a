import Foundation
import Pages
import Testing

/// Contrast as WCAG 2.1 computes it (relative luminance, success criteria 1.4.3 and 1.4.11), of every pair of colours
/// that the style sheet puts together, in the light and in the dark scheme.
@Suite struct ContrastTests {
  private static let schemes: [(name: String, colours: [String: String])] = {
    let dark = bundledStyle.range(of: "@media (prefers-color-scheme: dark)")
    let light = String(bundledStyle[..<(dark?.lowerBound ?? bundledStyle.endIndex)])
    let rest = String(bundledStyle[(dark?.upperBound ?? bundledStyle.endIndex)...])
    let end = rest.range(of: "*, *::before")?.lowerBound ?? rest.endIndex
    let lights = colours(light)
    return [("light", lights), ("dark", lights.merging(colours(String(rest[..<end]))) { $1 })]
  }()

  private static func colours(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    for match in text.matches(of: /--([a-z-]+): #([0-9a-f]{6});/) { result[String(match.1)] = String(match.2) }
    return result
  }

  private static let texts = [
    ("ink", "ground"), ("ink", "sheet"), ("soft", "ground"), ("soft", "sheet"), ("soft", "tint"), ("ink", "tint"),
    ("accent", "ground"),
    ("accent", "sheet"), ("accent-strong", "tint"), ("accent-strong", "sheet"), ("accent-strong", "ground"),
    ("accent", "tint"), ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-mark", "mark"),
    ("on-done", "done"),
    ("on-warn", "warn"), ("on-bad", "bad"), ("on-bad", "sheet"), ("on-dark-bar", "bar-green"),
    ("on-dark-bar", "bar-red"), ("on-dark-bar", "bar-blue"), ("on-dark-bar", "bar-open"),
    ("on-light-bar", "bar-yellow"), ("on-light-bar", "bar-none"),
  ]
  /// What is no text, but must be seen: edges of fields, the focus, the outline of a bar's parts.
  private static let shapes = [
    ("edge", "sheet"), ("edge", "ground"), ("focus", "sheet"), ("focus", "ground"), ("focus", "tint"),
    ("accent", "sheet"), ("ink", "sheet"),
  ]

  @Test(arguments: [0, 1]) func textCanBeRead(scheme: Int) throws {
    let (name, colours) = Self.schemes[scheme]
    for (front, back) in Self.texts {
      let ratio = try Self.contrast(front, back, colours)
      #expect(ratio >= 4.5, "\(name): \(front) on \(back) is \(ratio)")
    }
  }

  @Test(arguments: [0, 1]) func shapesCanBeSeen(scheme: Int) throws {
    let (name, colours) = Self.schemes[scheme]
    for (front, back) in Self.shapes {
      let ratio = try Self.contrast(front, back, colours)
      #expect(ratio >= 3, "\(name): \(front) on \(back) is \(ratio)")
    }
  }

  @Test func bothSchemesNameTheSameColours() {
    #expect(Self.schemes[0].colours.count > 20)
    #expect(Set(Self.schemes[0].colours.keys) == Set(Self.schemes[1].colours.keys))
    #expect(Self.schemes[0].colours != Self.schemes[1].colours)
  }

  @Test func noColourStandsOutsideTheList() {
    let rules = bundledStyle.components(separatedBy: "*, *::before")[1].components(separatedBy: "@media print")[0]
    #expect(rules.matches(of: /#[0-9a-fA-F]{3,8}\b/).isEmpty)
    #expect(!rules.contains("rgb(") && !rules.contains("hsl("))
  }

  private static func contrast(_ front: String, _ back: String, _ colours: [String: String]) throws -> Double {
    let one = luminance(try #require(colours[front], "no colour \(front)"))
    let other = luminance(try #require(colours[back], "no colour \(back)"))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  private static func luminance(_ hex: String) -> Double {
    let value = UInt32(hex, radix: 16) ?? 0
    let channels = [16, 8, 0].map { shift -> Double in
      let part = Double((value >> shift) & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
