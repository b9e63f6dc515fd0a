internal import CommitFormat
internal import Foundation
internal import Merge
internal import SwiftProtobuf

extension Receipt {
  fileprivate enum Code {
    static let accepted: UInt32 = 1
    static let refused: UInt32 = 2
    static let deferred: UInt32 = 3
    static let damaged: UInt32 = 4
  }

  /// A run of a hostile server could claim any number of commits.
  private static let receiptsPerFrameMax: UInt64 = 65_536

  /// The frames that say `receipts`: one per run of one replica with rising sequences, its commits of one outcome in
  /// one run.
  static func frames(_ receipts: [Receipt], answering hello: Hello) -> [Frame] {
    var frames: [Frame] = []
    var start = 0
    while start < receipts.count {
      var end = start + 1
      while end < receipts.count, receipts[end].replica == receipts[start].replica,
        receipts[end].sequence > receipts[end - 1].sequence, end - start < Int(receiptsPerFrameMax)
      {
        end += 1
      }
      frames.append(frame(receipts[start..<end], answering: hello))
      start = end
    }
    return frames
  }

  private static func frame(_ receipts: ArraySlice<Receipt>, answering hello: Hello) -> Frame {
    var wire = WireReceipts()
    var lastSequence: SequenceNumber = 0
    var lastPosition: Position = 0
    var run: (first: Receipt, more: UInt64)?

    func close(_ run: (first: Receipt, more: UInt64)) {
      var out = run.first.outcome.wireRun
      out.sequenceStep = run.first.sequence - lastSequence
      out.more = run.more
      lastSequence = run.first.sequence + run.more
      if let position = run.first.outcome.position {
        out.positionStep = Int64(bitPattern: position &- lastPosition)
        lastPosition = position + run.more
      }
      wire.runs.append(out)
    }

    for receipt in receipts {
      if receipt.replica != hello.replica { wire.replica = Data(receipt.replica.bytes) }
      if let (first, more) = run {
        if receipt.sequence == first.sequence + more + 1, receipt.outcome == first.outcome.moved(by: more + 1) {
          run = (first, more + 1)
          continue
        }
        close((first, more))
      }
      run = (receipt, 0)
    }
    if let run { close(run) }
    return Frame(.receipts, wire.wireBytes)
  }

  static func read(_ frame: Frame, answering hello: Hello) throws(ProtocolProblem) -> [Receipt] {
    let wire = try frame.message(WireReceipts.self)
    var replica = hello.replica
    if wire.hasReplica {
      guard let bits = Bits128.value(wire.replica) else { throw frame.malformed }
      replica = ReplicaID(bits: bits)
    }
    var receipts: [Receipt] = []
    var sequence: SequenceNumber = 0
    var position: Position = 0
    for run in wire.runs {
      guard run.more < receiptsPerFrameMax - UInt64(receipts.count), run.sequenceStep > 0,
        run.sequenceStep <= FormatLimits.sequenceMax, sequence + run.sequenceStep + run.more <= FormatLimits.sequenceMax
      else { throw frame.malformed }
      let first = sequence + run.sequenceStep
      var start = position &+ UInt64(bitPattern: run.positionStep)
      if run.outcome == Code.accepted || run.outcome == Code.refused {
        guard start > 0, start <= UInt64.max - run.more else { throw frame.malformed }
        position = start + run.more
      } else {
        start = 0
      }
      guard let outcome = Outcome(run, position: start) else { throw frame.malformed }
      for step in 0...run.more {
        receipts.append(Receipt(replica: replica, sequence: first + step, outcome: outcome.moved(by: step)))
      }
      sequence = first + run.more
    }
    return receipts
  }
}

extension Receipt.Outcome {
  fileprivate var position: Position? {
    switch self {
    case .accepted(let position, _), .refused(let position, _): position
    case .deferred, .damaged: nil
    }
  }

  /// The same outcome so many positions further on.
  fileprivate func moved(by steps: UInt64) -> Self {
    switch self {
    case .accepted(let position, let effects): .accepted(position &+ steps, effects)
    case .refused(let position, let refusal): .refused(position &+ steps, refusal)
    case .deferred, .damaged: self
    }
  }

  fileprivate var wireRun: WireReceiptRun {
    var run = WireReceiptRun()
    switch self {
    case .accepted(_, let effects):
      run.outcome = Receipt.Code.accepted
      run.effects = effects.rawValue
    case .refused(_, let refusal):
      run.outcome = Receipt.Code.refused
      run.refusal.code = refusal.code.rawValue
      if let field = refusal.field { run.refusal.field = field }
      run.refusal.reason = refusal.reason
    case .deferred(let deferral):
      run.outcome = Receipt.Code.deferred
      run.deferral = deferral.rawValue
    case .damaged: run.outcome = Receipt.Code.damaged
    }
    return run
  }

  fileprivate init?(_ run: WireReceiptRun, position: Position) {
    switch run.outcome {
    case Receipt.Code.accepted: self = .accepted(position, Receipt.Effects(rawValue: run.effects))
    case Receipt.Code.refused:
      guard let code = RefusalCode(rawValue: run.refusal.code) else { return nil }
      let field = run.refusal.hasField ? run.refusal.field : nil
      self = .refused(position, Refusal(code: code, field: field, reason: run.refusal.reason))
    case Receipt.Code.deferred:
      guard let deferral = Receipt.Deferral(rawValue: run.deferral) else { return nil }
      self = .deferred(deferral)
    case Receipt.Code.damaged: self = .damaged
    default: return nil
    }
  }
}
