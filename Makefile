# Two commands do everything: `make run` and `make test`. The others are their parts. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8501
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
# Compiled modules are kept whatever the surroundings say: without them each worker spends ten seconds on compiling.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: help install chromium libreoffice run run-api sync check check-in-one-piece every-test fix test test-fast test-full sample bench shots

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(INSTALLED) ## the virtual environment, from requirements.lock

$(INSTALLED): requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hazelboard needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

chromium: # Debian's browser for the tests; installed where it is missing and we may
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "The browser tests need Chromium: as root, apt-get install chromium"; exit 1; fi; }

libreoffice: # a spreadsheet that the tests open our files with; installed where it is missing and we may
	@command -v soffice >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      libreoffice-calc >/dev/null; \
	  else echo "The tests of files need LibreOffice: as root, apt-get install --no-install-recommends libreoffice-calc"; \
	    exit 1; fi; }

run: install ## the app on the bundled sample, or on what ONEHAZEL_… names (PORT, default 8501)
	$(BIN)/streamlit run app.py --server.port $(PORT)

run-api: install ## a platform server over the sample, and the app against it
	PORT=$(PORT) $(BIN)/python scripts/run_api.py

sync: install ## fill the history of the platform that ONEHAZEL_… names (DAYS, default 90; VERIFY, default 0)
	$(BIN)/python -m data_access.history sync --days $(or $(DAYS),90) --verify $(or $(VERIFY),0)

check: install ## format, lint, types, dependencies, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/lint-imports

fix: install ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: install chromium libreoffice ## everything: check, and beside it every test, the browser's included
	@$(MAKE) --no-print-directory --jobs 2 --keep-going check-in-one-piece every-test

check-in-one-piece: # beside the tests: all that it says stands together, and it fails as it does alone
	@said=$$($(MAKE) --no-print-directory check 2>&1); failed=$$?; echo; echo "$$said"; exit $$failed

every-test:
	$(PYTEST)

test-fast: install ## the tests without a browser, processes of their own or slow files, and no lint: for the loop
	$(PYTEST) --ignore tests/browser -m "not processes and not slow"

test-full: export HYPOTHESIS_PROFILE := full
test-full: test ## as test, and each property with four times the examples

sample: install ## make data_access/sample/ anew, the same bytes every time
	$(BIN)/python scripts/make_sample.py

bench: install chromium ## page latency beside an empty app, and every question beside a bare scan; gates nothing
	$(BIN)/python scripts/bench/run.py

shots: install chromium ## a picture of every page, light and dark, for the README
	$(BIN)/python scripts/screenshots.py
