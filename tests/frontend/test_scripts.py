"""The scripts keep to what the policy of the page allows, and their types hold."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in (ROOT / "frontend").rglob("*.js") if "node_modules" not in path.parts)
SINKS = re.compile(
    r"\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\b|setHTMLUnsafe"
    r"|createContextualFragment|srcdoc|set(?:Timeout|Interval)\(\s*[\"'`]|localStorage|sessionStorage|indexedDB"
)
# Sealed messages keep hashes, numbers and sealed bytes; what lies there is looked at in tests/messaging.
KEEPERS = {"messaging/worker/store.js", "messaging/forget.js"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "frontend"))


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_writes_html_or_keeps_text_on_the_disk(path: Path) -> None:
    found = set(SINKS.findall(path.read_text()))
    assert found == ({"indexedDB"} if name(path) in KEEPERS else set())


@pytest.mark.parametrize("sample", ["a.innerHTML = b", "eval(b)", "localStorage.a = b", 'setTimeout("b()")'])
def test_the_test_of_sinks_finds_them(sample: str) -> None:
    assert SINKS.search(sample)


def test_html_is_parsed_in_one_module_and_a_worker_started_in_another() -> None:
    """Each of the two has a policy that can do nothing else."""
    makers = {
        name(path): set(
            re.findall(r"createPolicy\(\"[\w-]+\"|createHTML|createScriptURL|parseFromString", path.read_text())
        )
        for path in SCRIPTS
    }
    assert {path: found for path, found in makers.items() if found} == {
        "shared/trusted.js": {'createPolicy("counterpart"', "createHTML", "parseFromString"},
        "shared/worker.js": {'createPolicy("counterpart-worker"', "createScriptURL"},
    }


def test_the_types_of_the_scripts_hold() -> None:
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    if shutil.which("node") is None or not compiler.exists():
        pytest.skip("the packages of the front end are not installed")
    run = subprocess.run(
        [str(compiler), "--project", "frontend/tsconfig.json"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout
