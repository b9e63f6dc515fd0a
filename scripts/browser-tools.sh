#!/bin/sh
# Fetches axe-core, with which the browser's tests look for what WCAG forbids, into .build/browser-tools.
# It comes from the Python wheel axe-playwright-python, whose script alone is used. Needs python3 with venv.
set -eu
cd "$(dirname "$0")/.."
version=0.1.8
folder=.build/browser-tools
if [ -s "$folder/axe.min.js" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ]; then exit 0; fi
mkdir -p "$folder"
[ -x "$folder/python/bin/pip" ] || python3 -m venv "$folder/python"
"$folder/python/bin/pip" --quiet --disable-pip-version-check download --no-deps --only-binary :all: \
  --dest "$folder" "axe-playwright-python==$version"
"$folder/python/bin/python" - "$folder" "$version" <<'PYTHON'
import pathlib, sys, zipfile
folder, version = pathlib.Path(sys.argv[1]), sys.argv[2]
with zipfile.ZipFile(next(folder.glob(f"axe_playwright_python-{version}-*.whl"))) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith("/axe.min.js"))
    (folder / "axe.min.js").write_bytes(wheel.read(name))
(folder / "version").write_text(version)
PYTHON
