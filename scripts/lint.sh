#!/bin/sh
# Runs the pinned golangci-lint: ours in .tools, or the machine's where it has
# the same version, or else one built from source into .tools (some minutes).
. "$(dirname "$0")/lib.sh"

version=2.5.0
tool=$PWD/.tools/golangci-lint-$version

# A linter built by an older Go refuses the module's language version.
fits() { "$1" version 2>/dev/null | grep -q "version v\{0,1\}$version built with $(go env GOVERSION) "; }

if [ ! -x "$tool" ]; then
	machines=$(command -v golangci-lint || echo "$(go env GOPATH)/bin/golangci-lint")
	if fits "$machines"; then
		ln -sf "$machines" "$tool"
	else
		echo "building golangci-lint $version" >&2
		GOBIN=$PWD/.tools go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$version"
		mv .tools/golangci-lint "$tool"
	fi
fi
exec "$tool" "$@"
