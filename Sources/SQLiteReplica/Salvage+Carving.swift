internal import CommitFormat
internal import Merge

/// Commits looked for in a file's bytes, for what SQLite can't reach any more because the pages that lead there are
/// damaged (the SQLite file format, sections 1.6 and 2.1). Each has to prove itself by its hash.
struct Carving {
  /// A row of `commits` that was not in the log when its page was written.
  struct Row {
    let name: Int64
    let hash: Hash
    let previous: Hash
    let body: [UInt8]
  }

  private static let pageSize = 4096
  private static let frameHeaderSize = 24
  private static let logHeaderSize = 32

  private let file: [UInt8]
  private let log: [UInt8]
  /// Where the newest version of a page begins in `log`.
  private var newest: [UInt32: Int] = [:]
  private(set) var rows: [Row] = []
  /// Ids by number, as the table `replica` has them; several where old versions of pages say different things.
  private(set) var replicas: [Int64: Set<ReplicaID>] = [:]

  /// - Parameters:
  ///   - file: the database file.
  ///   - log: its write-ahead log; empty when there is none.
  /// - Complexity: O(bytes).
  init(file: [UInt8], log: [UInt8]) {
    self.file = file
    self.log = log
    let stride = Self.frameHeaderSize + Self.pageSize
    var frame = Self.logHeaderSize
    while frame + stride <= log.count {
      newest[Self.number(log, frame)] = frame + Self.frameHeaderSize
      frame += stride
    }
    for (bytes, starts) in [
      (file, Array(Swift.stride(from: 0, to: file.count, by: Self.pageSize))),
      (log, newest.values.sorted()),
    ] {
      for start in starts { look(bytes, start..<min(start + Self.pageSize, bytes.count)) }
    }
  }

  /// Tries every place of a page where the middle of a row's header may be: what leads to its cells may be damaged too.
  private mutating func look(_ bytes: [UInt8], _ page: Range<Int>) {
    let places: [(kind: Kind, place: Int)] = bytes.withUnsafeBytes { raw in
      var found: [(Kind, Int)] = []
      for place in page.dropLast(2) {
        if raw[place] == 76, raw[place + 1] == 76 { found.append((.commit, place)) }
        if raw[place] == 3 || raw[place] == 4, raw[place + 1] == 0, raw[place + 2] == 44 {
          found.append((.replica, place))
        }
      }
      return found
    }
    for (kind, middle) in places {
      for place in max(page.lowerBound, middle - kind.reach)..<middle {
        var cursor = Cursor(bytes: bytes, place: place, end: page.upperBound)
        guard let size = cursor.varint(), size >= 12, size < 1 << 24, let name = cursor.varint(), name > 0 else {
          continue
        }
        switch kind {
        case .replica:
          if cursor.place == middle, let id = cursor.replica(size: Int(size)) { replicas[name, default: []].insert(id) }
        case .commit:
          if name >> 32 > 0, name & 0xFFFF_FFFF > 0, let shape = Shape(cursor) {
            take(name, shape, size: Int(size), cursor)
          }
        }
      }
    }
  }

  /// What the middle of a header belongs to: two hashes beside each other, or an id alone.
  private enum Kind {
    case commit, replica

    /// How far before it the row begins at most, bytes.
    var reach: Int {
      switch self {
      case .commit: 28
      case .replica: 12
      }
    }
  }

  private mutating func take(_ name: Int64, _ shape: Shape, size: Int, _ cursor: Cursor) {
    guard shape.end == size else { return }
    let payloads =
      size <= Self.pageSize - 35
      ? [cursor.bytes(size)] : [payload(size, cursor, usesLog: true), payload(size, cursor, usesLog: false)]
    var seen: Set<[UInt8]> = []
    for case let payload? in payloads where seen.insert(payload).inserted {
      guard let hash = Hash(bytes: payload[shape.hash]), let previous = Hash(bytes: payload[shape.previous]) else {
        continue
      }
      rows.append(Row(name: name, hash: hash, previous: previous, body: Array(payload[shape.body])))
    }
  }

  /// A payload that goes on over pages of its own.
  private func payload(_ size: Int, _ cursor: Cursor, usesLog: Bool) -> [UInt8]? {
    let least = (Self.pageSize - 12) * 32 / 255 - 23
    let fitting = least + (size - least) % (Self.pageSize - 4)
    let local = fitting <= Self.pageSize - 35 ? fitting : least
    guard var result = cursor.bytes(local + 4) else { return nil }
    var next = Self.number(result, local)
    result.removeLast(4)
    while result.count < size {
      let count = min(size - result.count, Self.pageSize - 4)
      var bytes = file
      var start = (Int(next) - 1) * Self.pageSize
      if usesLog, let place = newest[next] { (bytes, start) = (log, place) }
      guard next > 0, start + 4 + count <= bytes.count else { return nil }
      result += bytes[start + 4..<start + 4 + count]
      next = Self.number(bytes, start)
    }
    return result
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Where in a payload the columns of `commits` lie, in the order of the table.
  private struct Shape {
    let hash: Range<Int>
    let previous: Range<Int>
    let body: Range<Int>
    let end: Int

    /// Nil for what is no row of `commits` without a position and with a body.
    init?(_ cursor: Cursor) {
      var cursor = cursor
      let start = cursor.place
      guard let headerSize = cursor.varint(), (12...40).contains(headerSize) else { return nil }
      var ranges: [Range<Int>] = []
      var place = Int(headerSize)
      for column in 0..<11 {
        guard let type = cursor.varint(), Self.isFitting(type, column) else { return nil }
        let size = Self.size(type)
        ranges.append(place..<place + size)
        place += size
      }
      guard cursor.place - start == Int(headerSize) else { return nil }
      (hash, previous, body, end) = (ranges[7], ranges[8], ranges[10], place)
    }

    private static func isFitting(_ type: Int64, _ column: Int) -> Bool {
      switch column {
      // The key itself, and no position in the log.
      case 0, 1: type == 0
      case 2, 3: (0...9).contains(type) && type != 7
      case 4: type == 0 || type >= 13 && type % 2 == 1
      case 5, 6: (1...9).contains(type) && type != 7
      case 7, 8: type == 12 + 2 * 32
      case 9: type == 0 || type >= 12 && type % 2 == 0
      default: type > 12 && type % 2 == 0 && type < 1 << 25
      }
    }

    private static func size(_ type: Int64) -> Int {
      switch type {
      case 0, 8, 9: 0
      case 1...4: Int(type)
      case 5: 6
      case 6, 7: 8
      default: Int(type - 12) / 2
      }
    }
  }

  private struct Cursor {
    let bytes: [UInt8]
    var place: Int
    let end: Int

    /// SQLite's: seven bits a byte, the highest first, the ninth with all eight.
    mutating func varint() -> Int64? {
      var result: UInt64 = 0
      for index in 0..<9 {
        guard place < end else { return nil }
        let byte = bytes[place]
        place += 1
        if index == 8 { return Int64(bitPattern: result << 8 | UInt64(byte)) }
        result = result << 7 | UInt64(byte & 0x7F)
        if byte < 0x80 { return Int64(bitPattern: result) }
      }
      return nil
    }

    func bytes(_ count: Int) -> [UInt8]? {
      count <= end - place ? Array(bytes[place..<place + count]) : nil
    }

    /// A row of `replica`: the key, sixteen bytes, and since version 4 a number or nothing.
    func replica(size: Int) -> ReplicaID? {
      guard (19...28).contains(size), let bytes = bytes(size), bytes[1] == 0, bytes[2] == 12 + 2 * 16 else {
        return nil
      }
      let header = Int(bytes[0])
      // How long an integer of each kind is.
      let lengths = [0, 1, 2, 3, 4, 6, 8, nil, 0, 0]
      let last: Int? = header == 3 ? 0 : lengths.indices.contains(Int(bytes[3])) ? lengths[Int(bytes[3])] : nil
      guard let last, size == header + 16 + last else { return nil }
      return ReplicaID(bits: bytes[header..<header + 16].reduce(0) { $0 << 8 | UInt128($1) })
    }
  }
}
