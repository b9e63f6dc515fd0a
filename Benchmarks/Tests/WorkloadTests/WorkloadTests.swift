import Testing
import Workload

/// The digests come from the Python that the peers run.
@Suite struct WorkloadTests {
  @Test func itIsThePeersWorkloadToTheByte() {
    let small = Workload(records: 2000, edits: 200)
    #expect(Workload.digest(small.records) == "4c1b7e0df5963ae5545befb15141313174207f0e91512ed1113d13ae588b5c3b")
    let (full, normal) = small.localEdits()
    #expect(Workload.digest(full) == "e12c0022e7b00a45511d87dea86e1e26ed652ca0d1a5d3b5109ea1ffc1ba73e8")
    #expect(Workload.digest(normal) == "5c44932b2c53e383a2438139e7b305ebc10ff38b809c0eef49b78c08e239e4fa")
    #expect(
      Workload.digest(small.travellingEdits()) == "bb5fcd197430d103b60fcacfd5b69f82ee0c77085ffae51a1c121173d4263923")
    let (a, b, conflicts) = small.concurrentEdits()
    #expect(Workload.digest(a) == "1eb58396bcb5627903d9d2fd9ee8bb50c6bd024b5194068c42c4baf03e754f85")
    #expect(Workload.digest(b) == "2e378f70c412a1c40cc3d87dd37ffec17aac50196a4a849ae55a937e2a788c22")
    #expect(conflicts == 50)
  }

  @Test func soItIsInItsWholeSize() {
    let whole = Workload(records: 20_000, edits: 2000)
    #expect(Workload.digest(whole.records) == "93238f7436194a65325db0485ee05e47b229a9a823429f3b7cdfe225209b042f")
    #expect(
      Workload.digest(whole.localEdits().full) == "369a36101153bc8753f0835f7dd9abdd11047e6bbe2912b1431bb024d7ad29c7")
    #expect(
      Workload.digest(whole.travellingEdits()) == "36dcee0c86cc5a9e5ab26e63b0783a2866924cc330742eb0c213b022816daa9c")
    let (a, b, conflicts) = whole.concurrentEdits()
    #expect(Workload.digest(a) == "b532da7bb6fc69dff1dae3c3491b0eb7af91fb13731bc2976082bd04e0d3ef7a")
    #expect(Workload.digest(b) == "95ac45180cfa86e319b4dabc8273a2d6d9c47a86ef9541e19c2d7f166a80e6f3")
    #expect(conflicts == 500)
  }
}
