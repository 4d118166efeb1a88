#!/bin/sh
# Rebuilds the committed font subset of localdemo from its locked source.
#
#   scripts/assets.sh          does nothing when the committed files match their recipe,
#                              otherwise fetches the source font (npm ci) and rebuilds them
#   scripts/assets.sh --check  rebuilds elsewhere and fails when the bytes differ (for CI)
#
# A fresh checkout needs neither this script nor the network: the subset is committed.
set -eu
cd "$(dirname "$0")/.."

font_dir=internal/domain/generation/localdemo/typeset/font
recipe="assets/subset.mjs assets/package-lock.json"
built="$font_dir/NotoSansSC-Medium-subset.ttf $font_dir/OFL.txt"
sums="$font_dir/SHA256SUMS"

sha256() {
	if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# rebuild OUT_DIR
rebuild() {
	(cd assets && npm ci --no-audit --no-fund)
	node assets/subset.mjs "$1"
}

case "${1:-}" in
--check)
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	rebuild "$scratch"
	for file in $built; do cmp "$scratch/$(basename "$file")" "$file"; done
	;;
"")
	# shellcheck disable=SC2086 # both are lists of plain file names
	if [ -f "$sums" ] && [ "$(sha256 $recipe $built 2>/dev/null)" = "$(cat "$sums")" ]; then
		echo "assets: up to date"
		exit 0
	fi
	mkdir -p "$font_dir"
	rebuild "$font_dir"
	# shellcheck disable=SC2086
	sha256 $recipe $built >"$sums"
	echo "assets: rebuilt $font_dir"
	;;
*)
	echo "usage: scripts/assets.sh [--check]" >&2
	exit 2
	;;
esac
