# Needs Python 3.11 or newer, make and git. Everything else is installed into .venv,
# at the versions and hashes of requirements.lock. `make help` tells what there is.

PYTHON ?=
JOBS ?= 2
READY := .venv/.ready
BIN := .venv/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := 0
unexport PYTHONHOME
# Tests start hundreds of processes: each would compile the sources anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check bench clean lock setup

help: ## Tell what there is
	@echo "make demo    a dataset of 200 conversations from the starter tools (some minutes the first time)"
	@echo "make test    the tests, JOBS=$(JOBS) at once; ARGS='-k words' for some of them"
	@echo "make check   ruff, mypy and the layers"
	@echo "make bench   what is fast, measured against the limits"
	@echo "make setup   only .venv, with everything the others need"
	@echo "make lock    requirements.lock anew from pyproject.toml (needs uv)"
	@echo "make clean   away with .venv, caches and builds; digit-tc-data/ stays"
	@echo "PYTHON=/path/to/python3 before any of them chooses the interpreter."

demo: $(READY) ## A first dataset
	@$(BIN)/digit-tc generate deployments/runs/demo.yaml
	@echo
	@echo "The dataset is under digit-tc-data/. To look at it:"
	@echo "  $(BIN)/digit-tc runs"
	@echo "  $(BIN)/digit-tc show latest"
	@echo "  $(BIN)/digit-tc sql --tables"

test: $(READY) ## The tests
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(ARGS)

check: $(READY) ## Style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY) ## Measurements
	@$(BIN)/python -m benchmarks $(ARGS)

setup: $(READY) ## Only the environment

clean: ## Everything that can be made again
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

lock: ## requirements.lock anew
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	  --no-emit-index-url --no-annotate --no-header \
	  --group dev --output-file requirements.lock pyproject.toml

# An environment belongs to one folder: its scripts name it. The stamp holds the folder, so that
# a moved or copied project sets itself up again.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

# The stamp comes last. Where it is missing, set-up was interrupted, and starts from nothing.
$(READY): requirements.lock pyproject.toml
	@if [ "$$(cat $@ 2>/dev/null)" != "$(CURDIR)" ] || ! $(BIN)/python -c '' 2>/dev/null; then \
	  python=; for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	      python="$$candidate"; break; \
	    fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "Python 3.11 or newer is needed, and none was found as: $(or $(PYTHON),python3.13 python3.12 python3.11 python3)." >&2; \
	    echo "Install one, or say where it is: make PYTHON=/path/to/python3 ..." >&2; exit 1; \
	  fi; \
	  if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "$$python comes without its venv module. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; \
	  fi; \
	  echo "Setting up .venv with $$("$$python" --version) (once, two to three minutes)"; \
	  rm -rf .venv; "$$python" -m venv .venv || exit 1; \
	fi; \
	rm -f $@; \
	$(BIN)/python -m pip install -qq --no-deps --require-hashes -r requirements.lock && \
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e . && \
	$(BIN)/python -m compileall -qq digit_tc flows tasks && \
	echo "$(CURDIR)" > $@ || { \
	  echo "Set-up did not finish; the lines above say why. The next make starts it again." >&2; exit 1; }
