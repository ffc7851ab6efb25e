#!/bin/bash
# The one test command: style, types, the suite on SQLite and on PostgreSQL, and a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
# What a person set for a record of their own is none of the tests' business.
unset DATABASE_URL GOLDTHREAD_OWNER_DATABASE_URL GOLDTHREAD_URL
GOLDTHREAD_HOME=$(mktemp -d "${TMPDIR:-/tmp}/goldthread-test-home.XXXXXX")
export GOLDTHREAD_HOME
trap 'rm -rf "$GOLDTHREAD_HOME"' EXIT
bin=.venv/bin

echo "== style"; $bin/ruff check . ; $bin/ruff format --check .
echo "== types"; $bin/mypy goldthread
# A third process uses the time in which the screens wait for a browser.
echo "== the suite on SQLite, with the screens in Chromium"; $bin/pytest -q -n 3 --dist worksteal -rs
echo "== the suite on PostgreSQL"; scripts/on_postgres.sh $bin/pytest -q -n 3 --dist worksteal -rs
