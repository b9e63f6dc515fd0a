#!/usr/bin/env bash
# Bygd beside plain SQLite on one workload: medians of ROUNDS rounds, and the ratio of the two in the same round.
# ONLY="parts growth": single parts beside their floors; how much a record, a commit or a conflict takes the more there are,
# TO at the most.
set -euo pipefail
cd "$(dirname "$0")"
"${SWIFT:-swift}" build -c release --product bench >&2
export SWIFT_BACKTRACE=enable=no
bench=.build/release/bench
for part in ${ONLY:-compare}; do
  case $part in
    compare) "$bench" compare --rounds "${ROUNDS:-5}" --records "${RECORDS:-20000}" --edits "${EDITS:-2000}" ;;
    parts) "$bench" parts --rounds "${ROUNDS:-7}" ;;
    growth) "$bench" growth ${TO:+--to "$TO"} ;;
    *) echo "bench: there is no part $part" >&2 && exit 64 ;;
  esac
done
