#!/usr/bin/env bash
# What works on several threads at once, under the thread sanitizer and under the address sanitizer: Tests/Sanitizing.
#
# The standard library's Mutex waits in the kernel behind the thread sanitizer's back, so under that one a lock of the same
# shape stands in; and it does not see how Swift's tasks are handed from thread to thread here. Under the address sanitizer
# a task that a queue resumes goes on at address 0 (Swift 6.3.1 on Linux, with and without optimisation; the same code runs
# well without it). So what is done by tasks runs under neither; `TASKS=tasks` tries it, for a later toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds="${ROUNDS:-3}"
work="$PWD/.build-sanitize"
# A stack trace by the sanitizer itself; Swift's own would come in its way.
export SWIFT_BACKTRACE=enable=no TSAN_OPTIONS=halt_on_error=1:exitcode=66 ASAN_OPTIONS=detect_leaks=0
build() {
  "${SWIFT:-swift}" build --sanitize="$1" --package-path "$2" --scratch-path "$work/$1" --product Races
}

copy="$work/copy"
mkdir -p "$copy"
# Only what differs, so that a second run builds little.
rm -rf "$copy.new"
mkdir -p "$copy.new/Tests"
cp -rL --preserve=timestamps Tests/Sanitizing "$copy.new/Tests/Sanitizing" 2>/dev/null || true
rm -rf "$copy.new/Tests/Sanitizing/.build"
grep -rl 'import Synchronization' "$copy.new" --include='*.swift' | xargs sed -i 's/import Synchronization/import SeenLocks/'
rm -rf "$copy"
mv "$copy.new" "$copy"
SANITIZER=thread build thread "$copy/Tests/Sanitizing"
"$work/thread/debug/Races" "$rounds"
echo 'thread sanitizer: nothing found'

build address Tests/Sanitizing
"$work/address/debug/Races" "$rounds" ${TASKS:-}
echo 'address sanitizer: nothing found'
