internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Schema
internal import SyncProtocol

extension Response {
  /// A whole body, packed as the other side takes it where that makes it smaller.
  static func whole(
    _ bytes: [UInt8], type: String, call: Call, status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields()
  ) -> Response {
    let (coding, packed) = call.accepted.packed(bytes)
    var headers = headers
    headers[.contentType] = type
    headers[.contentLength] = String(packed.count)
    headers[.vary] = "Accept-Encoding"
    if coding != .identity { headers[.contentEncoding] = coding.rawValue }
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: packed)))
  }

  static func json(_ value: JSONValue, call: Call, status: HTTPResponse.Status = .ok) -> Response {
    whole(value.bytes(), type: "application/json", call: call, status: status)
  }
}
