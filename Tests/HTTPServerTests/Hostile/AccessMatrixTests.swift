import CommitFormat
import HTTPServer
import SyncProtocol
import Testing

/// Who × where: everybody who may ask, at every route that there is, against what the design says.
@Suite struct AccessMatrixTests {
  /// A route without a row in the oracle fails here.
  @Test func theOracleKnowsEveryRoute() async throws {
    let routes = try await HTTPService.routes() + HTTPService.pageRoutes()
    let judged = Set(AccessOracle.rows.map { "\($0.method) \($0.route)" })
    #expect(Set(routes).subtracting(judged).isEmpty, "without a row: \(Set(routes).subtracting(judged).sorted())")
    #expect(judged.subtracting(routes).isEmpty, "without a route: \(judged.subtracting(routes).sorted())")
  }

  @Test(.timeLimit(.minutes(10))) func everybodyGetsWhatTheDesignSaysAndNothingElse() async throws {
    let matrix = try await AccessMatrix()
    var allowed = 0
    var refused = 0
    for row in AccessOracle.rows {
      var successes = 0
      for asker in Asker.allCases {
        let verdict = AccessOracle.verdict(asker, row)
        let (answer, changed) = try await matrix.ask(row, as: asker)
        let said = "\(asker) \(row.method) \(row.route)\(row.query): \(answer.status) \(answer.text.prefix(300))"
        switch verdict {
        case .allowed:
          allowed += 1
          if case .openPage = row.rule {
            #expect(answer.status < 500, "\(said)")
          } else {
            #expect(![401, 403, 405, 409].contains(answer.status) && answer.status < 500, "\(said)")
          }
          if answer.status < 400 { successes += 1 }
        case .refused(let status, let problem):
          refused += 1
          #expect(answer.status == status, "\(said)")
          #expect(!changed, "it changed something: \(said)")
          if let problem { #expect(answer.problem?.rawValue == problem, "\(said)") }
          if status == 303 { #expect(answer.location.hasPrefix("/sign-in"), "\(said)") }
          for secret in AccessMatrix.secrets {
            #expect(!answer.text.contains(secret) && !answer.location.contains(secret), "it tells \(secret): \(said)")
          }
        }
      }
      if row.succeeds { #expect(successes > 0, "nobody succeeds: \(row.method) \(row.route)") }
    }
    print("matrix: \(AccessOracle.rows.count) rows, \(allowed) allowed, \(refused) refused")
  }
}
