/// What can go wrong with a replica's storage. What people do wrong is `EditProblem`'s.
public enum StorageProblem: Error, Hashable, Sendable {
  /// There is no replica here.
  case missing(path: String)
  /// There is something here, but no replica; or bytes in it that cannot be what a replica wrote.
  case damaged(path: String, detail: String)
  /// Written by a newer version of the program.
  case newerVersion(path: String, found: Int, known: Int)
  /// The file or the folder may not be written.
  case readOnly(path: String)
  /// Another program kept the replica busy for longer than one waits.
  case busy(path: String)
  /// No room left on the disk. Nothing was changed.
  case full(path: String)
  /// The disk failed.
  case inputOutput(path: String, detail: String)
}
