import Testing

/// The simulation is tried with bugs that are planted in a copy of the code; each has to fit the code as it is.
@Suite struct PlantedBugs {
  @Test func fitTheCode() throws {
    let bugs = try Bug.all(in: Tree.root)
    #expect(bugs.count >= 75, "a bug is given up only with what it stood for")
    #expect(throws: Never.self) { try Bug.plant(bugs, reading: Tree.text) }
  }
}
