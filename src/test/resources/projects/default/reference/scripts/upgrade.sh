#!/bin/sh
# Merges a newer version of the archetype, or other parameters, into this project: see docs/upgrade.md.
set -eu

usage() {
    cat <<'END'
usage: scripts/upgrade.sh [VERSION] [--set NAME=VALUE]...

Generates this project as it was and with VERSION of the archetype or other values of its parameters, and merges the
difference into the project. Nothing is committed.

Exit status: 0 if all is merged; 1 if there are conflicts; 2 if nothing was changed.
END
}

fail() {
    echo "upgrade.sh: $1" >&2
    exit 2
}

wrong_usage() {
    usage >&2
    exit 2
}

wanted=
changes=
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            exit
            ;;
        --set)
            case ${2:-} in
                [A-Za-z]*=?*) ;;
                *) wrong_usage ;;
            esac
            changes="$changes$2
"
            shift
            ;;
        -* | '') wrong_usage ;;
        *)
            [ -z "$wanted" ] || wrong_usage
            wanted=$1
            changes="archetypeVersion=$1
$changes"
            ;;
    esac
    shift
done
[ -n "$changes" ] || wrong_usage

cd "$(dirname "$0")/.."
command -v git >/dev/null || fail 'git is missing'
[ -f .archetype.properties ] || fail ".archetype.properties is missing in $PWD: it says what made this project"
git cat-file -e HEAD:./.archetype.properties 2>/dev/null || fail 'commit the project with git first'
[ -z "$(git status --porcelain --untracked-files=no)" ] ||
    fail 'commit or stash your changes first, so that you can tell them from the upgrade'

repository=$(git rev-parse --absolute-git-dir)
folder=$(git rev-parse --show-prefix)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# generate NAME: what $work/NAME.properties make, in $work/NAME where the project is in its repository
generate() {
    name=$1
    set --
    while IFS= read -r property; do
        case $property in
            [A-Za-z]*) set -- "$@" "-D$property" ;;
        esac
    done <"$work/$name.properties"
    sh ./mvnw --batch-mode --quiet org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate \
        -DarchetypeCatalog=local -DinteractiveMode=false -DoutputDirectory="$work/generated/$name" "$@" \
        >"$work/log" 2>&1 </dev/null || {
        # What is wrong, without what Maven says around it
        sed -n 's/^\[ERROR\] //p' "$work/log" | sed -e 's/^Failed to execute goal .* on project [^ ]*: *//' \
            -e 's/ *-> \[Help 1\].*//' -e '/^To see the full stack trace/,$d' | grep . >&2 || cat "$work/log" >&2
        exit 2
    }
    generated=$work/generated/$name/$(sed -n 's/^artifactId=//p' "$work/$name.properties")
    [ -f "$generated/.archetype.properties" ] || fail "this version of the archetype does not say what it makes"
    mkdir -p "$(dirname "$work/$name/$folder")"
    mv "$generated" "$work/$name${folder:+/${folder%/}}"
}

# commit NAME [PARENT]: a commit of HEAD with $work/NAME instead of the project; nothing refers to it
commit() (
    GIT_INDEX_FILE=$work/index
    export GIT_INDEX_FILE
    git read-tree HEAD
    git --git-dir="$repository" --work-tree="$work/$1" -C "$work/$1" add --all --force -- "./$folder"
    git -c user.name=archetype -c user.email=archetype@localhost commit-tree "$(git write-tree)" ${2:+-p "$2"} \
        -m "$(sed -n 's/^archetypeVersion=/archetype /p' "$work/$1/$folder.archetype.properties")"
)

cp .archetype.properties "$work/old.properties"
printf %s "$changes" | awk -F = '
    NR == FNR { value[$1] = $0; next }
    $1 in value { print value[$1]; delete value[$1]; next }
    { print }
    END { for (name in value) print value[name] }' - .archetype.properties >"$work/new.properties"

generate new
printf %s "$changes" >"$work/changes"
while IFS= read -r change; do
    grep -qxF -- "$change" "$work/new/$folder.archetype.properties" ||
        fail "${change%%=*} is no parameter of this version of the archetype"
done <"$work/changes"
generate old
old=$(commit old)
new=$(commit new "$old")
if git diff --quiet "$old" "$new"; then
    echo 'Nothing to merge: what the archetype generates is the same.'
    exit
fi

status=0
# Finds files that a team has moved, but not others that are only similar
git cherry-pick --no-commit -Xfind-renames=70% "$new" >"$work/log" 2>&1 || status=$?
git -c core.quotePath=false ls-files --unmerged --full-name "$(git rev-parse --show-toplevel)" >"$work/unmerged"
if [ $status != 0 ] && [ ! -s "$work/unmerged" ]; then
    cat "$work/log" >&2
    exit 2
fi

# Stages: 1 as it was generated, 2 of the team, 3 as it is generated now
awk -F '\t' '
    { split($1, entry, " "); stages[$2] = stages[$2] entry[3] }
    END { for (file in stages) if (stages[file] == "13") print file }' "$work/unmerged" | sort >"$work/deleted"
while IFS= read -r file; do
    git rm --quiet --force -- ":/$file"
    echo "stays deleted: $file"
done <"$work/deleted"

conflicts=$(git -c core.quotePath=false diff --name-only --diff-filter=U)
if [ -n "$conflicts" ]; then
    cat >&2 <<END
Conflicts in
$(echo "$conflicts" | sed 's/^/  /')
Resolve them, git add, and commit. To undo the upgrade: git reset --merge
END
    exit 1
fi
git diff --cached --stat
echo 'All is merged. Look at it with git diff --cached, run make test, and commit. To undo it: git reset --merge'
