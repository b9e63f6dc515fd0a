#!/usr/bin/env bash
# Faults on real parts, in their whole form; `make test` runs a part of each. Takes hours.
# KILLS says how many random kills there are, SEED where they begin; a failure prints the seed that repeats it.
set -uo pipefail
cd "$(dirname "$0")/.."
log="${LOG:-campaign-kills.log}"
# The programs that are killed are those that people get.
export BYGD_PROGRAMS="${BYGD_PROGRAMS:-$PWD/.build/release}"
folder=""
# Nothing here depends on the real disk, and memory is quicker.
if [ -w /dev/shm ]; then
  folder="$(mktemp -d /dev/shm/bygd-kills.XXXXXX)"
  export TMPDIR="$folder"
fi
trap 'rm -rf "$folder"' EXIT
status=0
run() {
  echo "== $*" | tee -a "$log"
  env "$@" 2>&1 | grep -vE '^(◇|\[)|passed at|started at|Executed' | tee -a "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
}
git rev-parse HEAD >"$log" 2>/dev/null || : >"$log"
uname -srm >>"$log"
test=("${SWIFT:-swift}" test --skip-build --filter)
run BYGD_LAW_CASES="${CASES:-10000}" "${test[@]}" '^MergeTests\.'
run BYGD_FAULTS="${FAULTS:-all}" "${test[@]}" '^StorageFaults\.'
run BYGD_KILL_POINTS="${POINTS:-all}" "${test[@]}" 'KillTests/.*point'
run BYGD_KILLS="${KILLS:-1000}" ${SEED:+BYGD_TEST_SEED="$SEED"} "${test[@]}" 'KillTests/.*random'
run BYGD_KILLS="${KILLS:-1000}" ${SEED:+BYGD_TEST_SEED="$SEED"} "${test[@]}" 'FieldTests/.*all.the.time'
run BYGD_NETWORK_BYTES="${BYTES:-all}" "${test[@]}" NetworkFaultTests
run BYGD_EIGHT="${EDITS:-1000}" "${test[@]}" SharedFolderTests
exit "$status"
