# Two commands: `make demo` (talk to it) and `make test` (check it). Both set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench models clean lock

demo: $(VENV)/.installed
	$(BIN)/shopwright demo

test: $(VENV)/.installed-dev lint models
	$(BIN)/pytest --cov --cov-report=term

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev models
	$(BIN)/python -m tests.benchmarks

models: $(VENV)/.installed
	$(BIN)/shopwright models pull

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --progress-bar on -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/pip install --progress-bar on -r requirements-dev.lock
	touch $@

# Renew both lock files from pyproject.toml, in a fresh environment.
lock:
	rm -rf .lock-venv && $(PYTHON) -m venv .lock-venv
	.lock-venv/bin/pip install --quiet --upgrade "pip>=25.1"
	.lock-venv/bin/pip install "torch==2.13.0" && .lock-venv/bin/pip install .
	.lock-venv/bin/pip freeze --exclude shopwright --exclude-editable | sed 's/^torch[ =].*/torch==2.13.0/; s/^triton==.*/& ; sys_platform == "linux"/' > requirements.lock
	.lock-venv/bin/pip install --group dev
	.lock-venv/bin/pip freeze --exclude shopwright --exclude-editable | sed 's/^torch[ =].*/torch==2.13.0/; s/^triton==.*/& ; sys_platform == "linux"/' > requirements-dev.lock
	rm -rf .lock-venv

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache htmlcov .coverage
