#!/bin/bash
# The one test command: style, types, the suite on SQLite and on PostgreSQL, and a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
export GOLDTHREAD_HOME="${TMPDIR:-/tmp}/goldthread-test-home.$$"
mkdir -p "$GOLDTHREAD_HOME"
trap 'rm -rf "$GOLDTHREAD_HOME"' EXIT
bin=.venv/bin

scripts/need.sh postgresql chromium

echo "== style"; $bin/ruff check . ; $bin/ruff format --check .
echo "== types"; $bin/mypy goldthread
echo "== the suite on SQLite"; $bin/pytest -q -n 2
echo "== the suite on PostgreSQL"; scripts/on_postgres.sh $bin/pytest -q -n 2 -m "not sqlite_only"
