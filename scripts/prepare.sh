# Sourced by the two entry points: installs the dependencies where they are missing or stale, the pinned Node among them, and
# puts that Node first on PATH.
# What is made here runs as other users too (PostgreSQL, containers), who have to be let in.
umask 022

pinned="v$(sed -n 's/^ *"node": "\([0-9.]*\)",\{0,1\}$/\1/p' package.json)"

if ! [ node_modules/.package-lock.json -nt package-lock.json ] ||
  [ "$(node_modules/.bin/node --version 2>/dev/null)" != "$pinned" ]; then
  echo "Installing dependencies (npm ci)…" >&2
  # No engines warning: the Node that npm runs under is not the one that the scripts run under.
  npm ci --no-fund --no-audit --loglevel=error >&2
  touch node_modules/.package-lock.json
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node scripts/pinned-node.cjs
