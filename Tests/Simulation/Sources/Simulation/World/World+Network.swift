import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

/// What the line does to one exchange.
enum LineFault: Int {
  case none = 0
  case requestLost = 6
  case requestCut = 7
  case answerLost = 8
  case answerCut = 9
  case pieces = 10
  case twice = 11
  case late = 12
  case portal = 13
  case busy = 14
  case apart = 15
}

extension World {
  /// A whole sync, over a line that does what the action says.
  func sync(_ device: SimDevice, _ action: Action) throws {
    if device.session == nil { try begin(device) }
    var turn = 0
    while device.session != nil {
      if device.waits != nil { try wake(device) }
      guard device.session != nil else { break }
      let fault = turn < 4 ? LineFault(rawValue: (action.c >> (4 * turn)) & 15) ?? .none : .none
      if device.answer == nil { try arrive(device, fault, action.a >> turn, action.b >> turn) }
      if device.session != nil, device.answer != nil { try reply(device, fault, action.a >> turn, action.b >> turn) }
      turn += 1
      guard turn < 200 else { throw Violation(.bounded, "\(name(device)): a sync of more than 200 exchanges") }
    }
  }

  func begin(_ device: SimDevice) throws {
    guard device.session == nil else {
      if device.waits != nil { try wake(device) }
      return
    }
    var settings = SyncSession.Settings(
      token: device.token.text, pageBytes: 1 << 16, commitsPerRequestMax: device.commitsPerRequest)
    settings.appVersion = "sim"
    coverage.syncs += 1
    device.exchanges = 0
    device.session = SyncSession(
      replica: device.replica, key: device.key, settings: settings, partialSnapshot: device.partial)
    try take(device.session?.handle(.started), device)
  }

  private func wake(_ device: SimDevice) throws {
    time.milliseconds += Int64((device.waits ?? 0) * 1000)
    device.waits = nil
    try take(device.session?.handle(.timer), device)
  }

  /// The request comes to the server, or what is left of it.
  func arrive(_ device: SimDevice, _ fault: LineFault, _ a: Int, _ b: Int) throws {
    guard let request = device.request else {
      if device.waits != nil { try wake(device) }
      return
    }
    device.request = nil
    coverage.exchanges += 1
    try take(device.session?.handle(.transport(.sent(wireBytes: request.body.count))), device, isPart: true)
    if device.isBlocked { return try fail(device, .notReachable(.noRoute)) }
    switch fault {
    case .requestLost:
      coverage.count(.requestLost)
      say("\(name(device)) syncs; the request is lost.")
      return try fail(device, a % 2 == 0 ? .notReachable(.timedOut) : .tooSlow(seconds: 30))
    case .requestCut:
      coverage.count(.requestCut)
      let count = request.body.isEmpty ? 0 : a % request.body.count
      say("\(name(device)) syncs; the request is cut after \(count) of \(request.body.count) bytes.")
      _ = try handIn(request, Array(request.body.prefix(count)), isWhole: false, together: b % 2 == 0, device)
      return try fail(device, .cut)
    case .portal:
      coverage.count(.portal)
      say("\(name(device)) syncs; a hotel's page answers.")
      device.wasDisturbed = true
      device.answer = .portal
      return
    case .busy:
      coverage.count(.busy)
      say("\(name(device)) syncs; the server is busy.")
      device.wasDisturbed = true
      device.answer = .problem(.serverBusy, status: 503)
      return
    default: break
    }
    var answer = try handIn(request, request.body, isWhole: true, together: b % 2 == 0, device)
    if fault == .twice {
      coverage.count(.requestTwice)
      say("The request comes twice.")
      answer = try handIn(request, request.body, isWhole: true, together: b % 3 == 0, device) ?? answer
    }
    if fault == .late { late.append((request, device.number)) }
    guard let answer else { return try fail(device, .cut) }
    device.answer = answer
    if fault == .answerLost {
      coverage.count(.answerLost)
      say("The answer is lost.")
      try fail(device, .tooSlow(seconds: 30))
    }
  }

  /// The answer comes back, or what is left of it.
  func reply(_ device: SimDevice, _ fault: LineFault, _ a: Int, _ b: Int) throws {
    guard let answer = device.answer else { return }
    device.answer = nil
    var body = answer.body
    var failure: TransportFailure?
    var piece = Int.max
    switch fault {
    case .answerCut:
      coverage.count(.answerCut)
      let count = body.isEmpty ? 0 : b % body.count
      say("The answer to \(name(device)) is cut after \(count) of \(body.count) bytes.")
      body = Array(body.prefix(count))
      failure = .cut
      if count == 0 { return try fail(device, .cut) }
    case .pieces:
      coverage.count(.answerInPieces)
      piece = 1 + b % 40
    default: break
    }
    if try take(device.session?.handle(.transport(.head(answer.head))), device, isPart: true) { return }
    var place = 0
    while place < body.count {
      let end = piece == .max ? body.count : min(body.count, place + piece)
      let event = TransportEvent.body(Array(body[place..<end]), wireBytes: end - place)
      if try take(device.session?.handle(.transport(event)), device, isPart: true) { return }
      place = end
    }
    device.partial = device.session?.partialSnapshot
    if let failure { return try fail(device, failure) }
    try take(device.session?.handle(.ended), device)
  }

  private func fail(_ device: SimDevice, _ failure: TransportFailure) throws {
    device.answer = nil
    device.wasDisturbed = true
    try take(device.session?.handle(.failed(failure)), device)
  }

  /// Does what the session wants next.
  ///
  /// - Returns: whether the exchange is over with it.
  @discardableResult
  private func take(_ action: SyncSession.Action?, _ device: SimDevice, isPart: Bool = false) throws -> Bool {
    if device.disk.isOff {
      coverage.count(.crashMidSync)
      say("The power goes at \(name(device)) in the middle of the sync.")
      device.restart()
      try inspect(device)
      return true
    }
    switch action {
    case nil: return false
    case .send(let request):
      try inspect(device)
      device.exchanges += 1
      device.request = request
      guard device.exchanges < 150 else { throw Violation(.bounded, "\(name(device)): 150 exchanges in one sync") }
      if device.exchanges > 1 { coverage.count(.paged) }
      if request.method == .get { coverage.count(.snapshotStart) }
    case .wait(let seconds):
      guard device.session?.report.retries ?? 0 <= 60 else {
        throw Violation(.bounded, "\(name(device)): \(device.session?.report.retries ?? 0) retries in one sync")
      }
      device.waits = seconds
    case .finish(let report):
      device.endSession()
      device.partial = nil
      try noteFinished(device, report)
    case .fail(let problem):
      let wasDisturbed = device.wasDisturbed
      device.endSession()
      try inspect(device)
      try judge(problem, device, wasDisturbed: wasDisturbed)
    }
    return true
  }

  private func noteFinished(_ device: SimDevice, _ report: SyncReport) throws {
    say("\(name(device)) has synced: \(report.sent) sent, \(report.fetched) fetched.")
    device.lastReport = report
    try count(report, device)
    try inspect(device)
    guard !report.damaged.isEmpty else { return }
    throw Violation(.verdicts, "\(name(device)): the server does not believe a commit of an honest device")
  }

  private func count(_ report: SyncReport, _ device: SimDevice) throws {
    if report.givenBack > 0 { coverage.count(.gaveBack) }
    if report.setAside > 0 { coverage.count(.setAside) }
    switch report.repair?.outcome {
    case .level: coverage.count(.repaired)
    case .interrupted: coverage.count(.repairInterrupted)
    case .notHelped:
      guard device.isDamaged || isServerDamaged else {
        throw Violation(.convergence, "\(name(device)): a repair did not help")
      }
    case nil: break
    }
    if report.repair != nil, !device.isDamaged, !isServerDamaged {
      throw Violation(.convergence, "\(name(device)) had to be put right, and nobody had changed its rows")
    }
    let former = try device.replica.header().former.count
    if former > device.formerNames { coverage.count(.twinRenamed) }
    device.formerNames = former
  }

  /// A sync may end badly when the line did, or the device is not wanted any more; not else.
  private func judge(_ problem: SyncProblem, _ device: SimDevice, wasDisturbed: Bool) throws {
    say("The sync of \(name(device)) ends: \(problem).")
    switch problem {
    case .cut, .tooSlow, .notReachable, .captivePortal, .serverBusy:
      if wasDisturbed || device.isBlocked { return }
    case .garbage(.frames(.cut)), .garbage(.frames):
      if wasDisturbed { return }
    case .deviceRevoked, .notSignedIn:
      if device.isRevoked { return }
    default: break
    }
    if problem == .cut { return }
    throw Violation(.recovery, "\(name(device)): the sync ended with \(problem)")
  }

  /// A request that was kept back comes in after all; nobody waits for the answer.
  func replay(_ action: Action) throws {
    guard !late.isEmpty else { return }
    let (request, number) = late.remove(at: action.a % late.count)
    coverage.count(.requestLate)
    say("An old request of \(name(devices[number])) comes in once more.")
    _ = try handIn(request, request.body, isWhole: true, together: action.b % 2 == 0, devices[number])
  }

  // From laptop to laptop.

  func carry(_ device: SimDevice, _ action: Action) throws {
    let other = devices[action.a % devices.count]
    guard other.number != device.number, device.session == nil else { return }
    // What a stick carries, whoever reads it reads: among people of different audiences nobody gives one on.
    guard try guarded.isEmpty || mayCarry(from: device, to: other) else { return }
    let runs = try device.replica.outgoing(key: device.key, commitsMax: 1 + action.b % 6, bytesMax: 1 << 20)
    guard !runs.isEmpty else { return }
    let header = BundleHeader(
      workspace: Self.workspace, schemaVersion: 1, appVersion: "sim", deviceClock: device.clock.now())
    let bytes = Bundle(
      header: header, commits: runs.compactMap { SealedCommits(commits: $0.commits, seal: $0.seal) }
    ).bytes
    let read = try Bundle(bytes: bytes).commits.compactMap { SealedRun(commits: $0.commits, seal: $0.seal) }
    coverage.count(.carried)
    say("\(name(device)) gives \(name(other)) a memory stick with what is not synced.")
    if try other.replica.schema().version < 2, runs.contains(where: { $0.commits.contains { $0.schemaVersion > 1 } }) {
      coverage.count(.unknownFieldCarried)
    }
    var wasDeferred = false
    for turn in 0..<(action.c % 4 == 0 ? 2 : 1) {
      do {
        let report = try other.replica.receive(read)
        if turn == 1 {
          coverage.count(.carriedTwice)
          if report.taken > 0, !wasDeferred {
            throw Violation(.repetition, "a bundle brought something at its second reading")
          }
        }
        if !report.deferred.isEmpty {
          coverage.count(.carriedDeferred)
          wasDeferred = true
        }
      } catch is PowerLost {
        say("The power goes at \(name(other)).")
        other.restart()
        wasDeferred = true
      }
      try inspect(other)
    }
  }
}
