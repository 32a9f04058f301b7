#!/usr/bin/env bash
# Fetch and store a large repository at depth 1: ours against `git clone --depth 1` and `tar`, in the same run.
#
# The repository: FILES files of about SIZE bytes, hardly compressible, in 200 directories, and COMMITS commits.
# Server: git http-backend behind nginx over HTTPS on this machine. Both sides write to the same disk, are
# measured alternately, and the medians of RUNS runs are compared. Must reach: ratio <= 1.5, peak within 64 MiB.
set -euo pipefail
FILES=${FILES:-20000} SIZE=${SIZE:-32000} COMMITS=${COMMITS:-300} RUNS=${RUNS:-3}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${BENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/flux-swift/git-bench}
work=$(mktemp -d)
mkdir -p "$cache"
pids=()
finish() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"; }
trap finish EXIT
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com
export GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.com

echo "building git-bench (release)"
mkdir -p "$work/package/Linked"
cp -r "$here/Package.swift" "$here/Sources" "$work/package/"
for m in CLibcurl CZlib CCrypto Digests HTTP SemVer Archive Git; do ln -s "$root/Sources/$m" "$work/package/Linked/$m"; done
${BUILD_PREFIX:-} swift build --package-path "$work/package" --scratch-path "$cache/build" -c release --static-swift-stdlib \
  --product git-bench > "$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
bench="$cache/build/release/git-bench"

repo="$cache/repository-$FILES-$SIZE-$COMMITS.git"
if [ ! -d "$repo" ]; then
  echo "making the repository: $FILES files of $SIZE bytes, $COMMITS commits"
  rm -rf "$repo.tmp" && git init -q --bare "$repo.tmp"
  # base64 of random bytes: text that gzip shortens by a quarter and delta compression not at all.
  awk -v files="$FILES" -v size="$SIZE" -v commits="$COMMITS" '
    function data(n,   c, s) { c = "head -c " int(n * 3 / 4) " /dev/urandom | base64 -w 76"; s = ""
      while ((c | getline line) > 0) s = s line "\n"; close(c); printf "data %d\n%s\n", length(s), s }
    BEGIN {
      print "commit refs/heads/main\ncommitter C <c@example.com> 1700000000 +0000\ndata 6\nfirst\n"
      for (i = 0; i < files; i++) { printf "M 100644 inline d%d/f%d.txt\n", i % 200, i; data(size * (0.5 + (i % 100) / 100)) }
      for (k = 1; k < commits; k++) {
        printf "commit refs/heads/main\ncommitter C <c@example.com> %d +0000\ndata 7\nchange\n\n", 1700000000 + k * 60
        for (j = 0; j < 3; j++) { i = (k * 61 + j * 7) % files; printf "M 100644 inline d%d/f%d.txt\n", i % 200, i; data(size) }
      }
    }' | git -C "$repo.tmp" fast-import --quiet
  git -C "$repo.tmp" symbolic-ref HEAD refs/heads/main
  git -C "$repo.tmp" repack -qad --window=5
  mv "$repo.tmp" "$repo"
fi
du -sh "$repo" | sed 's/^/repository: /'

port=$((20000 + RANDOM % 20000))
ec="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
(
  cd "$work"
  openssl req -x509 $ec -keyout ca.key -out ca.crt -days 2 -subj /CN=ca -addext basicConstraints=critical,CA:TRUE
  openssl req $ec -keyout tls.key -out tls.csr -subj /CN=localhost
  printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' > tls.ext
  openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile tls.ext -out tls.crt
) 2> /dev/null
mkdir -p "$work/temp"
cat > "$work/nginx.conf" <<END
daemon off; worker_processes 1; pid $work/nginx.pid; $([ "$(id -u)" = 0 ] && echo "user root;")
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path $work/temp/a; fastcgi_temp_path $work/temp/b; proxy_temp_path $work/temp/c;
  uwsgi_temp_path $work/temp/d; scgi_temp_path $work/temp/e;
  server {
    listen 127.0.0.1:$port ssl; ssl_certificate $work/tls.crt; ssl_certificate_key $work/tls.key;
    location / {
      fastcgi_pass unix:$work/fcgi.sock; fastcgi_buffering off; fastcgi_read_timeout 600;
      fastcgi_param SCRIPT_FILENAME $(git --exec-path)/git-http-backend;
      fastcgi_param GIT_HTTP_EXPORT_ALL 1; fastcgi_param GIT_PROJECT_ROOT $cache; fastcgi_param PATH_INFO \$uri;
      fastcgi_param QUERY_STRING \$query_string; fastcgi_param REQUEST_METHOD \$request_method;
      fastcgi_param CONTENT_TYPE \$content_type; fastcgi_param CONTENT_LENGTH \$content_length;
      fastcgi_param GIT_PROTOCOL \$http_git_protocol;
    }
  }
}
END
git config --global --add safe.directory '*'
timeout -k 5 7200 fcgiwrap -c 2 -s "unix:$work/fcgi.sock" > /dev/null 2>&1 & pids+=($!)
timeout -k 5 7200 nginx -c "$work/nginx.conf" -p "$work" -e "$work/error.log" > /dev/null 2>&1 & pids+=($!)
until [ -S "$work/fcgi.sock" ] && (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do sleep 0.1; done
# `timeout` ends the whole group, the processes that these two fork included.
url="https://localhost:$port/$(basename "$repo")"

now() { date +%s.%N; }
median() { printf '%s\n' "$@" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
ours=() theirs=() peaks=()
for run in $(seq 1 "$RUNS"); do
  rm -rf "$work/fetch" "$work/clone" && mkdir "$work/fetch"
  t=$(now)
  "$bench" "$url" main "$work/fetch" "$work/ours.tar.gz" "$work/ca.crt" > "$work/ours.txt"
  ours+=("$(echo "$(now) $t" | awk '{ print $1 - $2 }')")
  peaks+=("$(sed -n 's/.*peak RSS \([0-9]*\).*/\1/p' "$work/ours.txt")")
  sed 's/^/  ours  /' "$work/ours.txt"
  rm -rf "$work/fetch"
  t=$(now)
  GIT_SSL_CAINFO="$work/ca.crt" git clone -q --depth 1 "$url" "$work/clone"
  tar -C "$work/clone" --exclude=.git -czf "$work/theirs.tar.gz" .
  theirs+=("$(echo "$(now) $t" | awk '{ print $1 - $2 }')")
  echo "  run $run: ours ${ours[-1]} s, git clone + tar ${theirs[-1]} s"
done
mkdir "$work/a" && tar -C "$work/a" -xzf "$work/ours.tar.gz" && diff -rq --exclude=.git "$work/a" "$work/clone" && echo "content: equal"
a=$(median "${ours[@]}") b=$(median "${theirs[@]}") peak=$(median "${peaks[@]}")
echo "median: ours $a s, git clone --depth 1 + tar czf $b s, ratio $(echo "$a $b" | awk '{ printf "%.2f", $1 / $2 }') (limit 1.5); peak RSS $((peak / 1024)) MiB (limit 64)"
echo "$a $b $peak" | awk '{ exit !($1 / $2 <= 1.5 && $3 <= 65536) }'
