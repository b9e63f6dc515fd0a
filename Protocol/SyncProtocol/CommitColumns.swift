internal import CommitFormat
internal import Merge

/// Many commits' bodies side by side: what is alike in them stands together, where it compresses to almost nothing.
///
/// Layout, numbers as varints, each column for all commits before the next one:
///
///     stamp milliseconds (zigzag of the step from the commit before), stamp counters, schema versions (zigzag steps),
///     layouts; then the columns of the layouts that occur.
///
/// A layout says what the parts are. 0: one part, for everyone, unsalted. 1: the same, and the part is one set of one
/// register as `SingleSet` takes it apart. 2 + n: n parts, each with audience and flags as in the commit's body.
struct CommitColumns {
  private enum Layout {
    static let plain: UInt64 = 0
    static let singleSet: UInt64 = 1
    static let parts: UInt64 = 2
  }

  private enum PartFlag {
    static let salted: UInt64 = 1
    static let withheld: UInt64 = 2
    static let erased: UInt64 = 3
  }

  /// All of a commit that its place does not say.
  struct Body {
    let stamp: Stamp
    let schemaVersion: UInt32
    let parts: [Commit.Part]
  }

  static func append(_ commits: [Commit], to out: inout [UInt8]) {
    var last: UInt64 = 0
    for commit in commits {
      let milliseconds = UInt64(bitPattern: commit.stamp.milliseconds)
      Varint.append(Varint.zigzag(Int64(bitPattern: milliseconds &- last)), to: &out)
      last = milliseconds
    }
    for commit in commits { Varint.append(UInt64(commit.stamp.counter), to: &out) }
    var version: Int64 = 0
    for commit in commits {
      Varint.append(Varint.zigzag(Int64(commit.schemaVersion) - version), to: &out)
      version = Int64(commit.schemaVersion)
    }
    var singles = SingleSet.Writer()
    var heads: [UInt8] = []
    var sizes: [UInt8] = []
    var salts: [UInt8] = []
    var bytes: [UInt8] = []
    for commit in commits {
      if let part = commit.plainPart {
        if let single = SingleSet(part) {
          Varint.append(Layout.singleSet, to: &out)
          singles.append(single)
        } else {
          Varint.append(Layout.plain, to: &out)
          Varint.append(UInt64(part.count), to: &sizes)
          bytes += part
        }
        continue
      }
      Varint.append(Layout.parts + UInt64(commit.parts.count), to: &out)
      for part in commit.parts {
        Varint.append(UInt64(part.audience.number), to: &heads)
        switch part.body {
        case .withheld(let hash):
          Varint.append(PartFlag.withheld, to: &heads)
          salts += hash.bytes
        case .erased(let hash, let content):
          Varint.append(PartFlag.erased, to: &heads)
          salts += hash.bytes
          Varint.append(UInt64(content.count), to: &sizes)
          bytes += content
        case .readable(let content, let salt):
          Varint.append(salt == nil ? 0 : PartFlag.salted, to: &heads)
          salts += salt ?? []
          Varint.append(UInt64(content.count), to: &sizes)
          bytes += content
        }
      }
    }
    out += heads
    out += sizes
    singles.append(to: &out)
    out += salts
    out += bytes
  }

  /// Nil when the bytes are not `count` commits within the limits.
  ///
  /// - Complexity: O(bytes).
  static func read(_ count: Int, from reader: inout ByteReader) -> [Body]? {
    // Every commit has at least four bytes here.
    guard count <= reader.count / 4 else { return nil }
    guard let milliseconds = steps(count, from: &reader), let counters = numbers32(count, from: &reader),
      let versions = steps(count, from: &reader), let layouts = numbers(count, from: &reader)
    else { return nil }
    var heads: [[PartHead]] = []
    var singleCount = 0
    for layout in layouts {
      switch layout {
      case Layout.plain: heads.append([PartHead(audience: .everyone, flags: 0)])
      case Layout.singleSet:
        heads.append([])
        singleCount += 1
      default:
        let parts = layout - Layout.parts
        guard (1...UInt64(FormatLimits.partsPerCommitMax)).contains(parts) else { return nil }
        var commitHeads: [PartHead] = []
        for _ in 0..<parts {
          guard let audience = reader.varint32(), let flags = reader.varint(), flags <= PartFlag.erased else {
            return nil
          }
          if let last = commitHeads.last, last.audience.number >= audience { return nil }
          commitHeads.append(PartHead(audience: Audience(audience), flags: flags))
        }
        heads.append(commitHeads)
      }
    }
    for index in heads.indices {
      for part in heads[index].indices where heads[index][part].flags != PartFlag.withheld {
        guard let size = reader.varint(), size <= UInt64(FormatLimits.commitBytesMax) else { return nil }
        heads[index][part].size = size
      }
    }
    guard var singles = SingleSet.read(singleCount, from: &reader)?[...] else { return nil }
    for index in heads.indices {
      for part in heads[index].indices where heads[index][part].flags != 0 {
        let size: UInt64 = heads[index][part].flags >= PartFlag.withheld ? 32 : 16
        guard let bytes = reader.bytes(size) else { return nil }
        heads[index][part].salt = Array(bytes)
      }
    }
    var bodies: [Body] = []
    bodies.reserveCapacity(count)
    for index in 0..<count {
      var parts: [Commit.Part] = []
      if layouts[index] == Layout.singleSet {
        guard let single = singles.popFirst() else { return nil }
        parts = [Commit.Part(audience: .everyone, body: .readable(single, salt: nil))]
      }
      for head in heads[index] {
        guard let part = head.part(&reader) else { return nil }
        parts.append(part)
      }
      guard let version = UInt32(exactly: versions[index]), areStorable(parts) else { return nil }
      bodies.append(
        Body(
          stamp: Stamp(milliseconds: milliseconds[index], counter: counters[index]), schemaVersion: version,
          parts: parts))
    }
    return bodies
  }

  /// Whether a commit with these parts can be read back from its body.
  private static func areStorable(_ parts: [Commit.Part]) -> Bool {
    let bytes = parts.reduce(0) { $0 + $1.byteCount }
    if bytes < FormatLimits.commitBytesMax - 4096 { return true }
    let largest = Commit(
      replica: ReplicaID(bits: 0), sequence: 1, previous: .zero, stamp: Stamp(milliseconds: .min, counter: .max),
      schemaVersion: .max, parts: parts)
    return largest.body.count <= FormatLimits.commitBytesMax
  }

  private struct PartHead {
    let audience: Audience
    let flags: UInt64
    var size: UInt64 = 0
    var salt: [UInt8] = []

    init(audience: Audience, flags: UInt64) {
      self.audience = audience
      self.flags = flags
    }

    func part(_ reader: inout ByteReader) -> Commit.Part? {
      if flags == PartFlag.withheld {
        return Hash(bytes: salt).map { Commit.Part(audience: audience, body: .withheld($0)) }
      }
      guard let bytes = reader.bytes(size) else { return nil }
      if flags == PartFlag.erased {
        return Hash(bytes: salt).map { Commit.Part(audience: audience, body: .erased($0, Array(bytes))) }
      }
      return Commit.Part(
        audience: audience, body: .readable(Array(bytes), salt: flags == PartFlag.salted ? salt : nil))
    }
  }

  static func numbers(_ count: Int, from reader: inout ByteReader) -> [UInt64]? {
    guard count <= reader.count else { return nil }
    var numbers: [UInt64] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      guard let number = reader.varint() else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func numbers32(_ count: Int, from reader: inout ByteReader) -> [UInt32]? {
    guard let numbers = numbers(count, from: &reader) else { return nil }
    let fitting = numbers.compactMap { UInt32(exactly: $0) }
    return fitting.count == count ? fitting : nil
  }

  /// Running sums of zigzag steps, modulo 2⁶⁴.
  static func steps(_ count: Int, from reader: inout ByteReader) -> [Int64]? {
    guard let numbers = numbers(count, from: &reader) else { return nil }
    var sum: Int64 = 0
    return numbers.map { number in
      sum &+= Varint.unzigzag(number)
      return sum
    }
  }
}

extension Commit {
  /// The bytes of the only part, when it is for everyone and unsalted, as most are.
  fileprivate var plainPart: [UInt8]? {
    guard parts.count == 1, parts[0].audience == .everyone, case .readable(let bytes, salt: nil) = parts[0].body else {
      return nil
    }
    return bytes
  }
}
