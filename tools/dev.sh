#!/usr/bin/env bash
# Serves the demo office, and builds and starts it again when a file changes. Ctrl-C ends it.
set -euo pipefail

mark=$(mktemp)
server=
stop() { if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; }
trap 'stop; rm -f "$mark"' EXIT
trap 'exit 0' INT TERM

while true; do
    touch "$mark"
    if SQLX_OFFLINE=true cargo build; then
        stop
        target/debug/relais serve --demo &
        server=$!
    fi
    until find src templates static migrations Cargo.toml -newer "$mark" -type f 2>/dev/null | grep -q .; do
        sleep 1
    done
done
