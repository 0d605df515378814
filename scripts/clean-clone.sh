#!/usr/bin/env bash
# The first hour of a newcomer: clones into an empty folder, without what is built here, and runs `make test`
# (or the target named) there. `--tools` also leaves out the installed tools, which then takes minutes more.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

fresh_tools=
[ "${1:-}" != --tools ] || { fresh_tools=1; shift; }
[ $# -gt 0 ] || set -- test
[ -z "$(git status --porcelain)" ] || say "clean-clone: this tests the last commit; there are uncommitted changes"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet "$ROOT" "$folder/nearside"
say "clean-clone: make $* in $folder/nearside"
# The clone must find its own way: nothing of this checkout on PATH.
PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -vF -e "$ROOT/" -e "$NEARSIDE_TOOLS/" | paste -sd: -)
export PATH
[ -z "$fresh_tools" ] || unset NEARSIDE_TOOLS
unset ROOT CARGO_TARGET_DIR
start=$SECONDS
make -C "$folder/nearside" "$@"
say "clean-clone: make $* passed in $((SECONDS - start)) s"
if [ "${1:-}" = test ]; then
  say "clean-clone: a second setup, which must find everything"
  make -C "$folder/nearside" setup
  [ -z "$(git -C "$folder/nearside" status --porcelain)" ] || fail "the run left untracked or changed files: $(git -C "$folder/nearside" status --short | head -5)"
fi
