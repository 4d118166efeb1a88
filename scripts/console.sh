#!/bin/sh
# Builds the console's pages into console/dist, where a source changed since.
. "$(dirname "$0")/lib.sh"

[ -f console/package.json ] || exit 0
built=console/dist/index.html
if [ -f "$built" ] &&
	[ -z "$(find console -path console/node_modules -prune -o -path console/dist -prune -o -type f -newer "$built" -print)" ]; then
	exit 0
fi
modules console
npm run build --prefix console
