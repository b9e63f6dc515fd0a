"""Bygd on the peers' workload. Runs the program `bench`, which makes the same records and edits by itself; what went over
the line is weighed here, as that of the peers is. BENCH_PROGRAM names the program."""
import json, os, pathlib, subprocess
from workload import *

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get("BENCH_PROGRAM", HERE / ".build/release/bench")


def bench(recs, m, d):
    kept = pathlib.Path(d) / "kept"
    kept.mkdir()
    out = subprocess.run(
        [PROGRAM, "engine", "--records", str(len(recs)), "--edits", str(m), "--dir", d, "--keep", kept],
        check=True, capture_output=True, text=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    r = json.loads(out.stdout)
    for file in sorted(kept.glob("*.bin")):
        put(r, file.stem, file.read_bytes())
    r["w4_conflicts"] = f"exactly {r['w4_conflicts']:.0f}, on both sides"
    return r


if __name__ == "__main__":
    run("Bygd", bench, subprocess.run([PROGRAM, "version"], capture_output=True, text=True).stdout.strip())
