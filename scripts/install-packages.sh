#!/bin/sh
# Installs the Debian packages that are missing, the grammars of the config languages and the plots of the HTML report.
# Asks nothing; does nothing, and needs no network, when all are there.
#   scripts/install-packages.sh         what building needs
#   scripts/install-packages.sh tests   also what tests, fuzzers, benchmarks and formatting need
#   scripts/install-packages.sh browser also Chromium (100 MB), without which the tests of the HTML report in it are skipped
set -eu

building='g++ make cmake ninja-build pkg-config libre2-dev libcli11-dev libeigen3-dev libfmt-dev
  nlohmann-json3-dev rapidjson-dev zlib1g-dev libutf8proc-dev libtree-sitter-dev libtomlplusplus-dev libdtl-dev
  libzip-dev libsnappy-dev libzstd-dev'
testing='doctest-dev libvterm-dev clang clang-format-14 libclang-rt-14-dev ripgrep mawk git python3 python3-junitparser pre-commit'

wanted=$building
case ${1-} in
  tests) wanted="$building $testing" ;;
  browser) wanted="$building $testing chromium" ;;
esac

missing=
if command -v dpkg-query >/dev/null; then
  for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
    [ "$status" = installed ] || missing="$missing $package"
  done
  # Node.js from elsewhere brings its own npm, with which Debian's package conflicts.
  command -v npm >/dev/null || missing="$missing npm"
else
  echo "Not a Debian system: if a library is missing below, install what these packages hold:"
  echo "  npm $(echo $wanted)"
fi

install_packages() {
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and installing them takes root or sudo. As root, run:" >&2
      echo "  apt-get install$missing" >&2
      exit 1
    fi
    as_root=sudo
  fi

  # The last resort of a question that no front end may ask: keep the files of the machine as they are.
  apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
  }

  echo "Installing with apt-get${as_root:+ (through sudo)}:$missing"
  for attempt in 1 2 3; do
    # Without --error-on, a list that could not be fetched is a warning and the install fails later.
    if apt update --error-on=any; then break; fi
    [ "$attempt" -eq 3 ] && echo "Some package lists stay out of date; trying with what is there." || sleep $((attempt * 5))
  done
  apt install --no-install-recommends $missing
}

if [ -n "$missing" ]; then install_packages; fi

# The grammars of the config languages and what the HTML report is made of: see the CMakeLists.txt there. For tests, what
# reads our output and is not ours.
folders='grammars web'
[ -z "${1-}" ] || folders="$folders tests/readers"
for folder in $folders; do
  (
    cd "$(dirname "$0")/../$folder"
    if cmp -s package-lock.json node_modules/.fetched; then exit; fi
    echo "Fetching the packages of $folder/ with npm"
    npm ci --prefer-offline --ignore-scripts --omit=peer --no-audit --no-fund
    cp package-lock.json node_modules/.fetched
  )
done
