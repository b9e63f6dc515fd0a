import CommitFormat
import Merge
import Replica
import SyncProtocol
import SyncServer

/// The log that parts and pages are read against.
enum Known {
  static let replicas = (1...4).map { ReplicaID(bits: UInt128($0) * 0x1111_1111_1111_1111_1111_1111_1111_1111) }
  static let records = (1...4).map { RecordID(bits: UInt128($0) << 64 | 0x8000_0000_0000_0001) }

  struct Names: NameReader, NameWriter {
    func replica(numbered number: UInt32) -> ReplicaID? {
      (1...4).contains(number) ? Known.replicas[Int(number) - 1] : nil
    }
    func number(of replica: ReplicaID) -> UInt32? {
      Known.replicas.firstIndex(of: replica).map { UInt32($0) + 1 }
    }
    func record(createdBy dot: Dot) -> RecordID? {
      guard dot.sequence == 1, dot.index < 4, dot.replica == Known.replicas[0] else { return nil }
      return Known.records[Int(dot.index)]
    }
    func creation(of record: RecordID) -> Dot? {
      Known.records.firstIndex(of: record).map {
        Dot(replica: Known.replicas[0], sequence: 1, audience: .everyone, index: UInt32($0))
      }
    }
  }
}

/// Single forms: each is read or refused, and where the form is canonical the same bytes come out.
func fuzzFormats(_ bytes: [UInt8]) {
  var input = InputReader(bytes)
  switch input.choice(9) {
  case 0: fuzzPart(input.remaining())
  case 1: fuzzCommit(input.remaining())
  case 2: fuzzPage(input.remaining())
  case 3: fuzzValue(input.remaining())
  case 4: fuzzCursor(input.remaining())
  case 5: fuzzEntryRecord(&input)
  case 6: fuzzTexts(input.remaining())
  case 7: fuzzColumnsOfCommits(input.remaining())
  default: fuzzVarints(input.remaining())
  }
}

func fuzzPart(_ bytes: [UInt8]) {
  for author in Known.replicas.prefix(2) {
    guard let content = try? PartContent(bytes, author: author, names: Known.Names()) else { continue }
    must((1...FormatLimits.operationsPerPartMax).contains(content.operations.count), "a part of no size")
    // A reader can't see that a record was named by its id where a shorter name would have served.
    guard let again = try? content.encoded(author: author, names: Known.Names()) else {
      return must(false, "a part that can't be written again")
    }
    must((try? PartContent(again, author: author, names: Known.Names())) == content, "a part says something else")
    must(again.count <= bytes.count, "a part has a shorter spelling")
  }
}

func checkCommit(_ commit: Commit) {
  let read = Commit(replica: commit.replica, sequence: commit.sequence, previous: commit.previous, body: commit.body)
  must(read == commit || commit.body.count > FormatLimits.commitBytesMax, "a commit is not what it was written from")
  must((1...FormatLimits.partsPerCommitMax).contains(commit.parts.count), "a commit of no size")
  must(commit.withholding(except: []).hash == commit.hash, "withholding changes the hash")
}

private func fuzzCommit(_ bytes: [UInt8]) {
  guard let commit = Commit(replica: Known.replicas[0], sequence: 2, previous: .zero, body: bytes) else { return }
  must(commit.body == bytes, "a commit has two spellings")
  checkCommit(commit)
}

private func fuzzColumnsOfCommits(_ bytes: [UInt8]) {
  var reader = RequestReader()
  var body: [UInt8] = []
  RequestFrame.hello(Hello(schemaVersion: 1, replica: Known.replicas[0], deviceClock: 0)).frame.append(to: &body)
  Frame(.commits, bytes).append(to: &body)
  do {
    try reader.feed(body)
    _ = try reader.next()
    guard case .commits(let sealed)? = try reader.next() else { return }
    for commit in sealed.commits { checkCommit(commit) }
    // Layout 0 may stand in place of 1, and so the bytes may differ; what they say may not.
    var again = RequestReader()
    body = []
    RequestFrame.hello(Hello(schemaVersion: 1, replica: Known.replicas[0], deviceClock: 0)).frame.append(to: &body)
    sealed.frame.append(to: &body)
    try again.feed(body)
    _ = try again.next()
    guard case .commits(sealed)? = try again.next() else { return must(false, "sealed commits read otherwise") }
  } catch {}
}

func fuzzPage(_ bytes: [UInt8]) {
  var names = LogNamesInMemory()
  for (index, replica) in Known.replicas.enumerated() {
    let enrolment = Enrolment(
      number: UInt32(index) + 1, replica: replica, user: "Åsa", device: "dator",
      publicKey: Array(repeating: 1, count: 32))
    names.note(LogEntry(position: Position(index) + 1, time: 0, event: .enrolled(enrolment)))
  }
  let page = LogPage(bytes: bytes)
  guard let entries = try? page.entries(receiver: Known.replicas[1], names: names) else { return }
  must(page.span.map { $0.count == entries.count && $0.first == entries.first?.position } ?? false, "another span")
  must(entries.count <= ProtocolLimits.entriesPerPageMax, "more entries than a page may have")
  for (before, after) in zip(entries, entries.dropFirst()) {
    must(after.position == before.position + 1, "positions do not rise by one")
  }
  let whole = entries.compactMap { $0.entry { _ in nil } }
  guard whole.count == entries.count, let written = try? LogPage(whole, numbers: names) else { return }
  // A page says no previous hashes: what follows on a commit that only this page's receiver lacks reads otherwise.
  if let again = try? written.entries(names: names) {
    must(again.count == entries.count, "a page is not what it was written from")
  }
}

private func fuzzValue(_ bytes: [UInt8]) {
  let value = Value(bytes: bytes)
  if let content = value.content { must(Value(content).bytes == bytes, "a value has two spellings") }
  _ = (value.text, value.reference, value.parts)
}

private func fuzzCursor(_ bytes: [UInt8]) {
  guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)), let cursor = Cursor(bytes: bytes) else { return }
  must(cursor.bytes == bytes, "a cursor has two spellings")
  let own = seal.cursor(
    workspace: cursor.workspace, epoch: cursor.epoch, audiences: cursor.audiences, position: cursor.position,
    chain: cursor.chain)
  must(seal.isValid(cursor) == (own == cursor), "a cursor that this key has not sealed")
}

private func fuzzEntryRecord(_ input: inout InputReader) {
  let kinds = EntryRecord.Kind.allCases
  let flags = input.byte()
  let row = EntryRecord(
    position: input.number(), time: Int64(bitPattern: input.number()), kind: kinds[input.choice(kinds.count)],
    replica: flags & 1 == 0 ? Known.replicas[0] : nil, sequence: flags & 2 == 0 ? input.number() : nil,
    hash: flags & 4 == 0 ? .zero : nil, previous: flags & 8 == 0 ? .zero : nil,
    author: flags & 16 == 0 ? input.text() : nil, body: input.remaining())
  guard let entry = row.entry else { return }
  _ = entry.chain(after: .zero)
  let again = EntryRecord(entry).entry
  must(again == entry, "a row is not what it was written from")
}

private func fuzzTexts(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  if let token = SeenToken(text) { must(SeenToken(token.text) == token, "a token is not what it was written from") }
  if let id = WorkspaceID(text: text) {
    must(id.text.utf8.elementsEqual(text.lowercased().utf8), "two names of a workspace")
  }
  if let id = ConflictID(text) { must(id.text.utf8.elementsEqual(text.lowercased().utf8), "two names of a conflict") }
  if let bytes = Hex.bytes(text) { must(Hex.string(bytes).utf8.elementsEqual(text.lowercased().utf8), "two hex texts") }
  if let token = DeviceToken(text) { must(DeviceToken(token.text) == token, "a device's token changes") }
  if let code = InvitationCode(text) { must(InvitationCode(code.text) == code, "a code changes") }
  _ = Compression(contentEncoding: text)
  _ = Compression.best(acceptEncoding: text)
}

private func fuzzVarints(_ bytes: [UInt8]) {
  var reader = ByteReader(bytes)
  while !reader.isAtEnd {
    let start = reader.index
    guard let number = reader.varint() else { return }
    var out: [UInt8] = []
    Varint.append(number, to: &out)
    must(out == Array(bytes[start..<reader.index]), "a number has two spellings")
    must(Varint.zigzag(Varint.unzigzag(number)) == number, "zigzag changes a number")
  }
}
