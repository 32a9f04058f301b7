#!/usr/bin/env python3
"""Builds overlays with the kustomize-controller and with the real kustomize, in the same run, and compares them.

  Benchmarks/kustomize/measure.py .build/release/kustomize-controller [--kubectl kubectl] [--runs 5] [--patience 300]

The overlays have 20, 1,000 and 10,000 objects in a base (Deployments, Services, ConfigMaps, Secrets), and on top of it a
namespace, labels with selectors, images and patches of both kinds. A run counts only if both programs succeed and
print the same bytes. Both are run in turn; medians are compared (of one run of the real one for the largest overlay).
The largest takes the real one more than a quarter of an hour: it is stopped after `--patience` seconds, and then what it
has taken until then is a lower bound of what it takes, and the ratios are upper bounds, written with `<`; there are no
bytes to compare then. Must reach: half the time and half the peak memory from 1,000 objects on, 0.3 of the time for 20
objects, and growth from 1,000 to 10,000 of at most 12.

With memory cgroups (v1), the controller also builds the largest overlay inside 64 MiB, as `build` and as
`build --kustomization`, which goes the way of the controller.

Without --kubectl, the one that the tests use is taken (scripts/oracles.sh). Ends with 1 if a figure is missed.
"""
import argparse
import hashlib
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]

KINDS = [
    """apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{i}
  labels: {{app: app-{i}, tier: "{tier}"}}
spec:
  replicas: 1
  selector:
    matchLabels: {{app: app-{i}}}
  template:
    metadata:
      labels: {{app: app-{i}}}
    spec:
      serviceAccountName: default
      containers:
      - name: main
        image: registry.example.org/team/app:1.0
        env:
        - {{name: LEVEL, value: info}}
        - name: TOKEN
          valueFrom: {{secretKeyRef: {{name: secret-{i}, key: token}}}}
        envFrom:
        - configMapRef: {{name: config-{i}}}
        ports: [{{containerPort: 8080, name: http}}]
        resources:
          limits: {{cpu: 500m, memory: 128Mi}}
      - name: proxy
        image: envoy:1.20
""",
    """apiVersion: v1
kind: Service
metadata:
  name: app-{i}
spec:
  selector: {{app: app-{i}}}
  ports:
  - name: http
    port: 80
    targetPort: http
""",
    """apiVersion: v1
kind: ConfigMap
metadata:
  name: config-{i}
data:
  host: app-{i}.example.org
  level: debug
  settings.yaml: |
    server:
      port: 8080
      name: app-{i}
""",
    """apiVersion: v1
kind: Secret
metadata:
  name: secret-{i}
type: Opaque
stringData:
  token: token-{i}
""",
]

OVERLAY = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: production
resources:
- ../base
labels:
- pairs: {environment: production, team: platform}
  includeSelectors: true
images:
- name: registry.example.org/team/app
  newTag: "2.0"
- name: envoy
  newName: mirror.example.org/envoy
  digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
patches:
- target: {kind: Deployment}
  patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: any}
    spec:
      replicas: 3
      template:
        spec:
          containers:
          - name: main
            env:
            - {name: REGION, value: eu}
- target: {kind: Service}
  patch: |-
    - op: add
      path: /metadata/annotations
      value: {example.org/owner: platform}
"""


def write_overlay(root, count):
    """A base of `count` objects in files of a hundred, and the overlay."""
    base, over = root / "base", root / "overlay"
    base.mkdir(parents=True)
    over.mkdir()
    texts = [KINDS[i % len(KINDS)].format(i=i // len(KINDS), tier=i % 3) for i in range(count)]
    names = []
    for start in range(0, count, 100):
        names.append(f"objects-{start}.yaml")
        (base / names[-1]).write_text("---\n".join(texts[start : start + 100]))
    (base / "kustomization.yaml").write_text("resources:\n" + "".join(f"- {name}\n" for name in names))
    (over / "kustomization.yaml").write_text(OVERLAY)
    return over


FLUX = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: bench, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  sourceRef: {kind: GitRepository, name: bench}
  commonMetadata: {labels: {bench: "true"}}
  postBuild: {substitute: {region: eu}}
"""


class Run:
    """One run of a program: its time, its peak memory, and what it printed. It is stopped after some seconds."""

    def __init__(self, command, scratch, patience=None):
        out = scratch / "output"
        with open(out, "wb") as output, open(scratch / "errors", "wb") as errors:
            begun = time.monotonic()
            process = subprocess.Popen(command, stdout=output, stderr=errors)
            timer = threading.Timer(patience or threading.TIMEOUT_MAX, os.kill, [process.pid, signal.SIGKILL])
            timer.start()
            # The process is a zombie until its end is told here, so that its number is not used again meanwhile.
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            self.seconds = time.monotonic() - begun
            timer.cancel()
            timer.join()
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.stopped = patience is not None and self.seconds >= patience and process.returncode == -signal.SIGKILL
        if process.returncode != 0 and not self.stopped:
            sys.exit(f"{command[0]} failed: {(scratch / 'errors').read_text()[-2000:]}")
        data = out.read_bytes()
        self.digest = hashlib.sha256(data).hexdigest()
        self.objects = data.count(b"\nkind: ")
        self.peak = usage.ru_maxrss / 1024


def compare(ours, theirs, count, runs, patience, scratch):
    """Medians of both programs, (seconds, MiB) each, and whether the second was stopped before its end."""
    over = write_overlay(scratch / str(count), count)
    results = ([], [])
    for turn in range(runs):
        results[0].append(Run(ours + [str(over)], scratch))
        # Once is enough of what takes minutes.
        if turn == 0 or count < 5000:
            results[1].append(Run(theirs + [str(over)], scratch, patience))
    stopped = any(run.stopped for run in results[1])
    digests = {run.digest for list in results for run in list if not run.stopped}
    if len(digests) != 1:
        sys.exit(f"the outputs of {count} objects differ")
    if results[0][0].objects != count:
        sys.exit(f"{results[0][0].objects} objects of {count} were built")
    medians = [
        (statistics.median(run.seconds for run in list), statistics.median(run.peak for run in list)) for list in results
    ]
    return medians[0], medians[1], stopped


def within_limit(controller, over, scratch):
    """Whether the controller builds an overlay in a cgroup of 64 MiB, both ways, and the peaks; None without cgroups."""
    group = pathlib.Path(f"/sys/fs/cgroup/memory/kustomize-bench-{os.getpid()}")
    try:
        group.mkdir()
    except OSError:
        return None
    flux = scratch / "flux.yaml"
    flux.write_text(FLUX)
    peaks = []
    try:
        (group / "memory.limit_in_bytes").write_text(str(64 << 20))
        for arguments in [["build"], ["build", "--kustomization", str(flux)]]:
            (group / "memory.max_usage_in_bytes").write_text("0")
            with open(scratch / "output", "wb") as output:
                process = subprocess.run(
                    ["sh", "-c", 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"', "sh", str(group), controller]
                    + arguments + [str(over)], stdout=output)
            if process.returncode != 0:
                print(f"{' '.join(arguments)} within 64 MiB: ended with {process.returncode}")
                return []
            peaks.append(int((group / "memory.max_usage_in_bytes").read_text()) / (1 << 20))
    finally:
        group.rmdir()
    return peaks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("controller")
    parser.add_argument("--kubectl")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--patience", type=float, default=300, help="seconds after which the real one is stopped")
    parser.add_argument("--sizes", type=int, nargs="*", default=[20, 1000, 10000])
    options = parser.parse_args()
    kubectl = options.kubectl
    if not kubectl:
        found = subprocess.run([ROOT / "scripts/oracles.sh"], check=True, capture_output=True, text=True)
        kubectl = found.stdout.strip() + "/kubectl"
    missed = False
    seconds = {}
    print(f"{'objects':>8}{'ours':>20}{'kustomize':>20}{'time':>8}{'memory':>8}")
    with tempfile.TemporaryDirectory(prefix="kustomize-bench-") as directory:
        for count in options.sizes:
            ours, theirs, stopped = compare(
                [options.controller, "build"], [kubectl, "kustomize"], count, options.runs, options.patience,
                pathlib.Path(directory))
            time_ratio, memory_ratio = ours[0] / theirs[0], ours[1] / theirs[1]
            seconds[count] = ours[0]
            limit = 0.3 if count < 1000 else 0.5
            is_missed = time_ratio > limit or (count >= 1000 and memory_ratio > 0.5)
            missed = missed or is_missed
            above, below = (">", "<") if stopped else ("", "")
            print(
                f"{count:>8}{ours[0]:>10.3f}s{ours[1]:>5.0f} MiB{above + format(theirs[0], '.3f'):>10}s"
                f"{above + format(theirs[1], '.0f'):>5} MiB{below + format(time_ratio, '.2f'):>8}"
                f"{below + format(memory_ratio, '.2f'):>8}"
                f"{f'  kubectl stopped after {theirs[0]:.0f} s' if stopped else ''}{'  missed' if is_missed else ''}",
                flush=True)
        largest = max(options.sizes)
        peaks = within_limit(options.controller, pathlib.Path(directory) / str(largest) / "overlay", pathlib.Path(directory))
        if peaks is None:
            print("no memory cgroups here: the limit was not tried")
        else:
            missed = missed or not peaks
            print(f"{largest} objects within 64 MiB: " + (", ".join(f"{peak:.0f} MiB" for peak in peaks) or "missed"))
    if 1000 in seconds and 10000 in seconds:
        growth = seconds[10000] / seconds[1000]
        missed = missed or growth > 12
        print(f"growth from 1,000 to 10,000 objects: {growth:.1f}{'  missed' if growth > 12 else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
