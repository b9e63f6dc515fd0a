public import Replica
public import Schema

/// How a test gets at one kind of store.
public protocol StoreMaker: Sendable {
  /// An empty replica.
  func make(schema: Schema) throws -> any ReplicaStore
  /// The same replica as somebody finds it later: a file is opened anew, memory is what it is.
  func reopened(_ store: any ReplicaStore, schema: Schema) throws -> any ReplicaStore
}

/// One thing that every store keeps to.
public struct StoreLaw: Sendable, CustomStringConvertible {
  public let description: String
  public let check: @Sendable (any StoreMaker) throws -> Void

  init(_ description: String, _ check: @escaping @Sendable (any StoreMaker) throws -> Void) {
    self.description = description
    self.check = check
  }

  public static let all: [StoreLaw] =
    records + queries + words + commits + lost + people + transactions + joining + audiences + repairing + copies
    + schemas
}

/// A law that was broken, and where.
public struct BrokenLaw: Error, CustomStringConvertible {
  public let description: String
}

func expect(_ condition: Bool, _ what: @autoclosure () -> String, line: Int = #line, file: String = #fileID) throws {
  if !condition { throw BrokenLaw(description: "\(file):\(line): \(what())") }
}

func expectEqual<Part: Equatable>(
  _ left: Part, _ right: Part, _ what: @autoclosure () -> String = "", line: Int = #line, file: String = #fileID
) throws {
  if left != right { throw BrokenLaw(description: "\(file):\(line): \(what())\n  \(left)\nis not\n  \(right)") }
}
