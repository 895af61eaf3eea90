#!/bin/sh
# Shows what one needs to know to go on with a session: `reprise extract`, from any folder.
# Usage: extract-session-context.sh [SESSION] [options of `reprise extract`]; without SESSION the newest one.
set -eu

script=$0
while [ -L "$script" ]; do
  target=$(readlink "$script")
  case $target in
    /*) script=$target ;;
    *) script=$(dirname "$script")/$target ;;
  esac
done
main=$(CDPATH='' cd -- "$(dirname -- "$script")/.." && pwd)/dist/src/cli/main.js

if ! command -v node >/dev/null 2>&1; then
  echo "Node.js is not on PATH: Reprise needs version 20.19 or newer." >&2
  exit 1
fi
if [ ! -f "$main" ]; then
  echo "Reprise is not built yet: run \`npm ci && npm run build\` in its folder first." >&2
  exit 1
fi
exec node "$main" extract "$@"
