#!/bin/sh
# The main job, told with the real programs: three laptops, one server, work in the same places and in different ones.
# Usage: scripts/demo.sh [PLAN]   PLAN: a culture plan as text, CSV or JSON; without it the one that ships with the project.
# BYGD_BIN names the folder of the programs (default .build/release), BYGD_LANG the language of what they say.
set -eu
cd "$(dirname "$0")/.."
plan=${1:-Sources/Plan/Example/plan.txt}
bin=${BYGD_BIN:-.build/release}
export BYGD_LANG="${BYGD_LANG:-en}"
if [ ! -r "$plan" ]; then
  echo "demo: the plan $plan can't be read" >&2
  exit 65
fi
home=$(mktemp -d)
server_process=
finish() {
  if [ -n "$server_process" ]; then kill "$server_process" 2>/dev/null && wait "$server_process" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap finish EXIT INT TERM

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m'); else bold='' dim='' plain=''; fi
chapter() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
say() { printf '%s\n' "$*"; }
# Shows a command and runs it on somebody's laptop. Exit code 2 is news, not failure: synced, with something to look at.
on() {
  who=$1
  shift
  printf '%s%s$ bygd' "$dim" "$who"
  for word in "$@"; do case $word in *[!A-Za-z0-9_=+.,:/@-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac; done
  printf '%s\n' "$plain"
  code=0
  BYGD_REPLICA="$home/$who" "$bin/bygd" "$@" >"$home/out" 2>&1 || code=$?
  sed 's/^/    /' "$home/out"
  if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then
    echo "demo: that ended with exit code $code" >&2
    exit 1
  fi
}
# The same without showing it: what the script itself needs to know.
ask() {
  who=$1
  shift
  BYGD_REPLICA="$home/$who" "$bin/bygd" "$@"
}
server() { "$bin/bygd-server" "$@" --data "$home/server" --keys "$home/server-keys"; }
code_of() { sed -n 's/.*"code":"\([^"]*\)".*/\1/p'; }

chapter '1. A server, and three people'
server init Kulturplan --json >/dev/null
karin=$(server user add Karin --role administrator --json | code_of)
anna=$(server user add Anna --role editor --json | code_of)
per=$(server user add Per --role editor --json | code_of)
mkfifo "$home/listening"
server serve --listen 127.0.0.1:0 >"$home/listening" 2>"$home/server.log" &
server_process=$!
exec 3<"$home/listening"
url=
if read -r line <&3; then url=$(printf '%s\n' "$line" | sed -n 's/.*"listening":"\([^"]*\)".*/\1/p'); fi
if [ -z "$url" ]; then
  echo 'demo: the server did not start' >&2
  cat "$home/server.log" >&2
  exit 1
fi
say "The server answers at $url. Karin administers the plan; Anna and Per work in the field. Each gets a code, once."
on karin join "$url" --code "$karin"

chapter '2. Karin imports the plan and syncs it'
on karin import "$plan"
refs=$(ask karin list activity --json | grep -o '"ref":"[^"]*","id":"[^"]*","type":"activity"' | sed 's/"ref":"\([^"]*\)".*/\1/')
total=$(printf '%s\n' "$refs" | wc -l)
first=$(printf '%s\n' "$refs" | sed -n 1p)
second=$(printf '%s\n' "$refs" | sed -n 2p)
third=$(printf '%s\n' "$refs" | sed -n 3p)
fourth=$(printf '%s\n' "$refs" | sed -n 4p)
on karin edit "$third" notes="First meeting in spring.
Second meeting in autumn.
Report in December."
on karin sync

chapter '3. Anna and Per fetch it'
on anna join "$url" --code "$anna"
on per join "$url" --code "$per"
say "All three now have the same $total activities, each in a SQLite file of their own."

chapter '4. Out in the villages, with no network'
say 'Both assess the same activity, and do not know of each other:'
on anna assess "$first" --year 2024 --colour green --comment 'Three evenings, full house.'
on per assess "$first" --year 2024 --colour yellow
say 'Both write in one activity, in different fields, and both add to one set:'
on anna edit "$second" doneOn=2024-11-05 partners+=Bygdegården
on per edit "$second" partners+=Filmklubben
say 'Both write in one text, in different lines:'
on anna edit "$third" notes="First meeting on 12 April.
Second meeting in autumn.
Report in December."
on per edit "$third" notes="First meeting in spring.
Second meeting in autumn.
Report in January."
say 'And Per deletes what Anna is writing in:'
on anna edit "$fourth" doneOn=2024-12-01
on per delete "$fourth"
on per status

chapter '5. Back online: one command each'
on anna sync
on per sync
on karin sync
say 'What they wrote in different places is simply there:'
on karin show "$second"
on karin show "$third"
say 'What needs a person is in one list:'
on karin conflicts

chapter '6. Karin settles it'
for id in $(ask karin conflicts --all --json | grep -o '"id":"[0-9a-f]\{16\}"' | sed 's/"id":"\(.*\)"/\1/' | sort -u); do
  on karin conflict show "$id"
  if ask karin conflicts --all --json | tr '{' '\n' | grep "\"id\":\"$id\"" | grep -q '"kind":"delete"'; then
    on karin resolve "$id" --keep --reason 'Anna was there; it took place.'
  else
    on karin resolve "$id" --take 1 --reason 'Anna was there and counted.'
  fi
done
on karin sync

chapter '7. Everybody syncs, and is told'
on anna sync
on per sync
on per status

chapter '8. Is it the same everywhere?'
for who in karin anna per; do
  on "$who" verify
  # A sync compares this laptop's digest with the server's, each made from its own rows.
  if ! ask "$who" sync --json | grep -q '"level":true'; then
    echo "demo: $who is not level with the server" >&2
    exit 1
  fi
done
digests=$(for who in karin anna per; do ask "$who" status --json | sed -n 's/.*"digest":"\([0-9a-f]*\)".*/\1/p'; done | sort -u)
if [ "$(printf '%s\n' "$digests" | wc -l)" -ne 1 ]; then
  echo 'demo: the replicas differ' >&2
  exit 1
fi
server verify
say "Three laptops and the server hold the same: digest $digests."
