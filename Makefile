# Needs python3 (3.11 or newer) with venv, make and a POSIX shell; everything else is fetched or explained.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
DEMO ?= full
export PORT DATA_DIR PYTHON

PY := .venv/bin/python
PYTEST := $(PY) -m pytest --dist loadgroup --no-loadscope-reorder

.PHONY: run test test-long fuzz faults drill bench check frontend types requirements clean

## Set up what is missing, load demo data (DEMO=none: start empty), import the statutes in LAWS and serve at
## http://127.0.0.1:$(PORT)
run: .venv/runtime.stamp
	@$(PY) scripts/frontend.py build
	@$(PY) -m exam_platform prepare $(if $(filter none,$(DEMO)),--empty) $(if $(LAWS),--laws "$(LAWS)")
	@exec $(PY) -m exam_platform serve

## Everything: checks, both databases, the frontend, browsers
test: .venv/develop.stamp
	@$(MAKE) --no-print-directory --output-sync -j 2 check frontend
	TEST_STACK=sqlite FUZZ_EXAMPLES=1 $(PYTEST) -n 3 -m "not browser and not faults and not long"
	TEST_STACK=postgresql FUZZ_EXAMPLES=1 $(PYTEST) -n 3 -m "not browser and not live and not long"
	TEST_STACK=sqlite $(PYTEST) -n 2 -p no:randomly -m "browser and not long" tests/browser

## What takes minutes: every way a restore can go, rehearsals of other days, each bench once, every view of every page
test-long: .venv/develop.stamp frontend
	scripts/system-packages
	TEST_STACK=sqlite $(PYTEST) -n 2 -m long
	TEST_STACK=postgresql $(PYTEST) -n 2 -m "long and not browser and not live"

## The checks that need no database server and no browser
check: .venv/develop.stamp
	scripts/system-packages
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy questions exam_platform
	.venv/bin/lint-imports
	DATA_DIR=.venv/check $(PY) -m exam_platform makemigrations --check --dry-run
	PUBLIC_URL=https://exam.example/ DATA_DIR=.venv/check $(PY) -m exam_platform check --deploy --fail-level WARNING

## The platform killed while 200 candidates sit, an hour and a half; what was counted goes to DATA_DIR/faults.json.
## FAULTS_KILLS=300 for a night, FAULTS_CANDIDATES for another load, FAULTS='-k f03' for one fault
faults: .venv/develop.stamp
	scripts/system-packages
	TEST_STACK=sqlite FAULTS_FILE=$(abspath $(DATA_DIR))/faults.json $(PY) -m pytest -v -p no:randomly tests/faults $(FAULTS)

## A night of hostile requests on both databases: FUZZ_EXAMPLES of each operation for each role, drawn by FUZZ_SEED
fuzz: .venv/develop.stamp
	for stack in sqlite postgresql; do \
		TEST_STACK=$$stack FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-60} $(PYTEST) -n 2 -rP --timeout 0 tests/security/test_every_route_fuzzed.py || exit 1; \
	done

## Types, unit tests, build and budgets of the frontend
frontend: .venv/develop.stamp
	$(PY) scripts/frontend.py check

## Write the API's schema and the types made from it
types: .venv/develop.stamp
	$(PY) scripts/frontend.py types

.venv/runtime.stamp: requirements/runtime.txt
	@scripts/install-requirements runtime
	@touch $@

.venv/develop.stamp: .venv/runtime.stamp requirements/develop.txt
	@scripts/install-requirements develop
	@touch $@

## Pin again what requirements/*.in ask for
requirements: .venv/develop.stamp
	for name in runtime develop node; do \
		.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
			requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

## F20: destroyed while candidates save, restored elsewhere, compared with their ledger, on both stacks
drill: .venv/develop.stamp
	scripts/system-packages
	$(PY) -m tests.operations.restore_drill $(DRILL)

## What the hot paths cost and what grows with the data: a table, and DATA_DIR/bench.json (BENCH="save lists": those)
bench: .venv/develop.stamp
	$(PY) -m tests.bench $(BENCH)

## Remove what was built; the data folder stays
clean:
	rm -rf .venv frontend/node_modules exam_platform/built build
