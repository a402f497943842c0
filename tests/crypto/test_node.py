"""The cryptographic modules in Node: what they make, they read, and what does not fit they refuse."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "frontend" / "crypto").glob("*.js"))

needs_packages = pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules" / "@hpke").exists(),
    reason="the packages of the front end are not installed",
)


@needs_packages
def test_what_the_modules_promise_holds_in_node() -> None:
    files = sorted(str(path) for path in Path(__file__).parent.glob("*.test.js"))
    run = subprocess.run(["node", "--test", *files], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-6000:]


def test_the_modules_import_only_themselves_and_the_pinned_packages() -> None:
    allowed = {"@hpke/core", "@hpke/hybridkem-x-wing", "@noble/curves/abstract/edwards.js", "hash-wasm"} | {
        f"@noble/hashes/{name}.js" for name in ("hkdf", "sha2")
    }
    for path in MODULES:
        named = {line.split('from "')[1].split('"')[0] for line in path.read_text().splitlines() if 'from "' in line}
        assert {name for name in named if not name.startswith("./")} <= allowed, path.name
