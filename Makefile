# `make test` is all that continuous integration runs. `make help` lists the rest.
.DEFAULT_GOAL := help
PY := .venv/bin/python
# Labelled posts to score on, where they are there; others with `make score EVAL=file`.
EVAL ?= ../shared/eval/dev.jsonl
DEV := .venv/dev-ready

.PHONY: help env test lint format types score bench docs lock clean

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

env: $(DEV)  ## make the development environment

$(DEV): requirements-dev.lock requirements.lock
	@./forethought --version >/dev/null
	@echo "installing the locked development requirements ..." >&2
	@$(PY) -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements-dev.lock
	@touch $@

test: lint types $(DEV)  ## lint, type check and run all tests
	$(PY) -m pytest -n 2 -q

lint: $(DEV)  ## ruff
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(DEV)  ## mypy --strict on src
	$(PY) -m mypy

format: $(DEV)  ## mend what ruff can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

score: $(DEV)  ## figures by concern and origin; EVAL=file for other labelled posts, ERRORS=n to see wrong ones
	@$(PY) scripts/score.py --eval $(EVAL) $(if $(ERRORS),--errors $(ERRORS))

bench: $(DEV) .venv-bench/ready  ## speed and memory, beside other tools on the same posts
	@$(PY) scripts/bench.py --peers .venv-bench/bin/python

.venv-bench/ready: bench/requirements.txt
	@echo "making .venv-bench for the other tools (some minutes, this once) ..." >&2
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --quiet --disable-pip-version-check install -r bench/requirements.txt
	@touch $@

docs: $(DEV)  ## print the pages that come from data (CHECK=1: only compare)
	@$(PY) scripts/docs.py $(if $(CHECK),--check)

COMPILE := .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --all-build-deps --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
lock: $(DEV)  ## take the newest requirements that fit pyproject.toml
	$(COMPILE) --upgrade -o requirements.lock pyproject.toml
	$(COMPILE) --upgrade --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:  ## delete what was made, the environments too
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist src/*.egg-info
