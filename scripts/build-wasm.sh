#!/usr/bin/env bash
# Builds the three wasm artefacts: pkg/wasm/NAME.wasm, and its glue in pkg/wasm/NAME/; of the runtime also what browsers load:
# pkg/wasm/page.wasm and memory.wasm, the same divided in two, and page.js and memory.js, these as JavaScript.
#
#   scripts/build-wasm.sh              all that changed
#   scripts/build-wasm.sh runtime ...  only these
#
# One target folder per artefact: they differ in features and opt-level, and must not undo each other's cache.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

# Named one by one, never --all-features: engines refuse a module that claims what they do not know.
WASM_FEATURES="--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue"

# name -> rustc's opt-level, wasm-opt's level, cargo features, link-time optimisation. Chosen by size and time (runtime), by
# time (edge), and by build time (tools, which no visitor loads: whole-program optimisation takes minutes).
#
# The runtime is compiled for speed, without what LLVM does to long loops: bundles have short ones, and unrolled, rotated and
# rewritten they are 2 KB (brotli) longer and no faster. What is worth to be put in line is left to wasm-opt, which sees the
# size that it gets.
artefact() {
  lto=fat units=1 llvm=
  case $1 in
    runtime) rust_level=2 opt_level=-Oz features= llvm="-inline-threshold=0 -unroll-runtime=false -disable-lsr -rotation-max-header-size=0 -enable-load-pre=false -disable-licm-promotion -inlinehint-threshold=150" ;;
    edge) rust_level=3 opt_level=-O3 features=edge ;;
    tools) rust_level=s opt_level=-O1 features=tools lto=off units=16 ;;
    *) fail "no such artefact: $1" "one of runtime, edge, tools" ;;
  esac
}

# Everything that can change a module. Compilers are part of it, so an upgraded toolchain rebuilds.
fingerprint() {
  {
    printf '%s\n' "$1" "$rust_level" "$opt_level" "$features" "$lto" "$units" "$llvm" "$WASM_TOOLCHAIN" "$("${RUSTC:-rustc}" --version)" "$(wasm-bindgen --version)"
    find src Cargo.toml Cargo.lock .cargo/config.toml scripts/build-wasm.sh scripts/wasm-pack/cargo scripts/snip-panics.mjs ${script:+scripts/wasm-to-js.mjs scripts/split-wasm.mjs} package-lock.json -type f -print0 | LC_ALL=C sort -z | xargs -0 cat
  } | sha256
}

build() {
  local name=$1 rust_level opt_level features lto units llvm print stamp raw out script size
  artefact "$name"
  out=pkg/wasm/$name.wasm raw=pkg/wasm/$name/${name}_bg.wasm stamp=pkg/wasm/$name/.built-from
  case $name in runtime) script=pkg/wasm/$name.js ;; *) script= ;; esac
  print=$(fingerprint "$name")
  if [ -f "$out" ] && [ -f "${script:-$out}" ] && { [ -z "$script" ] || [ -f pkg/wasm/memory.wasm ]; } && [ "$(cat "$stamp" 2>/dev/null)" = "$print" ]; then
    say "wasm: $name is up to date"
    return
  fi
  rm -f "$stamp" "$out" ${script:+"$script"}
  say "wasm: building $name"
  CARGO_TARGET_DIR="$ROOT/target/wasm/$name" CARGO_PROFILE_RELEASE_OPT_LEVEL=$rust_level \
    CARGO_PROFILE_RELEASE_LTO=$lto CARGO_PROFILE_RELEASE_CODEGEN_UNITS=$units \
    NEARSIDE_CARGO=$(command -v cargo) NEARSIDE_RUSTC_FLAGS="${llvm:+-Cllvm-args=${llvm// / -Cllvm-args=}}" PATH="$ROOT/scripts/wasm-pack:$PATH" \
    wasm-pack --log-level warn build --mode no-install --release --target web --out-dir "pkg/wasm/$name" --out-name "$name" \
    --no-pack --no-gitignore -- --locked --no-default-features ${features:+--features "$features"}
  [ -z "$script" ] || node scripts/snip-panics.mjs "$raw" "$raw" --no-format --bare
  local smaller="$opt_level -ocimfs 100 --converge --low-memory-unused --reorder-functions-by-name $WASM_FEATURES" bare="--strip-debug --strip-producers --strip-target-features"
  # shellcheck disable=SC2086
  wasm-opt "$raw" -o "$out.named" $smaller -g
  # shellcheck disable=SC2086
  [ -z "$script" ] || node scripts/split-wasm.mjs "$out.named" pkg/wasm -- $smaller $bare
  # shellcheck disable=SC2086
  wasm-opt "$out.named" -o "$out.tmp" $WASM_FEATURES $bare
  rm "$out.named"
  # An optimiser may write what no engine reads yet.
  node -e 'new WebAssembly.Module(require("fs").readFileSync(process.argv[1]))' "$out.tmp" || fail "$name.wasm is refused by this Node"
  mv "$out.tmp" "$out"
  [ -z "$script" ] || { node scripts/wasm-to-js.mjs pkg/wasm/{page,memory}.script.wasm pkg/wasm && rm pkg/wasm/*.script.wasm; }
  rm -f "$raw" # the glue's folder must not offer a second, unoptimised module
  printf '%s' "$print" >"$stamp"
  size=$(wc -c <"$out")
  say "wasm: $name is built, $((size / 1000)) KB before compression"
}

use_wasm_toolchain
have wasm-pack && have wasm-bindgen || fail "wasm-pack or wasm-bindgen is missing" "make setup"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
[ $# -gt 0 ] || set -- runtime edge tools

# Side by side, as many as there are cores: the link step of each is single-threaded. A log for each, so that
# two compilers' errors are not shuffled together.
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
failed=0
while [ $# -gt 0 ]; do
  pids=() names=()
  while [ $# -gt 0 ] && [ ${#pids[@]} -lt "$jobs" ]; do
    ( set -e; build "$1" ) >"$logs/$1" 2>&1 &
    pids+=($!) names+=("$1")
    shift
  done
  for i in "${!pids[@]}"; do
    if wait "${pids[$i]}"; then grep '^wasm: ' "$logs/${names[$i]}" | tail -n 1 >&2; else
      failed=1
      say "wasm: ${names[$i]} failed"
      cat "$logs/${names[$i]}" >&2
    fi
  done
done
exit "$failed"
