import Foundation
import Testing

/// The vectors of `Protocol/vectors`, by which somebody else can check an implementation. With `BYGD_WRITE_VECTORS=1`
/// in the environment they are written anew; a change in one means that the format has changed.
@Suite struct VectorTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Protocol/vectors")

  @Test func meaningsGiveTheBytesOfTheFiles() throws {
    let files = try Vectors.files()
    let writes = ProcessInfo.processInfo.environment["BYGD_WRITE_VECTORS"] == "1"
    for file in files {
      let place = Self.folder.appendingPathComponent(file.name + ".json")
      if writes { try Data(file.text.utf8).write(to: place) }
      let stored = try Data(contentsOf: place)
      #expect(stored == Data(file.text.utf8), "\(file.name).json is not what this version writes")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".json") }
    #expect(Set(names) == Set(files.map { $0.name + ".json" }))
  }

  @Test func bytesGiveTheMeanings() throws {
    for file in try Vectors.files() {
      #expect(!file.vectors.isEmpty)
      for vector in file.vectors {
        #expect(try vector.read(vector.bytes) == vector.meaning, "\(file.name): \(vector.name)")
      }
    }
  }

  @Test func refusedBytesAreRefusedAsSaid() throws {
    for file in try Vectors.files() {
      for vector in file.refused {
        do {
          try vector.read(vector.bytes)
          Issue.record("\(file.name): \(vector.name) was read")
        } catch {
          #expect(Vectors.word(for: error) == vector.problem, "\(file.name): \(vector.name)")
        }
      }
    }
  }
}
