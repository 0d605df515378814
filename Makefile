# Everything goes through here; every target sets up what it needs first (a second when all is there).
# The work is in scripts/, so that each step can also be run by itself.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help setup build wasm package demo test test-native test-node test-browser test-edge test-package \
	suites bench size lint fmt ci fresh clean

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing: wasm target, wasm-pack, npm packages, Chromium
	@scripts/setup.sh

build: ## build the three wasm modules and the npm package (only what changed)
	@scripts/setup.sh node rust wasm-tools
	@scripts/build-wasm.sh
	@node scripts/build-package.mjs

demo: build ## open the demo shop on http://127.0.0.1:8787 (PORT chooses another)
	@node scripts/demo.mjs

test: setup ## everything: lint, engine, wasm, package, browsers, edge runtimes, size
	@node scripts/test.mjs

test-native: ## the engine's own tests (cargo)
	@scripts/setup.sh rust
	@node scripts/test.mjs native

test-node: build ## the package under Node
	@node scripts/test.mjs node

test-browser: setup build ## the package in real browsers
	@node scripts/test.mjs browser

test-edge: build ## the package in real edge runtimes
	@node scripts/test.mjs edge

test-package: setup build ## the tarball in the hands of bundlers and type checkers
	@node scripts/test.mjs package

suites: build ## public suites of NEARSIDE_SUITES, natively and in wasm, with their reports
	@cargo test --quiet --test suites -- --nocapture --test-threads=1
	@node --test --test-reporter=spec tests/node/growthbook.test.mjs tests/node/suites.test.mjs

bench: build ## measure, side by side with peers
	@node benches/run.mjs

size: build ## brotli sizes against their budget
	@node scripts/size.mjs

lint: build ## rustfmt, clippy (native and wasm32), rustdoc, tsc, biome, cargo-deny
	@scripts/lint.sh all

fmt: ## format Rust and TypeScript
	@scripts/setup.sh node
	@cargo fmt
	@node_modules/.bin/biome check --write --diagnostic-level=error .

ci: ## what CI runs: `make test` with nothing skipped, and the full lint
	@CI=true $(MAKE) test
	@$(MAKE) lint

fresh: ## clone into an empty folder and run `make test` there
	@scripts/clean-clone.sh test

clean: ## remove what was built (not the installed tools)
	@rm -rf target pkg/dist pkg/wasm www/dist
