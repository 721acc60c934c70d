# Foyer's commands. Everything they make is under .venv/ and var/; docs in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= 127.0.0.1
export PORT HOST
# Development unless the environment says otherwise; production never goes through make.
export DEBUG ?= 1

.PHONY: run test test-fast test-failures test-e2e test-services lint types fmt bench reset lock screens help

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# A lock that is newer than its stamp installs again; an unchanged one costs nothing.
$(VENV)/run.stamp: requirements.lock
	@$(PYTHON) cms/install.py requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@$(PYTHON) cms/install.py requirements-dev.lock
	@touch $@

run: $(VENV)/run.stamp  ## from a fresh clone to a running platform with demo content
	@$(BIN)/python -m cms.run

test: $(VENV)/dev.stamp  ## unit and integration tests, then failures, then the browser tests
	@$(BIN)/python -m tests.run

test-fast: $(VENV)/dev.stamp  ## unit and integration tests alone
	@$(BIN)/pytest -m "not e2e and not failure" -n 2 --dist worksteal -q

test-failures: $(VENV)/dev.stamp  ## kill -9 at every step, services that stall or go away
	@$(BIN)/pytest -m failure -n 2 -q

test-e2e: $(VENV)/dev.stamp  ## only the browser tests
	@$(BIN)/pytest -m e2e -n 2 -q

test-services: $(VENV)/dev.stamp  ## the rooms that talk to PostgreSQL, Redis and the broker, in one process
	@$(BIN)/pytest -q tests/accounts tests/notifications tests/races tests/cms/test_throttle.py \
		tests/site_pages/test_page_cache.py tests/site_pages/test_versions.py

lint: $(VENV)/dev.stamp  ## style, types, room borders, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy accounts notifications payments site_pages ticketing live_control gallery cms
	$(BIN)/djhtml --check templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python -m tests.lint

types: $(VENV)/dev.stamp  ## types of the JavaScript alone (needs npm; `lint` has them, too)
	@$(BIN)/python -m tests.lint javascript

fmt: $(VENV)/dev.stamp  ## put everything into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml templates

bench: $(VENV)/dev.stamp  ## the bars of the specification; ONLY=name for one
	@$(BIN)/python -m bench $(ONLY)

screens: $(VENV)/dev.stamp  ## the pictures under docs/screens/
	$(BIN)/python manage.py take_screens

reset:  ## forget the database, media and caches of this checkout
	@$(PYTHON) -m cms.reset

lock: $(VENV)/dev.stamp  ## resolve the ranges of pyproject.toml again (needs uv)
	uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock
