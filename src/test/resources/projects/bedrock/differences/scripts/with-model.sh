#!/bin/sh
# with-model.sh COMMAND...
# Runs a command with the AWS credentials of this shell, or else of the AWS CLI. Without any, a fake model answers it.
set -e

cd "$(dirname "$0")/.."
[ -z "$JAVA_HOME" ] || PATH=$JAVA_HOME/bin:$PATH

if [ -z "$AWS_ACCESS_KEY_ID" ]; then
    if credentials=$(aws configure export-credentials --format env 2>/dev/null); then
        eval "$credentials"
    else
        sh mvnw --batch-mode --no-transfer-progress --quiet -DskipTests prepare-package
        # The command may build target again
        rm -rf .lambda/model
        mkdir -p .lambda/model
        cp -R target/test-classes target/function/libs .lambda/model
        echo 'No AWS credentials: a fake model repeats each prompt'
        exec java -cp '.lambda/model/test-classes:.lambda/model/libs/*' org.helpdesk.answers.FakeBedrock "$@"
    fi
fi
exec "$@"
