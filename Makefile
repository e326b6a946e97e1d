# Postscope. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup run test prove fuzz looks check migrate migration openapi admin move-media dead replay clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP_DONE := $(VENV)/.setup-done
WEB_DONE := web/dist/.built
WEB_SOURCES := $(shell find web/src web/public web/build web/packages -type f 2>/dev/null) \
	$(wildcard web/*.json web/*.ts web/*.html web/*.js)
T ?=
B ?=

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- for everyone ---------------------------------------------------------------

setup: $(SETUP_DONE)  ## install what is locked into .venv (run and test do it by themselves)

run: $(SETUP_DONE) $(WEB_DONE)  ## start everything; Ctrl-C stops it (PORT=8010, POSTSCOPE_HOME=... to change)
	@exec $(BIN)/python -m deploy.local

test: $(SETUP_DONE) $(WEB_DONE)  ## all tests, slow kinds sampled; one part: make test T=tests/billing
	@$(BIN)/python -m deploy.local.browser || true
	$(BIN)/python -m pytest -n 3 --dist loadfile -m "not prove and not fuzz" $(T)
ifeq ($(T),)
	$(MAKE) --no-print-directory test-web
endif

prove: $(SETUP_DONE) $(WEB_DONE)  ## the slow proofs, whole: kills, floods
	$(BIN)/python -m pytest -m prove $(T)

fuzz: $(SETUP_DONE) $(WEB_DONE)  ## hostile and generated input, all of it
	$(BIN)/python -m pytest -m fuzz $(T)
	EXAMPLES=many $(BIN)/python -m pytest -n 2 --dist loadfile --timeout 900 -m "generated and not fuzz and not prove" $(T)

looks: $(SETUP_DONE) $(WEB_DONE)  ## the browser tests at every width in both themes; pictures in tests/artifacts
	LOOKS=all $(BIN)/python -m pytest -n 2 --dist loadfile -m browser $(or $(T),tests/e2e/browser)

bench: $(SETUP_DONE) $(WEB_DONE)  ## measure, beside targets, on a quiet machine; one: make bench B=import
	$(BIN)/python -m tests.benchmarks $(B)

admin: $(SETUP_DONE)  ## make a signed-up user an administrator: make admin EMAIL=...
	@$(BIN)/python -m deploy.local.command auth -m services.auth.admin "$(EMAIL)"

move-media: $(SETUP_DONE)  ## move stored files from STORAGE_MOVING_FROM to STORAGE, while it runs (docs/operators.md)
	@$(BIN)/python -m deploy.local.command social -m services.social.media.moving

clean:  ## remove what was installed and built; your data in var/ stays
	rm -rf $(VENV) web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- for those who change it ----------------------------------------------------

check: $(SETUP_DONE) web/node_modules/.done  ## format, lint, types, import rules, house rules, web checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.rules.check
	$(BIN)/python -m deploy.openapi --check
	$(NPM) --prefix web run check

format: $(SETUP_DONE)  ## put the code into the one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrate: $(SETUP_DONE)  ## bring all databases to their newest revision (DATABASE_URL_... or the local ones)
	$(BIN)/python -m deploy.local.migrate

migration: $(SETUP_DONE)  ## write a migration from the models: make migration SERVICE=auth NAME="add x"
	$(BIN)/python -m deploy.local.revision "$(SERVICE)" "$(NAME)"

openapi: $(SETUP_DONE) web/node_modules/.done  ## rebuild web/openapi.json and the web client's types
	$(BIN)/python -m deploy.openapi
	$(NPM) --prefix web run types

dead: $(SETUP_DONE)  ## list messages whose attempts are used up, of all services
	@$(BIN)/python -m deploy.local.messages dead

replay: $(SETUP_DONE)  ## give a dead message its attempts anew: make replay SERVICE=social ID=...
	@$(BIN)/python -m deploy.local.messages replay "$(SERVICE)" "$(ID)"

lock: $(SETUP_DONE)  ## resolve the dependencies of pyproject.toml anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --all-extras --group dev \
		--generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock

test-web: web/node_modules/.done  ## unit tests of the web app
	$(NPM) --prefix web run test

pictures: $(SETUP_DONE) $(WEB_DONE)  ## take the README's pictures anew
	$(BIN)/python -m tests.e2e.pictures

# --- how things are made --------------------------------------------------------

$(SETUP_DONE): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Postscope needs Python 3.11 or newer; PYTHON=/path/to/python3 make ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check "uv>=0.9,<1"
	$(BIN)/uv pip sync -q --python $(BIN)/python requirements.lock
	@touch $@

# Node from the PATH if it is new enough, else from the wheel.
NPM = PATH="$(CURDIR)/$(VENV)/node:$$PATH" npm --no-fund --no-audit --loglevel=error

$(VENV)/node/.linked: $(SETUP_DONE)
	@$(BIN)/python -m deploy.local.node $(VENV)/node
	@touch $@

# Not `npm ci`: it refuses a lock file that lacks binaries for other platforms, which
# not every registry has. `--no-save` keeps to the lock file and leaves it as it is.
web/node_modules/.done: web/package-lock.json $(VENV)/node/.linked
	$(NPM) --prefix web install --no-save
	@touch $@

$(WEB_DONE): web/node_modules/.done $(WEB_SOURCES)
	$(NPM) --prefix web run build
	@touch $@
