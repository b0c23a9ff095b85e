#!/usr/bin/env bash
# Installs what Relais needs from the system's packages, and says so; says nothing when nothing is missing.
#
#   tools/install.sh run     to build and run it: a C compiler, and PostgreSQL 15 or later (no cluster is started)
#   tools/install.sh test    to test it: also Dovecot, Chromium, and Node.js with npm
set -euo pipefail

has_postgresql() {
    local programs
    for programs in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)"; do
        if [ -x "$programs/initdb" ] && [ -x "$programs/postgres" ] &&
            [ "$("$programs/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ]; then
            return 0
        fi
    done
    return 1
}

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
has_postgresql || missing+=(postgresql)
case "${1:-}" in
run) ;;
test)
    [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ] || missing+=(dovecot-imapd)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v chromium >/dev/null || missing+=(chromium)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    ;;
*)
    echo "usage: tools/install.sh run|test" >&2
    exit 2
    ;;
esac
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
    if ! command -v sudo >/dev/null; then
        echo "Relais needs packages that only root can install: apt-get install ${missing[*]}" >&2
        exit 1
    fi
fi
if ! command -v apt-get >/dev/null; then
    echo "Relais needs, from this system's packages: ${missing[*]}" >&2
    exit 1
fi

to_remove=()
trap '[ "${#to_remove[@]}" = 0 ] || "${as_root[@]}" rm -f "${to_remove[@]}"' EXIT

# Debian makes and starts a cluster when PostgreSQL is installed; Relais has its own.
no_cluster=/etc/postgresql-common/createcluster.d/relais.conf
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "$@" >/dev/null
}

# Debian starts the servers that it installs; the tests start their own.
policy=/usr/sbin/policy-rc.d
if [[ " ${missing[*]} " == *" dovecot-imapd "* ]] && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
    to_remove+=("$policy")
fi

echo "Installing ${missing[*]} from the system's packages"
"${as_root[@]}" apt-get -qq update
if ! has_postgresql; then
    install postgresql-common
    "${as_root[@]}" mkdir -p "${no_cluster%/*}"
    to_remove+=("$no_cluster")
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" >/dev/null
fi
install "${missing[@]}"
