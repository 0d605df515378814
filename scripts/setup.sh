#!/usr/bin/env bash
# Everything that a fresh clone needs, found or installed. Safe to run again: when all is there it takes
# a second and changes nothing. Works on an ordinary machine (rustup, Node, the internet) and on a
# Debian that reaches package registries only; each part tries the ordinary way first.
#
#   scripts/setup.sh            all of it
#   scripts/setup.sh PART...    node, rust, wasm-tools, chromium; deny is for `make lint` only
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WASM_PACK_VERSION=0.15.1
CARGO_DENY_VERSION=0.20.2
NOTES=$(mktemp) # what this run changed, for the closing line (a file: locked parts run in a subshell)
trap 'rm -f "$NOTES"' EXIT
note() { printf ' %s;' "$1" >>"$NOTES"; }

# --- Node and its packages ---------------------------------------------------------------------------

setup_node() {
  have node || fail "Node.js is missing" "install Node 20.19 or newer: https://nodejs.org"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || fail "Node $(node --version) is too old" "install Node 20.19 or newer"
  local stamp=node_modules/.nearside-lock want
  want=$({ cat package-lock.json package.json pkg/package.json www/package.json 2>/dev/null || true; } | sha256)
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return
  say "setup: npm packages"
  quietly npm ci --no-audit --no-fund || fail "npm could not install the packages of package-lock.json"
  printf '%s' "$want" >"$stamp"
  note "npm packages"
}

# --- Rust that builds wasm32-unknown-unknown -----------------------------------------------------------

setup_rust() {
  have cargo || [ -x /usr/bin/cargo ] || locked debian_rust
  find_wasm_toolchain
  if [ -z "$WASM_TOOLCHAIN" ]; then
    rust_by_rustup || locked rust_by_debian
    find_wasm_toolchain
    [ -n "$WASM_TOOLCHAIN" ] || fail "no Rust compiler here builds wasm32-unknown-unknown" "rustup target add wasm32-unknown-unknown"
    note "wasm32 standard library ($WASM_TOOLCHAIN)"
  fi
  [ "$WASM_TOOLCHAIN" != debian ] || debian_shims
}

# NEARSIDE_WASM=debian forces the second way, to judge sizes by it or to test it.
rust_by_rustup() {
  [ "${NEARSIDE_WASM:-rustup}" = rustup ] && have rustup || return 1
  say "setup: rustup target add wasm32-unknown-unknown"
  # A toolchain that was installed without its channel cannot fetch a target; ten seconds tell.
  RUSTUP_MAX_RETRIES=0 timeout 300 rustup target add wasm32-unknown-unknown >/dev/null 2>&1
}

# Debian ships the library's source with its compiler: build it once, for size, into that compiler's
# sysroot. From then on wasm32 is an ordinary target of an ordinary stable cargo.
rust_by_debian() {
  find_wasm_toolchain
  [ -z "$WASM_TOOLCHAIN" ] || return 0
  debian_rust
  debian_shims || apt_install lld && debian_shims || fail "the linker for wasm32 is missing" "apt-get install lld"
  say "setup: the wasm32 standard library, from source (a minute)"
  local seed
  seed=$(mktemp -d)
  mkdir -p "$seed/src"
  : >"$seed/src/lib.rs"
  cat >"$seed/Cargo.toml" <<'TOML'
[package]
name = "seed"
version = "0.0.0"
edition = "2021"
[lib]
crate-type = ["rlib"]
[profile.release]
opt-level = "z"
panic = "abort"
lto = "fat"
codegen-units = 1
[workspace]
TOML
  # `-Z` on a stable compiler: only here, only for the library that this very compiler ships.
  (
    cd "$seed"
    unset CARGO_TARGET_DIR CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS
    RUSTC_BOOTSTRAP=1 RUSTC=$DEBIAN_RUSTC RUSTFLAGS="-C embed-bitcode=yes -Z force-unstable-if-unmarked" PATH="$WASM_SHIMS:$PATH" \
      quietly /usr/bin/cargo build --release --target wasm32-unknown-unknown \
      -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size
  ) || fail "the wasm32 standard library did not build" "https://rustup.rs, then: rustup target add wasm32-unknown-unknown"
  rm -f "$seed"/target/wasm32-unknown-unknown/release/deps/libseed-*
  as_root rm -rf "$DEBIAN_WASM_STD"
  as_root mkdir -p "$DEBIAN_WASM_STD"
  as_root cp "$seed"/target/wasm32-unknown-unknown/release/deps/*.rlib "$DEBIAN_WASM_STD/"
  # The library fits this compiler only; an upgraded one builds its own.
  "$DEBIAN_RUSTC" --version | as_root tee "$DEBIAN_WASM_STD/.built-by" >/dev/null
  rm -rf "$seed"
}

# The release's own archive has an old compiler, the security archive a new one. Lists that are older than the latter
# offer the former without a word, so they are fetched anew before anything is chosen.
debian_rust() {
  is_new_enough "$DEBIAN_RUSTC" && [ -x /usr/bin/cargo ] && [ -d /usr/lib/rustlib/src ] && return
  have apt-get || fail "no Rust compiler here builds wasm32-unknown-unknown" "https://rustup.rs, then: rustup target add wasm32-unknown-unknown"
  say "setup: Debian's Rust with its library source"
  apt_update || say "setup: apt's lists could not be fetched; trying with those that are here"
  apt_install rustc-web cargo-web rust-web-src || fail "Debian's Rust did not install" "https://rustup.rs"
  is_new_enough "$DEBIAN_RUSTC" || fail "Debian's Rust is $(version_of "$DEBIAN_RUSTC") here, and nearside needs $(wanted_rust)" \
    "add the security archive to apt's sources (deb http://deb.debian.org/debian-security CODENAME-security main), or use https://rustup.rs"
}

debian_shims() {
  [ -x "$WASM_SHIMS/cargo" ] && [ -x "$WASM_SHIMS/rust-lld" ] && return
  local lld
  lld=$(lld_dir || true)
  if [ -n "$lld" ]; then lld=$lld/rust-lld; else lld=$(compgen -c | grep -E '^lld(-[0-9]+)?$' | sort -V | tail -n 1 || true) && lld=$(command -v "${lld:-lld}" || true); fi
  [ -n "$lld" ] || return 1
  mkdir -p "$WASM_SHIMS"
  ln -sf /usr/bin/cargo "$WASM_SHIMS/cargo"
  ln -sf "$DEBIAN_RUSTC" "$WASM_SHIMS/rustc"
  ln -sf "$lld" "$WASM_SHIMS/rust-lld"
}

# --- wasm-pack and wasm-bindgen ------------------------------------------------------------------------

wasm_bindgen_version() { sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml; }

setup_wasm-tools() {
  [ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $WASM_PACK_VERSION" ] || locked install_wasm_pack
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $(wasm_bindgen_version)" ] || locked install_wasm_bindgen
}

install_wasm_pack() {
  [ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $WASM_PACK_VERSION" ] && return
  say "setup: wasm-pack $WASM_PACK_VERSION (some minutes, once)"
  # A tool that waits for cargo: optimising it costs more than it ever saves.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    quietly cargo install --locked "wasm-pack@$WASM_PACK_VERSION" --root "$NEARSIDE_TOOLS" --target-dir "$NEARSIDE_TOOLS/build/wasm-pack" \
    || fail "wasm-pack $WASM_PACK_VERSION did not build"
  rm -rf "$NEARSIDE_TOOLS/build/wasm-pack"
  note "wasm-pack $WASM_PACK_VERSION"
}

install_wasm_bindgen() {
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $(wasm_bindgen_version)" ] && return
  say "setup: wasm-bindgen $(wasm_bindgen_version) (half a minute, once)"
  quietly cargo install --locked --force --path scripts/wasm-bindgen-cli --root "$NEARSIDE_TOOLS" --target-dir "$NEARSIDE_TOOLS/build/wasm-bindgen" \
    || fail "the wasm-bindgen command line did not build"
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $(wasm_bindgen_version)" ] \
    || fail "scripts/wasm-bindgen-cli and Cargo.toml name different versions of wasm-bindgen"
  rm -rf "$NEARSIDE_TOOLS/build/wasm-bindgen"
  note "wasm-bindgen $(wasm_bindgen_version)"
}

# --- what only `make lint` needs ---------------------------------------------------------------------------

setup_deny() { have cargo-deny || locked install_deny; }

install_deny() {
  have cargo-deny && return
  say "setup: cargo-deny (some minutes, once)"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    quietly cargo install --locked "cargo-deny@$CARGO_DENY_VERSION" --root "$NEARSIDE_TOOLS" --target-dir "$NEARSIDE_TOOLS/build/cargo-deny" || return 1
  rm -rf "$NEARSIDE_TOOLS/build/cargo-deny"
  note "cargo-deny $CARGO_DENY_VERSION"
}

# --- a browser for the tests -----------------------------------------------------------------------------

# Missing is not fatal: the browser tests are then skipped by name (with CI=true they fail).
setup_chromium() {
  node scripts/chromium.mjs >/dev/null 2>&1 && return
  say "setup: Chromium"
  if apt_install chromium fonts-dejavu-core || quietly npx --no-install playwright-core install chromium-headless-shell; then
    note "Chromium"
  else
    say "setup: no Chromium to be had; browser tests will be skipped (name one by CHROMIUM=/path/to/it)"
  fi
}

[ $# -gt 0 ] || set -- node rust wasm-tools chromium
for part in "$@"; do
  declare -F "setup_$part" >/dev/null || fail "no such part: $part" "one of node, rust, wasm-tools, chromium, deny"
  "setup_$part"
done

find_wasm_toolchain
if [ -s "$NOTES" ]; then did="installed:$(sed 's/;$//' "$NOTES")"; else did="nothing to install"; fi
say "setup: ready; Rust for wasm32: ${WASM_TOOLCHAIN:-not asked for}; $did"
