import Testing
import Words

struct LanguageTests {
  @Test func whichLanguageIsSpoken() {
    let cases: [(String?, [String: String], Language)] = [
      (nil, [:], .sv), (nil, ["LANG": "C"], .sv), (nil, ["LANG": "C.UTF-8"], .sv), (nil, ["LC_ALL": "POSIX"], .sv),
      (nil, ["LANG": ""], .sv), (nil, ["LANG": "en_GB.UTF-8"], .en), (nil, ["LANG": "da_DK"], .da),
      (nil, ["LANG": "de_DE.UTF-8"], .en), (nil, ["LANG": "nb_NO.UTF-8"], .da), (nil, ["LANG": "fi_FI"], .sv),
      (nil, ["LANG": "en_US", "LC_MESSAGES": "da_DK"], .da), (nil, ["LANG": "en_US", "LC_ALL": "C"], .sv),
      (nil, ["LC_MESSAGES": "da_DK", "LC_ALL": "en_US"], .en), (nil, ["LC_ALL": "en_US", "BYGD_LANG": "da"], .da),
      (nil, ["LC_ALL": "", "LANG": "en_US"], .en), ("sv", ["BYGD_LANG": "da"], .sv), ("xx", ["BYGD_LANG": "da"], .da),
    ]
    for (flag, environment, expected) in cases {
      #expect(Language.preferred(flag: flag, environment: environment) == expected, "\(environment)")
    }
  }

  @Test func codes() {
    #expect(Language(code: "sv") == .sv)
    #expect(Language(code: "EN-gb") == .en)
    #expect(Language(code: "da@euro") == .da)
    #expect(Language(code: "svenska") == nil)
    #expect(Language(code: "") == nil)
    #expect(Language(code: "sv1") == nil)
  }

  @Test func numbers() {
    let cases = [
      ("0", "0", "0", "0"), ("2025", "2025", "2025", "2025"),
      ("12500.5", "12\u{A0}500,5", "12,500.5", "12.500,5"),
      ("-1234567", "−1\u{A0}234\u{A0}567", "−1,234,567", "−1.234.567"), ("0.10", "0,10", "0.10", "0,10"),
      ("100000", "100\u{A0}000", "100,000", "100.000"), ("", "", "", ""), ("x", "x", "x", "x"),
      ("1.2.3", "1.2.3", "1.2.3", "1.2.3"),
      ("1.", "1.", "1.", "1."),
    ]
    for (text, sv, en, da) in cases {
      #expect([Language.sv, .en, .da].map { $0.decimal(text) } == [sv, en, da])
    }
    #expect(Language.sv.number(Int64.min) == "−9\u{A0}223\u{A0}372\u{A0}036\u{A0}854\u{A0}775\u{A0}808")
    #expect(Language.allCases.map { $0.percent(45) } == ["45\u{A0}%", "45%", "45\u{A0}%"])
  }

  @Test func dates() {
    #expect(
      Language.allCases.map { $0.date("2025-01-31") } == ["31 januari 2025", "31 January 2025", "31. januar 2025"])
    #expect(Language.allCases.map { $0.date("2025-08") } == ["augusti 2025", "August 2025", "august 2025"])
    #expect(Language.allCases.map { $0.date("2025") } == ["2025", "2025", "2025"])
    for odd in ["", "-", "2025-13", "2025-1-2-3", "x-01", "25-01-01"] { #expect(Language.sv.date(odd) == odd) }
  }

  @Test func lists() {
    #expect(Language.allCases.map { $0.list(["a", "b", "c"]) } == ["a, b och c", "a, b and c", "a, b og c"])
    #expect(Language.sv.list(["a", "b"], isChoice: true) == "a eller b")
    #expect(Language.sv.list(["a"]) == "a")
    #expect(Language.sv.list([]) == "")
  }
}
