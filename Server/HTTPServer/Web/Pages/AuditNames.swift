internal import CommitFormat
internal import Merge
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer

/// The names that people know of what the account log names by id: devices with their owners, the devices of replicas,
/// records that the reader may see. What has no name here stays as it is.
struct AuditNames: Sendable {
  private var names: [String: String] = [:]

  /// - Parameters:
  ///   - records: the lines that are to be shown.
  ///   - web: who reads them.
  /// - Throws: what accounts and store throw.
  init(_ records: [AuditRecord], for web: WebCall) throws {
    for device in try web.server.accounts.devices() {
      let name = "\(device.name) (\(device.user))"
      names[device.id.text] = name
      for replica in device.replicas { names[Hex.string(replica.bytes)] = name }
    }
    names[web.server.workspace.text] = web.server.name
    let words = Set(records.flatMap { Self.words($0.subject) + Self.words($0.detail) })
    let named = words.compactMap { RecordID(text: $0) }
    guard !named.isEmpty else { return }
    let found = try web.replica().store.read { reading in
      let lookup = try Lookup(reading)
      return try named.compactMap { record -> (String, String)? in
        guard try reading.view(record) != nil else { return nil }
        return (record.text, try lookup.name(of: record))
      }
    }
    for (text, name) in found { names[text] = name }
  }

  /// What an id's words read as, several with commas between; everything else as it is.
  func text(_ said: String) -> String {
    let words = Self.words(said)
    guard words.contains(where: { names[$0] != nil }) else { return said }
    guard words.allSatisfy({ names[$0] != nil }) else { return words.map { names[$0] ?? $0 }.joined(separator: " ") }
    return words.compactMap { names[$0] }.joined(separator: ", ")
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
