# Two commands: "make run" and "make test". COUNTRY=MA gives Morocco; PORT, HOST and WORKERS go to the web server.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1

BIN := .venv/bin
UV := $(BIN)/uv pip
# What is installed is remembered under a name made of everything it depends on.
MARK := $(shell cat requirements*.lock pyproject.toml .ci/venv | sha256sum | cut -c1-16)
HERE := .venv/.installed
# The development lock holds the other one: where it was installed once it stays, and a goal that needs it brings it.
WANT_DEV := $(wildcard $(HERE)/dev-*)$(filter test check docs messages setup-dev,$(MAKECMDGOALS))
COMPILE := $(UV) compile --universal --generate-hashes --no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade)

.PHONY: run test check lock assets docs messages setup setup-dev setup-link clean help

help:      ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: setup assets      ## everything, served on http://localhost:8000
	@exec $(BIN)/yaqaza start --demo --host $(HOST) --port $(PORT) $(if $(WORKERS),--workers $(WORKERS))

test: setup-dev assets      ## the test suite
	@$(BIN)/python -m yaqaza.config.testing -n 2 --dist worksteal $(ARGS)

check: setup-dev assets      ## style, types, import order, templates, migrations, translations, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yaqaza-manage check_templates
	$(BIN)/yaqaza-manage makemigrations --check --dry-run
	$(BIN)/yaqaza-manage messages --check
	$(BIN)/yaqaza-manage docs --check
	@echo "make check: everything is in order."

setup: $(HERE)/$(if $(WANT_DEV),dev,run)-$(MARK)      ## the virtual environment, from the lock

setup-link: setup      ## what ``yaqaza link`` needs besides (DuckDB, Arrow, Splink: some 235 MB)
	@$(UV) install --quiet -c requirements-dev.lock "splink==5.*" "sqlglot<30"

setup-dev: $(HERE)/dev-$(MARK)

$(HERE)/run-$(MARK): | $(BIN)/uv
	$(call install,requirements.lock)

$(HERE)/dev-$(MARK): | $(BIN)/uv
	$(call install,requirements-dev.lock)

define install
	@echo "Installing $(1) …"
	@$(UV) sync --quiet --require-hashes $(1)
	@$(UV) install --quiet --no-deps --no-build-isolation -e .
	@rm -rf $(HERE) && mkdir -p $(HERE) && touch $@
endef

$(BIN)/uv:
	@.ci/venv $(PYTHON) .venv

assets: setup      ## fonts and icons
	@$(BIN)/yaqaza assets

lock: $(BIN)/uv      ## both locks again after a change in pyproject.toml (UPGRADE=1: newest versions)
	$(COMPILE) pyproject.toml --extra setup -o requirements.lock
	$(COMPILE) pyproject.toml --extra setup --extra link --extra dev -c requirements.lock -o requirements-dev.lock
	@sed -n 's/^ *"\(uv==[^"]*\)".*/\1/p' pyproject.toml | $(COMPILE) - -o requirements-uv.lock

docs: setup-dev      ## generated pages of docs/
	$(BIN)/yaqaza-manage docs

messages: setup-dev      ## translations: extract and compile
	$(BIN)/yaqaza-manage messages

clean:      ## everything made here, except the data in var/
	rm -rf .venv node_modules src/yaqaza/core/static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
