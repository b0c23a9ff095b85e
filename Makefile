# What there is to do. Each target says what it needs; `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export SQLX_OFFLINE ?= true

BROWSER := tests/browser
NODE_MODULES := $(BROWSER)/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help run test check bench dev setup base sqlx

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, serve the demo office on http://127.0.0.1:8080
	@tools/install.sh run
	cargo build --release
	@exec target/release/relais serve --demo

test: setup $(NODE_MODULES) ## install what is missing, run every test: unit, database, browser
	@node=$$(tools/node.sh); tools/with-postgres.sh bash -c "cargo test && $$node --test --test-timeout=1200000 $(BROWSER)/*.test.mjs"

check: base ## format, lints, query data, documentation
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	tools/with-postgres.sh tools/check-sqlx-data.sh
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

bench: base ## measure pages under load, and what they could cost at best
	tools/bench.sh

dev: base ## serve the demo office, building again when a file changes
	@tools/dev.sh

setup: ## install what the tests need
	@tools/install.sh test

base:
	@tools/install.sh run

sqlx: ## write the query data again, after a query or a migration changed
	@if [ -n "$${DATABASE_URL:-}" ]; then tools/sqlx-data.sh .sqlx; else tools/with-postgres.sh tools/sqlx-data.sh .sqlx; fi

$(NODE_MODULES): $(BROWSER)/package-lock.json | setup
	npm --prefix $(BROWSER) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
