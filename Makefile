# flux-swift. `make` or `make help` lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Configuration in which the tests are built: debug, or release to test what is shipped.
CONFIG ?= debug
# Tests that run at the same time: most wait for a control plane or a server, which share the machine with them.
WIDTH ?= 8
CONTROLLERS := source-controller kustomize-controller helm-controller notification-controller
RELEASE := swift build -c release --static-swift-stdlib

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install the Debian packages that are missing (as root or with sudo), fetch the oracles of the tests
	@scripts/setup.sh
	@scripts/oracles.sh >/dev/null

.PHONY: control-plane
control-plane: setup ## Build the Kubernetes control plane of the tests, once per machine
	@scripts/build-control-plane.sh >/dev/null

.PHONY: build
build: setup ## Build the controllers in release mode, stripped copies in dist/
	@mkdir -p dist
	@for name in $(CONTROLLERS); do \
	  $(RELEASE) --product $$name && strip -o dist/$$name "$$($(RELEASE) --show-bin-path)/$$name" || exit 1; \
	done
	@ls -l dist

.PHONY: test
test: setup control-plane lint ## Run everything there is once (CONFIG=release for release mode)
	swift build -c $(CONFIG) --build-tests
	swift build --package-path Examples/GreetingOperator
	swift test -c $(CONFIG) --skip-build --experimental-maximum-parallelization-width $(WIDTH)

.PHONY: demo
demo: setup control-plane ## From a Git push to running objects, live (KEEP=1 leaves it up, CLUSTER=existing uses KUBECONFIG)
	@scripts/demo.sh

.PHONY: manifests
manifests: ## Write config/crd from the Swift models
	swift run crdgen config/crd

.PHONY: parity
parity: ## Count the acceptance items that are held, waived and open
	@scripts/parity.py

.PHONY: lint
lint: ## List constructs that can end the process, and compare with scripts/traps.allow
	@scripts/lint-traps.py

.PHONY: format
format: ## Lay out the Swift sources by the rules in .swift-format
	swift format format -i -r Sources Tests Benchmarks Examples Package.swift

.PHONY: bench
bench: build ## Measure the figures that the documentation promises
	@scripts/bench.sh

.PHONY: clean
clean: ## Remove what was built here; control plane and oracles in the user's cache stay
	rm -rf .build dist
