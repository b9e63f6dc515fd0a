import CommitFormat
import Merge
import SyncProtocol

private let limits = ProtocolLimits(
  frameBytesMax: 1 << 20, bodyBytesMax: 4 << 20, inflatedBytesMax: 8 << 20, commitsPerRequestMax: 500)

/// Requests and responses, whole and in pieces: the same either way, and what is read can be written and read again.
func fuzzConversation(_ bytes: [UInt8]) {
  var input = InputReader(bytes)
  switch input.choice(7) {
  case 0: request(input.remaining())
  case 1: response(input.remaining())
  case 2: packed(.gzip, input.remaining())
  case 3: packed(.zstd, input.remaining())
  case 4: givingBack(input.remaining())
  case 5: repair(input.remaining())
  default: repairQuestion(input.remaining())
  }
}

/// What a replica gives back to a restored server, and what it is told: one frame each.
private func givingBack(_ bytes: [UInt8]) {
  for type in [FrameType.points, .outline, .returned] {
    let body = Frame(type, bytes).bytes
    if let request = try? GiveBackRequest(bytes: body, limits: limits) {
      must((try? GiveBackRequest(bytes: request.bytes)) == request, "a request that is not what it was written from")
    }
  }
  if let answer = try? GiveBackAnswer(bytes: bytes, limits: limits) {
    must((try? GiveBackAnswer(bytes: answer.bytes)) == answer, "an answer that is not what it was written from")
  }
}

private func repairFrames(_ bytes: [UInt8]) -> ([RepairFrame], ProtocolProblem?) {
  var reader = RepairReader(limits: limits)
  var frames: [RepairFrame] = []
  do {
    try reader.feed(bytes)
    while let frame = try reader.next() { frames.append(frame) }
    try reader.finish()
    return (frames, nil)
  } catch {
    return (frames, error)
  }
}

private func repair(_ bytes: [UInt8]) {
  let (frames, problem) = repairFrames(bytes)
  guard problem == nil else { return }
  let (again, end) = repairFrames(frames.flatMap(\.bytes))
  must(end == nil, "a repair that can't be read again")
  var digests: [StateDigest] = []
  for list in [frames, again] {
    var digest = StateDigest()
    for case .states(let states) in list { for state in states { digest.add(state) } }
    digests.append(digest)
  }
  must(digests[0] == digests[1], "states that are not what they were written from")
}

private func repairQuestion(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  for question in [RepairQuestion(buckets: text, records: nil), RepairQuestion(buckets: nil, records: text)] {
    if case .states(let records)? = question {
      must(records.count <= RepairQuestion.recordsMax, "more records than one may ask for")
    }
  }
}

private func requestFrames(_ pieces: [ArraySlice<UInt8>]) -> ([RequestFrame], ProtocolProblem?) {
  var reader = RequestReader(limits: limits)
  var frames: [RequestFrame] = []
  do {
    for piece in pieces {
      try reader.feed(piece)
      while let frame = try reader.next() { frames.append(frame) }
    }
    try reader.finish()
    return (frames, nil)
  } catch {
    return (frames, error)
  }
}

private func request(_ bytes: [UInt8]) {
  let (frames, problem) = requestFrames([bytes[...]])
  let half = bytes.count / 2
  let (again, other) = requestFrames([bytes[..<half], bytes[half...]])
  must(frames == again && problem?.code == other?.code, "a request in two pieces is another request")
  var commits = 0
  for (index, frame) in frames.enumerated() {
    switch frame {
    case .hello: must(index == 0, "a hello that is not the first")
    case .commits(let sealed):
      must(index > 0, "commits before the hello")
      commits += sealed.commits.count
      must(SealedCommits(commits: sealed.commits, seal: sealed.seal) == sealed, "commits that do not follow")
      for commit in sealed.commits { checkCommit(commit) }
    }
  }
  must(commits <= limits.commitsPerRequestMax, "more commits than a request may have")
  guard problem == nil else { return }
  var written: [UInt8] = []
  for frame in frames { frame.frame.append(to: &written) }
  let (read, end) = requestFrames([written[...]])
  must(end == nil && read == frames, "a request that is not what it was written from")
}

private func responseFrames(_ hello: Hello, _ pieces: [ArraySlice<UInt8>]) -> ([ResponseFrame], ProtocolProblem?) {
  var reader = ResponseReader(hello: hello, limits: limits)
  var frames: [ResponseFrame] = []
  do {
    for piece in pieces {
      try reader.feed(piece)
      while let frame = try reader.next() { frames.append(frame) }
    }
    try reader.finish()
    return (frames, nil)
  } catch {
    return (frames, error)
  }
}

private func response(_ bytes: [UInt8]) {
  let hello = Hello(
    schemaVersion: 3, replica: Known.replicas[0], own: KnownCommit(sequence: 7, hash: .zero), deviceClock: 0)
  let (frames, problem) = responseFrames(hello, [bytes[...]])
  let third = bytes.count / 3
  let (again, other) = responseFrames(hello, [bytes[..<third], bytes[third...]])
  must(frames == again && problem?.code == other?.code, "a response in two pieces is another response")
  for frame in frames {
    if case .entries(let page) = frame { fuzzPage(page.bytes) }
  }
  guard problem == nil else { return }
  var written: [UInt8] = []
  for frame in frames { written += frame.bytes(answering: hello) }
  let (read, end) = responseFrames(hello, [written[...]])
  must(end == nil && read == frames, "a response that is not what it was written from")
}

/// What a body unpacks to is bounded in all, and in how fast it grows.
private func packed(_ compression: Compression, _ bytes: [UInt8]) {
  guard let plain = try? compression.unpacked(bytes, limits: limits) else { return }
  must(plain.count <= limits.inflatedBytesMax, "more than may be unpacked")
  must(plain.count <= (64 << 10) + bytes.count * (limits.inflationRatioMax + 1), "grows faster than it may")
  let (coding, again) = compression.packed(plain)
  must((try? coding.unpacked(again, limits: ProtocolLimits(inflationRatioMax: .max))) == plain, "packed otherwise")
}
