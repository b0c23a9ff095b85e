#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own, which is gone afterwards.
#
#   tools/with-postgres.sh COMMAND...
#
# The command finds DATABASE_URL, of an empty database in a server that nobody else uses, and
# PostgreSQL's programs in PATH. The server keeps nothing safe on disk: it is for tests.
set -euo pipefail

programs=
for candidate in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(pg_config --bindir 2>/dev/null || true)"; do
    if [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ]; then
        programs=$candidate
        break
    fi
done
if [ -z "$programs" ]; then
    echo "with-postgres: PostgreSQL is not installed: tools/install.sh run" >&2
    exit 1
fi

# PostgreSQL refuses to run as root.
as_server=()
owner=$(id -un)
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    as_server=(setpriv "--reuid=$owner" "--regid=$(id -g "$owner")" --clear-groups)
fi

folder=$(mktemp -d /tmp/relais-test.XXXXXX)
chown "$owner" "$folder"
server() { (cd / && "${as_server[@]}" env LC_ALL=C "$programs/$1" "${@:2}"); }

finish() {
    status=$?
    server pg_ctl stop --silent --mode=immediate --pgdata="$folder/data" || true
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

server initdb --username=relais --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions \
    --pgdata="$folder/data" >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
server pg_ctl start --silent --wait --pgdata="$folder/data" --log="$folder/log" --options="\
    -c listen_addresses= -c unix_socket_directories=$folder -c max_connections=300 \
    -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off" \
    || { cat "$folder/log" >&2; exit 1; }
"$programs/createdb" --host="$folder" --username=relais relais_test

export PATH="$programs:$PATH"
export DATABASE_URL="postgres:///relais_test?host=$folder&user=relais"
"$@"
