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

step 'Installing the archetype'
./mvnw --batch-mode --no-transfer-progress --quiet install -DskipTests
JAVA_HOME=$(cat target/jdk.home)
export JAVA_HOME

step 'Generating a project in target/try'
rm -rf target/try
./mvnw --batch-mode --no-transfer-progress --quiet archetype:generate -DoutputDirectory=target/try \
    -DgroupId=com.example -DartifactId=quotes-stream "$@"

cd target/try/*/
step "Building it with JDK $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
./mvnw --batch-mode --no-transfer-progress --quiet package -DskipTests

export PORT="${PORT:-8080}"
step "Starting its run.sh on port $PORT"
set -- target/function/run.sh
request=GET
body=
if [ -f scripts/with-model.sh ]; then
    set -- scripts/with-model.sh "$@"
    request=POST
    body='{"prompt": "A model would answer this. Without AWS credentials, a fake one repeats it."}'
fi
"$@" >../service.log 2>&1 &
service=$!
trap 'kill $service 2>/dev/null && wait $service || :' EXIT
trap 'exit 130' INT TERM
until grep -q 'Listening at' ../service.log; do
    kill -0 $service 2>/dev/null || {
        cat ../service.log >&2
        fail 'the service has ended'
    }
    sleep 0.2
done

step "$request http://localhost:$PORT/ $body"
cat >../Stream.java <<'EOF'
import java.net.URI;

void main(String[] urlAndBody) throws IOException {
    var connection = URI.create(urlAndBody[0]).toURL().openConnection();
    if (!urlAndBody[1].isEmpty()) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.getOutputStream().write(urlAndBody[1].getBytes());
    }
    try (var body = connection.getInputStream()) {
        for (int next = body.read(); next >= 0; next = body.read()) {
            System.out.write(next);
            System.out.flush();
        }
    }
}
EOF
"$JAVA_HOME/bin/java" ../Stream.java "http://localhost:$PORT/" "$body"
step "That was $PWD; its README.md says how to deploy it"
