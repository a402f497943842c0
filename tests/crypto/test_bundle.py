"""The script of the Worker: the same bytes each time, small, without other sites, and described by its hash."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.crypto.test_node import ROOT, needs_packages

LIMIT = 60_000
LINES = 1500

pytestmark = needs_packages


def built(folder: Path, entry: str = "crypto/door.js") -> Path:
    command = ["node", str(ROOT / "frontend" / "worker.mjs"), entry, str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, timeout=120)
    return folder / "frontend" / "messaging"


def entries() -> list[str]:
    worker = "messaging/worker.js"
    return ["crypto/door.js", *([worker] if (ROOT / "frontend" / worker).exists() else [])]


@pytest.fixture(scope="module", params=entries())
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    return request.param, built(tmp_path_factory.mktemp("bundle"), request.param)


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_builds_in_two_places_give_the_same_bytes(bundle: tuple[str, Path], tmp_path: Path) -> None:
    entry, folder = bundle
    assert hashes(folder) == hashes(built(tmp_path / "some" / "where else", entry))


def test_the_description_beside_the_script_says_its_hash_and_that_of_each_part(bundle: tuple[str, Path]) -> None:
    _entry, folder = bundle
    said = json.loads((folder / "bundle.json").read_text())
    scripts = {name: value for name, value in hashes(folder).items() if name.endswith(".js")}
    assert {name: part["sha256"] for name, part in said["files"].items()} == scripts
    assert said["sha256"] == scripts["worker.js"]


def test_the_script_is_small_and_argon2_and_the_words_are_loaded_apart(bundle: tuple[str, Path]) -> None:
    _entry, folder = bundle
    files = json.loads((folder / "bundle.json").read_text())["files"]
    assert files["worker.js"]["compressed"] <= LIMIT
    assert sorted(name.split("-")[0] for name in files if "-" in name and "crypto" not in name) == [
        "ar",
        "argon2",
        "en",
        "fr",
    ]
    assert "argon2" not in re.sub(r'import\("[^"]*"\)', "", (folder / "worker.js").read_text())


def test_nothing_in_it_names_another_site_or_runs_text(bundle: tuple[str, Path]) -> None:
    _entry, folder = bundle
    for path in folder.glob("*.js"):
        script = path.read_text()
        assert not re.search(r"https?://[a-z0-9-]+\.[a-z]", script), path.name
        assert not re.search(r"\beval\(|new Function\b", script), path.name


def test_each_package_inside_comes_with_its_licence(bundle: tuple[str, Path]) -> None:
    _entry, folder = bundle
    packages = json.loads((folder / "bundle.json").read_text())["packages"]
    assert {"@hpke/core", "@hpke/hybridkem-x-wing", "@noble/curves", "hash-wasm", "mlkem"} <= set(packages)
    licences = {path.stem for path in (folder / "licences").iterdir()}
    assert {name.replace("@", "").replace("/", "-") for name in packages} == licences


def test_the_modules_stay_short_enough_to_be_read() -> None:
    lines = [line for path in (ROOT / "frontend" / "crypto").glob("*.js") for line in path.read_text().splitlines()]
    assert sum(1 for line in lines if line.strip()) <= LINES
