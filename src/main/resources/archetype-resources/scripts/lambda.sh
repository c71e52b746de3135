#!/bin/sh
# lambda.sh [--bandwidth-limit] [--parameter-overrides NAME=VALUE...]
# Builds what is deployed, and runs it behind Lambda Web Adapter on a local Lambda: see docs/lambda.md.
set -eu

cd "$(dirname "$0")/.."
PATH=${JAVA_HOME:+$JAVA_HOME/bin:}$PATH

if ! output=$(sh mvnw --batch-mode --no-transfer-progress --quiet -Plambda dependency:copy@lambda 2>&1); then
    artifact=$(echo "$output" | sed -n 's/.*artifacts could not be resolved: \([^ ]*\).*/\1/p' | head -n 1)
    if [ -z "$artifact" ]; then
        echo "$output" >&2
        exit 1
    fi
    echo "lambda.sh: $artifact is missing: './mvnw install' in the archetype's repository installs it," \
        "or name a repository that has it in Maven's settings.xml" >&2
    exit 1
fi

rm -rf .lambda/function
make build-StreamingFunction ARTIFACTS_DIR=.lambda/function
exec java -cp '.lambda/lambda.jar:target/function/libs/*' io.github.helidonlmi.lambda.Main --code .lambda/function "$@"
