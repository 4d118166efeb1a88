#!/bin/sh
# The tests themselves; scripts/test.sh prepares the machine and calls this.
# Node's tests find the program in GUERDON_BIN.
. "$(dirname "$0")/lib.sh"
export GUERDON_BIN="$PWD/bin/guerdon"

packages="test/*/package.json console/package.json"
if [ "${1:-}" = --go-only ]; then
	packages=""
	shift
fi

step 'go test' go test -timeout 15m "$@" ./...
for package in $packages; do
	grep -qs '"test":' "$package" || continue
	folder=$(dirname "$package")
	step "$folder" npm test --prefix "$folder"
done
verdict
