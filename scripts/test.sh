#!/usr/bin/env bash
# Runs the tests that are built; where some fail, says at the end which ones and why, so that the last lines of a long log are enough.
# Arguments go to `swift test`.
set -uo pipefail
cd "$(dirname "$0")/.."
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
"${SWIFT:-swift}" test --skip-build "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  echo
  echo "What failed:"
  grep -A4 'recorded an issue' "$log" | grep -vE '^(◇|✔|seed )' | cut -c1-600 | head -120
  grep -E '^✘ (Test|Suite) |error: Exited|Fatal error' "$log" | head -60
fi
exit "$status"
