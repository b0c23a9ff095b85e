#!/usr/bin/env bash
# Fails if .sqlx is not what tools/sqlx-data.sh would write. Needs DATABASE_URL of an empty database.
set -euo pipefail

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
tools/sqlx-data.sh "$fresh"
if ! diff --recursive --brief .sqlx "$fresh"; then
    echo "The query data in .sqlx is stale: make sqlx" >&2
    exit 1
fi
