public import Replica
internal import Schema
internal import Words

/// The reports, by the names under which people ask for them.
public enum ReportName: String, Hashable, Sendable, CaseIterable {
  /// The yearly follow-up.
  case followup
  /// What the follow-up asks, of whom, and what is left.
  case due
  /// What begins in the year, what ends in it, what is overdue.
  case schedule
  /// Who answers for what, and who supports it.
  case functions
  /// The year's meetings: who was invited, who came.
  case meetings

  /// Makes the report from one unchanging state.
  ///
  /// - Parameters:
  ///   - reading: the state.
  ///   - text: over the same; its language is the report's.
  ///   - year: that it is about.
  /// - Returns: the report; it holds nothing of the state.
  /// - Throws: what the store throws.
  /// - Complexity: O(the records that it is about).
  public func report(_ reading: any ReplicaReading, _ text: ValueText, year: Int) throws -> any PlanReport {
    let workspace = try reading.header()?.workspaceName ?? ""
    let language = text.language
    switch self {
    case .followup:
      return FollowUpReport(try FollowUp(reading, year: year), workspace: workspace, language: language)
    case .due: return DueReport(try FollowUp(reading, year: year), workspace: workspace, language: language)
    case .schedule: return ScheduleReport(try FollowUp(reading, year: year), workspace: workspace, language: language)
    case .functions: return FunctionsReport(try FollowUp(reading, year: year), workspace: workspace, language: language)
    case .meetings: return try MeetingsReport(reading, text, workspace: workspace, year: year)
    }
  }
}
