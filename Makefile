# `make demo` and `make test` do their own set-up; a second run installs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.PHONY: demo test torture sdk bench lint format lock clean help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: $(RUN)  ## the whole tour on a sandbox tenant; results in demo-output/
	$(BIN)/ontour demo --out demo-output

test: $(DEV) lint  ## the test suite, types and style
	$(BIN)/python -m pytest -q -n auto --dist loadfile

torture: $(DEV)  ## every fault, death and edit at every call of a wave (an hour); `make test` has a sample
	TORTURE=all $(BIN)/python -m pytest -q -n auto tests/jobs/test_torture_*.py

sdk: $(VENV)/bin/python  ## the sandbox tenant against Microsoft's own SDK, in an environment of its own
	test -d .venv-sdk || $(PYTHON) -m venv .venv-sdk
	.venv-sdk/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	.venv-sdk/bin/pip install --quiet --disable-pip-version-check -r requirements-sdk.txt
	.venv-sdk/bin/python -m pytest -q tests/sandbox/sdk

lint: $(DEV)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(DEV)  ## sort imports, mend what ruff can
	$(BIN)/ruff check --fix .

bench: $(DEV)  ## the benchmarks: ours and the naive way in one run, as ratios
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ontour needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }  # half of one would be taken for a whole the next time

$(RUN): requirements.lock pyproject.toml | $(VENV)/bin/python
	test -f $(DEV) || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(RUN)

lock:  ## lock the newest versions that pyproject.toml allows, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:  ## remove the virtual environment and what demo and tests wrote
	rm -rf $(VENV) demo-output var .pytest_cache .mypy_cache .ruff_cache
