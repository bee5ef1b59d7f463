# Everything is set up from here: `make site` and `make test` need only Python 3.11, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed
TESTS := $(VENV)/.installed-tests
# An environment of its own: what audits is not among what is audited.
AUDIT_VENV := $(VENV)/audit
AUDIT := $(AUDIT_VENV)/.installed
APT := DEBIAN_FRONTEND=noninteractive apt-get
# Errors only: pip's warnings are about its own settings.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# The checkout itself, so that .venv/bin/sourcebook works; its build backend is pinned and hashed like all else.
CHECKOUT := $(PIP) install --no-deps --no-build-isolation --editable .

.PHONY: site serve test quick lint audit bench bench-charts bench-preview bench-publish picture docs fonts lock wheel clean help browser servers
.DEFAULT_GOAL := site

site: $(RUNTIME) ## set everything up and build content/ into site/
	@$(BIN)/python build.py
	@echo "The site is in $(CURDIR)/site: run \`make serve\` and open http://127.0.0.1:8000/"

test: $(TESTS) browser servers ## install what the tests need and run all of them
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup

quick: $(TESTS) ## run the tests that need no browser
	@$(BIN)/python -m pytest -q -n auto -m "not slow"

lint: $(TESTS) ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(TESTS) ## measure the cost of a page, beside Python-Markdown alone in the same run
	@$(BIN)/python -m benchmarks plain

bench-charts: $(TESTS) ## measure charts a second, beside Altair's own saving of them
	@$(BIN)/python -m benchmarks charts

bench-preview: $(TESTS) browser ## measure from a save to the changed page, beside Hugo
	@$(BIN)/python -m benchmarks preview

bench-publish: $(TESTS) servers ## measure publishing beside awscli, where it is installed, and kill it 200 times
	@$(BIN)/python -m benchmarks publish

serve: $(RUNTIME) ## show the site while it is edited
	@$(BIN)/python build.py serve

picture: $(TESTS) browser ## make the picture of the README anew
	@$(BIN)/python docs/picture.py

docs: $(RUNTIME) ## build the manual into docs/site/
	@$(BIN)/python docs/generate.py
	@$(BIN)/python build.py --source docs/content --output docs/site --strict

fonts: $(TESTS) ## make the theme's fonts anew
	@$(BIN)/python docs/fonts.py

lock: $(TESTS) ## write the lock files after a change of pyproject.toml
	@$(BIN)/python docs/lock.py

audit: $(AUDIT) ## check the locked packages that this Python installs for known vulnerabilities
	@for lock in requirements-test.lock requirements-audit.lock; do \
	  $(AUDIT_VENV)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r $$lock || exit 1; done

wheel: $(TESTS) ## build a wheel and a source distribution into dist/
	@$(BIN)/python -m hatchling build -d dist

clean: ## delete what was built and installed
	rm -rf site dist $(VENV) .pytest_cache .mypy_cache .ruff_cache

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# An interpreter without venv is how Debian ships it: python3-venv is a package of its own.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sourcebook needs Python 3.11 or newer: name it with make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || $(call install,python3-venv)
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Installing Sourcebook and its dependencies into $(VENV)/ …"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(CHECKOUT)
	@touch $@

# The lock of the tests holds the packages of the other two as well, at the same versions.
$(TESTS): requirements-test.lock requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Installing what tests, lint and types need into $(VENV)/ …"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@$(CHECKOUT)
	@touch $(RUNTIME) $@

$(AUDIT): requirements-audit.lock | $(BIN)/python
	@$(BIN)/python -m venv $(AUDIT_VENV)
	@$(AUDIT_VENV)/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r requirements-audit.lock
	@touch $@

# CHROMIUM may name a browser that stands elsewhere; then nothing is installed.
browser:
	@if [ -n "$$CHROMIUM" ]; then \
	  command -v "$$CHROMIUM" >/dev/null || { echo "CHROMIUM names $$CHROMIUM, which is not there"; exit 1; }; \
	else command -v chromium >/dev/null || $(call install,chromium fonts-dejavu-core); fi

# What publishing is tested against: a real SSH server, with rsync.
servers:
	@PATH="$$PATH:/usr/sbin"; command -v sshd >/dev/null && command -v rsync >/dev/null || $(call install,openssh-server rsync)

# Install Debian packages: as root without asking, a failed fetch tried again; otherwise say what to run.
define install
{ \
  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "Installing Debian's packages $(1) …"; \
    for try in 1 2 3; do \
      $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $(1) >/dev/null && exit 0; \
      echo "That failed; trying again"; sleep 3; \
    done; \
    echo "Debian's packages $(1) could not be installed: see the lines above"; exit 1; \
  else \
    echo "Missing: $(1). Run: sudo apt-get install $(1)"; exit 1; \
  fi; }
endef
