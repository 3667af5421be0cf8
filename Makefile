# `make demo` runs the example fire; `make test` passes the tests. Both set everything up first.
# Needs only Python 3.11 or later and a package index.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING = 1
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types examples bench docs docs-check pictures wheel ci lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.ready  ## make .venv with the locked dependencies and palier itself

$(VENV)/.ready: requirements-dev.txt requirements-crosscheck.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "'$(PYTHON)' was not found: install Python 3.11 or later, or run 'make PYTHON=/path/to/python3'." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "palier needs Python 3.11 or later, and this is %d.%d: run e.g. make PYTHON=python3.12" % v[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: --requirement requirements-crosscheck.txt \
		|| echo "JuPedSim is not to be had here: the tests that walk beside it are left out."
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## run the fire of examples/paris-18e.yaml and say where its report is
	$(BIN)/palier run examples/paris-18e.yaml --out runs/paris-18e --force
	@echo
	@echo "The report: file://$(abspath runs/paris-18e/report.html)"
	@echo "It is one draw of many: docs/paris.md tells how a hundred end."

test: setup  ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: setup  ## check style and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup  ## check types
	$(BIN)/mypy

examples: setup  ## run every example
	@set -e; for file in examples/*.yaml; do \
		echo "$$file"; \
		$(BIN)/palier run $$file --out runs/$$(basename $$file .yaml) --force; \
	done

bench: setup  ## measure time and memory, and how palier meets its aims for speed
	$(BIN)/python bench/bench.py

docs: setup  ## write the generated pages and build the site into site/
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --strict --quiet

docs-check: setup  ## build the site, failing if a generated page is stale
	$(BIN)/python docs/generate.py --check
	$(BIN)/mkdocs build --strict --quiet

pictures: setup  ## write the picture and the output that the README shows
	$(BIN)/python docs/tools/pictures.py

wheel: setup  ## build the wheel and the source archive into dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

ci:  ## everything that is checked before a change is taken
	.ci/run

lock:  ## write requirements-dev.txt anew from pyproject.toml, with Python 3.11
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet pip-tools
	echo "# The development environment, exactly. Written by 'make lock' from pyproject.toml; do not edit." > build/lock/out.txt
	build/lock/bin/pip-compile --quiet --extra dev --strip-extras --no-header --no-emit-options --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file - pyproject.toml | sed 's/ (pyproject.toml)//' >> build/lock/out.txt
	mv build/lock/out.txt requirements-dev.txt

clean:  ## remove everything that can be made again
	rm -rf $(VENV) build dist site runs .pytest_cache .mypy_cache .ruff_cache .hypothesis
