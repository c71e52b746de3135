#!/bin/sh
# record-aot-cache.sh FOLDER ARCHITECTURE [BODY]
# Records app.aot in a copy of target/function, so that run.sh starts the service sooner on the JDK that this runs on. It streams
# from a source of its own, at /training. With a BODY it also sends that to / by POST, for what only the service's source loads.
# Without a cache the service starts as well, only later: what goes wrong here is a warning.
set -eu

if [ $# -lt 2 ] || [ $# -gt 3 ] || [ ! -f "$1/app.jar" ]; then
    echo 'usage: record-aot-cache.sh FOLDER ARCHITECTURE [BODY], with app.jar in FOLDER, as sam build makes it,' \
        'x86_64 or arm64, and a JSON object' >&2
    exit 2
fi
cd "$1"
# A JVM may not notice that a jar has changed since: each build records again
rm -f app.aot
log=$(mktemp)
service=
trap '[ -z "$service" ] || kill "$service" 2>/dev/null || :; rm -f "$log"' EXIT

give_up() {
    echo "record-aot-cache.sh: warning: no AOT cache was recorded: $1" >&2
    tail -n 5 "$log" | cut -c 1-300 >&2
    rm -f app.aot
    exit
}

at_once=50
call() {
    curl --parallel --parallel-max $at_once --no-progress-meter --fail --max-time 60 --noproxy '*' --output /dev/null "$@"
}

# Another processor or system could not use it: it would only make the upload larger
case "$(uname -s) $(uname -m)" in
    'Linux x86_64') machine=x86_64 ;;
    'Linux aarch64') machine=arm64 ;;
    *) machine="$(uname -s) $(uname -m)" ;;
esac
[ "$machine" = "$2" ] || give_up "this machine is $machine, and the function's $2; sam build --use-container on one of $2 can"

command -v curl >/dev/null || give_up 'curl is missing'

# The JVM may refuse a cache for jars of another date, and sam deploy dates all files so
TZ=UTC touch -t 198001010000.00 app.jar libs/*.jar

# A cache is for one kind of heap, so this one is as on Lambda. What streams call thousands of times is compiled first; what
# only the start calls would slow it down
PORT=0 AWS_LAMBDA_FUNCTION_MEMORY_SIZE=2048 ./run.sh -Dstream.training=/training -Dstream.limit.permits=$at_once \
    -XX:AOTCacheOutput=app.aot -XX:CompileThresholdScaling=5 >"$log" 2>&1 &
service=$!

url=
tries=0
while [ -z "$url" ]; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 "$service" 2>/dev/null; then
        give_up 'the service did not start'
    fi
    sleep 0.1
    url=$(sed -n 's/.*\(http:[0-9./:]*\) bound for .*/\1/p' "$log")
done
for type in text/plain text/event-stream application/x-ndjson; do
    call --header "Accept: $type, */*;q=0.1" "$url/training?number=[1-1000]" || give_up "GET /training as $type failed"
done
if [ $# = 3 ]; then
    call --header 'Content-Type: application/json' --data "$3" "$url/?number=[1-300]" || give_up "POST / failed"
fi

# The cache is written as the service ends
kill "$service"
wait "$service" || :
service=
[ -f app.aot ] || give_up 'the JVM wrote none'
