# make run, make test, make check: each sets itself up on a fresh machine (Python 3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.set-up-from
NODE_STAMP := node_modules/.set-up-from
unexport PYTHONDONTWRITEBYTECODE  # compiled once, each command that the tests start is up in half the time

.PHONY: run setup test quick check versions bench soak secrets audit catalogues lock format package test-wheel docs

run: setup  ## the bot on this machine, with a page for each demonstration person
	@$(BIN)/python app.py run

setup:  ## only the set-up; nothing to do when the locks have not changed
	@cmp -s requirements-dev.lock $(STAMP) || $(MAKE) --no-print-directory .python
	@if command -v npm >/dev/null 2>&1; then \
	  cmp -s package-lock.json $(NODE_STAMP) || $(MAKE) --no-print-directory .node; \
	else \
	  echo "Node.js is not installed: the bot runs, but without its pages. Install Node.js 20 or newer for them."; \
	fi

.PHONY: .python .node
.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: write make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@cp requirements-dev.lock $(STAMP)

.node:
	npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@cp package-lock.json $(NODE_STAMP)

test: setup  ## every test, the browser's included
	$(BIN)/python -m pytest -n 2

quick: setup  ## the pure rooms' tests, in under 20 seconds; not those marked slow, and few cases of each
	$(BIN)/python -m pytest -n 2 -q -m "not slow" --few 3 --dist loadfile --hypothesis-profile quick tests/template_specs tests/dialogs tests/house

check: setup  ## what CI runs: format, lint, types, tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy .
	$(MAKE) --no-print-directory test

versions: setup  ## the suite on each other Python that this machine has (VERSIONS="tests/dialogs": a part of it)
	$(BIN)/python -m tests.versions $(VERSIONS)

package: setup  ## the wheel and the sdist in dist/, installed into an empty environment and run there
	rm -rf dist .venv-package
	$(BIN)/python -m hatchling build -d dist
	$(BIN)/uv venv --quiet .venv-package
	VIRTUAL_ENV=.venv-package $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=.venv-package $(BIN)/uv pip install --quiet --no-deps dist/*.whl
	cd "$$(mktemp -d)" && export AUDITBOT_MODE=development && \
	  "$(CURDIR)/.venv-package/bin/auditbot" templates list && \
	  "$(CURDIR)/.venv-package/bin/auditbot" demo && \
	  "$(CURDIR)/.venv-package/bin/auditbot" doctor
	$(BIN)/python -m tests.wheel --short -k "not postgresql"

test-wheel: package  ## every test against the installed wheel instead of the checkout (WHEEL="tests/imports": a part)
	$(BIN)/python -m tests.wheel $(WHEEL)

bench: setup  ## how fast it is, beside the SDKs' echo bots; writes .bench/latest.json (BENCH=--quick: sooner)
	@cmp -s requirements-bench.lock .venv-bench/.set-up-from || $(MAKE) --no-print-directory .peers
	$(BIN)/python -m tests.bench $(BENCH)

docs:  ## the documents as a site with search, in site/
	@cmp -s requirements-docs.lock .venv-site/.set-up-from || $(MAKE) --no-print-directory .site
	.venv-site/bin/mkdocs build --quiet --clean
	@echo "Open site/index.html (its search needs a server: python3 -m http.server --directory site)"

.PHONY: .site
.site:
	@test -x .venv-site/bin/python || $(PYTHON) -m venv .venv-site
	.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-docs.lock
	@cp requirements-docs.lock .venv-site/.set-up-from

.PHONY: .peers
.peers:
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-bench.lock
	@cp requirements-bench.lock .venv-bench/.set-up-from

format: setup
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

catalogues: setup  ## the sentences of the code, collected into the catalogues of bot/locales
	@pot=$$(mktemp) && \
	$(BIN)/pybabel -q extract --no-location --sort-output --project=case-file-audit-bot -o $$pot \
	  dialogs bot template_specs && \
	cd bot/locales && for po in *.po; do \
	  ../../$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	    -w 110 -l $$(basename $$po .po) -i $$pot -o $$po || exit 1; \
	done; rm -f $$pot

soak: setup  ## the promises of docs/reliability.md tried at length, for hours (SOAK=--quick: in minutes)
	@cmp -s requirements-fuzz.lock .fuzz/.set-up-from || $(MAKE) --no-print-directory .fuzzing
	$(BIN)/python -m tests.soak $(SOAK)

.PHONY: .fuzzing
.fuzzing:
	@rm -rf .fuzz && mkdir .fuzz
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target .fuzz \
	  -r requirements-fuzz.lock
	@cp requirements-fuzz.lock .fuzz/.set-up-from

secrets: setup  ## what looks like a secret in the files; asks nobody
	@cmp -s requirements-audit.lock .venv-audit/.set-up-from || $(MAKE) --no-print-directory .auditing
	$(BIN)/python -m tests.supply.secrets_scan .venv-audit/bin

audit: setup  ## known vulnerabilities, licences, the SBOM and secrets; asks an advisory service, and fails where it cannot
	@cmp -s requirements-audit.lock .venv-audit/.set-up-from || $(MAKE) --no-print-directory .auditing
	$(BIN)/python -m tests.supply .venv-audit/bin

.PHONY: .auditing
.auditing:
	@test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-audit.lock
	@cp requirements-audit.lock .venv-audit/.set-up-from

lock: setup  ## the locks, anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra tracing --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements-tracing.lock
	$(BIN)/uv pip compile pyproject.toml --extra tracing --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements-dev.lock
	$(BIN)/uv pip compile --group pyproject.toml:bench --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements-bench.lock
	$(BIN)/uv pip compile --group pyproject.toml:audit --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements-audit.lock
	$(BIN)/uv pip compile --group pyproject.toml:docs --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements-docs.lock
	$(BIN)/uv pip compile --group pyproject.toml:fuzz --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links -o requirements-fuzz.lock
