extension Words.Sync {
  /// How far a sync has come, for whom it is put into words.
  public struct Progress: Hashable, Sendable {
    /// What the sync is busy with.
    public enum Step: Hashable, Sendable {
      case connecting
      case snapshot
      case exchanging
      case applying
      case repairing
      case waiting(seconds: Int)
    }

    public var step: Step
    public var sent: Int
    public var toSend: Int
    public var fetched: Int
    public var snapshotBytes: Int
    public var snapshotBytesTotal: Int?
    /// Of what came in one file, the entries of the log that are taken in.
    public var taken: UInt64
    public var toTake: UInt64
    public var secondsLeft: Int?

    public init(
      step: Step, sent: Int = 0, toSend: Int = 0, fetched: Int = 0, snapshotBytes: Int = 0,
      snapshotBytesTotal: Int? = nil, taken: UInt64 = 0, toTake: UInt64 = 0, secondsLeft: Int? = nil
    ) {
      self.step = step
      self.sent = sent
      self.toSend = toSend
      self.fetched = fetched
      self.snapshotBytes = snapshotBytes
      self.snapshotBytesTotal = snapshotBytesTotal
      self.taken = taken
      self.toTake = toTake
      self.secondsLeft = secondsLeft
    }
  }

  package static func progress(_ progress: Progress) -> Phrase {
    let main: Phrase
    switch progress.step {
    case .connecting:
      main = Phrase(sv: "Ansluter …", en: "Connecting …", da: "Opretter forbindelse …")
    case .snapshot:
      let here = progress.snapshotBytes >> 10
      if let total = progress.snapshotBytesTotal.map({ $0 >> 10 }) {
        main = Phrase(
          sv: "Hämtar arbetsytan: \(here) av \(total) KiB", en: "Fetching the workspace: \(here) of \(total) KiB",
          da: "Henter arbejdsområdet: \(here) af \(total) KiB")
      } else {
        main = Phrase(
          sv: "Hämtar arbetsytan: \(here) KiB", en: "Fetching the workspace: \(here) KiB",
          da: "Henter arbejdsområdet: \(here) KiB")
      }
    case .applying where progress.toTake > 0:
      let percent = Int((min(1, Double(progress.taken) / Double(progress.toTake)) * 100).rounded(.down))
      main = Phrase(
        sv: "Öppnar arbetsytan: \(percent) %", en: "Opening the workspace: \(percent) %",
        da: "Åbner arbejdsområdet: \(percent) %")
    case .exchanging, .applying:
      main = Phrase(
        sv: "Skickade \(progress.sent) av \(progress.toSend), hämtade \(progress.fetched)",
        en: "Sent \(progress.sent) of \(progress.toSend), fetched \(progress.fetched)",
        da: "Sendt \(progress.sent) af \(progress.toSend), hentet \(progress.fetched)")
    case .repairing:
      main = Phrase(
        sv: "Jämför med servern och hämtar det som skiljer", en: "Comparing with the server and fetching what differs",
        da: "Sammenligner med serveren og henter det, der er anderledes")
    case .waiting(let seconds): main = waits(seconds)
    }
    guard let left = progress.secondsLeft else { return main }
    let rest = Phrase(
      sv: "· cirka \(left, one: "sekund", other: "sekunder") kvar",
      en: "· about \(left, one: "second", other: "seconds") left",
      da: "· cirka \(left, one: "sekund", other: "sekunder") tilbage")
    return .joined([main, rest])
  }

  package static func waits(_ seconds: Int) -> Phrase {
    Phrase(
      sv: "Försöker igen om \(seconds, one: "sekund", other: "sekunder").",
      en: "Trying again in \(seconds, one: "second", other: "seconds").",
      da: "Prøver igen om \(seconds, one: "sekund", other: "sekunder").")
  }

  package static func deferred(_ count: Int) -> Phrase {
    Phrase(
      sv: "\(count, one: "ändring", other: "ändringar") väntar här på något som servern saknar än.",
      en: "\(count, one: "change waits", other: "changes wait") here for something that the server lacks so far.",
      da: "\(count, one: "ændring", other: "ændringer") venter her på noget, som serveren mangler endnu.")
  }

  package static func damaged(_ count: Int) -> Phrase {
    Phrase(
      sv:
        "\(count, one: "ändring", other: "ändringar") kunde servern inte lita på. De finns kvar här. Undersök med: bygd doctor",
      en:
        "The server could not trust \(count, one: "change", other: "changes"). They are still here. Examine with: bygd doctor",
      da:
        "\(count, one: "ændring", other: "ændringer") kunne serveren ikke stole på. De er her stadig. Undersøg med: bygd doctor"
    )
  }

  public static let notLevel = Phrase(
    sv: "Arbetsytan här stämmer inte helt med serverns. Synka igen, och undersök annars med: bygd doctor",
    en: "The workspace here differs from the server’s. Sync again, and else examine with: bygd doctor",
    da: "Arbejdsområdet her stemmer ikke helt med serverens. Synkronisér igen, og undersøg ellers med: bygd doctor")
}
