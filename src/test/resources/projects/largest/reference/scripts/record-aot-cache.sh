#!/bin/sh
# record-aot-cache.sh FOLDER
# Records app.aot in a copy of target/function: the classes of a first run that serves each kind of stream, loaded and
# linked, and what to compile first. With it, run.sh starts the service in less than half the time, on the JDK that this
# runs on. Each build records anew, in a folder of its own: a JVM may not notice that a jar has changed since.
set -eu

fail() {
    [ ! -f "$log" ] || cat "$log" >&2
    echo "record-aot-cache.sh: $1" >&2
    exit 1
}

log=
if [ $# != 1 ] || [ ! -f "$1/app.jar" ]; then
    fail 'name a folder with app.jar, as sam build does'
fi
cd "$1"
command -v curl >/dev/null || fail 'curl is missing: install it'
log=$(mktemp)
service=
trap 'rm -f "$log"; [ -z "$service" ] || kill "$service" 2>/dev/null || :' EXIT
rm -f app.aot

# The JVM may refuse a cache for jars of another date, and sam deploy dates all files so
TZ=UTC touch -t 198001010000.00 app.jar libs/*.jar

# With a heap as on Lambda. Only what the streams call thousands of times is compiled here and so noted to be compiled
# first: the same for what only the start calls would slow the start
PORT=0 AWS_LAMBDA_FUNCTION_MEMORY_SIZE=2048 ./run.sh \
    -XX:AOTCacheOutput=app.aot -XX:CompileThresholdScaling=5 >"$log" 2>&1 &
service=$!

url=
tries=0
while [ -z "$url" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 "$service" 2>/dev/null; then
        fail 'the service did not start'
    fi
    sleep 0.1
    url=$(sed -n 's/.*\(http:[0-9./:]*\) bound for .*/\1/p' "$log")
done
for path in /health / /events /ndjson; do
    curl --silent --fail --max-time 60 --output /dev/null "$url$path?delay=0&number=[1-2000]" || fail "GET $path failed"
done

# The cache is written as the service ends
kill "$service"
wait "$service" || :
service=
[ -f app.aot ] || fail 'no cache was written'
