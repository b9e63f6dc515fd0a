/// Addresses with a query, as links and forms of our own pages need them.
public enum Query {
  /// Percent-encoded, so that it can stand in any place of an address (RFC 3986, section 2.3: unreserved stay).
  public static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        out += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return out
  }

  /// The path with these items behind it; those without a value are left out.
  public static func address(_ path: String, _ items: [(name: String, value: String)]) -> String {
    let query = items.filter { !$0.value.isEmpty }.map { encoded($0.name) + "=" + encoded($0.value) }
    return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
  }

  /// The same address, with one item of its query set anew. What stands in it encoded stays as it is.
  static func replacing(_ name: String, with value: String, in address: String) -> String {
    let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var items = parts.count == 2 ? parts[1].split(separator: "&").map(String.init) : []
    items.removeAll { $0 == name || $0.hasPrefix(name + "=") }
    items.append(encoded(name) + "=" + encoded(value))
    return (parts.first.map(String.init) ?? "/") + "?" + items.joined(separator: "&")
  }
}
