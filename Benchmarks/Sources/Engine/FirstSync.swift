import CommitFormat
import Foundation
import Merge
import Replica
import SQLiteReplica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
public import Workload

/// The first sync of a large workspace in two programs, so that each one's memory can be told: one makes the snapshot, the
/// other takes it in.
public struct FirstSync {
  private let folder: String
  private var file: String { folder + "/snapshot.bin" }

  /// - Parameter folder: where the server's files and the snapshot lie; it must be there.
  public init(folder: String) {
    self.folder = folder
  }

  /// Fills a server with the workload's records and keeps its snapshot.
  ///
  /// - Returns: seconds and bytes by name.
  public func make(_ work: Workload) throws -> Figures {
    let schema = try BenchSchema.make()
    let host = try ServerSide(folder: folder + "/server", schema: schema)
    let author = try LaptopSide(host, user: "A", folder: folder + "/author", schema: schema, durability: .normal)
    // Not all at once: no person's import is as large.
    for start in stride(from: 0, to: work.records.count, by: 20_000) {
      try author.insert(Array(work.records[start..<min(start + 20_000, work.records.count)]))
      _ = try author.sync()
    }
    var figures = Figures()
    var bytes: [UInt8] = []
    figures["make_s"] = try seconds {
      let snapshot = try host.server.snapshot()
      bytes = try snapshot.bytes(0..<snapshot.byteCount)
    }
    figures["snapshot_bytes"] = Double(bytes.count)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return figures
  }

  /// Takes the snapshot in, in a replica that holds nothing.
  ///
  /// - Returns: seconds by name, and the most memory that this program has had.
  public func take() throws -> Figures {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    let schema = try BenchSchema.make()
    let store = try SQLiteReplicaStore(folder: folder + "/taken", schema: schema, mode: .create)
    let replica = Replica(store: store)
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: SystemRandom().bits128()), workspace: ServerSide.workspace, workspaceName: "bench",
        user: "C", device: "laptop", role: .editor), schema: schema)
    var session = SyncSession(replica: replica, key: DeviceKey())
    var figures = Figures()
    _ = session.handle(.started)
    let headers = [
      "content-type": SyncHTTP.snapshotContentType,
      SyncHTTP.snapshotHashHeader.lowercased(): Hash(of: bytes).hex,
    ]
    figures["take_s"] = seconds {
      _ = session.handle(.transport(.head(ResponseHead(status: 200, headers: headers))))
      for start in stride(from: 0, to: bytes.count, by: 1 << 16) {
        let piece = Array(bytes[start..<min(start + 1 << 16, bytes.count)])
        _ = session.handle(.transport(.body(piece, wireBytes: piece.count)))
      }
      _ = session.handle(.ended)
    }
    figures["records"] = Double(try replica.list(RecordQuery(type: BenchSchema.row)).total)
    figures["is_opened"] = session.report.isOpened ? 1 : 0
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .ascii)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    figures["memory_max_kb"] = peak.flatMap { Double($0.filter(\.isNumber)) }
    return figures
  }
}
