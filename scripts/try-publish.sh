#!/usr/bin/env bash
# Publishes the app and runs the result as a server would: as a user without rights (when called by root),
# from an empty folder, with nothing but a port and a data folder. Then looks at it with the command smoke.
# Usage: scripts/try-publish.sh [port]
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-5099}
home=$(mktemp -d)
app=""
finish() {
  [ -z "$app" ] || kill "$app" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$home"
}
trap finish EXIT

mkdir "$home/data" "$home/empty"
dotnet publish src/WebApi --configuration Release --use-current-runtime --output "$home/app" -v q
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  # Replaces itself by the program, so that signals and exit code are the program's own.
  as_user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  chmod 755 "$home" "$home/empty"
  chown nobody "$home/data"
  chmod 700 "$home/data"
fi

cd "$home/empty"
env -u ASPNETCORE_ENVIRONMENT HOME=/nonexistent ASPNETCORE_URLS="http://127.0.0.1:$port" Data__Directory="$home/data" \
  "${as_user[@]}" dotnet "$home/app/Messaging.WebApi.dll" >"$home/log" 2>&1 &
app=$!
for _ in $(seq 240); do
  curl --silent --fail "http://127.0.0.1:$port/health/ready" >/dev/null && break
  kill -0 "$app" 2>/dev/null || { cat "$home/log"; exit 1; }
  sleep 0.5
done

dotnet "$home/app/Messaging.WebApi.dll" smoke "http://127.0.0.1:$port"
# The page, not the sentence that there is none.
curl --silent --fail "http://127.0.0.1:$port/" | grep -qi "<!doctype html>"
# The npm packages, for other front ends.
for package in "$home"/app/wwwroot/packages/*.tgz; do
  curl --silent --fail "http://127.0.0.1:$port/packages/$(basename "$package")" | tar -tz package/dist/index.js >/dev/null
done
[ -z "$(ls -A "$home/empty")" ] || { echo "FAIL  the app wrote into the folder that it was started from"; exit 1; }
# The health check of the image.
bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"
kill -TERM "$app"
wait "$app" && code=0 || code=$?
app=""
[ "$code" -eq 0 ] || { cat "$home/log"; echo "FAIL  SIGTERM ended the app with $code"; exit 1; }
echo "ok    published, started, looked at and stopped"
