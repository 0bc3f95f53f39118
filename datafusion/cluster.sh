#!/usr/bin/env bash
# A Ballista cluster on loopback: a scheduler and two executors, the report of one file on them, and then they are
# stopped, each by its process id.
#
#   datafusion/cluster.sh FILE BEFORE AFTER [what the example `impact` takes]
#
# EXECUTORS=3 starts as many, THREADS=1 is what each has, PORT=50050 is the scheduler's, and KILL_AFTER=SECONDS kills the
# first executor in the middle.
set -euo pipefail
file=$(realpath "${1:?usage: cluster.sh FILE BEFORE AFTER [OPTIONS]}")
shift
cd "$(dirname "$0")/.."

executors=${EXECUTORS:-2}
threads=${THREADS:-1}
port=${PORT:-50050}
build=(cargo build --locked --release -p scoreshift-datafusion --features ballista --examples)
"${build[@]}"
bin=${CARGO_TARGET_DIR:-target}/release/examples
logs=$(mktemp -d)
pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
    wait 2> /dev/null || true
}
trap stop EXIT

started() {
    for _ in $(seq 100); do
        if (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; then return; fi
        sleep 0.1
    done
    echo "nothing listens on port $1; see $logs" >&2
    exit 1
}

"$bin/scheduler" --bind 127.0.0.1 --port "$port" > "$logs/scheduler" 2>&1 &
pids+=($!)
started "$port"
for n in $(seq "$executors"); do
    "$bin/executor" --scheduler "127.0.0.1:$port" --port $((port + 2 * n)) --grpc-port $((port + 2 * n + 1)) \
        --threads "$threads" > "$logs/executor-$n" 2>&1 &
    pids+=($!)
    started $((port + 2 * n))
done
# An executor registers after it listens.
sleep 1

if [ -n "${KILL_AFTER:-}" ]; then
    (sleep "$KILL_AFTER" && kill -9 "${pids[1]}" && echo "killed the first executor" >&2) &
fi
echo "scheduler and $executors executors; logs in $logs" >&2
"$bin/impact" "$file" "$@" --cluster "df://127.0.0.1:$port"
