#!/usr/bin/env bash
# `helm-controller template` against `helm template` on a chart of the size of a large monitoring stack, in the same run.
#
#     Benchmarks/helm/run.sh [CHART]...     measures charts of yours too, such as kube-prometheus-stack
#
# Whole processes are measured, alternately, and the medians of RUNS runs are compared; both must print the same.
# Must reach: time ratio <= 0.5, peak memory ratio <= 0.3. OURS=FILE measures another build.
set -euo pipefail
RUNS=${RUNS:-11}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HELM_CACHE_HOME=$work/cache HELM_CONFIG_HOME=$work/config HELM_DATA_HOME=$work/data
helm=$("$root/scripts/oracles.sh")/helm

ours=${OURS:-}
if [ -z "$ours" ]; then
  echo "building helm-controller (release)"
  ${BUILD_PREFIX:-} swift build --package-path "$root" -c release --static-swift-stdlib --product helm-controller \
    > "$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
  ours=$root/.build/release/helm-controller
fi
awk -v out="$work" -f "$here/chart.awk"

# Appends seconds, processor seconds and peak KiB of one run.
run() { /usr/bin/time -a -o "$work/$1" -f '%e %U %S %M' "$2" template x "$3" > "$work/$1.out"; }
median() { awk "{ print $2 }" "$work/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
row() {
  awk -v what="$1" -v unit="$2" -v a="$3" -v b="$4" -v most="$5" 'BEGIN {
    verdict = most == "" ? "" : sprintf("must be <= %s: %s", most, a / b <= most ? "reached" : "MISSED")
    printf "  %-15s ours %7.2f %s, helm %7.2f %s, ratio %.2f  %s\n", what, a, unit, b, unit, a / b, verdict }'
}

for chart in "$work/stack" "$@"; do
  echo "$(basename "$chart"): $(find "$chart" -type f | wc -l) files, $(du -sk "$chart" | cut -f1) KiB"
  run warm "$ours" "$chart"; run warm "$helm" "$chart"
  rm -f "$work/ours" "$work/theirs"
  for _ in $(seq "$RUNS"); do
    run ours "$ours" "$chart"
    run theirs "$helm" "$chart"
  done
  if cmp -s "$work/ours.out" "$work/theirs.out"; then
    echo "  both print the same $(wc -l < "$work/ours.out") lines"
  else
    echo "  $(diff "$work/ours.out" "$work/theirs.out" | grep -c '^<' || true) of $(wc -l < "$work/ours.out") lines" \
      "differ: such as passwords that are drawn by lot?"
  fi
  row time s "$(median ours '$1')" "$(median theirs '$1')" 0.5
  row "processor time" s "$(median ours '$2 + $3')" "$(median theirs '$2 + $3')" ""
  row "peak memory" MiB "$(median ours '$4 / 1024')" "$(median theirs '$4 / 1024')" 0.3
done
