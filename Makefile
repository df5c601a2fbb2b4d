# The pipeline in order. `make start` needs Node 20.19 only; what needs Python sets it up by itself.

PYTHON ?= python3
PORT ?= 5000
RECIPE ?= fast
MODEL ?= runs/$(RECIPE)-seed0
NAME ?= $(RECIPE)
PARTS ?= hosting
BIN := .venv/bin
WEB := webapp/node_modules/.package-lock.json
UV := .cache/uv/bin/uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --no-strip-extras --generate-hashes --custom-compile-command "make lock" $(UPGRADE)
PEERS := benchmarks/node_modules/.package-lock.json
FER := .cache/fer/bin/python

.PHONY: help start test test-python test-web lint lint-python lint-web format train train-all evaluate export bench deploy lock update clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

start: $(WEB)    ## build the page and serve it as Firebase Hosting would (PORT=5000)
	@PORT=$(PORT) npm run --silent --prefix webapp start

test: lint test-python test-web ## everything: lint, types, Python, TypeScript, a real browser

test-python: .venv/.ready $(WEB) ## pytest, on all cores
	@sh scripts/install-browsers.sh
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-web: .venv/.ready $(WEB) ## Vitest, Playwright with a fake camera, then three engines
	npm --prefix webapp test
	node --test --test-reporter=dot benchmarks/speed/tests/
	@sh scripts/install-browsers.sh
	CHROMIUM="$$(node webapp/scripts/find-chromium.js)" PYTHON="$(CURDIR)/$(BIN)/python" npm --prefix webapp run e2e
	CHROMIUM="$$(node webapp/scripts/find-chromium.js)" PYTHON="$(CURDIR)/$(BIN)/python" npm --prefix webapp run engines

lint: lint-python lint-web ## ruff, mypy, import-linter, eslint, prettier, tsc

lint-python: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .cache/imports

lint-web: $(WEB)
	npm --prefix webapp run lint
	npm --prefix webapp run typecheck

format: .venv/.ready $(WEB) ## format everything
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm --prefix webapp run format

train: .venv/.ready ## train a network on the data that FER2013 names (RECIPE=fast)
	$(BIN)/python training/train.py --recipe $(RECIPE)

train-all: .venv/.ready $(WEB) ## every committed model, resumable: hours (scripts/train_all.py --list)
	$(BIN)/python scripts/train_all.py

evaluate: .venv/.ready ## measure a network (MODEL=runs/fast-seed0)
	$(BIN)/python training/evaluate.py $(MODEL)

export: .venv/.ready $(WEB) ## write a network's files for the page (MODEL=runs/fast-seed0 NAME=fast)
	$(BIN)/python converter/export.py $(MODEL)/model.keras --name $(NAME) --quantize auto

bench: .venv/.ready $(WEB) $(PEERS) $(FER) ## Mien beside its peers in one Chromium: docs/speed.md (BENCH="--turns 10")
	@node webapp/scripts/find-chromium.js > /dev/null
	CHROMIUM="$$(node webapp/scripts/find-chromium.js)" PYTHON="$(CURDIR)/$(BIN)/python" node benchmarks/speed/run.js $(BENCH)
	$(BIN)/python benchmarks/reader_speed.py --fer $(FER)
	$(BIN)/python benchmarks/reader_memory.py

deploy: $(WEB)   ## build, then Firebase Hosting: needs `npx firebase-tools login` and PROJECT=your-project
	@test -n "$(PROJECT)" || { echo "deploy: expected PROJECT=your-firebase-project, got none" >&2; exit 2; }
	@case "$(PARTS):$$MIEN_OPERATOR" in *functions*:) echo "deploy: expected MIEN_OPERATOR with whom visitors can ask, got none; see docs/operating.md" >&2; exit 2;; esac
	npm --prefix webapp run build
	npx --yes firebase-tools@15.34.2 deploy --only "$(PARTS)" --project "$(PROJECT)"

lock: $(UV)      ## write requirements.txt and functions/requirements.txt from their .in files
	$(LOCK) --emit-find-links requirements.in --output-file requirements.txt
	$(LOCK) --constraint requirements.txt functions/requirements.in --output-file functions/requirements.txt

update: $(UV)    ## update every lock, then test everything (CONTRIBUTING.md)
	$(MAKE) lock UPGRADE=--upgrade
	npm update --prefix webapp
	npm update --prefix benchmarks
	-npm outdated --prefix webapp
	-npm outdated --prefix benchmarks
	$(MAKE) test

clean:           ## remove what was built; weights, data and runs stay
	rm -rf webapp/dist webapp/dist-package webapp/test-results webapp/playwright-report .mypy_cache .pytest_cache .ruff_cache

# Set-up. Each leaves a mark that is older than its inputs only when they change. The first two run
# README's own lines, so that what users install is what is tested; Python compiles what is imported,
# and not first all of it.

.venv/.ready: requirements.txt
	@command -v $(PYTHON) > /dev/null || { echo "expected Python 3.11 or 3.12 as $(PYTHON), got none; name one with make PYTHON=..." >&2; exit 2; }
	@$(PYTHON) environment.py
	$(PYTHON) -m venv --clear .venv
	@export PATH="$(CURDIR)/$(BIN):$$PATH" PIP_QUIET=2 PIP_COMPILE=0 PIP_DISABLE_PIP_VERSION_CHECK=1; sed -n '/^pip install/p' README.md | sh -ex
	@touch $@

$(WEB): webapp/package.json webapp/package-lock.json
	@command -v node > /dev/null || { echo "expected Node 20.19 or newer, got none; see https://nodejs.org" >&2; exit 2; }
	@node webapp/server/environment.js
	@export npm_config_fund=false npm_config_audit=false npm_config_loglevel=error; sed -n '/^npm ci/p' README.md | sh -ex
	@touch $@

$(PEERS): benchmarks/package.json benchmarks/package-lock.json
	npm ci --prefix benchmarks --no-fund --no-audit --loglevel=error
	@touch $@

# fer (PyPI) needs another NumPy than Mien.
$(FER):
	$(PYTHON) -m venv --clear $(@D)/..
	$(@D)/pip install --quiet --disable-pip-version-check fer==25.10.3

$(UV):
	$(PYTHON) -m venv --clear $(@D)/..
	$(@D)/pip install --quiet --disable-pip-version-check uv==0.13.9
