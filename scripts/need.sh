#!/bin/sh
# Makes sure that this machine has what the tests use, from Debian's packages:
#
#	scripts/need.sh postgres    the PostgreSQL server's programs (no service)
#	scripts/need.sh chromium    a browser and its fonts
set -eu

# install PACKAGE...
install() {
	command -v apt-get >/dev/null || lacking "$*" "this is no Debian: install it by hand"
	[ "$(id -u)" = 0 ] || lacking "$*" "run as root: apt-get install --yes $*"
	echo "installing $*" >&2
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq >&2
	apt-get install --yes --no-install-recommends -qq "$@" >&2
}

lacking() {
	printf 'The tests need %s. %s\n' "$1" "$2" >&2
	exit 1
}

postgres_here() {
	for initdb in /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$initdb" ] && return
	done
	command -v initdb >/dev/null
}

# The package would make and start a cluster of its own; nobody asked for it.
install_postgres() {
	settings=/etc/postgresql-common/createcluster.d
	mkdir -p "$settings"
	echo 'create_main_cluster = false' >"$settings/guerdon-tests.conf"
	trap 'rm -f "$settings/guerdon-tests.conf"' EXIT
	install postgresql
}

case "${1:-}" in
postgres) postgres_here || install_postgres ;;
chromium) command -v chromium >/dev/null || install chromium fonts-noto-cjk fonts-noto-color-emoji ;;
*)
	echo 'usage: scripts/need.sh postgres|chromium' >&2
	exit 2
	;;
esac
