internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// One step of giving back what the log has lost.
  @Sendable func giveBack(_ call: Call, _ caller: Caller) async throws -> Response {
    try call.require(contentType: SyncHTTP.contentType)
    // One frame: nobody makes the server hold more than that.
    var bounds = limits.exchange
    bounds.inflatedBytesMax = min(bounds.inflatedBytesMax, bounds.frameBytesMax + 16)
    var body = try IncomingBody(call, limits: bounds)
    var bytes: [UInt8] = []
    while let more = try await body.next() { bytes += more }
    let request: GiveBackRequest
    do {
      request = try GiveBackRequest(bytes: bytes, limits: limits.exchange)
    } catch {
      let answer = ProblemAnswer(error)
      // A body of the right type that says nothing is refused as such; it is no bad request.
      throw answer.problem.known == .malformed ? ProblemAnswer(.refused, subject: "frame") : answer
    }
    let answer = try await pool.run {
      try caller.server.answer(request, device: caller.device, actor: caller.actor)
    }
    metrics.count(bytesIn: body.wireBytes, bytesOut: answer.bytes.count)
    return .whole(answer.bytes, type: SyncHTTP.contentType, call: call)
  }
}
