#!/usr/bin/env bash
# One chart out of an index of 50 MB with 30,000 versions: ours against `helm show chart`, in the same run.
#
# Both fetch the index over HTTP from this machine, find the newest version in a range and fetch its archive. Ours also
# checks the whole index before, as a HelmRepository does. Whole processes are measured, alternately, and the medians of
# RUNS runs are compared. Must reach: time ratio <= 0.5, peak <= 32 MiB.
set -euo pipefail
CHARTS=${CHARTS:-300} VERSIONS=${VERSIONS:-100} RUNS=${RUNS:-3}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${BENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/flux-swift/helm-index-bench}
work=$(mktemp -d)
mkdir -p "$cache"
pids=()
finish() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"; }
trap finish EXIT
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
export HELM_CACHE_HOME=$work/helm/cache HELM_CONFIG_HOME=$work/helm/config HELM_DATA_HOME=$work/helm/data
helm=$("$root/scripts/oracles.sh")/helm

echo "building helm-index-bench (release)"
mkdir -p "$work/package/Linked/OperatorKit" "$work/served" "$work/ours"
cp -r "$here/Package.swift" "$here/Sources" "$work/package/"
for m in CLibcurl CLibyaml CCrypto JSON YAML Digests HTTP SemVer; do ln -s "$root/Sources/$m" "$work/package/Linked/$m"; done
ln -s "$root/Sources/SourceController/HelmIndex" "$work/package/Linked/HelmIndex"
ln -s "$root/Sources/OperatorKit/Objects/Timestamp.swift" "$work/package/Linked/OperatorKit/"
${BUILD_PREFIX:-} swift build --package-path "$work/package" --scratch-path "$cache/build" -c release --static-swift-stdlib \
  > "$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
bench="$cache/build/release/helm-index-bench"

mkdir -p "$work/chart/wanted"
printf 'apiVersion: v2\nname: wanted\nversion: 1.99.0\n' > "$work/chart/wanted/Chart.yaml"
"$helm" package "$work/chart/wanted" -d "$work/served" > /dev/null
awk -v charts="$CHARTS" -v versions="$VERSIONS" '
  BEGIN {
    print "apiVersion: v1\nentries:"
    for (c = 0; c < charts; c++) {
      name = c == int(charts / 2) ? "wanted" : sprintf("chart-%03d", c)
      print "  " name ":"
      for (v = versions - 1; v >= 0; v--) {
        print "  - annotations:\n      artifacthub.io/license: Apache-2.0\n      artifacthub.io/changes: |"
        for (i = 0; i < 9; i++) printf "        - kind: changed\n          description: Change %d of %s in %d, with some words about it.\n", i, name, v
        print "    apiVersion: v2\n    appVersion: 2." v ".0\n    created: \"2024-01-01T10:00:00.123456789Z\"\n    dependencies:"
        for (i = 0; i < 2; i++) print "    - condition: part" i ".enabled\n      name: part" i "\n      repository: https://charts.example.com/parts\n      version: 1.x.x"
        printf "    description: A chart with a description of a usual length, for measuring.\n    digest: %064d\n", v
        print "    home: https://example.com\n    keywords:\n    - one\n    - two\n    maintainers:\n    - email: a@example.com\n      name: A"
        print "    name: " name "\n    sources:\n    - https://git.example.com/" name "\n    type: application"
        print "    urls:\n    - " name "-1." v ".0.tgz\n    version: 1." v ".0"
      }
    }
    print "generated: \"2024-01-01T10:00:00Z\""
  }' > "$work/served/index.yaml"
ls -l "$work/served/index.yaml" | awk '{ printf "index: %.1f MB\n", $5 / 1e6 }'

port=$((20000 + RANDOM % 20000))
mkdir -p "$work/nginx"
cat > "$work/nginx.conf" <<N
daemon off; master_process off; pid $work/nginx/pid; error_log $work/nginx/error.log;
events { worker_connections 64; }
http {
  access_log off; sendfile on;
  client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b; fastcgi_temp_path $work/nginx/c;
  uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
  server { listen 127.0.0.1:$port; root $work/served; }
}
N
nginx=$(PATH=$PATH:/usr/sbin command -v nginx)
"$nginx" -p "$work/nginx" -e "$work/nginx/error.log" -c "$work/nginx.conf" & pids+=($!)
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/index.yaml" -o /dev/null -r 0-9 && break; sleep 0.05; done
base="http://127.0.0.1:$port"

now() { date +%s%N; }
ours() { "$bench" "$base" wanted '>=1.0.0' "$work/ours"; }
theirs() { "$helm" show chart wanted --repo "$base" --version '>=1.0.0'; }
ours > "$work/ours.txt"
theirs > "$work/theirs.txt"
cat "$work/ours.txt"
grep -q '1.99.0' "$work/ours.txt" && grep -q 'version: 1.99.0' "$work/theirs.txt" || { echo "they do not agree"; exit 1; }
for run in $(seq "$RUNS"); do
  a=$(now); ours > "$work/ours.txt"; b=$(now); theirs > /dev/null; c=$(now)
  echo "$(((b - a) / 1000000)) $(((c - b) / 1000000)) $(awk '/^peak/ { print $2 }' "$work/ours.txt")" | tee -a "$work/runs"
done | awk '{ printf "run: ours %d ms, helm %d ms, our peak %d KiB\n", $1, $2, $3 }'
median() { awk -v f="$1" '{ print $f }' "$work/runs" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk -v o="$(median 1)" -v t="$(median 2)" -v p="$(median 3)" \
  'BEGIN { printf "medians: ours %d ms, helm %d ms, ratio %.2f (<= 0.5); peak %.1f MiB (<= 32)\n", o, t, o / t, p / 1024 }'
