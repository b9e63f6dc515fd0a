#!/usr/bin/env bash
# The real programs over HTTP: the workload, a server under load, a slow line, and how soon an edit is shown elsewhere.
# ROUNDS, RECORDS and EDITS say how much; ONLY="http live" runs some of the four.
set -euo pipefail
cd "$(dirname "$0")"
swift="${SWIFT:-swift}"
export BYGD_PROGRAMS="${BYGD_PROGRAMS:-$PWD/../.build/release}"
for program in bygd bygd-server; do
  [ -x "$BYGD_PROGRAMS/$program" ] || "$swift" build --package-path .. -c release --product "$program" >&2
done
"$swift" build -c release --product bench >&2
export SWIFT_BACKTRACE=enable=no
bench=.build/release/bench
records="${RECORDS:-20000}"
edits="${EDITS:-2000}"
for part in ${ONLY:-http load line live}; do
  case $part in
    http) "$bench" http --records "$records" --edits "$edits" --rounds "${ROUNDS:-5}" ;;
    load) "$bench" load --records 2000 --edits 200 --rounds "${ROUNDS:-3}" --seconds 2 ;;
    line) "$bench" line --rounds 3 ;;
    live) "$bench" live --records 2000 --edits 200 --watchers "${WATCHERS:-10000}" ;;
    *) echo "bench: there is no part $part" >&2 && exit 64 ;;
  esac
done
