#!/usr/bin/env bash
# Runs the tests that are built; where some fail, says at the end which ones and why, so that the last lines of a long log are enough.
# Arguments go to `swift test`; without any, all of them in three parts.
set -uo pipefail
cd "$(dirname "$0")/.."
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
run() {
  "${SWIFT:-swift}" test --skip-build "$@" 2>&1 | tee -a "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
}
if [ $# -gt 0 ]; then
  run "$@"
else
  # Tests that compute keep a small machine from those that look at time-outs, and so do programs and browsers.
  run --filter '^(HTTPServerTests|HTTPTransportTests)\.'
  run --skip '^(HTTPServerTests|HTTPTransportTests|EndToEnd)\.'
  run --filter '^EndToEnd\.'
fi
if [ "$status" -ne 0 ]; then
  echo
  echo "What failed:"
  grep -A4 'recorded an issue' "$log" | grep -vE '^(◇|✔|seed )' | cut -c1-600 | head -120
  grep -E '^✘ (Test|Suite) |error: Exited|Fatal error' "$log" | head -60
fi
exit "$status"
