#!/usr/bin/env bash
# Each step in one run, with a database of its own: pages under load beside the same SQL as plain text; the old office's
# files imported and matched.
#
#   RELAIS_BENCH_CUSTOMERS=200000 RELAIS_BENCH_YEARS=10 RELAIS_BENCH_SECONDS=5 tools/bench.sh http
#   RELAIS_BENCH_SIZES=10000,100000,300000 tools/bench.sh import
#   RELAIS_BENCH_TECHNICIANS=5,50,500 tools/bench.sh slots
#   tools/bench.sh driving       a simulated year planned into first free and into ranked slots: the driving of both
#   tools/bench.sh               all of them
set -euo pipefail

steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(import http slots driving)
cargo build --release
for step in "${steps[@]}"; do
    tools/with-postgres.sh cargo bench --bench "$step"
done
