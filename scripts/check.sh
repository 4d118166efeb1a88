#!/bin/sh
# Everything but the tests: `make check`.
. "$(dirname "$0")/lib.sh"

# files [PATTERN]: all files that are, or could be, committed, apart by NUL.
files() {
	git -c core.quotepath=off ls-files -co --exclude-standard "$@" | while read -r file; do
		[ ! -f "$file" ] || printf '%s\0' "$file"
	done
}

formatted() {
	unformatted=$(files '*.go' | xargs -0 gofmt -l) || return
	[ -z "$unformatted" ] && return
	printf 'not formatted (make fmt):\n%s\n' "$unformatted"
	return 1
}

fingerprint() { files | xargs -0 cksum; }

generated() {
	before=$(fingerprint)
	go generate ./... || return
	[ ! -x scripts/assets.sh ] || scripts/assets.sh || return
	after=$(fingerprint)
	[ "$before" = "$after" ] && return
	echo 'generated files were out of date; commit these:'
	git status --short
	return 1
}

step 'gofmt' formatted
step 'go vet' go vet ./...
step 'golangci-lint' scripts/lint.sh run ./...
step 'generated files' generated
step 'go mod tidy' go mod tidy -diff
step 'layers' go test ./internal/layering
verdict
