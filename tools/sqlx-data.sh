#!/usr/bin/env bash
# Writes into a folder what sqlx knows of our queries, so that Relais builds without a database.
#
#   tools/sqlx-data.sh FOLDER    with DATABASE_URL: a migrated database, or an empty one, which is migrated here
set -euo pipefail

mkdir -p "$1"
folder=$(cd "$1" && pwd)

sql() { psql --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$DATABASE_URL" "$@"; }

if [ -z "$(sql --command="select to_regclass('_sqlx_migrations')")" ]; then
    # sqlx's own list of migrations, which a query of ours asks.
    sql --command="
        create table _sqlx_migrations (
            version bigint primary key, description text not null, installed_on timestamptz not null default now(),
            success boolean not null, checksum bytea not null, execution_time bigint not null
        )"
    for migration in migrations/*.sql; do
        sql --file="$migration"
    done
fi

rm -f "$folder"/query-*.json
# The queries are read when the code is compiled, which must not be done already.
touch src/lib.rs src/main.rs tests/main.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$folder" cargo check --quiet --all-targets
