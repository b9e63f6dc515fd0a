/// Pieces of a cell put together again.
enum TitleText {
  static func join(_ pieces: [[Word]]) -> String {
    var text = ""
    for (index, piece) in pieces.enumerated() {
      for (offset, word) in piece.enumerated() {
        let startsPiece = offset == 0 && index > 0
        if text.isEmpty {
          text = word.text
        } else if startsPiece, text.hasSuffix("-"), let last = text.split(separator: " ").last, last.count > 1 {
          text = joinedAtHyphen(text, last: last, next: word)
        } else if startsPiece, continuesWord(text, word) {
          text += word.text
        } else {
          text += (word.startsWithComma ? "" : " ") + word.text
        }
      }
    }
    return text
  }

  /// "bild- och" keeps its hyphen and a space, "MIK-perspektivet" its hyphen, "för-ening" neither.
  private static func joinedAtHyphen(_ text: String, last: Substring, next: Word) -> String {
    let isPair = ["och", "eller", "samt", "resp", "respektive"].contains(next.text.lowercased())
    if isPair { return text + " " + next.text }
    let isName = last.dropFirst().contains { $0.isUppercase || $0.isNumber } || next.startsUpper
    return isName ? text + next.text : String(text.dropLast()) + next.text
  }

  /// A piece of one or two letters that is no word goes on with the word before it.
  private static func continuesWord(_ text: String, _ word: Word) -> Bool {
    guard (1...2).contains(word.letters.count), !word.startsUpper, word.year == nil, !word.opensBracket else {
      return false
    }
    guard let last = text.last, last.isLetter, word.text.first?.isLetter == true else { return false }
    return !DomainWords.shortWords.contains(String(decoding: word.letters, as: UTF8.self))
  }
}
