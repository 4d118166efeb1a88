#!/bin/sh
# Runs every test, with one throwaway PostgreSQL server for all of them. What
# the tests use and the machine lacks is installed first.
#
#	scripts/test.sh [--go-only] [GO TEST FLAG]...
. "$(dirname "$0")/lib.sh"

scripts/need.sh postgres
for package in test/*/package.json console/package.json; do
	[ -f "$package" ] || continue
	modules "$(dirname "$package")"
	! grep -q '"playwright-core"' "$package" || scripts/need.sh chromium
done
CGO_ENABLED=0 go build -o .tools/withpg ./internal/platform/pgtest/withpg
exec .tools/withpg scripts/suites.sh "$@"
