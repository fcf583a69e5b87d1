#!/bin/sh
# npm run demo: installs what is missing, starts an engine, two registries and PostgreSQL, runs the demo, and stops everything.
set -eu
cd "$(dirname "$0")/.."
purpose=demo
. scripts/prepare.sh
exec node test/engine/with-engine.ts --with registries,postgres -- node scripts/demo/main.ts
