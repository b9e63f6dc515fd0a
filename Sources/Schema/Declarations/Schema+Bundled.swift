extension Schema {
  /// The culture plan's schema that travels inside the program; what a workspace has before it is given another.
  ///
  /// Read once, at the first use.
  public static let bundled: Schema = {
    do {
      return try Schema(json: Array(bundledSchemaText.utf8))
    } catch {
      // The text is part of the program, and the tests read it: this can only be our own mistake.
      preconditionFailure("the bundled schema is wrong: \(error)")
    }
  }()
}
