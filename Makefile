# make app       install what is missing and start the app (PORT=8501)
# make test      lint, types, the JavaScript, then everything but the slow tests
# make test-all  the slow tests too
# make check     lint, types, the JavaScript and fast tests, in under two minutes
# make mutants   put faults of tests/mutants.toml in, one at a time: which ones does no test notice? (ALL=1: every one)
#
# TORCH_INDEX_URL names another package index for PyTorch alone, for instance its CPU builds:
#   make app TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PYTEST := $(BIN)/python -m pytest -q
FAST := OMP_NUM_THREADS=1 $(PYTEST) -m "not slow and not browser and not long" -n auto --dist loadfile

.PHONY: app test test-all check mutants clean

app: $(STAMPS)/run
	@PORT=$(PORT) $(BIN)/python -m hrq app

test: sound browser
	$(FAST)
	$(PYTEST) -m "(browser or long) and not slow"

test-all: sound browser
	$(PYTEST)

check: sound
	$(FAST)

mutants: $(STAMPS)/dev
	$(BIN)/python scripts/mutants.py $(if $(ONLY),--only $(ONLY),$(if $(ALL),,--each 3))

.PHONY: sound
sound: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@sh scripts/check_js.sh

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: browser
browser: $(STAMPS)/dev
	@sh scripts/browser.sh $(BIN)/python

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "hrq needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements.txt
	$(if $(TORCH_INDEX_URL),$(BIN)/pip install --disable-pip-version-check -q $$(grep '^torch==' requirements.txt) --index-url $(TORCH_INDEX_URL))
	@echo "Installing what hrq runs on; the first time takes a few minutes …"
	$(BIN)/pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements-dev.txt
	$(BIN)/pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@
