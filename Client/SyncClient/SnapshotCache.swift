internal import CommitFormat
internal import Foundation

/// Half a snapshot on disk: the 32 bytes of its hash, then what has come. Losing it costs fetching again, no more;
/// whatever is in it is believed only when the hash of the whole fits.
final class SnapshotCache {
  private let path: String
  private var savedHash: Hash?
  private var savedCount = 0

  private static let step = 1 << 20

  init(folder: String) {
    path = folder + "/snapshot.part"
  }

  func load() -> PartialSnapshot? {
    guard let data = FileManager.default.contents(atPath: path), data.count > 32,
      let hash = Hash(bytes: data.prefix(32))
    else { return nil }
    let partial = PartialSnapshot(hash: hash, bytes: Array(data.dropFirst(32)))
    savedHash = hash
    savedCount = partial.bytes.count
    return partial
  }

  func keepNowAndThen(_ partial: PartialSnapshot?) {
    guard let partial, partial.hash != savedHash || partial.bytes.count >= savedCount + Self.step else { return }
    keep(partial)
  }

  /// Keeps what has come, or takes the file away when there is nothing to go on with.
  func keep(_ partial: PartialSnapshot?) {
    guard let partial, !partial.bytes.isEmpty else {
      if savedHash != nil { unlink(path) }
      savedHash = nil
      savedCount = 0
      return
    }
    let appends = partial.hash == savedHash && partial.bytes.count >= savedCount
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (appends ? O_APPEND : O_TRUNC)
    let file = open(path, flags, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    let bytes = appends ? Array(partial.bytes[savedCount...]) : partial.hash.bytes + partial.bytes
    var place = 0
    while place < bytes.count {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + place }, $0.count - place) }
      guard count > 0 else { break }
      place += count
    }
    guard place == bytes.count else {
      // A file of unknown length is of no use.
      unlink(path)
      savedHash = nil
      return
    }
    savedHash = partial.hash
    savedCount = partial.bytes.count
  }
}
