#!/bin/sh
# Makes .venv beside this file from the pinned, hashed requirements. Does nothing when it is up to date.
#
#   ./setup.sh          what a crawl needs
#   ./setup.sh dev      and what the tests need
#   ./setup.sh replay   what a replay needs, in .venv-replay: pywb's own pins contradict ours
#
# Needs Python 3.11 or newer and pip. PYTHON=/path/to/python chooses another one than python3.
set -eu
cd "$(dirname "$0")"

venv=.venv
case ${1:-} in
    "") lock=requirements.lock.txt ;;
    dev) lock=requirements-dev.lock.txt ;;
    replay) lock=requirements-replay.lock.txt venv=.venv-replay ;;
    *) echo "setup: $1 is none of: dev, replay" >&2; exit 2 ;;
esac

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

make_environment() {
    for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
        new_enough "$python" && break
        python=
    done
    if [ -z "$python" ]; then
        echo "setup: no Python 3.11 or newer found; name one with PYTHON=/path/to/python" >&2
        exit 1
    fi
    echo "setup: making $venv with $("$python" --version)"
    # Debian splits ensurepip off into python3-venv; without it, the pip of the system fills the environment.
    "$python" -m venv --clear $venv >/dev/null 2>&1 || {
        "$python" -m venv --clear --without-pip $venv
        "$python" -m pip --python $venv/bin/python install -qq pip
    }
}

# uv installs in seconds what takes pip a minute; it is a convenience, so every failure of it falls back to pip.
install_with_uv() {
    [ -x $venv/bin/uv ] || $venv/bin/python -m pip install -qq --only-binary :all: --require-hashes \
        --requirement requirements-setup.lock.txt || return 1
    index=${PIP_INDEX_URL:-$($venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
    ${index:+env UV_DEFAULT_INDEX="$index"} $venv/bin/uv pip install -qq --python $venv/bin/python \
        --compile-bytecode --require-hashes --requirement "$1"
}

new_enough $venv/bin/python || make_environment

# The copy of the lock file in .venv says what was installed from it; it is written last.
if ! cmp -s "$lock" "$venv/$lock"; then
    echo "setup: installing $lock"
    install_with_uv "$lock" || {
        echo "setup: uv could not do it, trying pip"
        $venv/bin/python -m pip install -qq --require-hashes --requirement "$lock"
    }
    cp "$lock" "$venv/$lock"
    # The development environment holds everything a crawl needs, at the same versions.
    [ "$lock" != requirements-dev.lock.txt ] || cp requirements.lock.txt $venv/
fi

# Where Python may not write its bytecode later (a read-only folder, PYTHONDONTWRITEBYTECODE), each crawl would compile
# everything again: 1.7 s of CPU. Takes 0.1 s when it is up to date.
[ $venv != .venv ] || $venv/bin/python -m compileall -q archive crawler pipelines
