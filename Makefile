# One door for people, hooks and CI. `make help` lists the commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run setup demo-reset test test-all check fix bench wheel docs screens lock messages

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## start the demonstration on http://localhost:8000 (PORT=… changes the port)
	@$(BIN)/nahtstelle demo

setup: .setup/packages .setup/assets ## prepare .venv and the page assets, start nothing

demo-reset: setup ## delete the demonstration's data and begin afresh
	@$(BIN)/nahtstelle demo --reset --prepare

test: setup .setup/dev .setup/browser ## all tests: SQLite, PostgreSQL where it may differ, mail, Chromium
	@$(BIN)/python -m pytest $(ARGS)

test-all: setup .setup/dev .setup/browser ## the same on both databases everywhere, with random search and pictures
	@$(BIN)/python -m pytest --all $(ARGS)

check: setup .setup/dev ## formatting, types, architecture, diagrams, known vulnerabilities
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/nahtstelle check workflows
	@$(BIN)/python scripts/audit.py

fix: .setup/dev ## repair what can be repaired by machine
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup .setup/dev .setup/peers ## measure, and append to docs/benchmarks.md
	@$(BIN)/python -m bench

wheel: setup .setup/dev ## build dist/nahtstelle-….whl, with page assets, to install without a checkout
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

docs: setup .setup/dev .setup/browser ## write docs/prozesse from the diagrams
	@$(BIN)/python scripts/docs.py

screens: setup .setup/dev .setup/browser ## take the pictures of the README in the demonstration
	@$(BIN)/python -m scripts.screens

messages: .setup/dev ## collect the texts of pages for translation
	@$(BIN)/pybabel --quiet extract -F babel.cfg -o app/i18n/translations/messages.pot --omit-header --no-location --sort-output .

lock: ## renew the lock files from pyproject.toml
	@scripts/lock

.setup/packages: requirements.lock pyproject.toml
	@scripts/setup-python $(PYTHON) $(VENV) requirements.lock
	@mkdir -p .setup && touch $@

.setup/dev: requirements-dev.lock .setup/packages
	@scripts/setup-python $(PYTHON) $(VENV) requirements-dev.lock
	@mkdir -p .setup && touch $@

.setup/peers: requirements-peers.lock
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip install --quiet --require-hashes --requirement $<

.setup/assets: assets/package-lock.json $(wildcard assets/*.js assets/*.mjs assets/*.css assets/editor/*) .setup/packages
	@scripts/setup-assets $(VENV)
	@mkdir -p .setup && touch $@

.setup/browser:
	@scripts/setup-programs
	@mkdir -p .setup && touch $@
