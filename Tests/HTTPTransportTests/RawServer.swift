import NIOCore
import NIOPosix
import Synchronization

/// A server on this machine that says exactly the bytes that a test gives it, whatever it is asked, and notes what came.
final class RawServer: Sendable {
  /// What becomes of the connection when the bytes are out.
  enum End: Sendable {
    case close
    /// Nothing more is said.
    case silence
  }

  let port: Int
  private let channel: any Channel
  private let seen: Heard

  final class Heard: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  init(says pieces: [[UInt8]], then end: End = .close) async throws {
    let heard = Heard()
    seen = heard
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Speaker(pieces: pieces, end: end, heard: heard))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  var heard: String { String(decoding: seen.bytes.withLock { $0 }, as: UTF8.self) }
  var heardBytes: [UInt8] { seen.bytes.withLock { $0 } }

  func stop() async throws { try await channel.close() }

  private final class Speaker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let pieces: [[UInt8]]
    let end: End
    let heard: Heard
    private var hasSpoken = false

    init(pieces: [[UInt8]], end: End, heard: Heard) {
      self.pieces = pieces
      self.end = end
      self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      heard.bytes.withLock { $0 += Array(unwrapInboundIn(data).readableBytesView) }
      guard !hasSpoken else { return }
      hasSpoken = true
      for piece in pieces { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil) }
      if case .close = end { context.close(mode: .output, promise: nil) }
    }
  }
}
