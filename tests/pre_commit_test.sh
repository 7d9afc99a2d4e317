#!/usr/bin/env bash
# tests/pre_commit_test.sh HOOK [DIRECTORY]: runs a hook of this repository through `pre-commit try-repo`, on a good and
# on a bad config, away from the user's files. DIRECTORY holds the program for sftdoctor-check-system; the other hook
# builds its own, without asking any package index. Exit status 77 when something is missing.
set -u
hook=$1 programs=${2-}
source=$(cd "$(dirname "$0")/.." && pwd) || exit 2

for needed in git pre-commit; do
  command -v $needed >/dev/null || { echo "skipped: $needed is not installed"; exit 77; }
done
git -C "$source" rev-parse HEAD >/dev/null 2>&1 || { echo "skipped: $source is no git repository"; exit 77; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/sftdoctor-pre-commit-XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
# npm's cache has the grammars; pip must find nothing and need nothing.
export npm_config_cache=${npm_config_cache:-$HOME/.npm} HOME=$scratch/home PRE_COMMIT_HOME=$scratch/cache
export PIP_NO_INDEX=1 PIP_INDEX_URL=http://127.0.0.1:9/ GIT_CONFIG_NOSYSTEM=1 LANG=C.UTF-8
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE XDG_CONFIG_HOME XDG_CACHE_HOME
mkdir "$HOME"
git config --global user.name test
git config --global user.email test@example.org
git config --global safe.directory '*'
[ -z "$programs" ] || PATH=$(cd "$programs" && pwd):$PATH

git init -q "$scratch/project" && cd "$scratch/project" || exit 2
cat >good.py <<'CONFIG'
class TrainConfigSFT:
    epochs: int = 10
    batch_size_per_gpu: int = 16
    learn_rate: float = 5e-5
CONFIG
sed 's/5e-5/1e-5/' good.py >bad.py
echo 'print("no config")' >other.py
git add .

failed=0
# expect STATUS PATTERN FILE...: the hook ends so and says that.
expect() {
  local wanted=$1 pattern=$2 status
  shift 2
  pre-commit try-repo "$source" "$hook" --verbose --files "$@" >"$scratch/out" 2>&1
  status=$?
  if [ $status -eq "$wanted" ] && grep -q -- "$pattern" "$scratch/out"; then
    echo "passed: $hook on $*"
  else
    echo "FAILED: $hook on $*: exit status $status, expected $wanted and \"$pattern\""
    cat "$scratch/out"
    failed=1
  fi
}
expect 0 'No problems found in 1 configuration file' good.py other.py
expect 1 'config/learn-rate-too-low' bad.py good.py
exit $failed
