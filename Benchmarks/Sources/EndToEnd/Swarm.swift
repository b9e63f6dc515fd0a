import CEpoll
import Glibc

/// Many connections to one server on this machine, on one thread: as cheap as can be, so that the server is what is
/// measured. The requests are made before; an answer is looked at no more than `take` wants.
final class Swarm {
  /// When the next request of a connection goes out.
  enum Pace {
    /// As soon as the last one is answered.
    case backToBack
    /// So many seconds after the last one was due, and not before that is answered; its time runs from when it was due.
    case every(seconds: Double)
  }

  struct Outcome {
    /// Of each answer, in no order.
    var latencySeconds: [Double] = []
    var seconds = 0.0
    /// Answers with another status than 200.
    var failures = 0
    /// Bytes of the answers' bodies.
    var bodyBytes = 0

    var perSecond: Double { Double(latencySeconds.count) / seconds }
  }

  private struct Seat {
    var descriptor: Int32
    var request: [UInt8]
    var sent = 0
    var answer: [UInt8] = []
    var dueSeconds = 0.0
    var isBusy = false
  }

  private var seats: [Seat] = []
  private let poller: Int32
  private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  /// The next request of a connection; nil when it has no more, and rests.
  private let next: (Int) throws -> [UInt8]?
  /// Takes the body of an answer.
  private let take: ((Int, [UInt8]) throws -> Void)?

  /// Connections that send the same request again and again.
  ///
  /// - Throws: `Trouble` when it can't connect.
  convenience init(port: Int, requests: [[UInt8]]) throws {
    try self.init(port: port, count: requests.count, next: { requests[$0] }, take: nil)
  }

  /// - Parameters:
  ///   - port: on 127.0.0.1.
  ///   - count: of connections.
  ///   - next: makes the next request of a connection, when it is about to be sent; nil when there are no more.
  ///   - take: gets the number of the connection and the body of an answer.
  /// - Throws: `Trouble` when it can't connect.
  init(
    port: Int, count: Int, next: @escaping (Int) throws -> [UInt8]?, take: ((Int, [UInt8]) throws -> Void)?
  ) throws {
    self.next = next
    self.take = take
    poller = epoll_create1(0)
    guard poller >= 0 else { throw Trouble("epoll: \(errno)") }
    for number in 0..<count {
      let descriptor = try Socket.connected(port: port)
      seats.append(Seat(descriptor: descriptor, request: []))
      var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(number)))
      guard epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) == 0 else { throw Trouble("epoll: \(errno)") }
    }
  }

  deinit {
    for seat in seats { close(seat.descriptor) }
    close(poller)
    room.deallocate()
  }

  /// Sends and receives for so long. What is asked before the end is waited for and counted.
  func run(seconds: Double, pace: Pace) throws -> Outcome {
    var outcome = Outcome()
    let begun = Self.now()
    let end = begun + seconds
    var waiting: [(due: Double, number: Int)] = []
    var first = 0
    var busy = 0
    for number in seats.indices {
      switch pace {
      case .backToBack: waiting.append((begun, number))
      case .every(let period): waiting.append((begun + period * Double(number) / Double(seats.count), number))
      }
    }
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    while true {
      let now = Self.now()
      while first < waiting.count, waiting[first].due <= now, waiting[first].due < end {
        if try begin(waiting[first].number, due: waiting[first].due) { busy += 1 }
        first += 1
      }
      if first > 4096 {
        waiting.removeFirst(first)
        first = 0
      }
      let pending = first < waiting.count && waiting[first].due < end ? waiting[first].due : nil
      if busy == 0, pending == nil { break }
      guard now < end + 30 else { throw Trouble("\(busy) requests had no answer") }
      let wait = pending.map { Int32(max(0, ($0 - now) * 1000)) } ?? 1000
      let count = epoll_wait(poller, &events, Int32(events.count), wait)
      for event in events.prefix(Int(max(0, count))) {
        let number = Int(event.data.u64)
        guard seats[number].isBusy, let body = try receive(number, &outcome) else { continue }
        busy -= 1
        let answered = Self.now()
        outcome.latencySeconds.append(answered - seats[number].dueSeconds)
        seats[number].isBusy = false
        try take?(number, body)
        switch pace {
        case .backToBack:
          if answered < end, try begin(number, due: answered) { busy += 1 }
        case .every(let period): waiting.append((seats[number].dueSeconds + period, number))
        }
      }
    }
    outcome.seconds = Self.now() - begun
    return outcome
  }

  /// - Returns: whether there was something to send.
  private func begin(_ number: Int, due: Double) throws -> Bool {
    guard let request = try next(number) else { return false }
    seats[number].request = request
    seats[number].dueSeconds = due
    seats[number].isBusy = true
    seats[number].sent = 0
    let descriptor = seats[number].descriptor
    while seats[number].sent < seats[number].request.count {
      let sent = seats[number].sent
      let count = seats[number].request.withUnsafeBytes { bytes in
        send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Trouble("send: \(errno)") }
      seats[number].sent += count
    }
    return true
  }

  /// Reads what has come.
  ///
  /// - Returns: the body of an answer that is whole; empty when nobody wants it.
  private func receive(_ number: Int, _ outcome: inout Outcome) throws -> [UInt8]? {
    let count = recv(seats[number].descriptor, room.baseAddress, room.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    guard count > 0 else { throw Trouble("the server closed a connection") }
    let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
    if seats[number].answer.isEmpty, let found = try Answer(piece) {
      note(found, &outcome)
      return take == nil ? [] : found.body(piece)
    }
    seats[number].answer += piece
    guard
      let (found, body) = try seats[number].answer.withUnsafeBytes({ bytes in
        try Answer(bytes).map { ($0, $0.body(bytes)) }
      })
    else { return nil }
    seats[number].answer.removeAll(keepingCapacity: true)
    note(found, &outcome)
    return body
  }

  private func note(_ answer: Answer, _ outcome: inout Outcome) {
    if answer.status != 200 { outcome.failures += 1 }
    outcome.bodyBytes += answer.bodyCount
  }

  /// Seconds of a clock that only goes on.
  static func now() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}

/// A whole answer of HTTP/1.1 in the bytes of a connection, of known length or in chunks.
struct Answer {
  let status: Int
  private let isChunked: Bool
  private let bodyStart: Int
  private let bodyEnd: Int

  /// Nil while it is not whole.
  init?(_ bytes: UnsafeRawBufferPointer) throws {
    guard let headEnd = Self.place(of: "\r\n\r\n", in: bytes, from: 0), bytes.count >= 12 else { return nil }
    status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - 48 }
    bodyStart = headEnd + 4
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<bodyStart])
    if let place = Self.place(of: "\r\ncontent-length: ", in: head, from: 0) {
      isChunked = false
      var length = 0
      for byte in head[(place + 18)...] {
        guard (48...57).contains(byte) else { break }
        length = length * 10 + Int(byte) - 48
      }
      bodyEnd = bodyStart + length
    } else {
      isChunked = true
      guard Self.place(of: "\r\ntransfer-encoding: chunked", in: head, from: 0) != nil else {
        throw Trouble("an answer without a length")
      }
      guard let last = Self.place(of: "0\r\n\r\n", in: bytes, from: bytes.count - 5) else { return nil }
      bodyEnd = last
    }
    guard bytes.count >= bodyEnd else { return nil }
  }

  var bodyCount: Int { bodyEnd - bodyStart }

  func body(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    guard isChunked else { return Array(bytes[bodyStart..<bodyEnd]) }
    var out: [UInt8] = []
    var place = bodyStart
    while place < bodyEnd, let lineEnd = Self.place(of: "\r\n", in: bytes, from: place) {
      let digits = String(decoding: bytes[place..<lineEnd], as: UTF8.self)
      guard let length = Int(digits, radix: 16), lineEnd + 2 + length <= bodyEnd else { break }
      out += bytes[(lineEnd + 2)..<(lineEnd + 2 + length)]
      place = lineEnd + 2 + length + 2
    }
    return out
  }

  /// Of letters in either case.
  private static func place(of text: StaticString, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let count = text.utf8CodeUnitCount
    guard start >= 0, bytes.count >= count else { return nil }
    return text.withUTF8Buffer { wanted in
      var place = start
      while place + count <= bytes.count {
        var same = 0
        while same < count, bytes[place + same] == wanted[same] || bytes[place + same] | 0x20 == wanted[same] {
          same += 1
        }
        if same == count { return place }
        place += 1
      }
      return nil
    }
  }
}

enum Socket {
  /// A connection to this machine that sends at once what it is given.
  static func connected(port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Trouble("socket: \(errno)") }
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw Trouble("connect: \(errno)")
    }
    return descriptor
  }

  /// Lets this process, and those that it starts, have as many files open as the system gives.
  static func raiseFileLimit(to wished: Int) -> Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var raised = rlimit(rlim_cur: rlim_t(wished), rlim_max: max(limit.rlim_max, rlim_t(wished)))
    if limit.rlim_cur < rlim_t(wished), setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) != 0 {
      raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
      _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised)
    }
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(limit.rlim_cur)
  }
}
