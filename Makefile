# The verbs of the house; each sets itself up in .venv and says in one line what else it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
AXE := node_modules/axe-core/axe.min.js
DEMO ?= demo
# A worker for each processor; more than eight would only start as many LibreOffices.
PARALLEL := --numprocesses auto --maxprocesses 8 --dist worksteal

.PHONY: freeze program demo demo-google test test-fast test-long golden coverage lint bench docs clean

$(READY): pyproject.toml
	@$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Needs Python 3.11 or later with venv: sudo apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $(READY)

# axe-core, which audits our pages: without npm its tests are skipped, and pytest says so
$(AXE):
	@if command -v npm >/dev/null; then \
		npm install --silent --no-save --no-package-lock --no-audit --no-fund axe-core@4 \
			|| echo 'npm could not install axe-core: the pages will not be audited'; \
	fi

freeze:   ## the versions that two computers get alike (installers/constraints.txt)
	uv pip compile pyproject.toml --universal --python-version 3.11 --quiet --no-annotate --no-header -o installers/constraints.txt

program:   ## the program for this system, with all that it needs (dist/)
	$(PYTHON) installers/build.py

demo: $(READY)   ## the sample consortium, and the monthly job on it
	if [ -e $(DEMO)/config.yaml ]; then $(BIN)/sheets-sync prepare --config $(DEMO)/config.yaml; else $(BIN)/sheets-sync demo $(DEMO); fi

demo-google: $(READY)   ## the same in a Google spreadsheet, emulated on this machine
	rm -rf $(DEMO)-google
	$(BIN)/python -m tests.sheets_emulator.demo $(DEMO)-google

test: $(READY) $(AXE) lint   ## lint, types, then all the tests but the long ones
	$(BIN)/pytest $(PARALLEL)

test-fast: $(READY)   ## the tests that need nothing but Python
	$(BIN)/pytest $(PARALLEL) -m 'not (office or browser or node or java or long)'

test-long: $(READY)   ## the simulations, kills, faults and properties in full (some minutes)
	$(BIN)/pytest $(PARALLEL) --hypothesis-profile=long -m 'long or hypothesis'

golden: $(READY)   ## accept what the sample now shows (tests/golden/texts): look at the difference before you commit it
	$(BIN)/pytest tests/golden tests/reading/test_messy_tabs.py --accept

coverage: $(READY) $(AXE)   ## what of the code the tests run (slower)
	$(BIN)/pytest $(PARALLEL) --cov=sheets_sync --cov=forms --cov-report=term:skip-covered

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	if grep -q '^\[tool.importlinter' pyproject.toml; then $(BIN)/lint-imports; fi
	$(BIN)/mypy

bench: $(READY)   ## the monthly run beside what people would take instead (half an hour; writes benchmarks/README.md)
	$(BIN)/pip install --quiet polars fastexcel 'duckdb==1.4.4' duckdb-ext-excel || echo 'without polars or DuckDB: their lines are left out'
	$(BIN)/python -m benchmarks.monthly_run --write
	$(BIN)/python benchmarks/publish.py
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.indicators
	$(BIN)/python -m benchmarks.google

docs: $(READY)   ## the data dictionary, every message, and the pictures (needs LibreOffice, pdftoppm, Chromium and its driver)
	$(BIN)/python -m docs.make

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis .coverage
