#!/usr/bin/env python3
"""Measures the source-controller on a control plane and a Git server of its own.

  Benchmarks/source/measure.py .build/release/source-controller [--rounds 2000] [--objects 1000]

Prints anonymous memory (RssAnon) and processor time of the controller: idle, with one object, after many
reconciles without and with new commits, with objects that hang, and with many objects at rest. Needs etcd, nginx,
fcgiwrap, git, openssl, and the control plane of scripts/build-control-plane.sh.
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KIND = "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/gitrepositories"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class World:
    """The control plane, the Git server and the controller, in one directory that goes in the end."""

    def __init__(self, controller):
        self.directory = tempfile.mkdtemp(prefix="measure-", dir="/dev/shm")
        self.controller = os.path.abspath(controller)
        self.processes = []
        self.token = "measure-token"

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def start(self, *command, **options):
        log = open(self.path(os.path.basename(command[0]) + ".log"), "ab")
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.directory, **options)
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()  # nginx ends its workers only when it is asked
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    # The control plane

    def start_control_plane(self):
        binaries = subprocess.run([ROOT / "scripts/build-control-plane.sh"], check=True, capture_output=True, text=True)
        folder = binaries.stdout.strip().splitlines()[-1]
        client, peer, self.api_port = free_port(), free_port(), free_port()
        self.start(
            "etcd", "--data-dir", self.path("etcd"), "--listen-client-urls", f"http://127.0.0.1:{client}",
            "--advertise-client-urls", f"http://127.0.0.1:{client}", "--listen-peer-urls", f"http://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
            "--initial-cluster", f"default=http://127.0.0.1:{peer}", "--unsafe-no-fsync")
        pathlib.Path(self.path("tokens")).write_text(f'{self.token},admin,1,"system:masters"\n')
        subprocess.run(["openssl", "genrsa", "-out", self.path("sa.key"), "2048"], check=True, capture_output=True)
        self.start(
            os.path.join(folder, "kube-apiserver"), "--etcd-servers", f"http://127.0.0.1:{client}",
            "--secure-port", str(self.api_port), "--bind-address", "127.0.0.1", "--cert-dir", self.path("api"),
            "--token-auth-file", self.path("tokens"), "--authorization-mode", "AlwaysAllow",
            "--service-account-key-file", self.path("sa.key"), "--service-account-signing-key-file", self.path("sa.key"),
            "--service-account-issuer", "https://kubernetes.default.svc", "--disable-admission-plugins", "ServiceAccount")
        while True:
            try:
                if self.request("GET", "/readyz")[0] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.2)
        self.kubeconfig = self.path("kubeconfig")
        pathlib.Path(self.kubeconfig).write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "x", "cluster": {
                "server": f"https://127.0.0.1:{self.api_port}", "insecure-skip-tls-verify": True}}],
            "users": [{"name": "x", "user": {"token": self.token}}],
            "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}]}))
        crd = ROOT / "config/crd/bases/source.toolkit.fluxcd.io_gitrepositories.yaml"
        subprocess.run(["kubectl", "--kubeconfig", self.kubeconfig, "apply", "--validate=false", "-f", crd], check=True,
                       capture_output=True)
        subprocess.run(["kubectl", "--kubeconfig", self.kubeconfig, "wait", "--for=condition=Established", "crd",
                        "--all"], check=True, capture_output=True)

    def request(self, method, path, body=None, kind="application/json"):
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self.api_port, context=context, timeout=120)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, (json.loads(text) if text.startswith(b"{") else text)

    # The Git server

    def start_git(self):
        self.git_port = free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.path("git.key"),
                        "-out", self.path("git.crt"), "-days", "2", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        backend = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
        os.mkdir(self.path("repositories"))
        environment = dict(os.environ, HOME=self.directory)
        for number in range(4):
            self.start("fcgiwrap", "-s", f"unix:{self.path(f'cgi-{number}')}", env=environment)
        workers = "".join(f"server unix:{self.path(f'cgi-{number}')} max_fails=0;" for number in range(4))
        pathlib.Path(self.path("nginx.conf")).write_text(f"""
            {"user root;" if os.geteuid() == 0 else ""} daemon off; pid {self.path("nginx.pid")}; error_log {self.path("nginx-error.log")};
            events {{ worker_connections 1024; }}
            http {{
              access_log off; client_body_temp_path {self.path("body")}; fastcgi_temp_path {self.path("fcgi")};
              proxy_temp_path {self.path("proxy")}; uwsgi_temp_path {self.path("uwsgi")}; scgi_temp_path {self.path("scgi")};
              upstream cgi {{ {workers} }}
              server {{
                listen 127.0.0.1:{self.git_port} ssl; ssl_certificate {self.path("git.crt")};
                ssl_certificate_key {self.path("git.key")};
                location / {{
                  fastcgi_pass cgi; fastcgi_param SCRIPT_FILENAME {backend}/git-http-backend;
                  fastcgi_param GIT_PROJECT_ROOT {self.path("repositories")}; fastcgi_param GIT_HTTP_EXPORT_ALL 1;
                  fastcgi_param PATH_INFO $uri; fastcgi_param QUERY_STRING $query_string;
                  fastcgi_param REQUEST_METHOD $request_method; fastcgi_param CONTENT_TYPE $content_type;
                  fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param HTTP_GIT_PROTOCOL $http_git_protocol;
                }}
              }}
            }}""")
        self.start("nginx", "-c", self.path("nginx.conf"), "-e", self.path("nginx-error.log"))
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.git_port)) == 0:
                    break
            time.sleep(0.1)

    def git(self, *arguments):
        return subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.test", *arguments], check=True,
            capture_output=True, text=True, cwd=self.path("work"), env=dict(os.environ, HOME=self.directory)).stdout

    def make_repository(self, files, size):
        """A repository with so many files of so many bytes that do not compress."""
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.path("repositories/app.git")], check=True)
        subprocess.run(["git", "init", "-q", "-b", "main", self.path("work")], check=True)
        self.git("remote", "add", "origin", self.path("repositories/app.git"))
        for number in range(files):
            folder = self.path("work", f"d{number % 20}")
            os.makedirs(folder, exist_ok=True)
            pathlib.Path(folder, f"f{number}.yaml").write_bytes(os.urandom(size))
        self.git("add", "-A")
        self.git("commit", "-qm", "First")
        self.git("push", "-q", "origin", "main")

    def commit(self, number):
        pathlib.Path(self.path("work", "change")).write_text(f"{number} {time.time_ns()}")
        self.git("add", "-A")
        self.git("commit", "-qm", f"Change {number}")
        self.git("push", "-q", "origin", "main")

    # The controller

    def start_controller(self):
        os.mkdir(self.path("data"))
        os.mkdir(self.path("tmp"))
        environment = dict(os.environ, KUBECONFIG=self.kubeconfig, TMPDIR=self.path("tmp"))
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"]:
            environment.pop(name, None)
        storage, metrics, health = free_port(), free_port(), free_port()
        self.metrics_port = metrics
        self.process = self.start(
            self.controller, "--storage-path", self.path("data"), "--storage-addr", f"127.0.0.1:{storage}",
            "--metrics-addr", f"127.0.0.1:{metrics}", "--health-addr", f"127.0.0.1:{health}",
            "--kube-api-qps", "500", "--kube-api-burst", "1000", env=environment)
        time.sleep(3)

    def memory(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {name: int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024 for name in ["RssAnon", "VmHWM"]}

    def processor(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def report(self, what):
        memory = self.memory()
        threads = len(os.listdir(f"/proc/{self.process.pid}/task"))
        print(f"{what:<58} anon {memory['RssAnon']:6.1f} MiB   peak resident {memory['VmHWM']:6.1f} MiB   "
              f"cpu {self.processor():7.2f} s   threads {threads}", flush=True)

    def runs(self):
        """Reconciles that have ended, from the metrics."""
        connection = http.client.HTTPConnection("127.0.0.1", self.metrics_port, timeout=10)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        return sum(float(value) for value in re.findall(
            r'^controller_runtime_reconcile_total\{.*\} (\S+)$', text, re.MULTILINE))

    # Objects

    def create(self, name, interval="1h", url=None, timeout="60s"):
        url = url or f"https://127.0.0.1:{self.git_port}/app.git"
        spec = {"url": url, "interval": interval, "timeout": timeout, "ref": {"branch": "main"},
                "secretRef": {"name": "git"}}
        status, answer = self.request("POST", KIND, {
            "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": {"name": name},
            "spec": spec})
        assert status == 201, answer

    def annotate(self, name, token):
        status, answer = self.request(
            "PATCH", f"{KIND}/{name}", {"metadata": {"annotations": {"reconcile.fluxcd.io/requestedAt": token}}},
            "application/merge-patch+json")
        assert status == 200, answer

    def wait_handled(self, name, token):
        while True:
            status = self.request("GET", f"{KIND}/{name}")[1].get("status", {})
            if status.get("lastHandledReconcileAt") == token and self.settled(status):
                return
            time.sleep(0.02)

    @staticmethod
    def settled(status):
        return not any(condition["type"] == "Reconciling" for condition in status.get("conditions", []))

    def ready_count(self):
        items = self.request("GET", KIND)[1]["items"]
        return sum(1 for item in items if any(
            condition["type"] == "Ready" and condition["status"] == "True"
            for condition in item.get("status", {}).get("conditions", [])))


def soak(world, names, rounds, change=None):
    """Reconciles by annotation, eight objects at a time."""
    def one(number):
        name, token = names[number % len(names)], f"{time.time_ns()}"
        world.annotate(name, token)
        world.wait_handled(name, token)

    with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
        for begin in range(0, rounds, len(names)):
            if change:
                change(begin)
            list(pool.map(one, range(begin, begin + len(names))))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("controller")
    arguments.add_argument("--rounds", type=int, default=2000)
    arguments.add_argument("--objects", type=int, default=1000)
    arguments.add_argument("--rest", type=int, default=60, help="seconds to watch the objects at rest")
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    world = World(options.controller)
    try:
        world.start_control_plane()
        world.start_git()
        world.make_repository(files=200, size=8 << 10)
        world.request("POST", "/api/v1/namespaces/default/secrets", {
            "metadata": {"name": "git"}, "stringData": {"ca.crt": pathlib.Path(world.path("git.crt")).read_text()}})
        world.start_controller()
        world.report("idle, no object")
        names = [f"soak-{number}" for number in range(8)]
        for name in names:
            world.create(name)
        while world.ready_count() < len(names):
            time.sleep(0.1)
        time.sleep(2)
        world.report("8 objects of 200 files, 1.6 MB each")
        for step in range(4):
            before = world.processor()
            soak(world, names, options.rounds // 4)
            world.report(f"{options.rounds // 4 * (step + 1)} reconciles without news")
            print(f"  {1000 * (world.processor() - before) / (options.rounds // 4):.2f} ms of processor time each")
        for step in range(4):
            before = world.processor()
            soak(world, names, options.rounds // 16, world.commit)
            world.report(f"{options.rounds // 16 * (step + 1)} reconciles with a new commit")
            print(f"  {1000 * (world.processor() - before) / (options.rounds // 16):.2f} ms of processor time each")
        time.sleep(3)
        world.report("and 3 s later")

        hanging = socket.socket()
        hanging.bind(("127.0.0.1", 0))
        hanging.listen(1024)
        address = f"http://127.0.0.1:{hanging.getsockname()[1]}/app.git"
        for number in range(100):
            world.create(f"hanging-{number}", url=address, timeout="600s")
        time.sleep(5)
        world.report("beside 100 objects whose server hangs")
        begin = time.monotonic()
        soak(world, names, len(names))
        print(f"  8 others took {time.monotonic() - begin:.2f} s meanwhile")
        for number in range(100):
            world.request("DELETE", f"{KIND}/hanging-{number}")
        hanging.close()
        time.sleep(5)
        world.report("and after their end")

        begin, before = time.monotonic(), world.processor()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: world.create(f"many-{number}", interval="1m"), range(options.objects)))
        while world.ready_count() < options.objects + len(names):
            time.sleep(1)
        print(f"  {options.objects} objects ready after {time.monotonic() - begin:.1f} s, "
              f"{1000 * (world.processor() - before) / options.objects:.2f} ms of processor time each")
        world.report(f"{options.objects} objects")
        time.sleep(5)
        runs, before, begin = world.runs(), world.processor(), time.monotonic()
        time.sleep(options.rest)
        elapsed = time.monotonic() - begin
        print(f"  at rest, interval 1m: {(world.runs() - runs) / elapsed:.1f} reconciles/s take "
              f"{100 * (world.processor() - before) / elapsed:.2f} % of a processor")
        world.report(f"{options.objects} objects at rest")
    finally:
        world.stop()


if __name__ == "__main__":
    sys.exit(main())
