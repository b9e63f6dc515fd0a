import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct EventTests {
  private func listen(_ laptop: Laptop) throws -> Wire {
    let wire = try Wire(laptop.server.port)
    try wire.request("GET", laptop.path("events"), token: laptop.token, headers: [("Accept", "text/event-stream")])
    let head = try wire.head()
    try #require(head.status == 200)
    #expect(head.headers["content-type"] == "text/event-stream")
    return wire
  }

  @Test func whoeverListensHearsOfEachNewPosition() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let ann = try Laptop(server, "Ann")
    let wire = try listen(ann)
    #expect(try wire.event().id == "2")
    for position in 3...5 {
      try kim.actor("Teatern", phone: "\(position)")
      try kim.sync()
      let event = try wire.event()
      #expect(event.name == "position")
      #expect(event.id == String(position))
    }
  }

  @Test func aRevokedDeviceIsCutOffWithinFiveSeconds() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let wire = try listen(kim)
    _ = try wire.event()
    let devices = try server.admin("device", "list")["devices"]?.array ?? []
    let id = try #require(devices.first?["id"]?.string)
    try server.admin("device", "revoke", id)
    let revoked = ContinuousClock.now
    #expect(try wire.event().name == "revoked")
    #expect(wire.isClosed())
    #expect(ContinuousClock.now - revoked < .seconds(5))
    #expect(try kim.json("GET", "records").problem == .deviceRevoked)
  }

  @Test func theServerStopsInTimeWithAHundredStreamsOpen() throws {
    let server = try ServerProgram()
    try server.start()
    var wires: [Wire] = []
    for number in 0..<13 {
      let laptop = try Laptop(server, "Kim \(number)")
      for _ in 0..<8 {
        let wire = try listen(laptop)
        _ = try wire.event()
        wires.append(wire)
      }
      if number == 0 {
        // A device has so many streams and no more.
        #expect(try laptop.json("GET", "events").problem == .tooManyRequests)
      }
    }
    #expect(wires.count > 100)
    #expect(try Laptop(server, "Ann").json("GET", "records").status == 200)
    // Streams that kept it would keep it until their clients go, which they don't, or until it cuts them off.
    let (status, seconds) = try server.stop()
    #expect(status == 0)
    #expect(seconds < 60)
    #expect(try wires.filter { try !$0.ends() }.count == 0)
    #expect(wires.filter { !$0.isClosed() }.count == 0)
    #expect(!server.logText.contains("cut off"))
  }

  @Test func aServerThatStopsCutsOffWhomItCantWaitFor() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let wire = try Wire(server.port)
    try wire.request(
      "POST", kim.path("sync"), token: kim.token,
      headers: [("Content-Type", SyncHTTP.contentType), ("Content-Length", "1000"), ("Expect", "100-continue")])
    #expect(try wire.head().status == 100)
    let (status, _) = try server.stop()
    #expect(status == 0)
    #expect(wire.isClosed())
    #expect(server.logText.contains("requests were cut off by the stop"))
  }
}
