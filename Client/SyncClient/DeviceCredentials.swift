public import CommitFormat
internal import Foundation
public import Merge
internal import Schema
internal import SyncProtocol

/// What lets this device speak for its user: kept beside the replica, readable by the user alone, never in the database
/// that people copy.
public struct DeviceCredentials: Sendable {
  /// The server's address as text.
  public var server: String
  /// Opens the connection; nil until the server has given one, and after logging out.
  public var token: String?
  public var key: DeviceKey
  /// A file with certificates to trust besides the system's, in PEM.
  public var certificateFile: String?
  /// Whether plain HTTP to another machine was allowed by the user.
  public var allowsPlainHTTP: Bool
  /// Which workspace and which replica they are for, so that a damaged file need not tell.
  public var workspace: WorkspaceID?
  public var replica: ReplicaID?
  /// The id that a replica will have whose joining has not been answered yet: asked again, the server is asked the same.
  public var joiningReplica: ReplicaID?

  public init(
    server: String, token: String? = nil, key: DeviceKey = DeviceKey(), certificateFile: String? = nil,
    allowsPlainHTTP: Bool = false
  ) {
    self.server = server
    self.token = token
    self.key = key
    self.certificateFile = certificateFile
    self.allowsPlainHTTP = allowsPlainHTTP
  }

  public static let fileName = "credentials.json"

  /// Why credentials could not be kept or read.
  public enum Problem: Error, Hashable, Sendable {
    case damaged(path: String)
    /// Others than the user can read the file; it is not used before that is mended.
    case readableByOthers(path: String)
    case inputOutput(path: String, code: Int32)
  }

  var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "format", value: .number(1)),
      .init(key: "server", value: .string(server)),
      .init(key: "deviceKey", value: .string(Hex.string(key.secret))),
      .init(key: "allowsPlainHTTP", value: .boolean(allowsPlainHTTP)),
    ]
    if let token { members.append(.init(key: "token", value: .string(token))) }
    if let certificateFile { members.append(.init(key: "certificateFile", value: .string(certificateFile))) }
    if let joiningReplica {
      members.append(.init(key: "joiningReplica", value: .string(Hex.string(joiningReplica.bytes))))
    }
    if let workspace { members.append(.init(key: "workspace", value: .string(workspace.text))) }
    if let replica { members.append(.init(key: "replica", value: .string(Hex.string(replica.bytes)))) }
    return .object(JSONObject(members))
  }

  init?(json: JSONValue) {
    guard json["format"]?.integer == 1, let server = json["server"]?.string,
      let key = json["deviceKey"]?.string.flatMap(Hex.bytes).flatMap({ DeviceKey(secret: $0) })
    else { return nil }
    self.init(
      server: server, token: json["token"]?.string, key: key, certificateFile: json["certificateFile"]?.string,
      allowsPlainHTTP: json["allowsPlainHTTP"]?.boolean ?? false)
    if let bytes = json["joiningReplica"]?.string.flatMap(Hex.bytes), bytes.count == 16 {
      joiningReplica = ReplicaID(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }
    workspace = json["workspace"]?.string.flatMap { WorkspaceID(text: $0) }
    if let bytes = json["replica"]?.string.flatMap(Hex.bytes), bytes.count == 16 {
      replica = ReplicaID(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }
  }

  /// Reads the credentials of the replica in `folder`; nil when there are none.
  public static func load(from folder: String) throws(Problem) -> DeviceCredentials? {
    let path = folder + "/" + fileName
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .inputOutput(path: path, code: errno)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .inputOutput(path: path, code: errno) }
    guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(path: path) }
    guard status.st_size <= 1 << 16 else { throw .damaged(path: path) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var place = 0
    while place < bytes.count {
      let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress.map { $0 + place }, $0.count - place) }
      guard count >= 0 else { throw .inputOutput(path: path, code: errno) }
      guard count > 0 else { break }
      place += count
    }
    guard let json = try? JSONValue(parsing: Array(bytes.prefix(place))), let credentials = Self(json: json) else {
      throw .damaged(path: path)
    }
    return credentials
  }

  /// Keeps the credentials in `folder`, mode 0600, durably: the old file or the new one is there, never half of one.
  public func save(to folder: String) throws(Problem) {
    let path = folder + "/" + Self.fileName
    let draft = path + ".\(getpid()).new"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .inputOutput(path: draft, code: errno) }
    let bytes = json.bytes(.indented) + [0x0A]
    var place = 0
    var code: Int32 = 0
    while place < bytes.count, code == 0 {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + place }, $0.count - place) }
      if count < 0 { code = errno } else { place += count }
    }
    if code == 0, fchmod(file, 0o600) != 0 || fsync(file) != 0 { code = errno }
    close(file)
    if code == 0, rename(draft, path) != 0 { code = errno }
    guard code == 0 else {
      unlink(draft)
      throw .inputOutput(path: draft, code: code)
    }
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Takes the credentials out of `folder`. What is not synced stays in the replica.
  public static func remove(from folder: String) throws(Problem) {
    let path = folder + "/" + fileName
    guard unlink(path) == 0 || errno == ENOENT else { throw .inputOutput(path: path, code: errno) }
  }
}
