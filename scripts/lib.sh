# Sourced by the other scripts: where things are, and how to speak.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Built tools are minutes of work, so all worktrees of one clone share them.
if [ -z "${NEARSIDE_TOOLS:-}" ]; then
  common=$(git -C "$ROOT" rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
  case $common in
    */.git) NEARSIDE_TOOLS=${common%/.git}/.tools ;;
    *) NEARSIDE_TOOLS=$ROOT/.tools ;;
  esac
fi
export ROOT NEARSIDE_TOOLS
export PATH="$NEARSIDE_TOOLS/bin:$ROOT/node_modules/.bin:$PATH"

say() { printf '%s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$1" >&2; [ -z "${2:-}" ] || printf ' hint: %s\n' "$2" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Runs a long command quietly and shows what it said only if it failed.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then rm -f "$log"; else
    local code=$?
    tail -n 60 "$log" >&2
    rm -f "$log"
    return "$code"
  fi
}

# One machine, several checkouts: whoever installs holds the lock, the others wait and find it done.
locked() {
  mkdir -p "$NEARSIDE_TOOLS"
  if have flock; then
    (flock 9 && "$@") 9>"$NEARSIDE_TOOLS/.lock"
  else
    "$@"
  fi
}

apt_install() {
  have apt-get || return 1
  export DEBIAN_FRONTEND=noninteractive
  quietly as_root apt-get install -y --no-install-recommends "$@" && return
  apt_update && quietly as_root apt-get install -y --no-install-recommends "$@"
}

apt_update() { quietly as_root apt-get update; }

sha256() { if have sha256sum; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1; }

# The compiler for wasm32-unknown-unknown: rustup's with its target, or Debian's with the standard
# library that `make setup` built for it. Says which one in WASM_TOOLCHAIN, empty if there is none yet.
# (A test names other places.)
DEBIAN_RUSTC=${DEBIAN_RUSTC:-/usr/bin/rustc}
DEBIAN_WASM_STD=${DEBIAN_WASM_STD:-/usr/lib/rustlib/wasm32-unknown-unknown/lib}

wanted_rust() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml"; }
version_of() { "$1" --version 2>/dev/null | cut -d' ' -f2; }

# Whether a compiler is as new as Cargo.toml asks for; none is not.
is_new_enough() {
  local version
  version=$(version_of "$1") || return 1
  [ -n "$version" ] && printf '%s\n' "$(wanted_rust)" "${version%%[-+]*}" | sort -V -C
}

has_wasm_std() { compgen -G "$("$1" --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null; }

lld_dir() {
  local host dir
  host=$(rustc -vV | sed -n 's/^host: //p')
  dir=$(rustc --print sysroot)/lib/rustlib/$host/bin
  [ -x "$dir/rust-lld" ] && printf '%s' "$dir"
}

find_wasm_toolchain() {
  if [ "${NEARSIDE_WASM:-rustup}" = rustup ] && have rustc && has_wasm_std rustc; then
    WASM_TOOLCHAIN=rustup
  elif is_new_enough "$DEBIAN_RUSTC" && compgen -G "$DEBIAN_WASM_STD/libstd-*.rlib" >/dev/null \
    && [ "$(cat "$DEBIAN_WASM_STD/.built-by" 2>/dev/null)" = "$("$DEBIAN_RUSTC" --version)" ]; then
    WASM_TOOLCHAIN=debian
  else
    WASM_TOOLCHAIN=
  fi
}

# A folder with that compiler's `cargo` (and its linker), so that PATH changes for nothing else.
WASM_SHIMS=$NEARSIDE_TOOLS/debian-rust

use_wasm_toolchain() {
  find_wasm_toolchain
  case $WASM_TOOLCHAIN in
    debian) export RUSTC=$DEBIAN_RUSTC PATH="$WASM_SHIMS:$PATH" ;;
    rustup) ;;
    *) fail "no Rust compiler here builds wasm32-unknown-unknown" "make setup" ;;
  esac
}
