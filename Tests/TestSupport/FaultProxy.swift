internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A TCP proxy for tests, which does to connections what bad networks do. What is to happen can be changed while it
/// runs, and holds for connections that are made from then on.
public final class FaultProxy: Sendable {
  /// What becomes of one direction of a connection.
  public enum Fault: Hashable, Sendable {
    case none
    /// Both ways end after so many bytes of this direction.
    case cut(afterBytes: Int)
    /// Nothing more goes through after so many bytes, and the connection stays open.
    case silence(afterBytes: Int)
    /// This direction is closed after so many bytes; the other goes on.
    case halfClose(afterBytes: Int)
    /// Each piece waits so long.
    case delay(milliseconds: Int)
    /// A slow line: each piece waits so long, and then takes the time that so many bytes a second need. Both ways end
    /// after `cutAfterBytes` of this direction.
    case pace(bytesPerSecond: Int, delayMilliseconds: Int, cutAfterBytes: Int? = nil)
    /// These bytes take the place of whatever is said, once something is; then the connection ends.
    case answer([UInt8])
  }

  public struct Faults: Hashable, Sendable {
    public var toServer = Fault.none
    public var toClient = Fault.none
    /// How long it takes until a connection is there and something can be said.
    public var connectMilliseconds = 0

    public init(toServer: Fault = .none, toClient: Fault = .none, connectMilliseconds: Int = 0) {
      self.toServer = toServer
      self.toClient = toClient
      self.connectMilliseconds = connectMilliseconds
    }
  }

  /// Where it listens on 127.0.0.1.
  public let port: Int
  private let channel: any Channel
  private let state: State

  fileprivate final class State: Sendable {
    let faults = Mutex(Faults())
    /// For the next connections, before `faults` holds.
    let queue = Mutex<[Faults]>([])
    let connections = Mutex(0)
    let heard = Mutex(Heard())

    func next() -> Faults {
      queue.withLock { $0.isEmpty ? nil : $0.removeFirst() } ?? faults.withLock { $0 }
    }
  }

  /// What was said on the newest connection, whether it went through or not.
  public struct Heard: Hashable, Sendable {
    public var toServer: [UInt8] = []
    public var toClient: [UInt8] = []
  }

  /// - Parameter target: the port on 127.0.0.1 that connections are carried on to.
  /// - Throws: what the system says when there is no port to listen on.
  public init(to target: Int) async throws {
    let state = State()
    self.state = state
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { near in
        let faults = state.next()
        let number = state.connections.withLock { count in
          count += 1
          return count
        }
        state.heard.withLock { $0 = Heard() }
        // Of the newest connection alone.
        let isNewest: @Sendable () -> Bool = { state.connections.withLock { $0 == number } }
        return near.eventLoop
          .flatScheduleTask(in: .milliseconds(Int64(faults.connectMilliseconds))) {
            ClientBootstrap(group: near.eventLoop)
              .channelOption(.allowRemoteHalfClosure, value: true)
              .channelOption(.autoRead, value: false)
              .connect(host: "127.0.0.1", port: target)
          }
          .futureResult
          .flatMap { far in
            near.eventLoop.makeCompletedFuture {
              try near.pipeline.syncOperations.addHandler(
                Carrier(to: far, fault: faults.toServer) { bytes in
                  if isNewest() { state.heard.withLock { $0.toServer += bytes } }
                })
              try far.pipeline.syncOperations.addHandler(
                Carrier(to: near, fault: faults.toClient) { bytes in
                  if isNewest() { state.heard.withLock { $0.toClient += bytes } }
                })
              for channel in [near, far] { try channel.syncOptions?.setOption(.autoRead, value: true) }
            }
          }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  /// What happens to connections that are made from now on.
  public func set(_ faults: Faults) { state.faults.withLock { $0 = faults } }

  /// What happens to the next connections, one after the other, before what was set holds again.
  public func queue(_ faults: [Faults]) { state.queue.withLock { $0 = faults } }

  /// What was said on the newest connection.
  public var heard: Heard { state.heard.withLock { $0 } }

  /// How many connections have been made.
  public var connectionCount: Int { state.connections.withLock { $0 } }

  public func stop() async throws { try await channel.close() }
}

/// Carries what one side says to the other, as long as the fault lets it. Both sides are on one event loop.
private final class Carrier: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel
  private let fault: FaultProxy.Fault
  private let hear: ([UInt8]) -> Void
  private var carried = 0
  private var hasFaulted = false
  /// When a slow line is free again.
  private var isFree = NIODeadline.uptimeNanoseconds(0)

  init(to other: any Channel, fault: FaultProxy.Fault, hear: @escaping ([UInt8]) -> Void) {
    self.other = other
    self.fault = fault
    self.hear = hear
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasFaulted else { return }
    let buffer = unwrapInboundIn(data)
    hear(Array(buffer.readableBytesView))
    switch fault {
    case .none: other.writeAndFlush(buffer, promise: nil)
    case .delay: inTurn(context) { $0.writeAndFlush(buffer, promise: nil) }
    case .pace(let bytesPerSecond, _, let cut):
      let piece = buffer.getSlice(at: buffer.readerIndex, length: min(buffer.readableBytes, (cut ?? .max) - carried))
      carried += buffer.readableBytes
      guard let piece else { return }
      isFree = max(isFree, .now())
      isFree = isFree + .nanoseconds(Int64(piece.readableBytes) * 1_000_000_000 / Int64(max(1, bytesPerSecond)))
      inTurn(context) { $0.writeAndFlush(piece, promise: nil) }
      guard let cut, carried >= cut else { return }
      hasFaulted = true
      let near = context.channel
      inTurn(context) { far in
        far.close(promise: nil)
        near.close(promise: nil)
      }
    case .answer(let bytes):
      hasFaulted = true
      // To whoever spoke.
      let speaker = context.channel
      speaker.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in speaker.close(promise: nil) }
      other.close(promise: nil)
    case .cut(let count), .silence(let count), .halfClose(let count):
      carry(buffer, upTo: count, context: context)
    }
  }

  /// Does something to the other side, after what was said before, however long that is delayed.
  private func inTurn(_ context: ChannelHandlerContext, _ body: @escaping @Sendable (any Channel) -> Void) {
    let other = other
    switch fault {
    case .delay(let milliseconds):
      context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) { body(other) }
    case .pace(_, let milliseconds, _):
      context.eventLoop.scheduleTask(deadline: max(isFree, .now()) + .milliseconds(Int64(milliseconds))) { body(other) }
    default: body(other)
    }
  }

  private func carry(_ buffer: ByteBuffer, upTo count: Int, context: ChannelHandlerContext) {
    let room = count - carried
    carried += buffer.readableBytes
    guard buffer.readableBytes >= room else {
      other.writeAndFlush(buffer, promise: nil)
      return
    }
    hasFaulted = true
    let near = context.channel
    let far = other
    let fault = fault
    let rest = buffer.getSlice(at: buffer.readerIndex, length: max(0, room)) ?? ByteBuffer()
    far.writeAndFlush(rest).whenComplete { _ in
      switch fault {
      case .cut:
        far.close(promise: nil)
        near.close(promise: nil)
      case .halfClose: far.close(mode: .output, promise: nil)
      default: break
      }
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent, !hasFaulted {
      inTurn(context) { $0.close(mode: .output, promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if case .silence = fault, hasFaulted { return }
    inTurn(context) { $0.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
    other.close(promise: nil)
  }
}
