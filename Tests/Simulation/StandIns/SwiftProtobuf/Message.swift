internal import Foundation

/// What generated code asks of the runtime, and no more: proto3 on the wire, both ways.
public protocol Message: Sendable, Equatable {
  init()
  var unknownFields: UnknownStorage { get set }
  mutating func decodeMessage<D: Decoder>(decoder: inout D) throws
  func traverse<V: Visitor>(visitor: inout V) throws
}

public protocol _MessageImplementationBase: Message {}
public protocol _ProtoNameProviding {}
public protocol ProtobufAPIVersion_2 {}
public protocol ProtobufAPIVersionCheck { associatedtype Version }

public struct _NameMap: Sendable {
  public init(bytecode: StaticString) {}
}

public enum WireProblem: Error {
  case malformed
}

extension Message {
  public init(serializedBytes: [UInt8]) throws {
    self.init()
    var decoder = WireDecoder(serializedBytes[...])
    try decodeMessage(decoder: &decoder)
    unknownFields.bytes = decoder.unknown
  }

  public func serializedBytes() throws -> [UInt8] {
    var visitor = WireWriter()
    try traverse(visitor: &visitor)
    return visitor.bytes
  }
}

/// Fields that this version does not know, as they came.
public struct UnknownStorage: Equatable, Sendable {
  var bytes: [UInt8] = []

  public init() {}

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if !bytes.isEmpty { try visitor.visitUnknown(bytes: Data(bytes)) }
  }
}
