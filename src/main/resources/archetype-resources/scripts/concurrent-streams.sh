#!/bin/sh
# Sends requests at once, and checks that each answer is a complete stream with an id of its own.
set -eu

# Numbers have a decimal point
LC_ALL=C
export LC_ALL

usage() {
    cat <<'END'
usage: scripts/concurrent-streams.sh [-d JSON] URL [N]

Sends N requests (1 to 300, by default 10) to URL at once. Shows the stream's id, the status, the time to the first byte and
the total time of each.

  -d, --data JSON   send POST requests with this body; @FILE takes it from a file, @- from standard input

If URL refuses unsigned requests, as a function URL with AWS_IAM does, they are signed with AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. AWS_REGION is needed only if the host name does not contain the region.

Exit status: 0 if all answers are 200 and complete, each with its own id; 1 if not; 2 if no request was sent.
END
}

fail() {
    echo "concurrent-streams.sh: $1" >&2
    exit 2
}

wrong_usage() {
    usage >&2
    exit 2
}

url=
count=
post=
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            exit
            ;;
        -d | --data)
            [ $# -gt 1 ] || wrong_usage
            post=yes
            data=$2
            shift
            ;;
        *)
            if [ -z "$url" ]; then
                url=$1
            elif [ -z "$count" ]; then
                count=$1
            else
                wrong_usage
            fi
            ;;
    esac
    shift
done
[ -n "$url" ] || wrong_usage
count=${count:-10}

case $url in
    *[[:space:]\"\\]*) fail "not a URL: $url" ;;
    http://?* | https://?*) ;;
    *) fail "not a URL that begins with http:// or https://: $url" ;;
esac
number=$count
case $number in
    *[!0-9]* | 0* | ????*) number=0 ;;
esac
if [ "$number" -lt 1 ] || [ "$number" -gt 300 ]; then
    fail "N must be a whole number from 1 to 300: $count"
fi
command -v curl >/dev/null || fail "curl is missing: install it, 7.75 or newer"
curl --parallel-immediate --aws-sigv4 aws:amz --version >/dev/null 2>&1 || fail "curl is too old: 7.75 or newer is needed"

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# In plain text, a stream that fails is cut off; the other formats end it properly
set -- --header 'Accept: text/plain, */*;q=0.5'
if [ -n "$post" ]; then
    case $data in
        @*) cat -- "${data#@}" >"$work/body" 2>"$work/error" || fail "the body cannot be read: $(cat "$work/error")" ;;
        *) printf %s "$data" >"$work/body" ;;
    esac
    set -- "$@" --header 'Content-Type: application/json' --data-binary "@$work/body"
fi

# No proxy reaches a service on this machine
no_proxy=${no_proxy:-${NO_PROXY:-}}
[ "$no_proxy" = '*' ] || no_proxy=$no_proxy,localhost,127.0.0.1,::1
export no_proxy

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

# --include puts the headers before the body: --write-out knows them only from curl 7.84 on
configuration | curl --config - --silent --no-progress-meter --globoff --no-buffer --connect-timeout 10 \
    --parallel --parallel-immediate --parallel-max "$count" --include --suppress-connect-headers "$@" \
    --write-out '%{filename_effective} %{http_code} %{time_starttransfer} %{time_total} %{exitcode} %{errormsg}\n' \
    >"$work/unsorted" || : # what went wrong is in the row of the request
sed "s|^$work/||" "$work/unsorted" | sort -n >"$work/rows"
[ "$(wc -l <"$work/rows")" -eq "$count" ] || fail "curl has not reported $count requests"

# Without interim responses, such as the 100 before a large body
response() {
    tr -d '\r' <"$work/$number" | sed '/^HTTP\/[0-9.]* 1[0-9][0-9]/,/^$/d'
}

stream_id() {
    response | awk -F ': *' '
        /^$/ { exit }
        tolower($1) == "stream-id" && $2 ~ /^[0-9A-Za-z-]+$/ { print $2; exit }'
}

# The detail of a problem (RFC 9457), else the first line; without what a terminal would act on
refusal() {
    response | sed '1,/^$/d' | head -n 1 |
        sed -e 's/.*"detail" *: *"\([^"\\]*\(\\.[^"\\]*\)*\)".*/\1/' -e 's/\\\(["\\]\)/\1/g' |
        cut -c 1-200 | tr -d '[:cntrl:]'
}

answered=0
complete=0
: >"$work/ids"
printf '%4s  %-8s  %6s  %12s  %9s\n' '' id status 'first byte' total
while read -r number status first total exit error; do
    [ -f "$work/$number" ] || : >"$work/$number"
    id=$(stream_id)
    note=
    [ "$status" != 200 ] || answered=$((answered + 1))
    if [ "$exit" != 0 ]; then
        note=$error
    elif [ "$status" != 200 ]; then
        note=$(refusal)
    else
        complete=$((complete + 1))
        if [ -n "$id" ]; then
            echo "$id" >>"$work/ids"
        else
            note='no Stream-Id header'
        fi
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
echo "$count requests: $answered answered 200, $complete complete, $((distinct)) distinct ids," \
    "$overlapping under way at once"

[ "$answered" -eq "$count" ] && [ "$complete" -eq "$count" ] && [ "$distinct" -eq "$count" ]
