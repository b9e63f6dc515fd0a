import CommitFormat
import Merge
import SyncProtocol

/// JSON whose keys keep their order, so that vector files differ only where vectors do.
indirect enum JSON: Hashable {
  case string(String)
  case number(Int)
  case flag(Bool)
  case list([JSON])
  case object([Member])

  struct Member: Hashable {
    let key: String
    let value: JSON
  }

  static func make(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
  }

  func text(indent: String = "") -> String {
    let deeper = indent + "  "
    switch self {
    case .string(let text): return Self.quoted(text)
    case .number(let number): return String(number)
    case .flag(let flag): return flag ? "true" : "false"
    case .list(let items):
      if items.isEmpty { return "[]" }
      return "[\n" + items.map { deeper + $0.text(indent: deeper) }.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      return "{\n"
        + members.map { deeper + Self.quoted($0.key) + ": " + $0.value.text(indent: deeper) }.joined(separator: ",\n")
        + "\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      default:
        if scalar.value < 0x20 || (0x300...0x36F).contains(scalar.value) || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}

/// One example: what it means, its bytes, and how to get the meaning back from the bytes.
struct Vector {
  let name: String
  let meaning: JSON
  let bytes: [UInt8]
  let read: ([UInt8]) throws -> JSON

  var json: JSON { .make(["name": .string(name), "meaning": meaning, "hex": .string(Hex.string(bytes))]) }
}

/// Bytes that must be refused, and with which problem.
struct RefusedVector {
  let name: String
  let bytes: [UInt8]
  let problem: String
  let read: ([UInt8]) throws -> Void

  var json: JSON {
    .make(["name": .string(name), "hex": .string(Hex.string(bytes)), "problem": .string(problem)])
  }
}

/// A file of vectors.
struct VectorFile {
  let name: String
  let about: String
  var given: JSON?
  var vectors: [Vector]
  var refused: [RefusedVector] = []

  var text: String {
    JSON.make([
      "about": .string(about), "given": given, "vectors": .list(vectors.map(\.json)),
      "refused": refused.isEmpty ? nil : .list(refused.map(\.json)),
    ]).text() + "\n"
  }
}

/// Something that a vector's bytes did not mean.
struct VectorMismatch: Error {
  let what: String
}

/// What values mean, as JSON. 64-bit numbers are text, as JSON has no room for them.
enum Meaning {
  static func of(_ value: Value) -> JSON {
    guard !value.isCleared else { return .make(["cleared": .flag(true)]) }
    return switch value.content {
    case .text(let text): .make(["text": .string(text)])
    case .integer(let number): .make(["integer": .string(String(number))])
    case .decimal(let decimal):
      .make(["mantissa": .string(String(decimal.mantissa)), "scale": .number(Int(decimal.scale))])
    case .boolean(let flag): .make(["boolean": .flag(flag)])
    case .date(let date):
      .make(["year": .number(date.year), "month": date.month.map(JSON.number), "day": date.day.map(JSON.number)])
    case .code(let code): .make(["code": .string(code)])
    case .reference(let record): .make(["reference": of(record)])
    case .row(let parts):
      .make(["row": .list(parts.map { .make(["number": .number(Int($0.number)), "value": of($0.value)]) })])
    case nil: .make(["unknown": .string(Hex.string(value.bytes))])
    }
  }

  static func of(_ record: RecordID) -> JSON { .string(Hex.string(record.bytes)) }
  static func of(_ replica: ReplicaID) -> JSON { .string(Hex.string(replica.bytes)) }
  static func of(_ hash: Hash) -> JSON { .string(hash.hex) }
  static func of(_ bytes: [UInt8]) -> JSON { .string(Hex.string(bytes)) }
  static func number(_ number: UInt64) -> JSON { .string(String(number)) }

  static func of(_ dot: Dot) -> JSON {
    .make([
      "replica": of(dot.replica), "sequence": number(dot.sequence),
      "audience": dot.audience == .everyone ? nil : .number(Int(dot.audience.number)), "index": .number(Int(dot.index)),
    ])
  }

  static func of(_ replaces: Replaces) -> JSON {
    .make([
      "named": .list(
        replaces.named.map { name in
          .make([
            "dot": of(name.dot),
            "commitHashPrefix": name.commitHashPrefix.map { .string(String($0, radix: 16)) },
          ])
        }),
      "own": .list(replaces.own.map { .list([number($0.lowerBound), number($0.upperBound)]) }),
    ])
  }

  static func of(_ register: RegisterID) -> [JSON.Member] {
    [JSON.Member(key: "field", value: .number(Int(register.field.number)))]
      + (register.element.map { [JSON.Member(key: "element", value: of($0))] } ?? [])
  }

  static func of(_ operation: Operation) -> JSON {
    switch operation {
    case .create(let record, let type, let fields):
      .make([
        "create": of(record), "type": .number(Int(type.number)),
        "fields": .list(fields.map { .object(of($0.register) + [JSON.Member(key: "value", value: of($0.value))]) }),
      ])
    case .set(let record, let register, let value, let replaces, let mark):
      .make([
        "set": of(record), "register": .object(of(register)), "value": of(value), "replaces": of(replaces),
        "mark": mark == .plain ? nil : .number(Int(mark.rawValue)),
      ])
    case .tombstone(let record, let covers, let replaces):
      .make(["tombstone": of(record), "covers": of(covers), "replaces": of(replaces)])
    case .keep(let record, let covers, let replaces):
      .make(["keep": of(record), "covers": of(covers), "replaces": of(replaces)])
    case .leave(let record): .make(["leave": of(record)])
    case .arrive(let state): .make(["arrive": Vectors.meaning(of: state)])
    }
  }

  static func of(_ content: PartContent) -> JSON {
    .make([
      "note": content.note.isEmpty ? nil : .string(content.note), "operations": .list(content.operations.map(of)),
    ])
  }

  static func of(_ commit: Commit) -> JSON {
    .make([
      "replica": of(commit.replica), "sequence": number(commit.sequence), "previous": of(commit.previous),
      "stampMilliseconds": .string(String(commit.stamp.milliseconds)),
      "stampCounter": .number(Int(commit.stamp.counter)), "schemaVersion": .number(Int(commit.schemaVersion)),
      "parts": .list(
        commit.parts.map { part in
          switch part.body {
          case .readable(let bytes, let salt):
            .make([
              "audience": .number(Int(part.audience.number)), "salt": salt.map(of), "bytes": of(bytes),
              "hash": of(part.hash),
            ])
          case .withheld(let hash):
            .make(["audience": .number(Int(part.audience.number)), "withheld": .flag(true), "hash": of(hash)])
          case .erased(let hash, let left):
            .make([
              "audience": .number(Int(part.audience.number)), "erased": .flag(true), "left": of(left), "hash": of(hash),
            ])
          }
        }), "hash": of(commit.hash),
    ])
  }

  static func of(_ seal: Seal) -> JSON {
    .make([
      "replica": of(seal.replica), "sequence": number(seal.sequence), "hash": of(seal.hash),
      "signature": of(seal.signature),
    ])
  }

  static func of(_ refusal: Refusal) -> JSON {
    .make([
      "code": .string(refusal.code.rawValue), "field": refusal.field.map(JSON.string),
      "reason": .string(refusal.reason),
    ])
  }

  static func of(_ event: LogEntry.Event) -> JSON {
    switch event {
    case .accepted(let commit, let author):
      .make(["accepted": of(commit), "author": author.map(JSON.string)])
    case .refused(let name, let refusal):
      .make([
        "refused": .make([
          "replica": of(name.replica), "sequence": number(name.sequence), "hash": of(name.hash),
        ]), "refusal": of(refusal),
      ])
    case .enrolled(let enrolment):
      .make([
        "enrolled": of(enrolment.replica), "number": .number(Int(enrolment.number)), "user": .string(enrolment.user),
        "device": .string(enrolment.device), "publicKey": of(enrolment.publicKey),
      ])
    case .schema(let version, let json): .make(["schema": .number(Int(version)), "json": of(json)])
    case .horizon(let position): .make(["horizon": number(position)])
    case .branched(let branch):
      .make([
        "branched": of(branch.id), "origin": of(branch.origin), "parent": of(branch.parent),
        "first": number(branch.first), "previous": of(branch.previous),
      ])
    case .erased(let erasure):
      .make([
        "erased": .make([
          "replica": of(erasure.commit.replica), "sequence": number(erasure.commit.sequence),
          "hash": of(erasure.commit.hash),
        ]), "audience": .number(Int(erasure.audience.number)), "part": of(erasure.part.hash),
        "decided": erasure.content.map { .string(String($0.decided)) },
        "places": .list(
          (erasure.content?.places ?? []).map { place in
            .make(["record": of(place.record.bytes), "field": .number(Int(place.field.number))])
          }), "left": (erasure.content?.left).map(of),
      ])
    }
  }

  static func of(_ entry: PulledEntry) -> JSON {
    let event: JSON =
      switch entry.event {
      case .entry(let event): of(event)
      case .own(let sequence, let author):
        .make(["own": number(sequence), "author": author.map(JSON.string)])
      }
    return .make(["position": number(entry.position), "time": .string(String(entry.time)), "event": event])
  }

  static func of(_ cursor: Cursor) -> JSON {
    .make([
      "workspace": .string(cursor.workspace.text), "epoch": .string(cursor.epoch.text),
      "audiences": .list(cursor.audiences.map { .number(Int($0.number)) }), "position": number(cursor.position),
      "chain": of(cursor.chain), "seal": of(cursor.mac), "bytes": of(cursor.bytes),
    ])
  }

  static func of(_ known: KnownCommit) -> JSON {
    .make(["sequence": number(known.sequence), "hash": of(known.hash)])
  }

  static func of(_ hello: Hello) -> JSON {
    .make([
      "protocolVersion": .number(Int(hello.protocolVersion)), "schemaVersion": .number(Int(hello.schemaVersion)),
      "replica": of(hello.replica), "own": hello.own.map(of), "cursor": hello.cursor.map(of),
      "digest": hello.digest.map { .string($0.hex) }, "pageBytes": .number(Int(hello.pageBytes)),
      "unsentCount": number(hello.unsentCount), "appVersion": .string(hello.appVersion),
      "deviceClock": .string(String(hello.deviceClock)),
    ])
  }

  static func of(_ sealed: SealedCommits) -> JSON {
    .make(["commits": .list(sealed.commits.map(of)), "seal": of(sealed.seal)])
  }

  static func of(_ frame: RequestFrame) -> JSON {
    switch frame {
    case .hello(let hello): .make(["hello": of(hello)])
    case .commits(let sealed): .make(["sealedCommits": of(sealed)])
    }
  }

  static func of(_ receipt: Receipt) -> JSON {
    let outcome: JSON =
      switch receipt.outcome {
      case .accepted(let position, let effects):
        .make(["accepted": number(position), "effects": .number(Int(effects.rawValue))])
      case .refused(let position, let refusal): .make(["refused": number(position), "refusal": of(refusal)])
      case .deferred(let deferral): .make(["deferred": .number(Int(deferral.rawValue))])
      case .damaged: .make(["damaged": .flag(true)])
      }
    return .make(["replica": of(receipt.replica), "sequence": number(receipt.sequence), "outcome": outcome])
  }

  static func of(_ frame: ResponseFrame, receiver: ReplicaID, names: some LogNames) throws -> JSON {
    switch frame {
    case .welcome(let welcome):
      .make([
        "welcome": .make([
          "serverTime": .string(String(welcome.serverTime)), "workspace": .string(welcome.workspace.text),
          "epoch": .string(welcome.epoch.text), "known": welcome.known.map(of), "user": .string(welcome.user),
          "role": .string(welcome.role.rawValue), "replicaNumber": welcome.replicaNumber.map { .number(Int($0)) },
          "schemaVersion": .number(Int(welcome.schemaVersion)),
          "audiencesChanged": welcome.audiencesChanged ? .flag(true) : nil,
        ])
      ])
    case .receipts(let receipts): .make(["receipts": .list(receipts.map(of))])
    case .entries(let page):
      .make(["entries": .list(try page.entries(receiver: receiver, names: names).map(of))])
    case .done(let done):
      .make([
        "done": .make([
          "cursor": done.cursor.map(of), "digest": done.digest.map { .string($0.hex) }, "more": .flag(done.more),
          "retryAfterSeconds": .number(Int(done.retryAfterSeconds)), "openConflicts": number(done.openConflicts),
        ])
      ])
    case .problem(let problem):
      .make([
        "problem": .make([
          "code": .string(problem.code), "retryAfterSeconds": .number(Int(problem.retryAfterSeconds)),
          "limit": problem.limit.map(number), "subject": .string(problem.subject),
        ])
      ])
    }
  }
}
