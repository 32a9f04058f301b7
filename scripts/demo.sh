#!/usr/bin/env bash
# From a fresh clone to running objects: builds in release mode and runs the demo. Called by `make demo`, which has
# installed the packages and built the control plane.
set -euo pipefail
cd "$(dirname "$0")/.."

build=(swift build -c release --static-swift-stdlib)
for product in source-controller kustomize-controller notification-controller demo; do
  echo "building $product"
  "${build[@]}" --product "$product"
done
exec "$("${build[@]}" --show-bin-path)/demo" "$("${build[@]}" --show-bin-path)" config/crd/bases
