# Sourced: a server with a workspace that has something in it, for whoever tries the JSON API.
#
# `bygd_fill FOLDER` makes FOLDER/server and FOLDER/server-keys: the example plan, conflicts of several kinds between Anna
# and Per, a deleted record, edits in the quarantine, and members of every role. The tokens of their devices stand in
# FOLDER/token-reader, token-editor and token-administrator, those of further devices in token-spare-1 to -3, the
# workspace's id in FOLDER/workspace. Everything happens as it does for people: codes, joining, importing, syncing.
# `bygd_serve DATA KEYS LOG` starts a server on a port of its own; $bygd_url and $bygd_process say where and which.

bygd_bin=${BYGD_BIN:-.build/debug}
bygd_url=
bygd_process=

bygd_serve() {
  rm -f "$3.listening"
  mkfifo "$3.listening"
  "$bygd_bin/bygd-server" serve --data "$1" --keys "$2" --listen 127.0.0.1:0 --log-format json \
    --heartbeat-seconds 1 --requests-per-minute 10000000 --strangers-per-minute 10000000 >"$3.listening" 2>"$3" &
  bygd_process=$!
  exec 9<"$3.listening"
  bygd_url=
  if read -r line <&9; then bygd_url=$(printf '%s\n' "$line" | sed -n 's/.*"listening":"\([^"]*\)".*/\1/p'); fi
  if [ -z "$bygd_url" ]; then
    echo "$0: the server did not start" >&2
    cat "$3" >&2
    return 1
  fi
}

bygd_stop() {
  if [ -n "$bygd_process" ]; then
    kill "$bygd_process" 2>/dev/null || true
    wait "$bygd_process" 2>/dev/null || true
  fi
  bygd_process=
}

# A program's device: the token that joining with a code gives it.
bygd_token() {
  key=$(openssl genpkey -algorithm ed25519 -outform DER | openssl pkey -inform DER -pubout -outform DER |
    tail -c 32 | od -An -v -tx1 | tr -d ' \n')
  curl -fsS "$bygd_url/v1/join" --json \
    "{\"code\":\"$1\",\"device\":\"$2\",\"publicKey\":\"$key\",\"replica\":\"$(openssl rand -hex 16)\"}" |
    sed -n 's/.*"token":"\([^"]*\)".*/\1/p'
}

bygd_fill() (
  home=$1
  code_of() { sed -n 's/.*"code":"\([^"]*\)".*/\1/p'; }
  server() { "$bygd_bin/bygd-server" "$@" --data "$home/server" --keys "$home/server-keys"; }
  member() { server user add "$1" --role "$2" --json | code_of; }
  # Exit code 2 is news, not failure: synced, with something to look at.
  on() {
    who=$1
    shift
    code=0
    BYGD_REPLICA="$home/$who" "$bygd_bin/bygd" "$@" >"$home/out" 2>&1 || code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 2 ]; then
      echo "bygd $*: exit code $code" >&2
      cat "$home/out" >&2
      exit 1
    fi
  }
  trap bygd_stop EXIT
  mkdir -p "$home"
  server init Kulturplan --json | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' >"$home/workspace"
  karin=$(member Karin administrator)
  anna=$(member Anna editor)
  per=$(member Per editor)
  siv=$(member Siv reader)
  bygd_serve "$home/server" "$home/server-keys" "$home/fill.log"
  on karin join "$bygd_url" --code "$karin"
  on karin import Sources/Plan/Example/plan.txt
  refs=$(BYGD_REPLICA="$home/karin" "$bygd_bin/bygd" list activity --json |
    grep -o '"ref":"[^"]*","id":"[^"]*","type":"activity"' | sed 's/"ref":"\([^"]*\)".*/\1/')
  ref() { printf '%s\n' "$refs" | sed -n "$1p"; }
  on karin edit "$(ref 3)" notes="First meeting in spring.
Second meeting in autumn.
Report in December."
  on karin sync
  on anna join "$bygd_url" --code "$anna"
  on per join "$bygd_url" --code "$per"
  # The same field, one text, a deletion beside an edit, the members of one group; thrice, so that enough is left when
  # some have been settled.
  for number in 1 4 7; do
    on anna assess "$(ref $number)" --year 2024 --colour green --comment 'Three evenings, full house.'
    on per assess "$(ref $number)" --year 2024 --colour yellow
    on anna edit "$(ref $((number + 1)))" doneOn=2024-12-01
    on per delete "$(ref $((number + 1)))"
    on anna edit "$(ref $((number + 2)))" startYear=2025 doneOn=2024-11-05
    on per edit "$(ref $((number + 2)))" startYear=2026 doneOn=2024-11-06
  done
  on anna edit "$(ref 3)" notes="First meeting on 12 April.
Second meeting in autumn.
Report in December."
  on per edit "$(ref 3)" notes="First meeting on 14 May.
Second meeting in autumn.
Report in December."
  for number in 12 13 14 15; do on per delete "$(ref $number)"; done
  # And enough of one kind that some are left whatever is asked.
  for number in $(seq 16 40); do
    on anna edit "$(ref "$number")" doneOn=2024-12-01
    on per edit "$(ref "$number")" doneOn=2024-12-02
  done
  on anna add actor name=Filmklubben
  # Whose telephone numbers can be erased.
  for number in $(seq 12); do on anna add actor name="Teatern $number" phone="0581-77 31 $((number + 10))"; done
  on anna sync
  on per sync
  on anna sync
  # What Vera had not sent when her laptop was lost is handed in by whoever has it now.
  on vera join "$bygd_url" --code "$(member Vera editor)"
  for number in $(seq 24); do on vera add actor name="Veras förening $number"; done
  server device revoke "$(server device list --json | jq -r '.devices[] | select(.user == "Vera") | .id')" >"$home/out"
  BYGD_REPLICA="$home/vera" "$bygd_bin/bygd" sync >"$home/out" 2>&1 || true
  bygd_token "$siv" 'Sivs program' >"$home/token-reader"
  bygd_token "$(server invite Anna --json | code_of)" 'Annas program' >"$home/token-editor"
  bygd_token "$(server invite Karin --json | code_of)" 'Karins program' >"$home/token-administrator"
  # What Anna proposes, and what Karin has saved to think over.
  for who in editor administrator; do
    draft=$([ "$who" = administrator ] && echo true || echo false)
    ask() {
      curl -fsS -H "Authorization: Bearer $(cat "$home/token-$who")" "$@"
    }
    api="$bygd_url/v1/workspaces/$(cat "$home/workspace")"
    for id in $(ask "$api/conflicts?kind=edit" | grep -o '{"id":"[0-9a-f]\{16\}"' | cut -d '"' -f 4); do
      ask -X PUT "$api/conflicts/$id/proposal" --json "{\"take\":1,\"draft\":$draft}" >/dev/null
    done
  done
  for number in 1 2 3; do
    bygd_token "$(member "Extra $number" editor)" "Dator $number" >"$home/token-spare-$number"
  done
)
