#!/bin/sh
# npm test: everything, on a real engine. Arguments go to vitest. Ends with «N passed, N failed».
set -eu
cd "$(dirname "$0")/.."
. scripts/prepare.sh

DEPLOY_ACTIONS_COUNT="$(mktemp)"
export DEPLOY_ACTIONS_COUNT
trap 'rm -f "$DEPLOY_ACTIONS_COUNT"' EXIT

code=0
node test/engine/with-engine.ts --with registries,postgres,containerd -- vitest run --reporter=default --reporter=./test/house/count.ts "$@" || code=$?
[ -s "$DEPLOY_ACTIONS_COUNT" ] || echo "0 passed, 1 failed" >"$DEPLOY_ACTIONS_COUNT"
cat "$DEPLOY_ACTIONS_COUNT"
exit "$code"
