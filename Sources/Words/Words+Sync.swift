extension Words {
  /// What a sync tells.
  public enum Sync {
    /// The last line: `Skickade 7 · mottagna 5 · konflikt 1 · avvisade 1 · hämtade 12`.
    ///
    /// - Parameters:
    ///   - sent: commits that left this device.
    ///   - accepted: those of them that the server took.
    ///   - conflicts: open conflicts that this device's commits stand in.
    ///   - refused: those that the server did not take.
    ///   - fetched: other people's commits that came.
    /// - Returns: one line, without a line end.
    public static func summary(sent: Int, accepted: Int, conflicts: Int, refused: Int, fetched: Int) -> Phrase {
      Phrase(
        sv: """
          Skickade \(sent) · mottagna \(accepted) · \(for: conflicts, one: "konflikt", other: "konflikter") \
          \(conflicts) · avvisade \(refused) · hämtade \(fetched)
          """,
        en: """
          Sent \(sent) · accepted \(accepted) · \(for: conflicts, one: "conflict", other: "conflicts") \(conflicts) · \
          refused \(refused) · fetched \(fetched)
          """,
        da: """
          Sendt \(sent) · modtaget \(accepted) · \(for: conflicts, one: "konflikt", other: "konflikter") \
          \(conflicts) · afvist \(refused) · hentet \(fetched)
          """)
    }
  }
}
