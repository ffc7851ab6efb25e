#!/bin/bash
# Run a command beside a PostgreSQL of its own: new, in a temporary folder, loopback only, gone afterwards.
# Durability is off because these data die with the test; nothing else differs from a real server.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
place=$(mktemp -d /tmp/goldthread-postgres.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL does not run as root.
  chown postgres "$place"
  as=(runuser -u postgres --)
fi
# The account that runs the server may be unable to enter the folder we stand in.
server() { (cd "$place" && "${as[@]}" "$bin/$@" >>"$place/told" 2>&1); }
stop() {
  server pg_ctl -D data -m immediate stop || true
  rm -rf "$place"
}
trap stop EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
quick="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
if ! { server initdb -D data -U goldthread --auth=trust -E UTF8 --locale=C.UTF-8 &&
       server pg_ctl -D data -w -l log -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= $quick" start; }; then
  tail -n 20 "$place/told" "$place/log" >&2 || true
  echo "PostgreSQL for the tests did not start; its last words are above." >&2
  exit 1
fi
export DATABASE_URL="postgresql://goldthread@127.0.0.1:$port/postgres"
"$@"
