import CommitFormat
import Merge
import Replica
import SyncClient
import SyncProtocol
import SyncServer

/// A laptop and whoever sits at it.
final class SimDevice {
  let number: Int
  let user: String
  let device: Device
  let key: DeviceKey
  let token: DeviceToken
  let clock: SimClock
  let random: SimRandom
  var disk: SimDisk
  private(set) var replica: Replica

  /// What a person has open in an editor, and what stood in the replica when it was opened.
  /// A form that stands open: what its author saw, and what of it counts still when the log is in another epoch by then.
  var form: (token: SeenToken, known: Bits, ofItself: Bits)?
  /// A conflict that somebody looked at, and may decide later.
  var lookedAt: OpenConflict?
  /// A copy of the disk that somebody put away.
  var saved: (store: MemoryStore, memory: Memory)?

  // The sync that runs.
  var session: SyncSession?
  var request: TransportRequest?
  var answer: Answer?
  var waits: Double?
  /// What was done to the line in this session.
  var wasDisturbed = false
  var exchanges = 0
  /// What came of the last sync, if it ended well.
  var lastReport: SyncReport?
  /// How many names of its own it had left.
  var formerNames = 0
  var partial: PartialSnapshot?
  /// Nothing gets through, until everything is mended at the end.
  var isBlocked = false
  var isRevoked = false
  /// Whether its disk was another one's at first.
  var isCopy = false
  /// How often its disk had been written to when it was looked at last.
  var inspectedWrites: Int?
  /// Whether rows of it are wrong just now.
  var isDamaged = false
  /// Whether rows of it were wrong when the past was forgotten, and nobody has put that right: what came then may have
  /// made the rows right before anybody counted them.
  var hasForgottenByWrongRows = false
  var commitsPerRequest = 64

  /// What those who check remember of it.
  var memory = Memory()

  struct Memory {
    /// Accepted and unlogged commits that are in the replica.
    var known = Bits()
    var cursor = 0
    var point: LogPoint?
    /// The writes that stood, by their places in the ledger.
    var standing = Bits()
    var deleted: [RecordID] = []
    /// Up to where it had forgotten the past.
    var horizon: Position = 0
  }

  init(
    number: Int, user: String, device: Device, key: DeviceKey, token: DeviceToken, clock: SimClock, random: SimRandom,
    disk: SimDisk
  ) {
    self.number = number
    self.user = user
    self.device = device
    self.key = key
    self.token = token
    self.clock = clock
    self.random = random
    self.disk = disk
    replica = Replica(store: disk, clock: clock, random: random)
  }

  /// The disk is another one from here on.
  func put(_ store: MemoryStore) {
    disk = SimDisk(store)
    inspectedWrites = nil
    replica = Replica(store: disk, clock: clock, random: random)
    restart()
    lookedAt = nil
  }

  /// The program is gone, with all that it had in memory; what is on the disk is there.
  func restart() {
    disk.start()
    endSession()
    form = nil
    partial = nil
  }

  func endSession() {
    session = nil
    request = nil
    answer = nil
    waits = nil
    wasDisturbed = false
    exchanges = 0
  }
}
