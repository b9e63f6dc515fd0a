import CommitFormat
import LogContract
import SyncServer
import Testing

@Suite struct MemoryLogContract {
  private let contract = LogContract { workspace in
    let log = MemoryLog(workspace: workspace, name: "x", epoch: Epoch(bits: 1))
    return (log, log)
  }

  @Test func appends() throws { try contract.appendsWithoutGapsAndGivesBackWhatItTook() }
  @Test func accountsGoWithEntries() throws { try contract.accountsGoWithEntriesOrNotAtAll() }
  @Test func epochs() throws { try contract.anEpochIsBegunAndKept() }
  @Test func accounts() throws { try contract.accountsKeepTheirRules() }
  @Test func sessions() throws { try contract.sessionsLiveAsLongAsTheyMay() }
  @Test func sessionsEnd() throws { try contract.sessionsThatEndedByTimeAreForgotten() }
  @Test func passwords() throws { try contract.passwordsGoWithTheirMember() }
}
