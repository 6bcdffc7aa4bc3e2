# `make try` shows Frame at work; `make test` sets up and runs every test; `make docs` builds the documentation. They
# need nothing but Python 3.11 or newer.
.PHONY: try test setup editors docs lint clean
.DEFAULT_GOAL := try

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TRY    := $(VENV)/.installed-try

try: $(TRY)
	@$(BIN)/python examples/show.py

test: setup editors
	@$(BIN)/python -m pytest -n $${FRAME_TEST_WORKERS:-2} --dist loadgroup $(PYTEST_ARGUMENTS)

setup: $(STAMP)

editors: $(STAMP)
	@command -v npm >/dev/null || bash .ci/install-packages nodejs npm || true
	@bash editors/setup.sh || echo "frame: the editor tests will fail (see above)"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "frame: Python 3.11 or newer is missing ($(PYTHON) is not it)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || bash .ci/install-packages python3-venv
	@$(PYTHON) -m venv $(VENV) || { echo "frame: $(PYTHON) cannot make a virtual environment; is python3-venv installed?"; exit 1; }

$(TRY): $(VENV)/bin/python pyproject.toml
	@echo "Installing Frame into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . \
	  || { echo "frame: the Python packages it needs could not be installed (see above)"; exit 1; }
	@touch $@

$(STAMP): $(VENV)/bin/python pyproject.toml
	@echo "Installing Frame and its tests' tools into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,docs]' \
	  || { echo "frame: the Python packages it needs could not be installed (see above)"; exit 1; }
	@touch $@ $(TRY)

docs: $(STAMP)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet && echo "The documentation is in out/site/index.html"

lint: $(STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

clean:
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist out
