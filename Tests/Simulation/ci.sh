#!/usr/bin/env bash
# The simulation in the form that a change has to pass: its own tests, one seed twice in two processes, many seeds, and
# every planted bug. SEEDS and BUG_SEEDS say how many.
set -euo pipefail
cd "$(dirname "$0")"
swift=${SWIFT:-swift}
threads=${THREADS:-$(nproc)}
"$swift" build -c release --build-tests
"$swift" test -c release --skip-build
simulate=.build/release/simulate
for seed in 7 489; do
  [ "$("$simulate" "$seed" | sha256sum)" = "$("$simulate" "$seed" | sha256sum)" ] ||
    { echo "seed $seed gives two traces in two processes"; exit 1; }
done
"$simulate" seeds 1 "${SEEDS:-10000}" --threads "$threads"
scratch=${SCRATCH:-.build/planted}
.build/release/plant ../.. "$scratch"
[ "${BUG_SEEDS:-10000}" -gt 0 ] || exit 0
"$swift" build -c release --package-path "$scratch/Tests/Simulation" --product simulate
"$scratch/Tests/Simulation/.build/release/simulate" bugs "${BUG_SEEDS:-10000}" .build/planted-bugs.md --threads "$threads"
