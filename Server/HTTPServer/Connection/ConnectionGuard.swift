internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import SyncProtocol
internal import Words

/// A body came too slowly.
struct SlowSender: Error {}

/// Stands between the parsed connection and the requests: sees to it that bodies come at a pace, says why a head can't
/// be taken, asks for bodies that wait to be asked for, and closes after an answer that says so.
///
/// On one event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: HTTPLimits
  private let now: @Sendable () -> Int64
  private var requestsOpen = 0
  private var isBodyOpen = false
  private var isReading = false
  private var wasHeldUp = false
  private var bytesInStretch = 0
  private var check: Scheduled<Void>?
  private var closesAfterAnswer = false
  private var isAnswerSent = false
  /// Bytes that may still come and be thrown away after the last answer, so that the other side reads it in peace.
  private var lingeringBytes: Int?
  private var hasFailed = false

  /// How long that may take in all, in stretches in each of which something has to come.
  private static let lingeringStretchSeconds: Int64 = 2
  private static let lingeringStretchesMax = 15

  init(limits: HTTPLimits, now: @escaping @Sendable () -> Int64) {
    self.limits = limits
    self.now = now
  }

  func read(context: ChannelHandlerContext) {
    isReading = true
    context.read()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    context.fireChannelReadComplete()
    // Nobody else asks for what is thrown away.
    if lingeringBytes != nil, !isReading { context.read() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    check?.cancel()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    check?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      requestsOpen += 1
      isBodyOpen = true
      bytesInStretch = 0
      wasHeldUp = false
      scheduleCheck(context)
      let isExpecting = head.headerFields[.expect]?.lowercased() == "100-continue"
      let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
      if isExpecting, requestsOpen == 1, length <= limits.exchange.bodyBytesMax {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
    case .body(let buffer):
      bytesInStretch += buffer.readableBytes
      if let left = lingeringBytes {
        lingeringBytes = left - buffer.readableBytes
        if left < buffer.readableBytes { context.close(promise: nil) }
        return
      }
    case .end:
      isBodyOpen = false
      check?.cancel()
      check = nil
      if lingeringBytes != nil {
        if isAnswerSent { context.close(promise: nil) }
        return
      }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.status.kind != .informational, head.headerFields[.connection]?.lowercased() == "close" {
        closesAfterAnswer = true
      }
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      requestsOpen -= 1
      guard closesAfterAnswer else {
        context.write(data, promise: promise)
        return
      }
      let done = context.eventLoop.makePromise(of: Void.self)
      done.futureResult.cascade(to: promise)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      done.futureResult.assumeIsolated().whenComplete { _ in
        self.isAnswerSent = true
        if !self.isBodyOpen { bound.value.close(promise: nil) }
      }
      context.writeAndFlush(data, promise: done)
      guard isBodyOpen else { return }
      lingeringBytes = limits.drainBytesMax
      bytesInStretch = 0
      linger(context, stretches: Self.lingeringStretchesMax)
      if !isReading { context.read() }
    }
  }

  /// Closes once nothing has come for a stretch, or after so many of them.
  private func linger(_ context: ChannelHandlerContext, stretches: Int) {
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    check?.cancel()
    check = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Self.lingeringStretchSeconds)) {
      guard self.bytesInStretch > 0, stretches > 1 else { return bound.value.close(promise: nil) }
      self.bytesInStretch = 0
      self.linger(bound.value, stretches: stretches - 1)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let parsing = error as? HTTPParserError, requestsOpen == 0, !hasFailed else {
      context.fireErrorCaught(error)
      return
    }
    hasFailed = true
    var answer = ProblemAnswer(.malformed)
    if parsing == .headerOverflow {
      answer = ProblemAnswer(Problem(.tooLarge, limit: UInt64(limits.headerBytesMax), subject: "header"))
      answer.status = HTTPResponse.Status.requestHeaderFieldsTooLarge.code
    }
    answer.closes = true
    let response = answer.response(language: .en, time: now())
    context.write(wrapOutboundOut(.head(response.head)), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.bytes(language: .en, requestID: nil)))), promise: nil)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    let done = context.eventLoop.makePromise(of: Void.self)
    done.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
  }

  private func scheduleCheck(_ context: ChannelHandlerContext) {
    check?.cancel()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    check = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(limits.paceSeconds))) {
      self.checkPace(bound.value)
    }
  }

  private func checkPace(_ context: ChannelHandlerContext) {
    guard isBodyOpen, !hasFailed else { return }
    // What the server did not ask for can't have come.
    if isReading, !wasHeldUp, bytesInStretch < limits.paceBytesMin {
      hasFailed = true
      closesAfterAnswer = true
      context.fireErrorCaught(SlowSender())
      return
    }
    wasHeldUp = !isReading
    bytesInStretch = 0
    scheduleCheck(context)
  }
}
