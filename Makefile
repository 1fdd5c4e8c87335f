# The same commands for a newcomer, a developer and CI.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check install --quiet --constraint constraints.txt
RUN := $(VENV)/bin/python -m

# Each worker begins with one half of the tests, so that few modules and their fixtures are made in both.
TESTS := pytest --numprocesses 2 --dist worksteal

# Where pip would bring a torch with CUDA: make run TORCH_INDEX=address-of-the-CPU-wheels (see the README).
TORCH_INDEX ?=

.PHONY: run chat test check format soak bench eval clean

run: $(VENV)/ready
	$(RUN) retrieval reindex
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ] || grep -qs 'TELEGRAM_BOT_TOKEN=.' .env; \
	  then $(RUN) bot; else $(RUN) bot --playground; fi

chat: $(VENV)/ready
	@$(RUN) retrieval reindex >&2
	@$(RUN) retrieval chat

test: $(VENV)/ready-for-development
	$(RUN) $(TESTS)

check: $(VENV)/ready-for-development
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) $(TESTS)

format: $(VENV)/ready-for-development
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

soak: $(VENV)/ready-for-development
	$(RUN) pytest -m soak

eval: $(VENV)/ready-for-development
	$(RUN) tests.evaluation

bench: $(VENV)/ready-for-development
	$(RUN) tests.benchmarks

$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing packages: a few minutes, this once."
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(PIP) --editable .
	@touch $@

$(VENV)/ready-for-development: $(VENV)/ready
	$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) var
