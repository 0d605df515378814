#!/usr/bin/env bash
# The linters, each by name: format, clippy, clippy-wasm, docs, typescript, deny; `all` runs every one and
# then says which failed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

lint_format() { cargo fmt --check; }

lint_clippy() { cargo clippy --locked --quiet --all-targets -- -D warnings; }

# The boundary exists only for wasm32. Debian's compiler has no clippy: there its own warnings must do.
lint_clippy-wasm() (
  use_wasm_toolchain
  unset RUSTFLAGS
  local command=(clippy --quiet) features
  if [ "$WASM_TOOLCHAIN" = debian ]; then
    say "lint: Debian's compiler has no clippy; rustc's own warnings for wasm32 instead"
    command=(check --quiet)
  fi
  # One folder for all three: only metadata, so features do not fight over much.
  for features in "" edge tools; do
    CARGO_TARGET_DIR=target/lint-wasm CARGO_ENCODED_RUSTFLAGS=$'-Dwarnings' \
      cargo "${command[@]}" --locked --lib --target wasm32-unknown-unknown --no-default-features ${features:+--features "$features"}
  done
)

lint_docs() { RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --no-deps --lib; }

lint_typescript() {
  tsc -p pkg --noEmit
  [ ! -f www/tsconfig.json ] || tsc -p www --noEmit
  # At home a line's layout must not fail a test run: `make fmt` sees to it, CI insists.
  if [ -n "${CI:-}" ]; then biome ci --colors=off --diagnostic-level=warn .; else biome lint --diagnostic-level=error .; fi
}

# Minutes to build: `make lint` has it installed once, `make test` uses it when it is there.
lint_deny() {
  if ! have cargo-deny; then
    say "lint: cargo-deny is not installed (make lint installs it)"
    return 0
  fi
  cargo deny --log-level error check licenses bans sources
}

if [ "${1:-all}" != all ]; then
  declare -F "lint_$1" >/dev/null || fail "no such linter: $1"
  "lint_$1"
  exit
fi

export CI=true
"$ROOT/scripts/setup.sh" deny || say "lint: cargo-deny did not install"
failed=()
for part in format clippy clippy-wasm docs typescript deny; do
  say "lint: $part"
  "$0" "$part" || failed+=("$part")
done
[ ${#failed[@]} -eq 0 ] || fail "failed: ${failed[*]}"
say "lint: all clean"
