#!/bin/sh
# Makes the virtual environment $V with $PY and installs the lock file $1 into it: with uv where there is one, else with
# pip. Every package is checked against its hash, and nothing is built from source.
set -eu
if command -v uv >/dev/null 2>&1; then
	uv venv -q --allow-existing --python "$PY" "$V"
	uv pip install -q --require-hashes --only-binary :all: --python "$V/bin/python" -r "$1"
	exit
fi
if [ ! -x "$V/bin/pip" ] && ! "$PY" -m venv "$V"; then
	echo "python3 cannot make a virtual environment here. On Debian and Ubuntu: apt install python3-venv" >&2
	exit 1
fi
"$V/bin/python" -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r "$1"
