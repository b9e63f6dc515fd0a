internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// One step of giving back what the log has lost.
  @Sendable func giveBack(_ call: Call, _ caller: Caller) async throws -> Response {
    try call.require(contentType: SyncHTTP.contentType)
    var body = try IncomingBody(call, limits: limits.exchange)
    var bytes: [UInt8] = []
    while let more = try await body.next() { bytes += more }
    let request: GiveBackRequest
    do {
      request = try GiveBackRequest(bytes: bytes, limits: limits.exchange)
    } catch {
      throw ProblemAnswer(error)
    }
    let answer = try await pool.run {
      try caller.server.answer(request, device: caller.device, actor: caller.actor)
    }
    metrics.count(bytesIn: body.wireBytes, bytesOut: answer.bytes.count)
    return .whole(answer.bytes, type: SyncHTTP.contentType, call: call)
  }
}
