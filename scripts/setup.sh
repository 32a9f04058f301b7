#!/usr/bin/env bash
# Installs the Debian packages that building and testing need. Changes nothing if all are there.
set -euo pipefail

packages=(
  etcd-server golang-go rsync dpkg-dev make git openssl nginx-light fcgiwrap apache2-utils procps curl
  docker-registry
  ca-certificates gcc libc6-dev libcurl4-openssl-dev libyaml-dev libgit2-dev zlib1g-dev libssl-dev pkg-config python3
  python3-pip
)
# Another vendor's package may own /usr/bin/kubectl, and Debian's refuses to be installed beside it.
command -v kubectl >/dev/null || packages+=(kubernetes-client)

# Older builds of libgit2 miss the limit on the size of objects in a pack.
libgit2_minimum='1.5.1+ds-1+deb12u2'

if ! command -v swift >/dev/null; then
  echo "swift is missing: install Swift 6.3 or newer from swift.org first" >&2
  exit 1
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "this is not Debian or a relative of it; install by other means what these packages hold:" >&2
  echo "  ${packages[*]}" >&2
  exit 1
fi

# The second letter of the state: unpacked and later states have all files in place.
is_present() { [[ $(dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" 2>/dev/null) =~ (^|$'\n').[UFWti] ]]; }

missing=()
for package in "${packages[@]}"; do
  is_present "$package" || missing+=("$package")
done
if is_present libgit2-dev; then
  installed=$(dpkg-query -W -f '${Version}' libgit2-dev)
  dpkg --compare-versions "$installed" ge "$libgit2_minimum" || missing+=(libgit2-dev)
fi
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "these packages are missing, and neither root nor sudo is at hand to install them:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

# Installing must not start etcd, nginx and the registry on their usual ports; the tests run their own.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod +x "$policy"
fi

echo "installing ${missing[*]}" >&2
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
"${apt[@]}" update </dev/null
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null
