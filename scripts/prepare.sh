# Sourced by the entry points, with their purpose (demo or test) in $purpose: says what the machine lacks, installs the dependencies
# where they are missing or stale, the pinned Node among them, and puts that Node first on PATH.

# What is made here runs as other users too (PostgreSQL, containers), who have to be let in.
umask 022

node scripts/first-run/main.cjs "$purpose" || exit 1

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node scripts/pinned-node.cjs
