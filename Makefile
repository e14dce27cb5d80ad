# Everything one does with this repository. `make help` lists it.
# Needs make, git and a Python from 3.11 on with its venv module; the rest is installed into .venv from the lock files.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# The first Python on PATH that is new enough; override with `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
export PIP_NO_INPUT := 1
# The tests start hundreds of programs; each reads bytecode instead of compiling the same sources again.
export PYTHONDONTWRITEBYTECODE :=
# Processes side by side: a matrix that each works at with every core takes several times as long as with one.
export OPENBLAS_NUM_THREADS := 1

##@ Use it

.PHONY: demo
demo: .venv/.core ## Show three readers of a bookshop their recommendations, and why
	$(BIN)/frankly demo

.PHONY: serve
serve: .venv/.core ## Start the API on loopback, over your own data where there is any, else over the demo's
	$(BIN)/frankly serve $(if $(wildcard frankly-data/frankly.sqlite3),,$(if $(wildcard frankly-data/demo),--data frankly-data/demo))

##@ Check it

# Tests mostly wait for programs that they start; docs/adr/0016-tests-side-by-side.md.
PROCESSES ?= $(shell $(BIN)/python -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))' 2>/dev/null || echo 2)

.PHONY: test
test: .venv/.dev ## Run the tests; lists what was skipped for want of a program or data
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist worksteal

.PHONY: check
check: format-check lint types layers prompts proofs-hundredth test ## Run everything that must hold before a change is merged

.PHONY: format-check
format-check: .venv/.dev
	$(BIN)/ruff format --check .

.PHONY: lint
lint: .venv/.dev ## Lint, complexity and docstrings included
	$(BIN)/ruff check .

.PHONY: types
types: .venv/.dev ## Check types strictly
	$(BIN)/mypy

.PHONY: layers
layers: .venv/.dev ## Check that imports go one way only
	$(BIN)/lint-imports --no-logo

.PHONY: prompts
prompts: .venv/.dev ## Look through the prompts; a released one that changed is told
	$(BIN)/frankly prompts lint

.PHONY: proofs
proofs: .venv/.dev ## Run every long proof in full; resumes where it stopped
	$(BIN)/python -m tests.proofs --all

.PHONY: proofs-hundredth
proofs-hundredth: .venv/.dev
	$(BIN)/python -m tests.proofs --all --share 0.01

proof-%: .venv/.dev ## Run one long proof in full; `make proof-list` names them
	$(BIN)/python -m tests.proofs $*

# By which a browser looks at e-mails for barriers. Under the Mozilla licence, so it is fetched and no part of this.
AXE := axe-core-4.14.1
AXE_SHA512 := 1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5

.PHONY: axe
axe: .venv/axe/$(AXE).min.js ## Fetch axe-core, by which a browser looks at the shipped e-mails for barriers

.venv/axe/$(AXE).min.js: | .venv/bin/python
	@mkdir -p .venv/axe
	@cd .venv/axe && npm pack --silent $(subst core-,core@,$(AXE)) >/dev/null
	@cd .venv/axe && echo "$(AXE_SHA512)  $(AXE).tgz" | sha512sum --check --quiet -
	@cd .venv/axe && tar -xzf $(AXE).tgz package/axe.min.js && mv package/axe.min.js $(AXE).min.js

.PHONY: bench
bench: .venv/.core ## Measure speed on this machine
	$(BIN)/frankly bench request --items 1000,100000
	$(BIN)/frankly bench ingest

##@ Change it

.PHONY: format
format: .venv/.dev ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: docs
docs: .venv/.dev ## Write the generated reference pages
	$(BIN)/python docs/generate.py

# Everything is resolved once into dev.txt; the smaller files are held to its versions.
LOCK = .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: lock
lock: .venv/lock ## Refresh requirements/*.txt from pyproject.toml; UPGRADE=1 takes the newest versions
	$(LOCK) pyproject.toml --all-extras -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/core.txt
	$(LOCK) pyproject.toml --extra llm -c requirements/dev.txt -o requirements/llm.txt
	$(LOCK) pyproject.toml --extra parquet -c requirements/dev.txt -o requirements/parquet.txt
	$(LOCK) --group pyproject.toml:build -c requirements/dev.txt -o requirements/build.txt

.PHONY: help
help: ## List what make can do
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z%-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment. A stamp file is newer than what it was installed from, so a second call costs nothing.

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Frankly needs Python 3.11 or newer on PATH; see https://www.python.org/downloads/"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.core: requirements/core.txt requirements/build.txt pyproject.toml | .venv/bin/python
	@echo "Installing Frankly into .venv, about a minute the first time ..."
	$(PIP) --require-hashes -r requirements/core.txt -r requirements/build.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.core
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/lock: | .venv/bin/python
	$(BIN)/python -m venv $@
	$@/bin/python -m pip --disable-pip-version-check install --quiet uv
