# Every command, for people and for continuous integration alike.

.PHONY: run test check lint bench docs fix wheel lock clean
MAKEFLAGS += --no-print-directory
BIN = .venv/bin
INSTALL = tools/install.sh

run: .venv/run ## start with the demo county on http://127.0.0.1:8000
	@SAMSYN_HOME="$${SAMSYN_HOME:-$(CURDIR)/var}" SAMSYN_DEMO=1 $(BIN)/samsyn run

check: lint ## what a change must pass before it is committed: under a minute
	$(BIN)/pytest -q -n auto -m "not slow and not browser" --hypothesis-profile=quick

test: lint ## everything, on SQLite and on PostgreSQL
	$(BIN)/pytest -q -n auto
	$(BIN)/python -m tests.database.postgres -q -n auto

lint: .venv/dev
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy --no-error-summary

bench: .venv/dev ## what is fast, measured beside what one would pick instead
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

docs: .venv/dev ## write docs/reference anew from the code
	$(BIN)/python tools/make_docs.py

fix: .venv/dev ## format, and mend what can be mended by itself
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

wheel: .venv/dev ## the package, in dist/
	$(BIN)/hatchling build -t wheel

lock: ## pins and hashes of every dependency, without addresses; needs uv
	tools/lock.sh

clean: ## what can be made again; never what a user has entered (var/)
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# A stamp is as old as the last installation: nothing is asked of the network when it is fresh.

.venv/bin/python:
	@tools/make_venv.sh

.venv/run: .venv/bin/python requirements.lock pyproject.toml
	@$(INSTALL) requirements.lock
	@touch $@

.venv/dev: .venv/bin/python requirements-dev.lock requirements.lock pyproject.toml
	@$(INSTALL) requirements-dev.lock
	@touch $@ .venv/run
