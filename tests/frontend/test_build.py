"""The built front end: the same bytes each time, small enough for a weak line, and from packages that are pinned."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLE_LIMIT = 12_000
SCRIPT_LIMIT = 10_000

needs_packages = pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules" / "esbuild").exists(),
    reason="the packages of the front end are not installed",
)


def built(folder: Path) -> Path:
    subprocess.run(["node", str(ROOT / "frontend" / "build.mjs"), str(folder)], check=True, cwd=ROOT, timeout=60)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("bundle"))


@needs_packages
def test_two_builds_give_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    first, second = hashes(bundle), hashes(built(tmp_path))
    assert {"frontend/app.css", "frontend/app.js", "frontend/mark.svg"} <= first.keys()
    assert first == second


@needs_packages
@pytest.mark.parametrize(("name", "limit"), [("app.css", STYLE_LIMIT), ("app.js", SCRIPT_LIMIT)])
def test_what_a_first_visit_loads_stays_small(bundle: Path, name: str, limit: int) -> None:
    assert len(gzip.compress((bundle / "frontend" / name).read_bytes())) <= limit


@needs_packages
def test_every_icon_of_the_list_is_built_and_no_other(bundle: Path) -> None:
    listed = json.loads((ROOT / "frontend" / "icons.json").read_text())
    drawn = re.findall(r'<symbol id="([a-z0-9-]+)"', (bundle / "frontend" / "mark.svg").read_text())
    assert drawn == listed["icons"]
    assert set(listed["mirrored"]) <= set(listed["icons"])


@needs_packages
def test_icons_carry_nothing_that_the_policy_of_the_page_would_refuse(bundle: Path) -> None:
    drawing = (bundle / "frontend" / "mark.svg").read_text()
    assert drawing.startswith("<svg ")
    assert not re.search(r"style=|<script|<style|\son\w+=|href=", drawing)


@needs_packages
def test_nothing_built_names_another_site(bundle: Path) -> None:
    for name in ("app.css", "app.js"):
        text = (bundle / "frontend" / name).read_text()
        assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text), name


def test_every_icon_that_a_template_names_is_in_the_list() -> None:
    listed = set(json.loads((ROOT / "frontend" / "icons.json").read_text())["icons"])
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""(?:icon\(|drawing=)["']([a-z0-9-]+)["']""", path.read_text())
    }
    assert named
    assert named - listed == set()


def test_packages_are_pinned_exactly_and_the_lock_names_no_registry() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in lock
    assert '"resolved"' not in lock
    assert all("integrity" in entry for name, entry in json.loads(lock)["packages"].items() if name)
