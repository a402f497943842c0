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


@pytest.fixture(scope="module")
def run() -> "subprocess.CompletedProcess[str]":
    files = sorted(str(path) for path in Path(__file__).parent.glob("*.test.js"))
    told = ["--experimental-test-coverage", "--test-reporter=lcov", "--test-reporter-destination=stdout"]
    spoken = ["--test-reporter=tap", "--test-reporter-destination=stderr"]
    command = ["node", "--test", *told, *spoken, *files]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


@needs_packages
def test_what_the_modules_promise_holds_in_node(run: "subprocess.CompletedProcess[str]") -> None:
    assert run.returncode == 0, run.stderr[-6000:]


def missed(report: str) -> dict[str, list[str]]:
    """Return by module what no test has taken: branches, functions, lines."""
    found: dict[str, list[str]] = {}
    module = ""
    for line in report.splitlines():
        kind, _colon, rest = line.partition(":")
        if kind == "SF":
            module = rest if "frontend/crypto/" in rest else ""
            if module:
                found[Path(module).name] = []
        elif module and (
            (kind == "BRDA" and rest.split(",")[3] in ("0", "-"))
            or (kind == "FNDA" and rest.startswith("0,"))
            or (kind == "DA" and rest.split(",")[1] == "0")
        ):
            found[Path(module).name].append(line)
    return found


@needs_packages
def test_every_branch_of_every_module_is_taken(run: "subprocess.CompletedProcess[str]") -> None:
    found = missed(run.stdout)
    assert found.keys() == {path.name for path in MODULES}
    assert {module: lines for module, lines in found.items() if lines} == {}


def test_the_test_of_branches_notices_one_that_is_not_taken() -> None:
    report = "SF:frontend/crypto/a.js\nBRDA:3,0,0,0\nFNDA:0,f\nDA:4,0\nDA:5,2\nSF:tests/b.js\nDA:1,0\n"
    assert missed(report) == {"a.js": ["BRDA:3,0,0,0", "FNDA:0,f", "DA:4,0"]}


def test_the_modules_import_only_themselves_and_the_pinned_packages() -> None:
    allowed = {"@hpke/core", "@hpke/hybridkem-x-wing", "@noble/curves/abstract/edwards.js", "hash-wasm"} | {
        f"@noble/hashes/{name}.js" for name in ("hkdf", "sha2")
    }
    for path in MODULES:
        named = {line.split('from "')[1].split('"')[0] for line in path.read_text().splitlines() if 'from "' in line}
        assert {name for name in named if not name.startswith("./")} <= allowed, path.name
