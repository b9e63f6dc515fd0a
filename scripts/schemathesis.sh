#!/usr/bin/env bash
# Holds the running server to Protocol/openapi.yaml: the document is validated, then schemathesis asks everything in it,
# signed in as a reader, an editor and an administrator, and not at all. Fails on any answer that the document does not
# say, on any 5xx, on data taken that should be refused and the other way round.
# Usage: scripts/schemathesis.sh [--long] [ROLE...]   ROLE: reader, editor, administrator, nobody; all of them without.
# BYGD_BIN names the folder of the programs (default .build/debug), SEED the seed (default 1), SCHEMATHESIS a program that
# is used in place of the one that the script installs under .build.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/api/workspace.sh
seed=${SEED:-1}
bound=()
roles=()
for word in "$@"; do
  case $word in
    --long) bound=(--max-time 1800) ;;
    reader | editor | administrator | nobody) roles+=("$word") ;;
    *) echo "usage: scripts/schemathesis.sh [--long] [ROLE...]" >&2 && exit 64 ;;
  esac
done
if [ "${#roles[@]}" -eq 0 ]; then roles=(nobody reader editor administrator); fi

schemathesis=${SCHEMATHESIS:-}
if [ -z "$schemathesis" ]; then
  if [ ! -x .build/schemathesis/bin/schemathesis ]; then
    python3 -m venv .build/schemathesis
    .build/schemathesis/bin/pip install -q schemathesis==4.32.5 openapi-spec-validator==0.9.0
  fi
  schemathesis=.build/schemathesis/bin/schemathesis
fi
"$(dirname "$schemathesis")/openapi-spec-validator" Protocol/openapi.yaml

home=$(mktemp -d)
finish() {
  bygd_stop
  rm -rf "$home"
}
trap finish EXIT INT TERM
bygd_fill "$home"
bygd_serve "$home/server" "$home/server-keys" "$home/look.log"
{
  cat scripts/api/schemathesis.toml
  python3 scripts/api/dictionaries.py "$bygd_url" "$(cat "$home/workspace")" "$(cat "$home/token-administrator")"
} >"$home/schemathesis.toml"
curl -fsS -H "Authorization: Bearer $(cat "$home/token-administrator")" \
  "$bygd_url/v1/workspaces/$(cat "$home/workspace")/conflicts?limit=200" >"$home/conflicts.json"
curl -fsS -H "Authorization: Bearer $(cat "$home/token-administrator")" \
  "$bygd_url/v1/workspaces/$(cat "$home/workspace")/quarantine?limit=100" >"$home/quarantine.json"
python3 scripts/api/erasures.py "$bygd_url" "$(cat "$home/workspace")" "$(cat "$home/token-administrator")" \
  >"$home/erasures.json"
bygd_stop

failed=()
for role in "${roles[@]}"; do
  # A copy each: what one role settles, removes or revokes is still there for the next.
  mkdir "$home/$role"
  cp -a "$home/server" "$home/server-keys" "$home/$role/"
  bygd_serve "$home/$role/server" "$home/$role/server-keys" "$home/$role.log"
  token=
  # Who may do more is asked more.
  case $role in nobody) examples=3 ;; reader) examples=4 ;; editor) examples=6 ;; administrator) examples=16 ;; esac
  if [ "$role" != nobody ]; then token=$(cat "$home/token-$role"); fi
  echo "schemathesis as $role, seed $seed"
  BYGD_TOKEN=$token BYGD_CONFLICTS=$home/conflicts.json BYGD_ERASURES=$home/erasures.json \
    BYGD_QUARANTINE=$home/quarantine.json SCHEMATHESIS_HOOKS=api.hooks PYTHONPATH=scripts PYTHONDONTWRITEBYTECODE=1 \
    "$schemathesis" --config-file "$home/schemathesis.toml" run Protocol/openapi.yaml \
    --url "$bygd_url" --seed "$seed" --workers 2 --max-examples "$examples" ${bound[@]+"${bound[@]}"} \
    >"$home/$role.out" 2>&1 || failed+=("$role")
  sed -n '/^Test cases:/,$p' "$home/$role.out" | sed 's/^/    /'
  python3 scripts/api/answers.py Protocol/openapi.yaml "$home/$role.log" "$role" || failed+=("$role")
  if ! kill -0 "$bygd_process" 2>/dev/null; then echo "the server ended as $role asked" >&2 && failed+=("$role"); fi
  bygd_stop
done
if [ "${#failed[@]}" -ne 0 ]; then
  for role in "${failed[@]}"; do cat "$home/$role.out"; done
  echo "schemathesis found something as: ${failed[*]}" >&2
  exit 1
fi
