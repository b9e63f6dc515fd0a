internal import Dispatch
internal import Synchronization

/// Lets work that waits at the same time be done together: whoever is first does everybody's.
///
/// One transaction at a time; while it runs, what comes is gathered for the next. So the cost of making things durable
/// is shared by all who wait for it.
final class CommitQueue<Item: Sendable, Answer: Sendable>: Sendable {
  private struct Waiting: Sendable {
    let item: Item
    let weight: Int
    let answer: @Sendable (Result<Answer, any Error>) -> Void
  }

  private let waiting = Mutex<[Waiting]>([])
  private let worker: DispatchQueue
  private let weightMax: Int
  private let work: @Sendable ([Item]) throws -> [Answer]

  /// - Parameters:
  ///   - label: of the thread that works, for whoever looks at it.
  ///   - weightMax: of the items that are done together; one is always taken.
  ///   - work: gives an answer per item, or throws for all of them.
  init(label: String, weightMax: Int, work: @escaping @Sendable ([Item]) throws -> [Answer]) {
    worker = DispatchQueue(label: label)
    self.weightMax = weightMax
    self.work = work
  }

  /// Answers on a thread of the queue's.
  func submit(_ item: Item, weight: Int, answer: @escaping @Sendable (Result<Answer, any Error>) -> Void) {
    waiting.withLock { $0.append(Waiting(item: item, weight: weight, answer: answer)) }
    worker.async { self.drain() }
  }

  func run(_ item: Item, weight: Int) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      submit(item, weight: weight) { continuation.resume(with: $0) }
    }
  }

  private func drain() {
    let batch = waiting.withLock { waiting in
      var weight = 0
      var count = 0
      for next in waiting {
        if count > 0, weight + next.weight > weightMax { break }
        weight += next.weight
        count += 1
      }
      let batch = Array(waiting.prefix(count))
      waiting.removeFirst(count)
      return batch
    }
    guard !batch.isEmpty else { return }
    let result = Result { try work(batch.map(\.item)) }
    switch result {
    case .success(let answers):
      for (next, answer) in zip(batch, answers) { next.answer(.success(answer)) }
    case .failure(let error):
      for next in batch { next.answer(.failure(error)) }
    }
  }
}
