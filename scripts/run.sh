#!/bin/sh
# Start a demonstration at http://localhost:8000; repeatable, and kept in ./home unless GOLDTHREAD_HOME says otherwise.
set -eu
cd "$(dirname "$0")/.."
export GOLDTHREAD_HOME="${GOLDTHREAD_HOME:-$PWD/home}"
.venv/bin/goldthread init --yes
.venv/bin/goldthread demo
exec .venv/bin/goldthread serve --port "${PORT:-8000}"
