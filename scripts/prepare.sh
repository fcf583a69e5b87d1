# Sourced by the entry points, with their purpose (demo or test) in $purpose: prints what the machine lacks, installs the dependencies
# (including the pinned Node) if they are missing or stale, and puts that Node first on PATH.

# Other users (PostgreSQL, containers) run files that are created here, so they need access to them.
umask 022

node scripts/first-run/main.cjs "$purpose" || exit 1

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node scripts/pinned-node.cjs
