# Everything is set up in .venv at first use; later runs find it ready.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# The screens' tests wait as long as they work: two at a time for each processor keep it busy,
# and whoever is done takes over from who is not.
WORKERS = $(shell $(PYTHON) -c 'import os; print(2 * len(os.sched_getaffinity(0)))')

.PHONY: demo test test-long test-store-long fuzz lint bench clean

demo: $(VENV)/.ready
	@$(BIN)/tutor-tui demo

test: $(VENV)/.ready-test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Every promise tried many more times, and at every size, alone on the machine: half an hour or so.
test-long: $(VENV)/.ready-test
	@TUTOR_TUI_LONG=1 $(BIN)/python -m pytest -n auto

test-store-long: $(VENV)/.ready-test
	@TUTOR_TUI_LONG=1 $(BIN)/python -m pytest -n 0 -rs tests/store

# Every importer for some minutes under a fuzzer: `make fuzz FUZZ="ilr table" FUZZ_SECONDS=600`.
FUZZ ?= ilr table standard calendar busy holidays learner maps configuration settings
FUZZ_SECONDS ?= 240
fuzz: $(VENV)/.ready-fuzz
	@for one in $(FUZZ); do \
	  $(BIN)/python -m tests.fuzz $$one -max_total_time=$(FUZZ_SECONDS) || exit 1; \
	done

lint: $(VENV)/.ready-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(VENV)/.ready-test
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("tutor-tui needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up in $(VENV) (once; a minute or so) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) install --constraint constraints.txt --editable .
	@$(BIN)/python -m compileall -q tutor_tui screens store
	@touch $@

$(VENV)/.ready-test: pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $(VENV)/.ready $@

$(VENV)/.ready-fuzz: $(VENV)/.ready-test
	@$(PIP) install --constraint constraints.txt --editable '.[fuzz]'
	@touch $@
