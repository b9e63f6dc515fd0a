#!/usr/bin/env bash
# Bygd beside plain SQLite on one workload: medians of ROUNDS rounds, and the ratio of the two in the same round.
set -euo pipefail
cd "$(dirname "$0")"
"${SWIFT:-swift}" build -c release --product bench >&2
SWIFT_BACKTRACE=enable=no .build/release/bench compare --rounds "${ROUNDS:-5}" --records "${RECORDS:-20000}" \
  --edits "${EDITS:-2000}"
