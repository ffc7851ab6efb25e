#!/bin/bash
# Run a command beside a PostgreSQL of its own: new, in a temporary folder, loopback only, gone afterwards.
# Durability is off because these data die with the test; nothing else differs from a real server.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
place=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$place"
  as=(runuser -u postgres --)
fi
cd "$place"
"${as[@]}" "$bin/initdb" -D "$place/data" -U goldthread --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$place/data" -w -l "$place/log" -o "-p $port -k $place -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null
cd - >/dev/null
stop() {
  (cd "$place" && "${as[@]}" "$bin/pg_ctl" -D "$place/data" -m immediate stop >/dev/null) || true
  rm -rf "$place"
}
trap stop EXIT
export DATABASE_URL="postgresql://goldthread@127.0.0.1:$port/postgres"
"$@"
