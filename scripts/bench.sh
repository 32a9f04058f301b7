#!/usr/bin/env bash
# Builds in release mode and measures the figures on a real control plane: a table, a row a figure. Called by
# `make bench`; names of scenarios as arguments select some of them.
set -euo pipefail
cd "$(dirname "$0")/.."

build=(swift build -c release --static-swift-stdlib)
for product in source-controller kustomize-controller helm-controller notification-controller Figures; do
  echo "building $product"
  "${build[@]}" --product "$product"
done
echo "| what | must reach | measured |"
echo "|---|---|---|"
"$("${build[@]}" --show-bin-path)/Figures" "$("${build[@]}" --show-bin-path)" config/crd/bases "$@"
