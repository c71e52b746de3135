#!/bin/sh
# Installs the archetype, generates a project with it, builds it, starts it and shows its stream.
# Takes what the archetype takes: ./try.sh -Dconcurrency=128 -DjavaVersion=21
set -eu

fail() {
    echo "try.sh: $1" >&2
    exit 1
}

step() {
    printf '\n==> %s\n' "$1"
}

cd "$(dirname "$0")"
for tool in unzip curl; do
    command -v $tool >/dev/null || fail "$tool is missing: install it and try again"
done

step 'Installing the archetype'
./mvnw --batch-mode --no-transfer-progress --quiet install -DskipTests
JAVA_HOME=$(cat target/jdk.home)
export JAVA_HOME

step 'Generating a project in target/try'
rm -rf target/try
./mvnw --batch-mode --no-transfer-progress --quiet archetype:generate -DoutputDirectory=target/try \
    -DarchetypeGroupId=io.github.helidonlmi \
    -DarchetypeArtifactId=helidon-response-streaming-lmi-archetype \
    -DarchetypeVersion=1.0.0-SNAPSHOT \
    -DgroupId=com.example -DartifactId=quotes-stream "$@"

cd target/try/*/
step "Building it with JDK $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
./mvnw --batch-mode --no-transfer-progress --quiet package

export PORT="${PORT:-8080}"
step "Starting its run.sh on port $PORT"
target/function/run.sh >service.log 2>&1 &
service=$!
trap 'kill $service 2>/dev/null && wait $service || :' EXIT
trap 'exit 130' INT TERM
until curl --silent --fail --output /dev/null "http://localhost:$PORT/health"; do
    kill -0 $service 2>/dev/null || { cat service.log >&2; fail 'the service has ended'; }
    sleep 0.2
done

step "curl -N http://localhost:$PORT/"
curl --silent --show-error --no-buffer "http://localhost:$PORT/"
step "That was $PWD; its README.md says how to deploy it"
