# Shared by the scripts here, which read it with ".": it takes them to the
# project's root, runs steps, and tells at the end which of them failed.
# shellcheck shell=sh

set -eu
cd "$(dirname "$0")/.."
mkdir -p .tools

failed=""

# step NAME COMMAND...: runs the command, and remembers NAME if it fails.
step() {
	name=$1
	shift
	printf '== %s\n' "$name"
	"$@" || failed="$failed${failed:+, }$name"
}

# verdict: the end of a script of steps.
verdict() {
	[ -z "$failed" ] && return
	printf 'failed: %s\n' "$failed" >&2
	exit 1
}

# modules FOLDER: installs a folder's locked Node packages, where they changed.
modules() {
	mark=$1/node_modules/.package-lock.json
	[ -f "$mark" ] && [ -z "$(find "$1/package-lock.json" -newer "$mark")" ] && return
	(cd "$1" && npm ci --no-audit --no-fund)
}
