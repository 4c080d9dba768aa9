# Everything a newcomer needs is `make run` and `make test`; each sets itself up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Looking for garbage in its trees was a fifth of the linter's time.
SQLFLUFF := $(BIN)/python -c "import gc; gc.disable(); from sqlfluff.cli.commands import cli; cli()"

export DAGSTER_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false

.PHONY: help setup run ui dashboards test lint format compile bench scorecard lock clean

help: ## Show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jobmarts needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(STAMP) ## Create .venv from the hashed lock file

run: $(STAMP) ## The whole chain on a simulated market: 13 weeks of history, today's crawl, marts, checks, pages
	$(BIN)/jobmarts demo

ui: $(STAMP) ## Open the Dagster UI on http://127.0.0.1:3000
	$(BIN)/jobmarts ui

dashboards: ## Superset on http://127.0.0.1:8088 (admin / admin) with an example dashboard of the current release
	deploy/dashboards/serve.sh

# Three workers on two cores: crawls, servers and Dagster wait much; three keep 1.6 cores busy.
test: $(STAMP) ## Linters, types and every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(SQLFLUFF) lint dbt_project/models dbt_project/tests
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: $(STAMP) ## Linters and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(SQLFLUFF) lint dbt_project/models dbt_project/tests

format: $(STAMP) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

compile: $(STAMP) ## Reading of ads as machine code, 1.3 times as many a second; needs a C compiler
	$(BIN)/jobmarts compile

bench: $(STAMP) ## Throughput and peak memory of every stage, as a table and benchmarks/results/*.json
	-$(BIN)/jobmarts compile
	$(BIN)/python -m benchmarks.pipeline
	$(BIN)/python -m benchmarks.linking

scorecard: $(STAMP) ## How well ads are read and linked: precision and recall, against the baselines in tests/gold
	$(BIN)/python -m benchmarks.scorecard
	$(BIN)/python -m benchmarks.linking_scorecard

lock: ## Renew requirements.lock from pyproject.toml
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra dev pyproject.toml -o requirements.lock

clean: ## Remove the demo's data and what was built; keeps .venv
	rm -rf data dbt_project/target dbt_project/logs build orchestration/_compiled
