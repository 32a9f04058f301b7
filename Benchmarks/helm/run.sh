#!/usr/bin/env bash
# `helm-controller template` against `helm template` on a chart of the size of a large monitoring stack, in the same run.
#
# Whole processes are measured, alternately, and the medians of RUNS runs are compared; both must print the same.
# Must reach: time ratio <= 0.5, peak memory ratio <= 0.3. CHART=DIR measures another chart, OURS=FILE another build.
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
chart=${CHART:-}
if [ -z "$chart" ]; then
  awk -v out="$work" -f "$here/chart.awk"
  chart=$work/stack
fi
echo "chart: $(find "$chart" -type f | wc -l) files, $(du -sk "$chart" | cut -f1) KiB"

measure() { /usr/bin/time -a -o "$work/$1" -f '%e %M' "$2" template x "$chart" > "$work/$1.out"; }
measure warm "$ours"; measure warm "$helm"
for _ in $(seq "$RUNS"); do
  measure ours "$ours"
  measure theirs "$helm"
done
cmp "$work/ours.out" "$work/theirs.out" && echo "both print the same $(wc -l < "$work/ours.out") lines"
median() { awk -v f="$2" '{ print $f }' "$work/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk -v a="$(median ours 1)" -v b="$(median theirs 1)" -v c="$(median ours 2)" -v d="$(median theirs 2)" 'BEGIN {
  printf "time: ours %.2f s, helm %.2f s, ratio %.2f (<= 0.5)\n", a, b, a / b
  printf "peak: ours %.1f MiB, helm %.1f MiB, ratio %.2f (<= 0.3)\n", c / 1024, d / 1024, c / d }'
