"""The vectors of the protocol: enough of them, half of them wrong, and the reference says of each what stands there."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.crypto.test_node import ROOT, needs_packages
from tests.messaging.judge import JUDGES, judge

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "messaging"
REFERENCE = Path(__file__).parent / "reference"


def load() -> list[dict[str, Any]]:
    """Return all cases, each with its object and what it is given."""
    cases = []
    for path in sorted(FOLDER.glob("*.json")):
        said = json.loads(path.read_text())
        bases = {(case["by"], case["name"]): case["given"] for case in said["cases"] if "given" in case}
        for case in said["cases"]:
            given = case.get("given") or bases[case["by"], case["of"]]
            cases.append({**case, "object": said["object"], "given": given})
    return cases


CASES = load()


@pytest.mark.parametrize("thing", sorted({case["object"] for case in CASES}))
def test_the_reference_says_of_every_vector_what_it_says_of_itself(thing: str) -> None:
    wrong = [
        (case["by"], case["name"], said)
        for case in CASES
        if case["object"] == thing and (said := judge(case)) != {"verdict": case["verdict"], "says": case["says"]}
    ]
    assert wrong == []


@needs_packages
def test_what_either_writes_today_the_other_reads(tmp_path: Path) -> None:
    write = [sys.executable, "-m", "tests.messaging.writing_vectors", str(tmp_path)]
    subprocess.run(write, cwd=ROOT, check=True, timeout=120)
    read = ["node", "tests/crypto/vectors.js", str(tmp_path)]
    said = json.loads(subprocess.run(read, cwd=ROOT, check=True, capture_output=True, timeout=120).stdout)
    assert said == {"count": len(CASES), "wrong": []}


def test_there_are_enough_vectors_of_every_object_and_half_of_them_are_wrong() -> None:
    assert {case["object"] for case in CASES} == JUDGES.keys()
    assert len(CASES) >= 200
    assert sum(case["verdict"] != "ok" for case in CASES) >= 100
    assert all(count >= 40 for count in Counter(case["by"] for case in CASES if case["verdict"] == "ok").values())
    assert {case["by"] for case in CASES} == {"python", "javascript"}


def test_no_two_vectors_have_one_name() -> None:
    names = Counter((case["object"], case["by"], case["name"]) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


def test_the_reference_stays_short() -> None:
    assert sum(len(path.read_text().splitlines()) for path in REFERENCE.glob("*.py")) <= 1000
