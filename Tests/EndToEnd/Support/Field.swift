import Foundation
import Glibc
import Schema

/// A server and the laptops of a few people, for stories.
final class Field {
  let server: ServerProcess
  private(set) var desks: [String: Desk] = [:]

  /// By names and roles; each gets a laptop that has joined.
  init(_ people: KeyValuePairs<String, String>, serverData: String? = nil) throws {
    server = try ServerProcess(dataFolder: serverData)
    try server.start()
    for (name, role) in people { try join(name, role: role) }
  }

  @discardableResult
  func join(_ name: String, role: String, device: String? = nil, replicaFolder: String? = nil) throws -> Desk {
    let desk = try Desk(user: name, device: device ?? "\(name)s dator", replicaFolder: replicaFolder)
    try desk.join(server, code: try server.addUser(name, role: role))
    desks[name] = desk
    return desk
  }

  /// Takes in a laptop that has joined by itself.
  func take(_ desk: Desk) { desks[desk.user] = desk }

  subscript(_ name: String) -> Desk {
    guard let desk = desks[name] else { preconditionFailure("nobody is called \(name)") }
    return desk
  }

  /// One activity that everybody has; answers its id.
  func activity(by name: String, _ assignments: [String] = []) throws -> String {
    let made = try self[name].json(["add", "activity", "title=Bokstart"] + assignments)
    try self[name].sync()
    for desk in desks.values { try desk.sync() }
    return made.text("id")
  }
}

extension Desk {
  /// A sync that must end with this status.
  @discardableResult
  func sync(_ status: Int32 = 0) throws -> JSONValue { try json(["sync"], status: status) }

  func field(_ record: String, _ key: String) throws -> String? {
    try json(["show", record])["fields"]?[key]?.string
  }
}

/// A library that moves the clock of the programs it is loaded into, made on the spot.
enum ShiftedClock {
  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdlib.h>
    #include <sys/time.h>
    #include <time.h>
    static long shift(void) {
      const char *text = getenv("SHIFTED_SECONDS");
      return text ? atol(text) : 0;
    }
    int clock_gettime(clockid_t clock, struct timespec *now) {
      static int (*real)(clockid_t, struct timespec *);
      if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
      int result = real(clock, now);
      if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += shift();
      return result;
    }
    int gettimeofday(struct timeval *now, void *zone) {
      struct timespec precise;
      clock_gettime(CLOCK_REALTIME, &precise);
      now->tv_sec = precise.tv_sec;
      now->tv_usec = precise.tv_nsec / 1000;
      return 0;
    }
    time_t time(time_t *result) {
      struct timespec precise;
      clock_gettime(CLOCK_REALTIME, &precise);
      if (result) *result = precise.tv_sec;
      return precise.tv_sec;
    }
    """

  static var isPossible: Bool { Compiler.isThere }

  static func build(in folder: String) throws -> String {
    try Data(source.utf8).write(to: URL(fileURLWithPath: folder + "/clock.c"))
    return try Compiler.library(folder + "/clock.c", in: folder)
  }
}

/// The C compiler at hand, for the small libraries that are loaded into our programs.
enum Compiler {
  /// Beside the Swift that built the tests, or the system's.
  private static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let places = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"] + folders.map { $0 + "/clang" }
    return places.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isThere: Bool { path != nil }

  /// Builds a library of one file.
  ///
  /// - Returns: its path.
  static func library(_ source: String, in folder: String) throws -> String {
    guard let path else { throw Trouble("no C compiler") }
    let library = folder + "/" + URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent + ".so"
    let made = try Program(path: path).run(
      ["-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"],
      environment: ["PATH": "/usr/bin:/bin", "HOME": folder])
    guard made.status == 0 else { throw Trouble("\(path): \(made.errorText)") }
    return library
  }
}

/// A small disk in memory, where this user may mount one.
final class SmallDisk {
  let path: String
  private let folder: TemporaryFolder

  static let isPossible: Bool = {
    guard let disk = try? SmallDisk(kibibytes: 64) else { return false }
    return !disk.path.isEmpty
  }()

  init(kibibytes: Int) throws {
    folder = try TemporaryFolder()
    let path = folder.path + "/disk"
    mkdir(path, 0o700)
    guard mount("none", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else { throw Trouble("mount: \(errno)") }
    self.path = path
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
  }

  /// Leaves no room, so that the next page can't be written; or so many bytes of it.
  func fill(butFor bytes: Int = 0) throws {
    defer { if bytes > 0 { truncate(path + "/filler", max(0, size(path + "/filler") - bytes)) } }
    let file = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    let block = [UInt8](repeating: 1, count: 4096)
    while write(file, block, block.count) > 0 {}
  }

  func empty() { unlink(path + "/filler") }

  /// What takes how much room, in bytes.
  var contents: String {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return names.map { "\($0) \(size(path + "/" + $0))" }.joined(separator: ", ")
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
