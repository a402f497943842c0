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


def test_html_is_parsed_and_a_policy_made_in_one_module_only() -> None:
    makers = [name(path) for path in SCRIPTS if re.search(r"createPolicy|createHTML|parseFromString", path.read_text())]
    assert makers == ["shared/trusted.js"]
    assert (ROOT / "frontend" / "shared" / "trusted.js").read_text().count('createPolicy("counterpart"') == 1


def test_the_types_of_the_scripts_hold() -> None:
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    if shutil.which("node") is None or not compiler.exists():
        pytest.skip("the packages of the front end are not installed")
    run = subprocess.run(
        [str(compiler), "--project", "frontend/tsconfig.json"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout
