#!/bin/sh
# npm test: everything, on a real engine. Arguments go to vitest. Ends with «N passed, N failed».
set -eu
cd "$(dirname "$0")/.."
purpose=test
. scripts/prepare.sh

DEPLOY_ACTIONS_COUNT="$(mktemp)"
export DEPLOY_ACTIONS_COUNT
trap 'rm -f "$DEPLOY_ACTIONS_COUNT"' EXIT

# In the background, since a shell does not act on a signal while a program runs in the foreground.
node test/engine/with-engine.ts --with registries,postgres,containerd -- vitest run --reporter=default --reporter=./test/architecture/count.ts "$@" &
tests=$!
trap 'kill -TERM "$tests" 2>/dev/null || true' INT TERM HUP
code=0
wait "$tests" || code=$?
while kill -0 "$tests" 2>/dev/null; do wait "$tests" || code=$?; done
[ -s "$DEPLOY_ACTIONS_COUNT" ] || echo "0 passed, 1 failed" >"$DEPLOY_ACTIONS_COUNT"
cat "$DEPLOY_ACTIONS_COUNT"
exit "$code"
