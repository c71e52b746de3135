#!/bin/sh
# Starts requests at once and judges their answers: each must be a complete line with an id of its own.
set -eu

usage() {
    cat <<'END'
usage: scripts/concurrent-streams.sh URL [N]

Starts N requests (1 to 300, 10 unless given) to URL at once, and shows id, status, time to the first byte and total time
of each. If URL refuses unsigned requests, as a function URL with AWS_IAM does, they are signed with AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; AWS_REGION is needed only if the host name does not tell the region.

Exit status: 0 if all are answered 200 with a complete line and an id of their own, 1 if not, 2 if nothing could be tried.
END
}

fail() {
    echo "concurrent-streams.sh: $1" >&2
    exit 2
}

case ${1:-} in
    -h | --help)
        usage
        exit
        ;;
esac
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    usage >&2
    exit 2
fi
url=$1
count=${2:-10}

case $url in
    *[[:space:]\"\\]*) fail "not a URL: $url" ;;
    http://?* | https://?*) ;;
    *) fail "not a URL that begins with http:// or https://: $url" ;;
esac
case $count in
    *[!0-9]* | 0* | ????*) count=0 ;;
esac
if [ "$count" -lt 1 ] || [ "$count" -gt 300 ]; then
    fail "N must be a whole number from 1 to 300: $2"
fi
command -v curl >/dev/null || fail "curl is missing: install it, 7.75 or newer"
curl --parallel-immediate --aws-sigv4 aws:amz --version >/dev/null 2>&1 || fail "curl is too old: 7.75 or newer is needed"

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# HEAD, since a GET would take one of the streams
unsigned=$(curl --silent --show-error --globoff --head --connect-timeout 10 --max-time 60 --output /dev/null \
    --write-out '%{http_code}' "$url" 2>"$work/error") || fail "$url cannot be reached: $(cat "$work/error")"

if [ "$unsigned" = 403 ]; then
    if [ -z "${AWS_ACCESS_KEY_ID:-}" ] || [ -z "${AWS_SECRET_ACCESS_KEY:-}" ]; then
        fail "$url wants signed requests: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    fi
    host=${url#*://}
    host=${host%%[/:?]*}
    region=${AWS_REGION:-}
    case $host in
        *.lambda-url.*.on.aws)
            region=${host#*.lambda-url.}
            region=${region%.on.aws}
            ;;
    esac
    [ -n "$region" ] || fail "$host does not tell its region: set AWS_REGION"
fi

# On curl's standard input, since all users of a machine can read its arguments
configuration() {
    if [ "$unsigned" = 403 ]; then
        printf 'aws-sigv4 = "aws:amz:%s:lambda"\n' "$region"
        printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"
        [ -z "${AWS_SESSION_TOKEN:-}" ] || printf 'header = "x-amz-security-token: %s"\n' "$AWS_SESSION_TOKEN"
    fi
    number=0
    while [ "$number" -lt "$count" ]; do
        number=$((number + 1))
        printf 'url = "%s"\noutput = "%s/%d"\n' "$url" "$work" "$number"
    done
}

configuration | curl --config - --silent --no-progress-meter --globoff --no-buffer --connect-timeout 10 \
    --parallel --parallel-immediate --parallel-max "$count" \
    --write-out '%{filename_effective} %{http_code} %{time_starttransfer} %{time_total} %{exitcode} %{errormsg}\n' \
    >"$work/unsorted" || : # what went wrong is in the row of the request
sed "s|^$work/||" "$work/unsorted" | sort -n >"$work/rows"
[ "$(wc -l <"$work/rows")" -eq "$count" ] || fail "curl has not reported $count requests"

# One line, without what a terminal would act on
text() {
    head -n 1 "$work/$number" | cut -c 1-200 | tr -d '[:cntrl:]'
}

answered=0
complete=0
: >"$work/ids"
printf '%4s  %-8s  %6s  %12s  %9s\n' '' id status 'first byte' total
while read -r number status first total exit error; do
    [ -f "$work/$number" ] || : >"$work/$number"
    id=$(sed -n '1s/^\[\([0-9a-f]\{8\}\)\] .*/\1/p' "$work/$number")
    note=
    [ "$status" != 200 ] || answered=$((answered + 1))
    if [ "$exit" != 0 ]; then
        note=$error
    elif [ "$status" != 200 ]; then
        note=$(text)
    elif [ -z "$id" ] || [ "$(tail -c 1 "$work/$number" | wc -l)" -ne 1 ]; then
        note="not a complete line: $(text)"
    else
        complete=$((complete + 1))
        echo "$id" >>"$work/ids"
    fi
    printf '%4s  %-8s  %6s  %10.3f s  %7.3f s  %s\n' "$number" "${id:--}" "$status" "$first" "$total" "$note" |
        sed 's/ *$//'
done <"$work/rows"

distinct=$(sort -u "$work/ids" | wc -l)
# All began at the same moment, so a stream is under way from its first byte to its total time
overlapping=$(awk '$2 == 200 { first[++n] = $3; total[n] = $4 }
    END {
        for (i = 1; i <= n; i++) {
            under_way = 0
            for (j = 1; j <= n; j++) if (first[j] <= first[i] && first[i] < total[j]) under_way++
            if (under_way > peak) peak = under_way
        }
        print peak + 0
    }' "$work/rows")
echo "$count requests: $answered answered 200, $complete complete lines, $((distinct)) distinct ids," \
    "$overlapping under way at once"

[ "$answered" -eq "$count" ] && [ "$complete" -eq "$count" ] && [ "$distinct" -eq "$count" ]
