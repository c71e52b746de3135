#!/bin/sh
# Starts the service: on Lambda through the exec wrapper of Lambda Web Adapter, locally by hand.
set -eu

fail() {
    echo "run.sh: $1" >&2
    exit 1
}

cd "$(dirname "$0")"
PATH=${JAVA_HOME:+$JAVA_HOME/bin:}$PATH

[ -f app.jar ] || fail "app.jar is missing in $PWD: build with './mvnw package', then start target/function/run.sh"
command -v java >/dev/null || fail "java is missing: install a JDK, or set JAVA_HOME"

# A quarter of the memory remains for metaspace, thread stacks, buffers and the adapter. The heap begins with a sixteenth:
# with less, 1,600 streams take 3 % longer; more gains nothing
if [ -n "${AWS_LAMBDA_FUNCTION_MEMORY_SIZE:-}" ]; then
    set -- "-Xms$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 16))m" "-Xmx$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE * 3 / 4))m" "$@"
fi

# Measured at 2 and 8 GiB: as many responses as with the other collectors, in less memory. No other number of processors than
# the JVM's own was better
set -- -XX:+UseSerialGC "$@"

# Recorded by sam build; a JDK that cannot use it starts without it
if [ -f app.aot ]; then
    set -- -XX:AOTCache=app.aot '-Xlog:aot*=off' "$@"
fi

# A process without memory would not serve, but stay alive. When it exits, Lambda starts a new environment
set -- -XX:+ExitOnOutOfMemoryError "$@"

# The adapter expects the service at PORT. Lambda sets the other variables. The log is always UTF-8
exec java \
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
    ${PORT:+-Dserver.port="$PORT"} \
    ${AWS_LAMBDA_MAX_CONCURRENCY:+-Dstream.limit.permits="$AWS_LAMBDA_MAX_CONCURRENCY"} \
    ${AWS_LAMBDA_FUNCTION_NAME:+-Dmetrics.function-name="$AWS_LAMBDA_FUNCTION_NAME"} \
    "$@" -jar app.jar
