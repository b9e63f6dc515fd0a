import CommitFormat
import Merge
import SyncProtocol

private let limits = ProtocolLimits(
  frameBytesMax: 1 << 20, bodyBytesMax: 4 << 20, inflatedBytesMax: 8 << 20, commitsPerRequestMax: 500)

/// Bundles and snapshots, with a trailer that fits, so that what stands inside is reached.
func fuzzFiles(_ bytes: [UInt8]) {
  var input = InputReader(bytes)
  switch input.choice(4) {
  case 0: bundle(input.remaining())
  case 1: bundle(closed(Bundle.magic, input.remaining()))
  case 2: snapshot(input.remaining())
  default: snapshot(closed(Snapshot.magic, input.remaining()))
  }
}

private func closed(_ magic: [UInt8], _ frames: [UInt8]) -> [UInt8] {
  var out = magic + frames
  Frame(.trailer, Hash(of: out).bytes).append(to: &out)
  return out
}

private func bundle(_ bytes: [UInt8]) {
  guard let bundle = try? Bundle(bytes: bytes, limits: limits) else { return }
  for sealed in bundle.commits { for commit in sealed.commits { checkCommit(commit) } }
  must((try? Bundle(bytes: bundle.bytes)) == bundle, "a bundle is not what it was written from")
}

private func snapshot(_ bytes: [UInt8]) {
  guard var reader = try? Snapshot.Reader(bytes: bytes, limits: limits) else { return }
  var writer = Snapshot.Writer(reader.header)
  var pieces: [Snapshot.Piece] = []
  do {
    while let piece = try reader.nextPiece() {
      pieces.append(piece)
      switch piece {
      case .page(let page):
        fuzzPage(page.bytes)
        writer.append(page)
      case .state(let state): writer.append(state: state)
      }
    }
  } catch {
    return
  }
  let again = writer.take() + writer.finish()
  guard var second = try? Snapshot.Reader(bytes: again) else {
    return must(false, "a snapshot that can't be read again")
  }
  must(second.header == reader.header, "another header")
  for piece in pieces { must((try? second.nextPiece()) == piece, "another piece") }
}
