#!/usr/bin/env bash
# Pages under load beside the same SQL as plain text, in one run, with a database of its own.
#
#   RELAIS_BENCH_CUSTOMERS=200000 RELAIS_BENCH_YEARS=10 RELAIS_BENCH_SECONDS=5 tools/bench.sh
set -euo pipefail

cargo build --release
tools/with-postgres.sh cargo bench --bench http
