#!/usr/bin/env bash
# Runs the commands of docs/api.md as they stand, one after the other, against a real server with a real workspace.
# Fails at the first block that fails, and says which. BYGD_BIN names the folder of the programs (default .build/debug).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/api/workspace.sh
home=$(mktemp -d)
finish() {
  bygd_stop
  rm -rf "$home"
}
trap finish EXIT INT TERM
bygd_fill "$home"
code=$("$bygd_bin/bygd-server" invite Karin --json --data "$home/server" --keys "$home/server-keys" |
  sed -n 's/.*"code":"\([^"]*\)".*/\1/p')
bygd_serve "$home/server" "$home/server-keys" "$home/server.log"
awk '
  /^```sh$/ { inside = 1; count++; printf "echo \"block %d, line %d\"\n", count, NR; next }
  /^```$/ { inside = 0; next }
  inside { print }
' docs/api.md >"$home/commands.sh"
# Without blocks nothing would be tried, and nothing would fail.
if [ "$(grep -c '^echo "block ' "$home/commands.sh")" -lt 10 ]; then
  echo 'docs/api.md has no commands to speak of' >&2
  exit 1
fi
BYGD=$bygd_url CODE=$code bash -euo pipefail "$home/commands.sh"
