/// Reads a plan out of a file's bytes.
///
/// - Parameters:
///   - bytes: the whole file, at most 64 MiB; UTF-8, UTF-16 with its mark, or Windows-1252.
///   - format: the form, or `nil` to tell it from the first characters.
/// - Returns: the plan, with what is doubtful marked and what has no place among its warnings.
/// - Throws: ``ImportError``; no bytes make it crash or hang.
/// - Complexity: O(bytes) for CSV and JSON; for a printed text O(lines × words per line²).
public func readPlan(_ bytes: [UInt8], format: ImportFormat? = nil) throws(ImportError) -> ImportedPlan {
  let decoded = try TextDecoding.decode(bytes)
  var plan: ImportedPlan
  switch format ?? sniffedFormat(decoded.text) {
  case .ocrText: plan = try OCRReader.read(decoded.text)
  case .csv: plan = try ReviewTable(csv: decoded.text).plan()
  case .json: plan = try PlanJSON.read(decoded.text)
  }
  if decoded.replaced > 0 {
    plan.warnings.append(ImportWarning(line: 1, code: .replacedCharacters, text: String(decoded.replaced)))
  }
  return plan
}

/// JSON begins with a brace; a table's first line names known columns; the rest is text.
private func sniffedFormat(_ text: String) -> ImportFormat {
  guard let first = text.first(where: { !$0.isWhitespace }) else { return .ocrText }
  if first == "{" || first == "[" { return .json }
  return ReviewTable.looksLikeTable(text) ? .csv : .ocrText
}
