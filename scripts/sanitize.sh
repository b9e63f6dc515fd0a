#!/usr/bin/env bash
# What works on several threads at once, under the thread sanitizer and under the address sanitizer: Tests/Sanitizing.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds="${ROUNDS:-3}"
# A stack trace by the sanitizer itself; Swift's own would come in its way.
export SWIFT_BACKTRACE=enable=no
for sanitizer in thread address; do
  "${SWIFT:-swift}" build --sanitize="$sanitizer" --package-path Tests/Sanitizing \
    --scratch-path "Tests/Sanitizing/.build/$sanitizer" --product Races
  TSAN_OPTIONS=halt_on_error=1:exitcode=66 ASAN_OPTIONS=detect_leaks=0 \
    "Tests/Sanitizing/.build/$sanitizer/debug/Races" "$rounds"
  echo "$sanitizer sanitizer: nothing found"
done
