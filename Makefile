# Two commands matter: `make run` and `make test`. Both work in an empty clone with python3 (3.11 or newer) and make.
PY ?= python3
V := .venv
BIN := $(V)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
STATIC := .build/static/staticfiles.json
FRONT := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
WORDS := $(wildcard locale/*/LC_MESSAGES/*.po)

.PHONY: run test check bench code shots prove front fonts lock messages docs clean

run: $(V)/.run $(STATIC) .build/words
	@$(BIN)/python manage.py serve

test: $(V)/.dev $(STATIC) .build/words
	@$(BIN)/python -m pytest

check: $(V)/.dev $(STATIC) .build/words
	@$(BIN)/python -m checks

bench: $(V)/.dev $(STATIC) .build/words
	@$(BIN)/python -m benchmarks

shots: $(V)/.dev $(STATIC) .build/words
	@$(BIN)/python -m tests.browser.shots

prove: $(V)/.dev $(STATIC) .build/words
	@$(BIN)/python -m tests.prove

# The current one-time code of a demonstration member: make code WHO=ana
code: $(V)/.run
	@$(BIN)/python manage.py code "$(WHO)"

# The environment, from the hashed lock files.
$(V)/.run: requirements/run.txt
	@$(PY) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "1/4 Installing the packages (once, about half a minute)"
	@PY="$(PY)" V="$(V)" sh deploy/environment.sh requirements/run.txt
	@touch $@

$(V)/.dev: requirements/dev.txt $(V)/.run
	@echo "Installing the packages of the tests (once)"
	@PY="$(PY)" V="$(V)" sh deploy/environment.sh requirements/dev.txt
	@touch $@

# The front end: style sheet, scripts, icons; then every static file under a name that holds its hash.
front: $(STATIC)

node_modules/.installed: package-lock.json $(V)/.run
	@echo "2/4 Installing the packages of the front end"
	@command -v npm >/dev/null || PY="$(PY)" V="$(V)" sh deploy/environment.sh requirements/node.txt
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --no-update-notifier >/dev/null
	@touch $@

$(STATIC): node_modules/.installed $(FRONT)
	@echo "3/4 Building the front end"
	@node frontend/build.mjs
	@$(BIN)/python manage.py collectstatic --noinput -v0
	@touch $@

.build/words: $(WORDS) $(V)/.run
	@echo "4/4 Compiling the translations"
	@mkdir -p .build locale
	@$(BIN)/python -m config.words compile
	@touch $@

# For those who change the project.
messages: $(V)/.run
	@$(BIN)/python -m config.words update

docs: $(V)/.dev
	@$(BIN)/python -m tests.access.document

lock:
	uv lock --upgrade
	uv export -q --format requirements-txt --no-emit-project --extra production --no-dev --no-header -o requirements/run.txt
	uv export -q --format requirements-txt --no-emit-project --all-extras --group dev --no-header -o requirements/dev.txt
	uv export -q --format requirements-txt --no-emit-project --only-group node --no-header -o requirements/node.txt

clean:
	rm -rf .build $(V) node_modules
