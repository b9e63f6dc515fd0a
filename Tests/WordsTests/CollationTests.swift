import Testing
import Words

struct CollationTests {
  func sorted(_ words: [String]) -> [String] {
    words.sorted { swedishCollationKey($0) < swedishCollationKey($1) }
  }

  @Test func swedishOrder() {
    let order = [
      "", "4 H", "48", "abc", "Ab\u{F6}", "zebra", "Zorn", "Åmål", "Åsbro", "Ängelholm", "Ærø", "Ödeshög", "Öland",
      "Ørsted", "Ωmega",
    ]
    #expect(sorted(order.reversed()) == order)
    #expect(
      sorted(["Örebro", "Nora", "Askersund", "Ängen", "Åland"]) == ["Askersund", "Nora", "Åland", "Ängen", "Örebro"])
  }

  @Test func vAndWAreTwoLettersAndUWithDotsIsY() {
    #expect(sorted(["wa", "vz", "va"]) == ["va", "vz", "wa"])
    #expect(sorted(["yb", "üa", "xz", "ub"]) == ["ub", "xz", "üa", "yb"])
  }

  @Test func caseAndAccentsOnlyDecideTies() {
    #expect(sorted(["ideé", "idee", "Idé", "ide", "idéa", "IDE"]) == ["IDE", "ide", "Idé", "idéa", "idee", "ideé"])
    #expect(swedishCollationKey("Idé").primary == swedishCollationKey("iDe").primary)
    #expect(swedishCollationKey("Idé") != swedishCollationKey("iDe"))
  }

  @Test func formsOfUnicodeDoNotMatter() {
    for (composed, apart) in [("Örebro", "O\u{308}rebro"), ("Åmål", "A\u{30A}ma\u{30A}l"), ("Idé", "Ide\u{301}")] {
      #expect(swedishCollationKey(composed).primary == swedishCollationKey(apart).primary)
      #expect(searchFolded(composed) == searchFolded(apart))
    }
  }

  @Test func searchFindsWhatPeopleType() {
    let cases = [
      "Örebro": "orebro", "Ålborg Ærø Køge": "alborg aero koge", "Idé": "ide", "Čáhcesuolu": "cahcesuolu",
      "Đŋšŧž ĐŊŠŦŽ": "dnstz dnstz", "Straße": "strasse", "Þórðr": "thordr", "ﬁlm": "film", "à la carte": "a la carte",
      "Việt": "viet", "sam\u{AD}verkan": "samverkan", "1\u{A0}000": "1 000", "Ω東": "ω東", "a\r\nb": "a\nb", "😀": "😀",
    ]
    for (text, expected) in cases { #expect(searchFolded(text) == expected) }
  }

  @Test func foldingTwiceChangesNothing() {
    for value in UInt32(0x20)...0x2FF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let once = searchFolded(String(Character(scalar)))
      #expect(searchFolded(once) == once, "\(scalar)")
    }
  }
}
