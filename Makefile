# The verbs of the house; each sets itself up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO ?= demo

.PHONY: demo demo-google test lint bench docs clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $(READY)

demo: $(READY)   ## the sample consortium, and the monthly job on it
	if [ -e $(DEMO)/config.yaml ]; then $(BIN)/sheets-sync prepare --config $(DEMO)/config.yaml; else $(BIN)/sheets-sync demo $(DEMO); fi

demo-google: $(READY)   ## the same in a Google spreadsheet, emulated on this machine
	rm -rf $(DEMO)-google
	$(BIN)/python -m tests.sheets_emulator.demo $(DEMO)-google

test: $(READY) lint   ## lint, types, then the tests with their coverage
	$(BIN)/pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)   ## the monthly run beside a user's script and the floor (some minutes)
	$(BIN)/python benchmarks/monthly_run.py
	$(BIN)/python benchmarks/publish.py
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.indicators
	$(BIN)/python -m benchmarks.google

docs: $(READY)   ## the data dictionary, every message, and the pictures (needs LibreOffice, pdftoppm, Chromium and its driver)
	$(BIN)/python -m docs.make

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
