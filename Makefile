# The commands a contributor needs; CI runs the same ones. `make graph` and `make test` set up all they need themselves.
#   make graph   build the graph of seeds/ into output/        make test    run the tests
#   make lint    style      make types   types                 make floors  measured quality against its pinned floors
#   make check   all of the above but graph                    make clean   remove what was built
#   make docs    the reference page of the ontology
PYTHON ?= python3
VENV ?= .venv
SEEDS ?= seeds
OUT ?= output
# pytest's own flags, e.g. make test PYTEST="-k html -x"
PYTEST ?= -n auto

BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: graph test lint types floors check browser tools docs install clean help
.DEFAULT_GOAL := help

help:
	@sed -n '2,5s/^# *//p' Makefile

install: $(READY)

# The environment is made anew when its definition changes.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all]' --group dev
	@touch $@

graph: $(READY)
	$(BIN)/kg build $(SEEDS) -o $(OUT)
	@test -s $(OUT)/graph.ttl && test -s $(OUT)/graph.html
	@echo "The graph:           $(OUT)/graph.ttl"
	@echo "Open in a browser:   $(OUT)/graph.html"

test: $(READY) browser tools
	$(BIN)/python -m pytest $(PYTEST)

# The page is tested in a real Chromium that can draw Chinese.
browser:
	@sh scripts/install-browser.sh

# Other people's tools that exports are read back with.
tools:
	@sh scripts/install-tool.sh rapper raptor2-utils

# kg load is tested with a real Virtuoso.
virtuoso: $(READY)
	@sh scripts/install-virtuoso.sh $(VENV)/virtuoso

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

floors: $(READY)
	$(BIN)/python -m pytest -m floors tests/quality

# The reference page of the ontology; a test fails where it is out of date.
docs: $(READY)
	$(BIN)/python scripts/build_ontology_docs.py

check: test lint types floors

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find $(OUT) -mindepth 1 ! -name README.md -delete
