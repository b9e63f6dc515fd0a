import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

/// What comes back for a request.
struct Answer {
  var head: ResponseHead
  var body: [UInt8]

  static func problem(_ problem: Problem) -> Answer {
    Self.problem(problem.known ?? .internal, subject: problem.subject)
  }

  static func problem(_ code: ProblemCode, status: Int? = nil, subject: String = "") -> Answer {
    let json = JSONValue.object(
      JSONObject([
        .init(key: "type", value: .string(code.type)), .init(key: "status", value: .number(Int64(code.status))),
        .init(key: "subject", value: .string(subject)),
      ]))
    return Answer(
      head: ResponseHead(
        status: status ?? code.status, headers: ["content-type": SyncHTTP.problemContentType]),
      body: json.bytes())
  }

  static let portal = Answer(
    head: ResponseHead(status: 200, headers: ["content-type": "text/html"]),
    body: Array("<!doctype html><title>Hotel Skagen</title><p>Sign in".utf8))
}

/// The server's door: reads requests from bytes and writes answers to bytes, as its HTTP side does, frame by frame.
struct Gateway {
  let server: WorkspaceServer
  let seal: CursorSeal
  /// Is told of all receipts as they are made.
  var noteReceipts: (_ pushed: Int, [Receipt]) -> Void = { _, _ in }

  /// Answers as much of a request as came.
  ///
  /// - Parameters:
  ///   - request: as the client made it.
  ///   - body: what came of its body.
  ///   - isWhole: whether that is all.
  ///   - together: whether commits that came at once are judged in one transaction.
  /// - Returns: the answer; nil when the line was cut before there was one.
  /// - Throws: `PowerLost`, or what is a bug.
  func answer(_ request: TransportRequest, body: [UInt8], isWhole: Bool, together: Bool) throws -> Answer? {
    let device: Device
    let actor: Actor
    do {
      guard let header = request.header("Authorization"), header.hasPrefix("Bearer "),
        let token = DeviceToken(String(header.dropFirst(7)))
      else { return .problem(.notSignedIn) }
      (device, actor) = try server.accounts.authenticate(token)
    } catch let problem as AccountProblem {
      return .problem(problem.code)
    }
    if request.path == SyncHTTP.snapshotPath(server.workspace) { return try snapshot(request, actor) }
    if request.path.hasPrefix(SyncHTTP.repairPath(server.workspace) + "?") { return try repair(request, device) }
    if request.path == SyncHTTP.returnPath(server.workspace) {
      return isWhole ? try giveBack(body, device, actor) : nil
    }
    guard request.path == SyncHTTP.syncPath(server.workspace) else { return .problem(.notFound) }
    return try exchange(body, isWhole, together, device, actor)
  }

  private func exchange(
    _ body: [UInt8], _ isWhole: Bool, _ together: Bool, _ device: Device, _ actor: Actor
  ) throws -> Answer? {
    var reader = RequestReader()
    var out: [UInt8] = []
    var running: SyncExchange?
    let head = ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType])
    do {
      try reader.feed(body)
      var waiting: [SealedCommits] = []
      while let frame = try reader.next() {
        switch frame {
        case .hello(let hello):
          let opened = try server.open(hello, device: device, actor: actor)
          running = opened
          out += ResponseFrame.welcome(opened.welcome).bytes(answering: hello)
        case .commits(let commits):
          waiting.append(commits)
          if !together {
            try push(&waiting, &running, &out)
          }
        }
      }
      if !waiting.isEmpty { try push(&waiting, &running, &out) }
      guard isWhole else { return nil }
      try reader.finish()
      guard let exchange = running else { return .problem(.malformed) }
      var ending = exchange
      for frame in try ending.pull() { out += frame.bytes(answering: exchange.hello) }
      return Answer(head: head, body: out)
    } catch let problem as Problem {
      guard let hello = running?.hello else {
        var bytes: [UInt8] = []
        problem.frame.append(to: &bytes)
        return Answer(head: head, body: bytes)
      }
      return Answer(head: head, body: out + ResponseFrame.problem(problem).bytes(answering: hello))
    } catch is ProtocolProblem {
      return .problem(.malformed)
    }
  }

  private func push(_ runs: inout [SealedCommits], _ exchange: inout SyncExchange?, _ out: inout [UInt8]) throws {
    guard let hello = exchange?.hello, let receipts = try exchange?.push(runs) else { return }
    noteReceipts(runs.reduce(0) { $0 + $1.commits.count }, receipts)
    runs = []
    if !receipts.isEmpty { out += ResponseFrame.receipts(receipts).bytes(answering: hello) }
  }

  private func repair(_ request: TransportRequest, _ device: Device) throws -> Answer {
    var items: [Substring: String] = [:]
    for item in request.path.split(separator: "?").last?.split(separator: "&") ?? [] {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      items[parts[0]] = parts.count > 1 ? String(parts[1]) : ""
    }
    guard let position = items["at"].flatMap({ Position($0) }),
      let question = RepairQuestion(buckets: items["buckets"], records: items["records"])
    else { return .problem(.malformed) }
    do {
      let bytes = try server.repair(question, at: position, device: device).flatMap(\.bytes)
      return Answer(head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), body: bytes)
    } catch let problem as Problem {
      return .problem(problem)
    }
  }

  private func giveBack(_ body: [UInt8], _ device: Device, _ actor: Actor) throws -> Answer {
    do {
      let answer = try server.answer(try GiveBackRequest(bytes: body), device: device, actor: actor)
      return Answer(
        head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), body: answer.bytes)
    } catch let problem as Problem {
      return .problem(problem)
    } catch is ProtocolProblem {
      return .problem(.malformed)
    }
  }

  private func snapshot(_ request: TransportRequest, _ actor: Actor) throws -> Answer {
    let floor = request.header(SyncHTTP.snapshotFloorHeader).flatMap { Position($0) } ?? 0
    let file = try server.snapshot(for: actor.user, reaching: floor)
    var headers = [
      "content-type": SyncHTTP.snapshotContentType, SyncHTTP.snapshotHashHeader.lowercased(): file.hash.hex,
      "content-length": String(file.byteCount), "etag": "\"\(file.hash.hex)\"",
    ]
    guard let range = request.header("Range"), request.header("If-Range") == "\"\(file.hash.hex)\"",
      let start = Int(range.dropFirst("bytes=".count).dropLast()), start < file.byteCount
    else {
      return Answer(
        head: ResponseHead(status: 200, headers: headers), body: try file.bytes(0..<file.byteCount))
    }
    headers["content-range"] = "bytes \(start)-\(file.byteCount - 1)/\(file.byteCount)"
    return Answer(
      head: ResponseHead(status: 206, headers: headers), body: try file.bytes(start..<file.byteCount))
  }
}
