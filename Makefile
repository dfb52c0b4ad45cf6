# make demo — play it in the browser (PORT=8765).  make test — run the tests.  make run — the real bot, from .env.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo run doctor test test-postgres test-signal chaos bench pictures lint format check requirements migration clean

help:
	@head -1 Makefile | cut -c3-

$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Between needs Python 3.11 or newer (PYTHON=python3.12 make …)."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.ready
	@$(BIN)/python -m bot demo $(if $(PORT),--port $(PORT))

run: $(VENV)/.ready
	@$(BIN)/python -m bot run

doctor: $(VENV)/.ready
	@$(BIN)/python -m bot doctor

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-postgres: $(VENV)/.ready-dev
	@BETWEEN_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n auto --dist worksteal

test-signal: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.signal_cli.install
	@BETWEEN_SIGNAL_CLI=1 $(BIN)/python -m pytest tests/signal_cli -n auto --dist loadscope

chaos: $(VENV)/.ready-dev
	@BETWEEN_CHAOS_DEATHS=10000 $(BIN)/python -m pytest tests/chaos -n auto --dist worksteal
	@BETWEEN_CHAOS_DEATHS=2000 BETWEEN_TEST_DATABASE=postgresql $(BIN)/python -m pytest tests/chaos -n auto --dist worksteal

bench: $(VENV)/.ready-dev
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks report

pictures: $(VENV)/.ready-dev
	@BETWEEN_PICTURES=1 BETWEEN_BROWSER_REQUIRED=1 $(BIN)/python -m pytest tests/e2e/test_demo_page.py

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

check: lint test

migration: $(VENV)/.ready-dev
	@$(BIN)/python -m storage.new_migration $(name)
	@$(BIN)/ruff check --quiet --fix storage/migrations; $(BIN)/ruff format --quiet storage/migrations

requirements: $(VENV)/.ready-dev
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
