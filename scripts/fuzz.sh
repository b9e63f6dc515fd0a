#!/usr/bin/env bash
# Tries every decoder for SECONDS each, two targets at a time, from the kept corpus: Tests/Fuzzing.
# What ends the program stays in .build-fuzz/found. TARGETS names some of them; KEEP=1 adds what was found to the corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${SECONDS_EACH:-60}"
targets="${TARGETS:-conversation formats files json plan workspace}"
work="$PWD/.build-fuzz"
mkdir -p "$work/found"
"${SWIFT:-swift}" build -c release --package-path Tests/Fuzzing --product Fuzz
fuzz=Tests/Fuzzing/.build/release/Fuzz
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 SWIFT_BACKTRACE=enable=no
rm -rf "$work/corpus"
python3 Tests/Fuzzing/corpus.py expand "$work/corpus"

try() {
  FUZZ_TARGET=$1 "$fuzz" "$work/corpus/$1" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=2048 -max_len=4096 \
    -dict=Tests/Fuzzing/bygd.dict -artifact_prefix="$work/found/$1-" -print_final_stats=1 >"$work/$1.log" 2>&1
}

status=0
set -- $targets
while [ $# -gt 0 ]; do
  try "$1" & first=$!
  second=
  if [ $# -gt 1 ]; then try "$2" & second=$!; fi
  wait "$first" || { status=1; echo "$1 found something:"; grep -vE '^#' "$work/$1.log" | tail -40; }
  [ -z "$second" ] || wait "$second" || { status=1; echo "$2 found something:"; grep -vE '^#' "$work/$2.log" | tail -40; }
  shift; [ $# -eq 0 ] || shift
done
# So that it can be tried elsewhere: `base64 -d` into a file, which the program takes as its argument.
for found in "$work/found"/*; do
  [ ! -f "$found" ] || { echo "$(basename "$found"):"; base64 "$found"; }
done
for target in $targets; do
  echo "$target: $(awk '/number_of_executed_units/ {n=$2} /peak_rss_mb/ {m=$2} END {print n " executions, at most " m " MiB"}' \
    "$work/$target.log"), $(grep -oE 'cov: [0-9]+' "$work/$target.log" | tail -1)"
done
if [ "${KEEP:-}" = 1 ]; then
  for target in $targets; do
    mkdir -p "$work/small/$target"
    FUZZ_TARGET=$target "$fuzz" -merge=1 -max_len=300 "$work/small/$target" "$work/corpus/$target" >/dev/null 2>&1
  done
  python3 Tests/Fuzzing/corpus.py keep "$work/small"
fi
exit $status
