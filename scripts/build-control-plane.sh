#!/usr/bin/env bash
# Builds the Kubernetes control plane that the tests and the demo run on, from Debian's own source
# package, and leaves the four binaries in the user's cache. Runs once per machine and version.
#
#   scripts/build-control-plane.sh            build if missing, print the folder of the binaries
#
# Works without touching the machine's apt configuration: the source index is fetched into a
# private folder, from the same mirrors that the machine already uses.
set -euo pipefail

version=v1.20.2
revision=2 # raise it when this script changes what it builds
cache=${XDG_CACHE_HOME:-$HOME/.cache}/flux-swift/control-plane
out=$cache/$version-$revision
binaries=(kube-apiserver kube-controller-manager kube-scheduler kubemark)

complete() {
  local name
  for name in "${binaries[@]}"; do [[ -x $out/$name ]] || return 1; done
}

if complete; then echo "$out"; exit 0; fi

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9 # two test runs on one machine build it once
if complete; then echo "$out"; exit 0; fi

for tool in apt-get dpkg-source go make rsync; do
  if ! command -v "$tool" >/dev/null; then
    echo "$tool is missing; \`make setup\` installs what the build needs (Debian 12 or a relative of it)" >&2
    exit 1
  fi
done

log=$cache/build.log
: >"$log"
started=$SECONDS
step() { printf '[control plane %3ds] %s\n' $((SECONDS - started)) "$*" >&2; }
run() {
  if ! "$@" >>"$log" 2>&1; then
    step "failed: $*"
    tail -n 20 "$log" >&2
    echo "the whole log is in $log" >&2
    exit 1
  fi
}

work=$(mktemp -d "$cache/build.XXXXXX")
trap 'chmod -R u+w "$work" 2>/dev/null || true; rm -rf "$work"' EXIT

step "fetching the source package of kubernetes $version (once per machine, about eight minutes in all)"
apt_dir=$work/apt
mkdir -p "$apt_dir/parts" "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial"
for file in /etc/apt/sources.list.d/*.sources; do
  [[ -e $file ]] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt_dir/parts/$(basename "$file")"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [[ -e $file ]] && sed -n 's/^deb /deb-src /p' "$file" >"$apt_dir/parts/$(basename "$file" .list)-src.list"
done
apt=(apt-get -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$apt_dir/parts"
  -o "Dir::State::Lists=$apt_dir/lists" -o "Dir::Cache=$apt_dir/cache" -o APT::Sandbox::User=root)
run "${apt[@]}" update
cache_apt=("${apt[@]/#apt-get/apt-cache}")
source_version=$("${cache_apt[@]}" showsrc --only-source kubernetes | sed -n 's/^Version: //p' | grep -F "${version#v}" | head -n 1 || true)
if [[ -z $source_version ]]; then
  step "apt's sources hold no kubernetes ${version#v}; Debian 12 has it in main"
  exit 1
fi
(cd "$work" && run "${apt[@]}" source --only-source "kubernetes=$source_version")
(cd "$work" && run "${apt[@]}" source --only-source golang-github-modern-go-reflect2)
tree=$(find "$work" -maxdepth 1 -type d -name 'kubernetes-*' | head -n 1)
reflect=$(find "$work" -maxdepth 1 -type d -name 'golang-github-modern-go-reflect2-*' | head -n 1)
[[ -n $tree && -n $reflect ]] || { step "a source package unpacked no tree; see $log"; exit 1; }

# The vendored reflect2 calls a function of Go's runtime that got a third parameter in Go 1.18. Without
# the newer copy the map iterator is written to a random address, and the API server crashes now and then.
if [[ ! -e $reflect/go_above_118.go ]]; then
  step "the packaged reflect2 is too old for Go 1.18; see $log"
  exit 1
fi
vendored=$tree/vendor/github.com/modern-go/reflect2
rm -f "$vendored"/*.go "$vendored"/*.s
cp "$reflect"/*.go "$reflect"/*.s "$vendored"
rm -f "$vendored"/*_test.go

export GO111MODULE=off CGO_ENABLED=0 GOPATH=$work/go GOCACHE=$work/gocache GOFLAGS= KUBE_VERBOSE=0
mkdir -p "$GOPATH/src/k8s.io"
ln -s "$tree" "$GOPATH/src/k8s.io/kubernetes"
cd "$GOPATH/src/k8s.io/kubernetes"

step "generating the OpenAPI definitions"
run make generated_files

mkdir -p "$out.part"
package=k8s.io/kubernetes/vendor/k8s.io/component-base/version
for name in "${binaries[@]}"; do
  step "building $name"
  run go build -trimpath -o "$out.part/$name" \
    -ldflags "-s -w -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=20" \
    "k8s.io/kubernetes/cmd/$name"
done
mkdir -p "$out"
for name in "${binaries[@]}"; do mv "$out.part/$name" "$out/$name"; done
rmdir "$out.part"
step "ready in $out"
echo "$out"
