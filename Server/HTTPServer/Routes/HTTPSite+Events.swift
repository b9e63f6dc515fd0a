internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Replica
internal import SyncServer

extension HTTPSite {
  /// Tells of new positions until the other side goes, the server stops or the device is revoked: server-sent events
  /// (HTML Living Standard, section 9.2).
  @Sendable func events(_ call: Call, _ caller: Caller) async throws -> Response {
    follow(caller.server)
    guard
      let (listener, signals) = hub.open(
        caller.server.workspace, device: caller.device.id, max: limits.streamsPerDevice)
    else { throw tooMany(UInt32(limits.heartbeatSeconds)) }
    // Asked after the listener was there, so that nothing falls between.
    let head: Position
    do {
      head = try await pool.run { try caller.server.head()?.position ?? 0 }
    } catch {
      hub.close(listener)
      throw error
    }
    let ending = StreamEnding(hub: hub, listener: listener)
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream", .cacheControl: "no-store", .connection: "close",
        // Proxies that gather answers before they hand them on would silence it.
        .accelBuffering: "no",
      ],
      body: ResponseBody { [hub] writer in
        defer { ending.end() }
        try await writer.write(ByteBuffer(string: "retry: 2000\n" + Self.event(head)))
        var last = head
        following: for await _ in signals {
          for signal in hub.take(listener) {
            switch signal {
            case .position(let position):
              guard position > last else { continue }
              last = position
              try await writer.write(ByteBuffer(string: Self.event(position)))
            case .heartbeat: try await writer.write(ByteBuffer(string: ":\n\n"))
            case .revoked:
              try await writer.write(ByteBuffer(string: "event: revoked\ndata: {}\n\n"))
              break following
            }
          }
        }
        // A stream that is cut off does not look as if it had ended.
        try Task.checkCancellation()
        try await writer.finish(nil)
      })
  }

  private static func event(_ position: Position) -> String {
    "id: \(position)\nevent: position\ndata: {\"position\":\(position)}\n\n"
  }

  /// Writes down when devices were here.
  func keepNotes() async {
    let directory = directory
    // Nothing is promised of it.
    try? await pool.run { for server in try directory.workspaces() { server.keepNotes() } }
  }

  /// Beats, and looks after the devices that listen, until the server stops.
  func tend() async throws {
    let clock = ContinuousClock()
    var next = clock.now
    var seconds = 0
    while true {
      next += .seconds(1)
      try await clock.sleep(until: next)
      seconds += 1
      if seconds % max(1, limits.heartbeatSeconds) == 0 { hub.beat() }
      if seconds % 60 == 0 { await keepNotes() }
      guard seconds % max(1, limits.revocationSeconds) == 0 else { continue }
      let listening = hub.devices
      guard !listening.isEmpty else { continue }
      let directory = directory
      let revoked = try? await pool.run {
        var revoked: Set<DeviceID> = []
        for server in try directory.workspaces() {
          // Another program, the console's, may have let the log grow.
          if listening[server.workspace] != nil { try server.noticeGrowth() }
          for id in listening[server.workspace] ?? [] {
            let device = try server.accounts.store.device(id)
            let isWelcome = try device.map { device in
              try device.revokedAt == nil && server.accounts.role(of: device.user) != nil
            }
            if isWelcome != true { revoked.insert(id) }
          }
        }
        return revoked
      }
      if let revoked, !revoked.isEmpty { hub.revoke(revoked) }
    }
  }
}

/// Takes the listener away when the answer ends, and when it never began.
private final class StreamEnding: Sendable {
  private let hub: EventHub
  private let listener: EventHub.Listener

  init(hub: EventHub, listener: EventHub.Listener) {
    self.hub = hub
    self.listener = listener
  }

  func end() { hub.close(listener) }

  deinit { hub.close(listener) }
}
