/// A JSON document as a value (RFC 8259). Numbers keep their text, so that nothing is rounded; objects keep the order
/// of their members.
///
/// Two strings are equal here when they are canonically equivalent, as everywhere in Swift.
public indirect enum JSONValue: Hashable, Sendable {
  case object(JSONObject)
  case array([JSONValue])
  case string(String)
  /// A number as it was written, such as `-12.50e3`.
  case number(String)
  case boolean(Bool)
  case null

  public static func number(_ number: some BinaryInteger) -> JSONValue { .number(String(number)) }

  /// An object of these members, in this order.
  ///
  /// - Precondition: no key stands twice.
  public static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject(members.map { JSONObject.Member(key: $0.key, value: $0.value) }))
  }

  public var object: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }

  public var array: [JSONValue]? {
    guard case .array(let array) = self else { return nil }
    return array
  }

  public var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  public var boolean: Bool? {
    guard case .boolean(let boolean) = self else { return nil }
    return boolean
  }

  /// The number, when it is a whole one that fits in 64 bits; `2.0` is one too, `2e0` is not looked into.
  public var integer: Int64? {
    guard case .number(let text) = self else { return nil }
    guard let point = text.firstIndex(of: "."), text[point...].dropFirst().allSatisfy({ $0 == "0" }) else {
      return Int64(text)
    }
    return Int64(text[..<point])
  }

  /// The member of that name, when this is an object that has it.
  public subscript(key: String) -> JSONValue? { object?[key] }
}

/// The members of a JSON object, in order; no key stands twice.
public struct JSONObject: Hashable, Sendable {
  public struct Member: Hashable, Sendable {
    public let key: String
    public var value: JSONValue

    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var members: [Member]

  /// Members in this order; of two with one key the later is taken, in the place of the earlier.
  public init(_ members: [Member] = []) {
    var indexByKey: [String: Int] = [:]
    self.members = []
    for member in members {
      if let index = indexByKey[member.key] {
        self.members[index] = member
      } else {
        indexByKey[member.key] = self.members.count
        self.members.append(member)
      }
    }
  }

  /// The caller has seen to it that no key stands twice.
  init(distinct members: [Member]) {
    self.members = members
  }

  /// The value of a member. Setting nil removes it; a new key goes to the end.
  ///
  /// - Complexity: O(members).
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }
}
