#!/bin/sh
# Makes the virtual environment $V with $PY and installs the lock file $1 into it: with uv where there is one that
# works, else with pip. Every package is checked against its hash, and nothing is built from source.
set -eu
if command -v uv >/dev/null 2>&1; then
	if uv venv -q --allow-existing --python "$PY" "$V" &&
		uv pip install -q --require-hashes --only-binary :all: --python "$V/bin/python" -r "$1"; then
		exit
	fi
	echo "uv could not install the packages; trying pip" >&2
fi
if ! "$V/bin/python" -m pip --version >/dev/null 2>&1 && ! "$PY" -m venv --clear "$V"; then
	echo "python3 cannot make a virtual environment here. On Debian and Ubuntu: apt install python3-venv" >&2
	exit 1
fi
"$V/bin/python" -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r "$1"
