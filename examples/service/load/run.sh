#!/usr/bin/env bash
# What the crate costs a service: requests a second and the 99th percentile for three routes, against routes that read, write
# and answer as much without the crate. Needs wrk and curl; takes a minute once it is built.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
cargo build --quiet --locked --release -p scoreshift-service
folder=$(mktemp -d)
touch "$folder/out"
SERVICE_DATA=$folder SERVICE_BARE=1 RUST_LOG=error target/release/scoreshift-service > "$folder/out" 2> "$folder/log" &
service=$!
trap 'kill $service; rm -r "$folder"' EXIT
until grep -q "page" "$folder/out"; do sleep 0.1; done
sleep 2
base=$(sed -n 's/^listening on //p' "$folder/out")
LOAD_TOKEN=$(sed -n 's/^market: Agent token //p' "$folder/out")
export LOAD_TOKEN LOAD_PATH
subject=/v1/market/subjects/seller%201
times='from=2024-09-01&to=2025-02-01'
signed=(-H "Authorization: Bearer $LOAD_TOKEN")
html=(-H "Accept: text/html")

# load NAME ARGUMENT…: requests a second, and the 99th percentile in milliseconds.
load() {
    local name=$1
    shift
    wrk -t1 -c8 -d5s --latency "$@" | awk -v name="$name" '
        $1 == "99%" { p99 = $2 ~ /us$/ ? $2 / 1000 : $2 ~ /ms$/ ? $2 + 0 : $2 * 1000 }
        $1 == "Requests/sec:" { rate = $2 }
        /Non-2xx/ { print name ": " $0 > "/dev/stderr" }
        END { printf "%-24s %9.0f requests/s   p99 %8.2f ms\n", name, rate, p99 }'
}
size() { curl -s "${signed[@]}" "$@" | wc -c; }

LOAD_PATH="/v1/market/subjects/{subject}/scores/2025-05-01" load score -s "$here/put.lua" "$base"
LOAD_PATH="/bare/{subject}/1/560" load "score, bare" -s "$here/put.lua" "$base"
load explanation "${signed[@]}" "$base$subject/explanation?$times"
load "explanation, bare" "${signed[@]}" "$base/bare/seller%201/2/$(size "$base$subject/explanation?$times")"
load page "${signed[@]}" "${html[@]}" "$base$subject/scores"
load "page, bare" "${signed[@]}" "$base/bare/seller%201/24/$(size "${html[@]}" "$base$subject/scores")"
