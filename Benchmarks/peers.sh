#!/usr/bin/env bash
# Bygd beside its peers on one workload, in one table: ROUNDS rounds, in each of which every peer runs once, plain SQLite
# first. PEERS_FOLDER is where the peers' scripts lie; without them, Bygd stands beside plain SQLite alone.
set -euo pipefail
cd "$(dirname "$0")"
"${SWIFT:-swift}" build -c release --product bench
rounds="${ROUNDS:-5}"
peers="${PEERS_FOLDER:-../../shared/peers}"
if [ ! -f "$peers/run_all.py" ]; then
  echo "the peers' scripts are not at $peers: Bygd beside plain SQLite" >&2
  exec ./bench.sh
fi
venv=.build/peers-python
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" -q install apsw==3.54.1.0 pygeodiff==2.3.2 loro==1.17.1 pycrdt==0.14.13 zstandard
fi
out="${OUT:-.build/peers}"
BENCH_EXTRA="$PWD" "$venv/bin/python" "$peers/run_all.py" --rounds "$rounds" --out "$out" \
  --peers "${PEERS:-floor,session,geodiff,loro,pycrdt,bygd}"
"$venv/bin/python" "$peers/table.py" "$out/summary.json"
