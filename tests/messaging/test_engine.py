"""The parts of the Worker in Node, over a server in memory: what must work, not be lost, and not be believed."""

import subprocess
from pathlib import Path

import pytest

from tests.crypto.test_node import ROOT, needs_packages

FILES = sorted((Path(__file__).parent / "engine").glob("*.test.js"))


@needs_packages
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_worker_promises_holds_in_node(path: Path) -> None:
    run = subprocess.run(["node", "--test", str(path)], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-6000:]
