internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SyncProtocol

/// The fields of a form, in order.
struct FormFields: Sendable {
  private let items: QueryItems
  /// As they came, without the form's token.
  let body: [UInt8]

  static let none = FormFields()

  /// The field that carries the form's token, which every form has.
  static let tokenName = "csrf"

  private init() {
    items = QueryItems.none
    body = []
  }

  /// Nil when the bytes are no form's.
  init?(_ bytes: [UInt8]) {
    guard let items = QueryItems(String(decoding: bytes, as: UTF8.self)[...]) else { return nil }
    self.items = items
    let token = Array(Self.tokenName.utf8) + [UInt8(ascii: "=")]
    body = Array(
      bytes.split(separator: UInt8(ascii: "&")).filter { !$0.starts(with: token) }
        .joined(separator: [UInt8(ascii: "&")]))
  }

  /// The first field of that name.
  subscript(name: String) -> String? { items[name] }

  /// All fields of that name.
  func all(_ name: String) -> [String] { items.all(name) }

  /// All of them, in order.
  var all: [(name: String, value: String)] { items.items }

  var token: String { items[Self.tokenName] ?? "" }
}

extension Call {
  /// The body as a form's fields (`application/x-www-form-urlencoded`).
  ///
  /// One that is too large is read to its end all the same, as far as `drainBytesMax`: a browser reads the answer
  /// only when it has sent everything.
  func form(limits: HTTPLimits, metrics: MetricsBook) async throws -> FormFields {
    var bytes: [UInt8] = []
    var count = 0
    for try await buffer in request.body {
      count += buffer.readableBytes
      if count <= limits.formBytesMax {
        bytes += buffer.readableBytesView
      } else if count > limits.drainBytesMax {
        break
      }
    }
    metrics.count(bytesIn: count)
    guard count <= limits.formBytesMax else {
      var answer = ProblemAnswer(Problem(.tooLarge, limit: UInt64(limits.formBytesMax), subject: "form"))
      answer.closes = count > limits.drainBytesMax
      throw answer
    }
    try require(contentType: "application/x-www-form-urlencoded")
    guard headers[.contentEncoding] == nil, let fields = FormFields(bytes) else {
      throw ProblemAnswer(.malformed, subject: "form")
    }
    guard fields.all.count <= limits.formFieldsMax else {
      throw ProblemAnswer(Problem(.tooLarge, limit: UInt64(limits.formFieldsMax), subject: "fields"))
    }
    for field in fields.all where field.value.utf8.count + field.name.utf8.count > limits.formFieldBytesMax {
      throw ProblemAnswer(Problem(.tooLarge, limit: UInt64(limits.formFieldBytesMax), subject: "field"))
    }
    return fields
  }
}
