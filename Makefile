# run: the demonstration at http://localhost:8000 · setup: installed, every command works · test: all checks.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
RUN_LOCK := requirements/run.lock
TEST_LOCK := requirements/test.lock

.PHONY: run setup needed test messages lock clean

run: setup
	@$(BIN)/goldthread init --yes
	@$(BIN)/goldthread demo
	@$(BIN)/goldthread serve --port $(PORT)

setup: .venv/installed .venv/built

.venv/installed: $(RUN_LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Goldthread needs Python 3.11 or newer; $(PYTHON) is not. Name another with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(RUN_LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/built: .venv/installed $(shell find goldthread -path '*/static/*' -type f -o -name '*.po' -type f 2>/dev/null)
	$(BIN)/python scripts/build.py
	@touch $@

.venv/test-installed: .venv/installed $(TEST_LOCK) tests/sdjwt/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(TEST_LOCK)
	$(BIN)/python scripts/second_reader.py
	@touch $@

# What the system itself must have comes first, so that nobody waits for an installation to hear of it.
needed:
	@scripts/need.sh postgresql chromium

test: needed setup .venv/test-installed
	@scripts/test.sh

# Brings goldthread/locale up to date with the code; LOCALE=fr begins a further language.
messages: setup
	@$(BIN)/python scripts/messages.py $(LOCALE)

# The lock files carry hashes and no hosts; the index is the machine's own affair.
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	@test -x $(BIN)/uv || { echo "make lock needs uv: run make setup, then .venv/bin/pip install uv"; exit 1; }
	$(UV) -o $(RUN_LOCK) pyproject.toml requirements/run.in
	$(UV) -c $(RUN_LOCK) -o $(TEST_LOCK) requirements/test.in

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
