/// Whether whoever asks can wait for a disk.
///
/// What is answered from memory is not worth another thread. So it is tried where the request was read, and only what turns
/// out to need a file goes to a thread that may wait.
public enum Waiting {
  @TaskLocal private static var moment: Moment?

  /// What was seen since the work began.
  private final class Moment: @unchecked Sendable {
    // Only the thread that works has it.
    var versions: [ObjectIdentifier: Int64] = [:]
  }

  /// Something has to be read from a file or written to one. Nothing has been changed by then.
  public struct Needed: Error {
    public init() {}
  }

  /// Runs what may not wait.
  ///
  /// - Parameter body: changes nothing before it has all that it needs, so that it can be run again where it may.
  /// - Returns: what `body` returns: as things are when this is called, or were since.
  /// - Throws: ``Needed`` where it comes to a file; what `body` throws.
  public static func forbidden<Result>(_ body: () throws -> Result) throws -> Result {
    try $moment.withValue(Moment(), operation: body)
  }

  /// To be called before a file is read or written.
  ///
  /// - Throws: ``Needed`` within `forbidden`.
  public static func begin() throws {
    if moment != nil { throw Needed() }
  }

  /// The version of a file: within `forbidden` it is looked at once, so that all that is answered there is of one moment.
  ///
  /// - Parameters:
  ///   - file: stands for the file.
  ///   - look: asks for its version; nil where nothing can be said.
  /// - Returns: what `look` says, or said before.
  /// - Throws: what `look` throws.
  public static func version(of file: AnyObject, _ look: () throws -> Int64?) throws -> Int64? {
    guard let moment else { return try look() }
    if let seen = moment.versions[ObjectIdentifier(file)] { return seen }
    let version = try look()
    moment.versions[ObjectIdentifier(file)] = version
    return version
  }
}
